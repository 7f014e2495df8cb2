use std::sync::Arc;

use crate::{error::AppError, fetched::Fetched};

/// A decoded answer with Discord's own text.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// What was understood of it.
    pub value: T,
    /// The payload as Discord sent it.
    pub json: Arc<str>,
}

/// What somebody who asks gets: the answer with its age, or why there is none.
pub type Outcome<T> = Result<Fetched<Arc<Answer<T>>>, AppError>;
