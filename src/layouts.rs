//! What surrounds a page: the frame, the dashboard's navigation, the title, the preview of a link, and the failure in place of a page.

mod dashboard;
mod failure;
mod frame;
mod link_preview;
mod loaded;
mod navigation;
mod page_title;
mod site;

pub use dashboard::{DashboardFrame, DashboardLayout};
pub use failure::Failure;
pub use frame::Frame;
pub use link_preview::LinkPreview;
pub use loaded::Loaded;
pub use page_title::PageTitle;
pub use site::SiteLayout;
