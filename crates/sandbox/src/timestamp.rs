use time::OffsetDateTime;

/// Writes seconds since 1970 as Discord does; `None` if the year has more than four digits.
pub fn timestamp(seconds: i64) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    let (hour, minute, second) = at.to_hms();
    Some(format!("{}T{hour:02}:{minute:02}:{second:02}.000000+00:00", at.date()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_discord_does() {
        assert_eq!(timestamp(1_430_080_016).as_deref(), Some("2015-04-26T20:26:56.000000+00:00"));
    }
}
