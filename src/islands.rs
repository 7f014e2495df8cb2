//! What moves in the browser. Everything here is in both halves of the app: small, and with small props.

mod browser_list;
mod copy_button;
mod countdown;
mod guild_filter;
mod local_times;
mod sending;
mod submit_button;
mod toast;

pub use browser_list::BrowserList;
pub use copy_button::CopyButton;
pub use countdown::Countdown;
pub use guild_filter::GuildFilter;
pub use local_times::LocalTimes;
pub use sending::use_sending;
pub use submit_button::SubmitButton;
pub use toast::Toast;
