//! What Discord says, as plain words: types, rules and names, for the server and the browser alike.
//!
//! Nothing in here does I/O or knows a page. All of it is lenient, because Discord adds fields, enum values and
//! permission bits without notice: an unknown value is kept, an odd element of a list is left out, never the list.

mod cdn;
mod connection;
mod element_wise;
mod image;
mod integration;
mod permissions;
mod scope;
mod snowflake;
mod user;
mod user_guild;

pub use cdn::{Cdn, ImageFormat, ImageSize, ImageUrl};
pub use connection::{Connection, Visibility};
pub use element_wise::decode_list;
pub use image::ImageHash;
pub use integration::{Integration, IntegrationAccount, IntegrationGuild};
pub use permissions::{Permission, Permissions};
pub use scope::Scopes;
pub use snowflake::{ApplicationId, GuildId, NotASnowflake, Snowflake, UserId};
pub use user::{Badge, User};
pub use user_guild::UserGuild;
