//! What reacts in the browser. Everything here is in both halves of the app. An island uses the same components as a page; what it needs
//! of the request comes as a prop.

mod copy_button;
mod countdown;
mod guild_list;
mod local_times;
mod toast;

pub use copy_button::CopyButton;
pub use countdown::Countdown;
pub use guild_list::GuildList;
pub use local_times::LocalTimes;
pub use toast::{ToastMessage, Toaster, Toasts};
