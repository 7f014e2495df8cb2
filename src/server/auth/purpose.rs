use serde::{Deserialize, Serialize};

/// What a flow is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Somebody signs in.
    SignIn,
    /// A signed-in person grants further scopes.
    GrantMore,
    /// A signed-in person adds the bot to a guild. This flow does not identify the person.
    Install,
}

impl Purpose {
    /// Returns the purpose as a label of the metrics.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::GrantMore => "grant_more",
            Self::Install => "install",
        }
    }
}
