//! What moves in the browser. Everything here is in both halves of the app: small, and with small props.

mod copy_button;
mod countdown;
mod guild_filter;
mod local_times;
mod toast;

pub use copy_button::CopyButton;
pub use countdown::Countdown;
pub use guild_filter::GuildFilter;
pub use local_times::LocalTimes;
pub use toast::Toast;
