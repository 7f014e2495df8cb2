use std::sync::Arc;

use reqwest::Method;

/// The owner of the token that a request is sent with, without the token itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::server::discord::rest) enum Requester {
    /// A user, by the hash of the token.
    User(u64),
    /// The application's bot.
    Bot,
    /// The request has no token.
    Nobody,
}

/// The token, the route and the top-level resource of a request, which decide the limits that it counts towards.
#[derive(Debug, Clone)]
pub(in crate::server::discord::rest) struct RateLimitKey {
    pub(super) requester: Requester,
    /// Method and path, with `{id}` in place of every id.
    pub(super) route: Arc<str>,
    /// The id of the guild, channel or webhook that the path begins with; empty for other paths.
    pub(super) top_level: Box<str>,
}

impl RateLimitKey {
    pub(super) fn new(requester: Requester, method: &Method, route: &str) -> Self {
        let is_id = |segment: &str| !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
        let mut segments = route.split('/').skip(1);
        let top_level = match (segments.next(), segments.next()) {
            (Some("guilds" | "channels" | "webhooks"), Some(id)) if is_id(id) => id.into(),
            _ => Box::default(),
        };
        let shape: Vec<&str> = route.split('/').map(|segment| if is_id(segment) { "{id}" } else { segment }).collect();
        Self { requester, route: format!("{method} {}", shape.join("/")).into(), top_level }
    }

    /// Returns method and path, with `{id}` in place of every id.
    pub(in crate::server::discord::rest) fn route(&self) -> &str {
        &self.route
    }

    /// Returns who a refusal of the request is counted for: a login, or the bot in one guild. `None` without a token.
    pub(in crate::server::discord::rest) fn owner(&self) -> Option<(Requester, Box<str>)> {
        (self.requester != Requester::Nobody).then(|| (self.requester, self.top_level.clone()))
    }
}
