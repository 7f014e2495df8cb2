pub mod authorized_apps;
mod home;
mod page;
pub mod same_origin;

pub use home::home;
pub use page::{ONE_UP, escape, page, stylesheet};
