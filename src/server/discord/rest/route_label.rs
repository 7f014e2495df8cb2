/// The words of Discord's paths that a label may contain. A route of yours with another word still works; add the word here to see it.
const WORDS: &[&str] = &[
    "@me",
    "@original",
    "application",
    "applications",
    "audit-logs",
    "bans",
    "bot",
    "bulk-ban",
    "callback",
    "channels",
    "commands",
    "connections",
    "crosspost",
    "emojis",
    "entitlements",
    "events",
    "followers",
    "gateway",
    "guild",
    "guilds",
    "integrations",
    "interactions",
    "invites",
    "member",
    "members",
    "messages",
    "oauth2",
    "permissions",
    "pins",
    "reactions",
    "revoke",
    "role-connection",
    "roles",
    "scheduled-events",
    "stickers",
    "threads",
    "token",
    "typing",
    "users",
    "voice-states",
    "webhooks",
];

/// Returns the route of a request as a label of the metrics: `GET /guilds/{id}/members/{id}`.
///
/// Everything that is neither an id nor a known word becomes `{text}`. It may be a secret, such as the token in a webhook's path, or
/// have any number of values, such as the code of an invite.
pub(super) fn route_label(route: &str) -> String {
    let segment = |segment| if WORDS.contains(&segment) || segment == "{id}" { segment } else { "{text}" };
    let (method, path) = route.split_once(" /").unwrap_or((route, ""));
    let path: Vec<&str> = path.split('/').map(segment).collect();
    format!("{method} /{}", path.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_holds_known_words_only() {
        for (route, label) in [
            ("GET /users/@me/guilds/{id}/member", "GET /users/@me/guilds/{id}/member"),
            ("POST /oauth2/token/revoke", "POST /oauth2/token/revoke"),
            ("POST /webhooks/{id}/hunter2", "POST /webhooks/{id}/{text}"),
            ("POST /interactions/{id}/hunter2/callback", "POST /interactions/{id}/{text}/callback"),
            ("DELETE /invites/abc", "DELETE /invites/{text}"),
        ] {
            assert_eq!(route_label(route), label);
        }
    }
}
