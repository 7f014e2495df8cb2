//! The scopes that an ordinary application may ask for.

/// Each scope with the words that follow "This application wants to" on the consent page.
///
/// Partner-only scopes are left out: Discord answers a request for one with `invalid_scope`.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#shared-resources-oauth2-scopes>
pub const SCOPES: &[(&str, &str)] = &[
    ("identify", "know your name, avatar and banner"),
    ("email", "know your email address"),
    ("guilds", "know which servers you are in"),
    ("guilds.members.read", "know your nickname and roles in those servers"),
    ("guilds.join", "add you to servers"),
    ("connections", "know your connected accounts, including hidden ones"),
    ("role_connections.write", "update your connection and metadata for linked roles"),
    ("gdm.join", "add you to group conversations"),
    ("bot", "add its bot to a server"),
    ("applications.commands", "add its commands to a server"),
    ("applications.commands.update", "update its own commands"),
    ("applications.commands.permissions.update", "change who may use its commands in your servers"),
    ("applications.builds.read", "read its build data"),
    ("applications.entitlements", "read its entitlements"),
    ("applications.store.update", "update its store data"),
    ("webhook.incoming", "create a webhook in a channel"),
];

/// The scopes that need the consent of a person.
const CODE_GRANT_ONLY: &[&str] = &["bot", "role_connections.write", "webhook.incoming"];
/// The only scope that needs the client-credentials grant.
const CLIENT_CREDENTIALS_ONLY: &str = "applications.commands.update";

/// Returns what `scope` allows, in words; `None` for an unknown scope.
pub fn in_words(scope: &str) -> Option<&'static str> {
    SCOPES.iter().find(|(name, _)| *name == scope).map(|(_, words)| *words)
}

/// Returns whether a person can grant the scope.
pub fn for_people(scope: &str) -> bool {
    in_words(scope).is_some() && scope != CLIENT_CREDENTIALS_ONLY
}

/// Returns whether the client-credentials grant can give the scope.
pub fn for_client_credentials(scope: &str) -> bool {
    in_words(scope).is_some() && !CODE_GRANT_ONLY.contains(&scope)
}

/// Returns whether the scope needs the consent page, even with `prompt=none`.
pub fn always_asks(scope: &str) -> bool {
    matches!(scope, "bot" | "webhook.incoming")
}

/// Splits a space-separated list. Keeps its order, and each scope once.
pub fn split(list: &str) -> Vec<String> {
    let mut scopes = Vec::new();
    for scope in list.split(' ').filter(|scope| !scope.is_empty()) {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    scopes
}
