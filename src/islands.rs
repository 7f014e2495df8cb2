//! What reacts in the browser. Everything here is in both halves of the app. An island uses the same components as a page. What it needs
//! from the request comes as a prop.

mod address;
mod browser_list;
mod connection_list;
mod copy_button;
mod countdown;
mod guild_list;
mod image_explorer;
mod list_search;
mod local_times;
mod sending;
mod submit_button;
mod toast;

pub use browser_list::BrowserList;
pub use connection_list::ConnectionList;
pub use copy_button::CopyButton;
pub use countdown::Countdown;
pub use guild_list::GuildList;
pub use image_explorer::{ImageExplorer, NamedImage};
pub use local_times::LocalTimes;
pub use sending::use_sending;
pub use submit_button::SubmitButton;
pub use toast::{ToastMessage, Toaster, Toasts};
