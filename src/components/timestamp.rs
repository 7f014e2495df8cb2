use leptos::prelude::*;
use time::{OffsetDateTime, UtcOffset};

/// How exactly a [`Timestamp`] is shown. Its attribute `datetime` always has the second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Precision {
    /// "5 March 2016".
    Day,
    /// "5 March 2016, 09:07 UTC".
    #[default]
    Minute,
}

/// A time in UTC, because the server does not know the reader's time zone. The island `LocalTimes` shows it in the reader's.
#[component]
pub fn Timestamp(
    /// Milliseconds since 1970 (UTC).
    at_ms: u64,
    /// Default: the minute.
    #[prop(optional)]
    precision: Precision,
) -> impl IntoView {
    let at = instant(at_ms);
    view! {
        <time datetime=machine_text(at) data-day=precision == Precision::Day>
            {reader_text(at, precision)}
        </time>
    }
}

/// Returns the time; 1970 if the number is beyond the calendar.
fn instant(at_ms: u64) -> OffsetDateTime {
    let seconds = i64::try_from(at_ms / 1000).unwrap_or_default();
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH).to_offset(UtcOffset::UTC)
}

fn machine_text(at: OffsetDateTime) -> String {
    let (hour, minute, second) = at.to_hms();
    format!("{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", at.year(), u8::from(at.month()), at.day())
}

fn reader_text(at: OffsetDateTime, precision: Precision) -> String {
    let day = format!("{} {} {}", at.day(), at.month(), at.year());
    match precision {
        Precision::Day => day,
        Precision::Minute => format!("{day}, {:02}:{:02} UTC", at.hour(), at.minute()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_for_readers_and_for_machines() {
        let at = instant(1_457_168_869_123);
        assert_eq!(machine_text(at), "2016-03-05T09:07:49Z");
        assert_eq!(reader_text(at, Precision::Minute), "5 March 2016, 09:07 UTC");
        assert_eq!(reader_text(at, Precision::Day), "5 March 2016");
    }

    #[test]
    fn a_number_beyond_the_calendar_does_not_panic() {
        assert_eq!(machine_text(instant(u64::MAX)), "1970-01-01T00:00:00Z");
    }
}
