use std::fmt;

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
    /// Returns the image's folder, without a slash at either end.
    pub(super) fn folder(self) -> impl fmt::Display {
        fmt::from_fn(move |f| match self {
            Self::UserAvatar(user) => write!(f, "avatars/{user}"),
            Self::UserBanner(user) => write!(f, "banners/{user}"),
            Self::GuildIcon(guild) => write!(f, "icons/{guild}"),
            Self::GuildBanner(guild) => write!(f, "banners/{guild}"),
            Self::GuildSplash(guild) => write!(f, "splashes/{guild}"),
            Self::DiscoverySplash(guild) => write!(f, "discovery-splashes/{guild}"),
            Self::MemberAvatar(guild, user) => write!(f, "guilds/{guild}/users/{user}/avatars"),
            Self::MemberBanner(guild, user) => write!(f, "guilds/{guild}/users/{user}/banners"),
            Self::AvatarDecoration => f.write_str("avatar-decoration-presets"),
            Self::RoleIcon(role) => write!(f, "role-icons/{role}"),
            Self::TagBadge(guild) => write!(f, "guild-tag-badges/{guild}"),
            Self::App(application) => write!(f, "app-icons/{application}"),
            Self::TeamIcon(team) => write!(f, "team-icons/{team}"),
            Self::EventCover(event) => write!(f, "guild-events/{event}"),
        })
    }

    /// Returns the formats that Discord offers for the image.
    pub(super) const fn formats(self) -> &'static [ImageFormat] {
        match self {
            Self::UserAvatar(_)
            | Self::UserBanner(_)
            | Self::GuildIcon(_)
            | Self::GuildBanner(_)
            | Self::MemberAvatar(..)
            | Self::MemberBanner(..) => &ImageFormat::ALL,
            Self::AvatarDecoration => &[ImageFormat::Png],
            Self::GuildSplash(_)
            | Self::DiscoverySplash(_)
            | Self::RoleIcon(_)
            | Self::TagBadge(_)
            | Self::App(_)
            | Self::TeamIcon(_)
            | Self::EventCover(_) => &[ImageFormat::Png, ImageFormat::Jpg, ImageFormat::Webp],
        }
    }
}
