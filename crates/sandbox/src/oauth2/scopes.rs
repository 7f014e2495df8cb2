//! The scopes an ordinary application may ask for.

/// Scope and what it lets the application do, to be read after "This application wants to".
///
/// Partner-only scopes are missing on purpose: asking Discord for one ends in `invalid_scope`.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#shared-resources-oauth2-scopes>
pub(super) const SCOPES: &[(&str, &str)] = &[
    ("identify", "know your name, avatar and banner"),
    ("email", "know your email address"),
    ("guilds", "know which servers you are in"),
    ("guilds.members.read", "know your nickname and roles in those servers"),
    ("guilds.join", "add you to servers"),
    ("connections", "know your connected accounts, hidden ones too"),
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

/// Scopes that only an authorization with a person at the screen can give.
const CODE_GRANT_ONLY: &[&str] = &["bot", "role_connections.write", "webhook.incoming"];
/// The one scope that only the client-credentials grant can give.
const CLIENT_CREDENTIALS_ONLY: &str = "applications.commands.update";

/// What `scope` allows, in words; `None` = no scope an application may ask for.
pub(super) fn in_words(scope: &str) -> Option<&'static str> {
    SCOPES.iter().find(|(name, _)| *name == scope).map(|(_, words)| *words)
}

pub(super) fn for_people(scope: &str) -> bool {
    in_words(scope).is_some() && scope != CLIENT_CREDENTIALS_ONLY
}

pub(super) fn for_client_credentials(scope: &str) -> bool {
    in_words(scope).is_some() && !CODE_GRANT_ONLY.contains(&scope)
}

/// Scopes that show the consent page whatever `prompt` says.
pub(super) fn always_asks(scope: &str) -> bool {
    matches!(scope, "bot" | "webhook.incoming")
}

/// The scopes of a space-separated list, each once, in the order asked.
pub(super) fn split(list: &str) -> Vec<String> {
    let mut scopes = Vec::new();
    for scope in list.split(' ').filter(|scope| !scope.is_empty()) {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    scopes
}
