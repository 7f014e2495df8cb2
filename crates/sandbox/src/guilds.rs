//! The guilds, in Discord's JSON: as the bot sees them, and as entries in a list of guilds.

mod guild;
mod list;
mod permissions;

pub use guild::Guild;
pub use list::{of_bot, of_person};
pub use permissions::{MANAGE_GUILD, can_manage};
