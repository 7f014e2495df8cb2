//! Signing in and out over HTTP, and the viewer of a request.

mod admin;
mod back_to_login;
mod browser_login;
mod browsers;
mod failed_sign_ins;
mod flow;
mod flow_cookie;
mod flow_error;
mod flow_outcome;
mod flow_state;
mod install;
mod local_path;
mod logout;
mod membership;
mod no_access;
mod outside_install;
mod purpose;
mod session_cookie;
mod sign_in;
mod sign_in_response;
mod viewer;

pub use admin::{Admin, hide_from_others};
pub use browser_login::BrowserLogin;
pub use browsers::{end_browser, list_browsers};
pub use failed_sign_ins::FailedSignIns;
pub use flow::{Flow, LoggedIn};
pub use flow_error::FlowError;
pub use install::start_install;
pub use local_path::LocalPath;
pub use logout::logout;
pub use membership::{CHECK_COUNTS_FOR, CHECK_COUNTS_WITHOUT_DISCORD_FOR};
pub use no_access::{NoAccess, Refused, check_again};
pub use purpose::Purpose;
pub use session_cookie::session_layer;
pub use sign_in::{callback, refuse_head, start_login};
pub use viewer::{Viewer, attach_viewer};
