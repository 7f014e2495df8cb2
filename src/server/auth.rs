//! The HTTP steps of signing in and out, and who a request acts for.

mod browsers;
mod callback;
mod exchange;
mod flow;
mod flow_cookie;
mod flow_state;
mod install;
mod local_path;
mod login;
mod logout;
mod outside_install;
mod session_cookie;
mod viewer;

pub use browsers::{end_browser, list_browsers};
pub use callback::{callback, refuse_head};
pub use flow::{Flow, FlowError, LoggedIn, Purpose};
pub use flow_state::FLOW_LIFETIME;
pub use install::start_install;
pub use local_path::LocalPath;
pub use login::start_login;
pub use logout::logout;
pub use session_cookie::session_layer;
pub use viewer::{Viewer, attach_viewer};
