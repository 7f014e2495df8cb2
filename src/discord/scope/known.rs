use ScopeAccess::{LocalClient, Open, Partners, SocialSdk};

/// A scope that an app can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// Discord's word for it, such as `guilds.join`.
    pub name: &'static str,
    /// What the app gets with it, for the person who grants it.
    pub unlocks: &'static str,
    /// Which apps may ask for it.
    pub access: ScopeAccess,
}

/// Which apps may ask for a scope. Discord answers `invalid_scope` to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeAccess {
    /// Any app.
    Open,
    /// Apps that Discord has approved for it.
    Partners,
    /// Apps that use Discord's Social SDK, under its terms.
    SocialSdk,
    /// Apps that talk to the Discord client on the same machine.
    LocalClient,
}

impl Scope {
    /// Returns a scope by Discord's word for it; `None` if it is not on our list, or no app can ask for it.
    pub fn find(name: &str) -> Option<Self> {
        Self::KNOWN.into_iter().find(|scope| scope.name == name)
    }

    /// Every scope an app can ask for.
    ///
    /// Source: <https://discord.com/developers/docs/topics/oauth2#shared-resources-oauth2-scopes>, and Discord's OpenAPI specification
    /// for `openid`, `activities.invites.write` and the scopes for video and screen sharing.
    pub const KNOWN: [Self; 35] = [
        scope(Open, "identify", "Your name, avatar, banner and profile"),
        scope(Open, "email", "Your email address, and whether it is verified"),
        scope(Open, "guilds", "The servers you are in, and your permissions in each"),
        scope(Open, "guilds.members.read", "Your nickname, roles and join date in those servers"),
        scope(Open, "guilds.join", "Adding you to servers that the app's bot is in"),
        scope(Open, "connections", "The accounts you linked to Discord, private ones included"),
        scope(Open, "role_connections.write", "Telling Discord facts about you for linked roles"),
        scope(Open, "bot", "Adding the app's bot to a server you pick"),
        scope(Open, "applications.commands", "Adding the app's commands to a server or to your account"),
        scope(Open, "applications.commands.update", "Changing the app's own commands"),
        scope(
            Open,
            "applications.commands.permissions.update",
            "Changing who may use its commands, where you may do so",
        ),
        scope(Open, "webhook.incoming", "Posting messages to a channel you pick"),
        scope(Open, "gdm.join", "Adding you to group conversations that the app made"),
        scope(Open, "openid", "Your user id, in the sign-in standard OpenID Connect"),
        scope(Open, "applications.builds.read", "Reading the builds of your own apps"),
        scope(Open, "applications.entitlements", "Reading who bought what in your own apps"),
        scope(Open, "applications.store.update", "Changing the store pages of your own apps"),
        scope(Partners, "applications.builds.upload", "Uploading builds of your own apps"),
        scope(Partners, "identify.premium", "Whether you have Nitro, and which kind"),
        scope(Partners, "dm_channels.read", "Who your direct and group conversations are with"),
        scope(Partners, "voice", "Joining voice channels for you, and seeing who is there"),
        scope(Partners, "activities.invites.write", "Inviting others to an activity for you"),
        scope(Partners, "rpc", "Controlling Discord on your machine"),
        scope(Partners, "rpc.activities.write", "Changing the activity that Discord shows for you"),
        scope(Partners, "rpc.notifications.read", "Reading the notifications you get"),
        scope(Partners, "rpc.voice.read", "Reading your voice settings, and following voice channels"),
        scope(Partners, "rpc.voice.write", "Changing your voice settings"),
        scope(Partners, "rpc.video.read", "Whether your camera is on"),
        scope(Partners, "rpc.video.write", "Changing your camera settings"),
        scope(Partners, "rpc.screenshare.read", "Whether you share your screen"),
        scope(Partners, "rpc.screenshare.write", "Changing what you share of your screen"),
        scope(SocialSdk, "relationships.read", "Your friends and friend requests"),
        scope(SocialSdk, "sdk.social_layer_presence", "Your friends and who is online"),
        scope(SocialSdk, "sdk.social_layer", "Your friends, messages and calls in a game"),
        scope(LocalClient, "messages.read", "Reading messages in your Discord"),
    ];
}

const fn scope(access: ScopeAccess, name: &'static str, unlocks: &'static str) -> Scope {
    Scope { name, unlocks, access }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::Scopes;

    #[test]
    fn each_scope_is_listed_once_and_unavailable_scopes_are_not_listed() {
        let names: Scopes = Scope::KNOWN.iter().map(|scope| scope.name).collect();
        assert_eq!(names.iter().count(), Scope::KNOWN.len());
        assert_eq!(Scope::find("identify.premium").map(|scope| scope.access), Some(ScopeAccess::Partners));
        for name in ["activities.read", "activities.write", "guild.members.read", "guilds.channels.read", ""] {
            assert_eq!(Scope::find(name), None, "{name}");
        }
    }
}
