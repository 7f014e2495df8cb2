//! What reacts in the browser. Everything here is in both halves of the app. An island uses the same components as a page; what it needs
//! of the request comes as a prop.

mod address;
mod connection_list;
mod copy_button;
mod countdown;
mod guild_list;
mod image_explorer;
mod local_times;
mod toast;

pub use connection_list::ConnectionList;
pub use copy_button::CopyButton;
pub use countdown::Countdown;
pub use guild_list::GuildList;
pub use image_explorer::{ImageExplorer, NamedImage};
pub use local_times::LocalTimes;
pub use toast::{ToastMessage, Toaster, Toasts};
