//! What moves in the browser. Everything here is in both halves of the app: small, and with small props.

mod copy_button;
mod guild_filter;

pub use copy_button::CopyButton;
pub use guild_filter::{GuildFilter, matches};
