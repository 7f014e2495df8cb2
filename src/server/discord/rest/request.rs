use std::fmt;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::DiscordError;
use crate::server::secret::Secret;

/// The token that a request is sent with.
#[derive(Debug, Clone, Copy)]
pub enum Auth<'a> {
    /// A user's access token.
    User(&'a Secret),
    /// The application's bot.
    Bot,
    /// No token.
    None,
}

/// The body of a request.
#[derive(Clone, Copy)]
pub enum Body<'a> {
    /// No body.
    Empty,
    /// A JSON document.
    Json(&'a Value),
    /// Form fields.
    Form(&'a [(&'a str, &'a str)]),
}

/// A request to Discord: the reference library's `request` with its parameters.
///
/// # Examples
/// ```
/// use app::server::discord::rest::{Auth, Request};
/// use reqwest::Method;
///
/// let members = Request::get("/guilds/197038439483310086/members", Auth::Bot).query(&[("limit", "10")]);
/// assert_eq!(members.method, Method::GET);
///
/// let name = serde_json::json!({ "nick": "Guide" });
/// let rename = Request::new(Method::PATCH, "/guilds/197038439483310086/members/@me", Auth::Bot)
///     .json(&name)
///     .audit_log_reason("A clearer name");
/// assert!(rename.headers.contains_key("x-audit-log-reason"));
/// ```
#[derive(Clone)]
pub struct Request<'a> {
    /// The HTTP method.
    pub method: Method,
    /// The route below the API's base, such as `/users/@me`: a path without a query.
    pub route: &'a str,
    /// The token that the request is sent with.
    pub auth: Auth<'a>,
    /// Query parameters.
    pub query: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: Body<'a>,
    /// Further headers.
    pub headers: HeaderMap,
    /// Whether the request is part of signing in. After many refusals, such requests are paused last.
    pub is_sign_in: bool,
}

/// Shows only the method and the route, because a body may contain a token, and a query a code.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).field("route", &self.route).finish_non_exhaustive()
    }
}

impl<'a> Request<'a> {
    /// Creates a request without a query, a body or further headers.
    pub fn new(method: Method, route: &'a str, auth: Auth<'a>) -> Self {
        Self { method, route, auth, query: &[], body: Body::Empty, headers: HeaderMap::new(), is_sign_in: false }
    }

    /// Creates a plain GET.
    pub fn get(route: &'a str, auth: Auth<'a>) -> Self {
        Self::new(Method::GET, route, auth)
    }

    /// Marks the request as part of signing in.
    #[must_use]
    pub fn for_sign_in(self) -> Self {
        Self { is_sign_in: true, ..self }
    }

    /// Sets the query parameters.
    #[must_use]
    pub fn query(mut self, query: &'a [(&'a str, &'a str)]) -> Self {
        self.query = query;
        self
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json(mut self, json: &'a Value) -> Self {
        self.body = Body::Json(json);
        self
    }

    /// Sets form fields as the body.
    #[must_use]
    pub fn form(mut self, fields: &'a [(&'a str, &'a str)]) -> Self {
        self.body = Body::Form(fields);
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Adds the reason that the guild's audit log shows, up to 512 characters.
    ///
    /// Source: <https://discord.com/developers/docs/resources/audit-log>.
    #[must_use]
    pub fn audit_log_reason(self, reason: &str) -> Self {
        match HeaderValue::from_str(&utf8_percent_encode(reason, NON_ALPHANUMERIC).to_string()) {
            Ok(value) => self.header(HeaderName::from_static("x-audit-log-reason"), value),
            Err(_) => self,
        }
    }

    /// Checks that the route is a plain path, so that a segment from outside cannot lead to another resource.
    pub(super) fn check_route(&self) -> Result<(), DiscordError> {
        let is_plain_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"/@-_.".contains(&byte);
        let is_plain = self.route.starts_with('/')
            && self.route.bytes().all(is_plain_byte)
            && self.route.split('/').skip(1).all(|segment| !matches!(segment, "" | "." | ".."));
        if is_plain { Ok(()) } else { Err(DiscordError::Unsendable("the route is not a plain path".into())) }
    }
}

/// An answer below status 300.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text; empty for 204.
    pub body: String,
}

impl Reply {
    /// Returns the body as JSON, or as text if it is not JSON.
    pub fn json_or_text(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| Value::String(self.body.clone()))
    }

    /// Decodes the body.
    ///
    /// # Errors
    /// If it does not fit the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DiscordError> {
        serde_json::from_str(&self.body).map_err(|error| DiscordError::Undecodable(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_that_would_lead_elsewhere_is_not_sent() {
        let check = |route| Request::get(route, Auth::None).check_route().is_ok();
        for good in ["/users/@me", "/guilds/197038439483310086/members/80351110224678912", "/oauth2/@me"] {
            assert!(check(good), "{good}");
        }
        for odd in [
            "",
            "users/@me",
            "//evil",
            "/guilds/../users/@me",
            "/guilds/./x",
            "/a?b=c",
            "/a#b",
            "/a/",
            "/a b",
            "/ä",
            "/a%2f",
        ] {
            assert!(!check(odd), "{odd}");
        }
    }

    #[test]
    fn nothing_secret_is_printed() {
        let (secret, body) = (Secret::new("hunter2"), serde_json::json!({ "access_token": "hunter2" }));
        let form = [("code", "hunter2")];
        let request = Request::new(Method::PUT, "/guilds/1/members/2", Auth::User(&secret));
        for request in [request.clone().json(&body), request.clone().form(&form), request.query(&form)] {
            let text = format!("{request:?}");
            assert!(text.contains("/guilds/1/members/2") && !text.contains("hunter2"), "{text}");
        }
    }

    #[test]
    fn an_audit_log_reason_is_encoded_for_its_header() {
        let request = Request::get("/x", Auth::Bot).audit_log_reason("Grüße, + mehr\n");
        assert_eq!(request.headers["x-audit-log-reason"], "Gr%C3%BC%C3%9Fe%2C%20%2B%20mehr%0A");
    }

    #[test]
    fn an_answer_is_json_or_text() {
        let reply = |body: &str| Reply { status: 200, headers: HeaderMap::new(), body: body.into() };
        assert_eq!(reply(r#"{"a":1}"#).json_or_text()["a"], 1);
        assert_eq!(reply("plain").json_or_text(), "plain");
        assert_eq!(reply("[1]").json::<Vec<u8>>(), Ok(vec![1]));
        assert!(reply("<html>").json::<Value>().is_err());
    }
}
