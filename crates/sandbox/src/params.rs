//! Query and form parameters, held as strictly as OAuth2 asks, and the encoding back.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequest, Request};
use url::Url;

/// Decoded parameters in the order they came.
#[derive(Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
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

/// From the form of a POST, from the query of a GET.
impl<S: Send + Sync> FromRequest<S> for Params {
    type Rejection = FormRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, FormRejection> {
        Form::from_request(request, state).await.map(|Form(pairs)| Self(pairs))
    }
}

/// `uri` with the pairs that have a value added to its query, form-encoded as in Discord's redirects.
pub(super) fn with_query(uri: &str, pairs: &[(&str, Option<&str>)]) -> String {
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
