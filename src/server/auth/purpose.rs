use serde::{Deserialize, Serialize};

/// What a flow is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Somebody signs in.
    SignIn,
    /// A person who is signed in lets us see more.
    GrantMore,
    /// A person who is signed in adds the bot to a guild. Its answer says nothing about who they are.
    Install,
}
