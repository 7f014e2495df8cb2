use std::sync::Arc;

use crate::{discord::User, error::AppError, fetched::Fetched};

/// A decoded answer from Discord.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// The decoded value.
    pub value: T,
    /// The length of its JSON, in bytes: about what the value takes in memory.
    pub bytes: usize,
}

/// The user with Discord's JSON, which the profile page shows. Other answers do not keep their JSON.
#[derive(Debug, Clone)]
pub struct UserWithJson {
    /// The decoded user.
    pub user: User,
    /// The user as Discord sent it.
    pub json: Arc<str>,
}

/// An answer with its age, or the reason why there is no answer.
pub type Outcome<T> = Result<Fetched<Arc<Answer<T>>>, AppError>;

/// Returns the decoded value of an answer, with its age.
pub(super) fn value<T: Clone>(fetched: Fetched<Arc<Answer<T>>>) -> Fetched<T> {
    fetched.map(|answer| answer.value.clone())
}
