//! The HTTP steps of signing in and out, and who a request acts for.

mod browser_key;
mod browsers;
mod callback;
mod flow;
mod install;
mod local_path;
mod login;
mod logout;
mod session_cookie;
mod viewer;

pub use browsers::{end_browser, list_browsers};
pub use callback::callback;
pub use flow::{Flow, FlowError, LoggedIn};
pub use install::start_install;
pub use local_path::LocalPath;
pub use login::start_login;
pub use logout::logout;
pub use session_cookie::session_layer;
pub use viewer::{Viewer, attach_viewer};
