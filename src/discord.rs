//! Discord's vocabulary: plain types, rules and names, for the server and the browser. Nothing here does I/O or depends on a page.
//!
//! | question | answer |
//! |---|---|
//! | Who is it? | [`User`], and [`Member`] in one guild |
//! | Which guilds, and what may the user do there? | [`UserGuild`], [`GuildRank`], [`Permissions`] |
//! | What does the bot see in a guild? | [`Guild`], [`Channel`], [`Role`], [`Integration`] |
//! | Which other accounts are linked? | [`Connection`] |
//! | Where is a picture? | [`Cdn`], [`ImageUrl`] |
//! | What does the app ask for? | [`Scopes`], [`InstallTo`] |
//! | Why can a user not be added to a guild? | [`JoinRefusal`] |
//!
//! Decoding is lenient, because Discord adds fields, enum values and permission bits without notice. An unknown value is kept. A field
//! that does not fit becomes its default. An element that does not fit is left out of its list, and the other elements stay.

mod application;
mod authorization;
mod cdn;
mod channel;
mod color;
mod connection;
mod guild;
mod guild_features;
mod guild_rank;
mod image;
mod install;
mod integration;
mod join_refusal;
mod lenient;
mod locale;
mod member;
mod open_enum;
mod overwrite;
mod permissions;
mod role;
mod scope;
mod snowflake;
mod user;
mod user_guild;
mod visible_name;

pub use application::Application;
pub use authorization::Authorization;
pub use cdn::{Cdn, ImageFormat, ImageSize, ImageUrl, Picture};
pub use channel::{Channel, ChannelType};
pub use color::Color;
pub use connection::{Connection, SERVICES, Visibility};
pub use guild::{ContentFilter, Guild, MfaLevel, Notifications, NsfwLevel, PremiumTier, VerificationLevel};
pub use guild_features::GuildFeatures;
pub use guild_rank::GuildRank;
pub use image::ImageHash;
pub use install::InstallTo;
pub use integration::{ExpireBehavior, Integration, IntegrationAccount, IntegrationApplication, IntegrationGuild};
pub use join_refusal::JoinRefusal;
pub use lenient::decode_list;
pub use locale::Locale;
pub use member::Member;
pub use overwrite::{Overwrite, OverwriteKind};
pub use permissions::{Permission, Permissions};
pub use role::{Role, RoleColors, RoleTags};
pub use scope::{Scope, ScopeAccess, Scopes};
pub use snowflake::{
    ApplicationId, ChannelId, EmojiId, EventId, GuildId, IntegrationId, NotASnowflake, OverwriteId, RoleId, SkuId,
    Snowflake, TeamId, UserId, WebhookId,
};
pub use user::{AvatarDecoration, Badge, Collectibles, Nameplate, PremiumType, PrimaryGuild, User};
pub use user_guild::UserGuild;
pub use visible_name::visible;
