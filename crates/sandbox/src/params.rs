//! Reads query and form parameters as strictly as OAuth2 demands, and writes them into a redirect.

use axum::extract::{Form, FromRequest, Request, rejection::FormRejection};
use url::Url;

/// Decoded parameters in the order of the request.
#[derive(Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Returns the value of `name`. An empty value counts as missing.
    ///
    /// Source: RFC 6749, section 3.1.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Returns a name that was given twice. It is refused, because a filter in front of a server may check one value while the
    /// server reads the other.
    ///
    /// Source: RFC 6749, section 3.1.
    pub fn repeated(&self) -> Option<&str> {
        self.0.iter().enumerate().find_map(|(index, (key, _))| {
            self.0[..index].iter().any(|(earlier, _)| earlier == key).then_some(key.as_str())
        })
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

/// Reads the form of a POST and the query of a GET.
impl<S: Send + Sync> FromRequest<S> for Params {
    type Rejection = FormRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, FormRejection> {
        Form::from_request(request, state).await.map(|Form(pairs)| Self(pairs))
    }
}

/// Adds the pairs that have a value to the query of `uri`, form-encoded as in Discord's redirects.
pub fn with_query(uri: &str, pairs: &[(&str, Option<&str>)]) -> String {
    let given = pairs.iter().filter_map(|(key, value)| Some((key, (*value)?)));
    let encoded = Url::parse_with_params("http://localhost", given);
    let query = encoded.as_ref().ok().and_then(Url::query).unwrap_or_default();
    format!("{uri}{}{query}", if uri.contains('?') { '&' } else { '?' })
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
