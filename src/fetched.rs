//! A value from Discord with its age, and the age of several values.

use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A value that Discord answered, and when. A page that shows it can say how old it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched<T> {
    /// The value.
    pub value: T,
    /// When Discord answered, in milliseconds since 1970 (UTC).
    pub fetched_at_ms: u64,
    /// Why it is older than it should be. `None` if it is fresh.
    pub stale: Option<AppError>,
}

impl<T> Fetched<T> {
    /// Applies a function to the value and keeps the age.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fetched<U> {
        Fetched { value: change(self.value), fetched_at_ms: self.fetched_at_ms, stale: self.stale }
    }

    /// Returns how old the value is, without the value.
    pub fn age(&self) -> Age {
        Age { fetched_at_ms: self.fetched_at_ms, stale: self.stale.clone() }
    }
}

impl<T> Fetched<Option<T>> {
    /// Returns the value with its age; `None` if there is no value.
    pub fn transpose(self) -> Option<Fetched<T>> {
        let Fetched { value, fetched_at_ms, stale } = self;
        value.map(|value| Fetched { value, fetched_at_ms, stale })
    }
}

/// How old data from Discord is. The component `Freshness` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    /// When Discord answered, in milliseconds since 1970 (UTC).
    pub fetched_at_ms: u64,
    /// Why it is older than it should be. `None` if it is fresh.
    pub stale: Option<AppError>,
}

impl Age {
    /// Returns the age of a page that shows all these parts. The page is as old as its oldest part. It is stale if any part is, and gives
    /// the reason of the oldest stale part.
    pub fn oldest(self, others: impl IntoIterator<Item = Self>) -> Self {
        let mut parts: Vec<_> = std::iter::once(self).chain(others).collect();
        parts.sort_by_key(|part| part.fetched_at_ms);
        let fetched_at_ms = parts.first().map_or(0, |part| part.fetched_at_ms);
        Self { fetched_at_ms, stale: parts.into_iter().find_map(|part| part.stale) }
    }

    /// Returns a value with this age.
    pub fn of<T>(self, value: T) -> Fetched<T> {
        Fetched { value, fetched_at_ms: self.fetched_at_ms, stale: self.stale }
    }
}

/// Returns the age of an answer; `None` for a failure, which the page shows in place of the part.
pub fn age_of<T>(answer: &Result<Fetched<T>, AppError>) -> Option<Age> {
    answer.as_ref().ok().map(Fetched::age)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(fetched_at_ms: u64, stale: Option<AppError>) -> Age {
        Age { fetched_at_ms, stale }
    }

    #[test]
    fn a_page_is_as_old_as_its_oldest_part_and_stale_if_any_part_is() {
        let (down, slow) = (AppError::DiscordUnavailable, AppError::DiscordSlow);
        for (first, others, oldest) in [
            (age(5, None), vec![], age(5, None)),
            (age(5, None), vec![age(3, None), age(4, None)], age(3, None)),
            (age(5, None), vec![age(9, Some(down.clone()))], age(5, Some(down.clone()))),
            (age(5, Some(down.clone())), vec![age(3, None)], age(3, Some(down.clone()))),
            (age(5, Some(down.clone())), vec![age(3, Some(slow.clone())), age(1, None)], age(1, Some(slow.clone()))),
            (age(5, Some(down.clone())), vec![age(5, Some(slow))], age(5, Some(down))),
        ] {
            assert_eq!(first.clone().oldest(others.clone()), oldest, "{first:?} {others:?}");
        }
    }

    #[test]
    fn a_value_keeps_its_age() {
        let fetched = age(7, Some(AppError::DiscordSlow)).of(Some("a"));
        assert_eq!(fetched.age(), age(7, Some(AppError::DiscordSlow)));
        assert_eq!(fetched.clone().transpose(), Some(fetched.age().of("a")));
        assert_eq!(age(7, None).of(None::<u8>).transpose(), None);
        assert_eq!(age_of(&Ok(fetched)), Some(age(7, Some(AppError::DiscordSlow))));
        assert_eq!(age_of::<u8>(&Err(AppError::DiscordSlow)), None);
    }
}
