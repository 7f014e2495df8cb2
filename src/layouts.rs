//! What stands around a page: the frame, and the dashboard's navigation.

mod dashboard;
mod frame;
mod navigation;
mod site;

pub use dashboard::DashboardLayout;
pub use frame::Frame;
pub use site::SiteLayout;
