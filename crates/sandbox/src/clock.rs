//! The current time. Functions that depend on time take it as an argument, so that tests choose it.

use time::OffsetDateTime;

/// Returns the seconds since 1970.
pub fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}
