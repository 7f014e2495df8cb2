//! One file per page.

mod connections;
mod guilds;
mod home;
mod login;
mod not_found;
mod overview;
mod profile;

pub use connections::ConnectionsPage;
pub use guilds::GuildsPage;
pub use home::HomePage;
pub use login::LoginPage;
pub use not_found::NotFoundPage;
pub use overview::OverviewPage;
pub use profile::ProfilePage;
