//! A value from Discord together with its age, and the age of several of them.

use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What Discord answered, and when: a page that shows it can say how old it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched<T> {
    /// The answer.
    pub value: T,
    /// When Discord gave it, in milliseconds since 1970 (UTC).
    pub fetched_at_ms: u64,
    /// Why it is older than it should be. `None` when it is fresh.
    pub stale: Option<AppError>,
}

impl<T> Fetched<T> {
    /// The same age, with what a function makes of the value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fetched<U> {
        Fetched { value: change(self.value), fetched_at_ms: self.fetched_at_ms, stale: self.stale }
    }

    /// Returns how old the value is, without the value.
    pub fn age(&self) -> Age {
        Age { fetched_at_ms: self.fetched_at_ms, stale: self.stale.clone() }
    }
}

impl<T> Fetched<Option<T>> {
    /// Returns the value with its age; `None` when there is no value.
    pub fn transpose(self) -> Option<Fetched<T>> {
        let Fetched { value, fetched_at_ms, stale } = self;
        value.map(|value| Fetched { value, fetched_at_ms, stale })
    }
}

/// How old data from Discord is: what a page tells its reader with the component `Freshness`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    /// When Discord gave it, in milliseconds since 1970 (UTC).
    pub fetched_at_ms: u64,
    /// Why it is older than it should be. `None` when it is fresh.
    pub stale: Option<AppError>,
}

impl Age {
    /// Returns the age of a page that shows all these parts: it is as old as its oldest part, and stale when one of them is. Of
    /// several reasons it names that of the oldest stale part.
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

/// Returns the age of what was answered; nothing for a failure, which says for itself what is missing.
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
    fn a_page_is_as_old_as_its_oldest_part_and_stale_when_one_of_them_is() {
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
    fn the_age_of_a_value_goes_with_it() {
        let fetched = age(7, Some(AppError::DiscordSlow)).of(Some("a"));
        assert_eq!(fetched.age(), age(7, Some(AppError::DiscordSlow)));
        assert_eq!(fetched.clone().transpose(), Some(fetched.age().of("a")));
        assert_eq!(age(7, None).of(None::<u8>).transpose(), None);
        assert_eq!(age_of(&Ok(fetched)), Some(age(7, Some(AppError::DiscordSlow))));
        assert_eq!(age_of::<u8>(&Err(AppError::DiscordSlow)), None);
    }
}
