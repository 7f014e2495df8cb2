use super::ImageFormat;
use crate::discord::{ApplicationId, EventId, GuildId, RoleId, TeamId, UserId};

/// What an image shows. It decides the image's folder at the CDN and its formats.
///
/// Source: <https://discord.com/developers/docs/reference#image-formatting-cdn-endpoints>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// A user's avatar.
    UserAvatar(UserId),
    /// A user's banner.
    UserBanner(UserId),
    /// A guild's icon.
    GuildIcon(GuildId),
    /// A guild's banner.
    GuildBanner(GuildId),
    /// The picture behind an invite.
    GuildSplash(GuildId),
    /// A guild's picture in Server Discovery.
    DiscoverySplash(GuildId),
    /// A user's avatar in one guild.
    MemberAvatar(GuildId, UserId),
    /// A user's banner in one guild.
    MemberBanner(GuildId, UserId),
    /// The frame around an avatar: a PNG, which moves by default if its hash starts with `a_`.
    AvatarDecoration,
    /// A role's icon.
    RoleIcon(RoleId),
    /// The badge beside a server tag.
    TagBadge(GuildId),
    /// An application's icon or cover.
    App(ApplicationId),
    /// A team's icon.
    TeamIcon(TeamId),
    /// A scheduled event's cover.
    EventCover(EventId),
}

impl Picture {
    /// Returns the image's folder, without a slash at either end, and its formats.
    pub(super) fn place(self) -> (String, &'static [ImageFormat]) {
        const STILL: &[ImageFormat] = &[ImageFormat::Png, ImageFormat::Jpg, ImageFormat::Webp];
        const MOVING: &[ImageFormat] = &ImageFormat::ALL;
        match self {
            Self::UserAvatar(user) => (format!("avatars/{user}"), MOVING),
            Self::UserBanner(user) => (format!("banners/{user}"), MOVING),
            Self::GuildIcon(guild) => (format!("icons/{guild}"), MOVING),
            Self::GuildBanner(guild) => (format!("banners/{guild}"), MOVING),
            Self::GuildSplash(guild) => (format!("splashes/{guild}"), STILL),
            Self::DiscoverySplash(guild) => (format!("discovery-splashes/{guild}"), STILL),
            Self::MemberAvatar(guild, user) => (format!("guilds/{guild}/users/{user}/avatars"), MOVING),
            Self::MemberBanner(guild, user) => (format!("guilds/{guild}/users/{user}/banners"), MOVING),
            Self::AvatarDecoration => ("avatar-decoration-presets".into(), &[ImageFormat::Png]),
            Self::RoleIcon(role) => (format!("role-icons/{role}"), STILL),
            Self::TagBadge(guild) => (format!("guild-tag-badges/{guild}"), STILL),
            Self::App(application) => (format!("app-icons/{application}"), STILL),
            Self::TeamIcon(team) => (format!("team-icons/{team}"), STILL),
            Self::EventCover(event) => (format!("guild-events/{event}"), STILL),
        }
    }
}
