//! What is on the server alone.

mod form;
mod page;
mod save;
mod store;

pub use page::WelcomePage;
pub use save::{PATH, save};
pub use store::{WelcomeMessages, migrations};
