use crate::discord::Scopes;

/// The scopes that the sign-in asks for. Every page of the dashboard works with them.
///
/// If a page of yours needs another scope, add it here. People who signed in before are asked to allow it when they open that
/// page. If you remove a scope, the pages that need it ask for it.
///
/// `guilds.members.read` is added if `DISCORD_REQUIRED_GUILD_ID` is set.
pub const SIGN_IN_SCOPES: [&str; 4] = [Scopes::IDENTIFY, Scopes::EMAIL, Scopes::GUILDS, Scopes::CONNECTIONS];

/// More scopes that a signed-in person may grant, on the account page or on a page that needs them. The sign-in does not ask
/// for them.
///
/// `guilds.join` is added if `DISCORD_BOT_TOKEN` and `DISCORD_COMMUNITY_GUILD_ID` are set.
pub const OPTIONAL_SCOPES: [&str; 1] = [Scopes::GUILDS_MEMBERS_READ];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::{Scope, ScopeAccess};

    #[test]
    fn every_scope_that_is_asked_for_is_open_to_any_app_and_explained() {
        for name in SIGN_IN_SCOPES.into_iter().chain(OPTIONAL_SCOPES) {
            assert_eq!(Scope::find(name).map(|scope| scope.access), Some(ScopeAccess::Open), "{name}");
        }
    }
}
