use super::{
    problem::Problem,
    variables::{Variables, text},
};

/// What the app runs for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppEnv {
    /// On the author's machine: a missing key or address is generated.
    Development,
    /// For other people: a missing key or address stops the start.
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
                "is neither of its two words",
                "Set it to `development` or `production`, or remove the line.",
            ));
            default
        }
    }
}
