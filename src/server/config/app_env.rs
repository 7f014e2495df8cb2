use super::{
    problem::Problem,
    variables::{Variables, text},
};

/// Where the app runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppEnv {
    /// On the developer's machine. A missing key or address gets a default.
    Development,
    /// For other people. The app does not start without a key or an address.
    Production,
}

/// Reads `APP_ENV`: development in debug builds by default, production in release builds.
pub(super) fn read(variables: &Variables, problems: &mut Vec<Problem>) -> AppEnv {
    let default = if cfg!(debug_assertions) { AppEnv::Development } else { AppEnv::Production };
    match text(variables, "APP_ENV") {
        None => default,
        Some("development") => AppEnv::Development,
        Some("production") => AppEnv::Production,
        Some(_) => {
            problems.push(Problem::new(
                "APP_ENV",
                "has an unknown value",
                "Set it to `development` or `production`, or remove the line.",
            ));
            default
        }
    }
}
