//! The names of a request in counters and faults.

use axum::http::Method;

/// The path of the API, as the router of the whole sandbox matches it.
const BASE: &str = "/api/v10";
/// Grant types that are also counted one by one, because they share a route.
const GRANT_TYPES: [&str; 3] = ["authorization_code", "refresh_token", "client_credentials"];

#[derive(Clone)]
pub struct RouteKeys {
    /// For example `GET /users/@me`.
    pub route: String,
    /// For a token request, for example `POST /oauth2/token (refresh_token)`.
    pub grant: Option<String>,
}

impl RouteKeys {
    /// Names a request by the route that it matched, if it matched one.
    pub fn new(method: &Method, matched_path: Option<&str>) -> Self {
        let route = matched_path.and_then(|path| path.split_once(BASE)).map_or("(unknown)", |(_, route)| route);
        Self { route: format!("{method} {route}"), grant: None }
    }

    pub fn is_token_request(&self) -> bool {
        self.route == "POST /oauth2/token"
    }

    /// Adds the name with the grant type in the form of a token request.
    pub fn set_grant(&mut self, form: &[u8]) {
        self.grant = grant_type(form).map(|grant| format!("{} ({grant})", self.route));
    }

    pub fn all(&self) -> Vec<&str> {
        [Some(&self.route), self.grant.as_ref()].into_iter().flatten().map(String::as_str).collect()
    }
}

fn grant_type(form: &[u8]) -> Option<&'static str> {
    let named = str::from_utf8(form).ok()?.split('&').find_map(|pair| pair.strip_prefix("grant_type="))?;
    GRANT_TYPES.into_iter().find(|grant| *grant == named)
}
