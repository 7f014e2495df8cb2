//! Query and form parameters, held as strictly as OAuth2 asks, and the encoding back.

/// Decoded parameters in the order they came.
#[derive(Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The value of `name`; an empty value counts as left out.
    ///
    /// Source: RFC 6749, section 3.1.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// A name that was given twice: a second value is how a filter in front of a server is passed by.
    ///
    /// Source: RFC 6749, section 3.1.
    pub(super) fn repeated(&self) -> Option<&str> {
        self.0.iter().enumerate().find_map(|(index, (key, _))| {
            self.0[..index].iter().any(|(earlier, _)| earlier == key).then_some(key.as_str())
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

/// `uri` with the pairs that have a value added to its query.
pub(super) fn with_query(uri: &str, pairs: &[(&str, Option<&str>)]) -> String {
    let mut target = uri.to_owned();
    let mut separator = if uri.contains('?') { '&' } else { '?' };
    for (key, value) in pairs.iter().filter_map(|(key, value)| Some((key, (*value)?))) {
        target.push(separator);
        target.push_str(key);
        target.push('=');
        encode_into(&mut target, value);
        separator = '&';
    }
    target
}

/// Form encoding, as Discord's redirects have it: a space becomes `+`.
fn encode_into(target: &mut String, value: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => target.push(char::from(byte)),
            b' ' => target.push('+'),
            _ => {
                target.push('%');
                target.push(char::from(HEX[usize::from(byte >> 4)]));
                target.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_are_encoded_as_discord_does() {
        let text = "The requested scope is invalid, unknown, or malformed.";
        assert_eq!(
            with_query("http://a/b?c=d", &[("e", Some(text)), ("gone", None), ("state", Some("å&"))]),
            "http://a/b?c=d&e=The+requested+scope+is+invalid%2C+unknown%2C+or+malformed.&state=%C3%A5%26"
        );
    }
}
