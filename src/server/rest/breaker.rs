use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

/// Refusals in ten minutes after which nothing is sent any more. Discord shuts an address out at 10,000, for up to a day.
///
/// Source: <https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans>.
const MOST: u32 = 1_000;
/// The ten minutes are counted in as many parts.
const PARTS: u64 = 10;
/// Length of one part.
const PART: Duration = Duration::from_secs(60);

/// Counts what Discord calls invalid requests (answers of 401, 403 and 429) and says when there were too many.
///
/// For the whole process: the ban is for an address, whoever asked.
#[derive(Debug)]
pub(super) struct Breaker {
    started: Instant,
    /// The refusals of the last parts; an index is a part's number modulo [`PARTS`].
    parts: Mutex<[(u64, u32); PARTS as usize]>,
}

impl Breaker {
    pub(super) fn new(started: Instant) -> Self {
        Self { started, parts: Mutex::default() }
    }

    /// Counts an answer. Limits that a resource shares with other apps (`X-RateLimit-Scope: shared`) do not count.
    pub(super) fn note(&self, status: u16, shared: bool, now: Instant) {
        if !matches!(status, 401 | 403 | 429) || (status == 429 && shared) {
            return;
        }
        let part = self.part(now);
        let mut parts = super::lock(&self.parts);
        let slot = &mut parts[index(part)];
        if slot.0 != part {
            *slot = (part, 0);
        }
        slot.1 = slot.1.saturating_add(1);
        if slot.1.is_multiple_of(MOST / 10) {
            tracing::warn!(refused = slot.1, "Discord refuses many requests: look for a loop or a dead token");
        }
    }

    /// How long nothing may be sent; `None` when all is well. Until the oldest refusals no longer count, then it is asked again.
    pub(super) fn pause(&self, now: Instant) -> Option<Duration> {
        let part = self.part(now);
        let parts = super::lock(&self.parts);
        let recent = || parts.iter().filter(|(number, count)| number + PARTS > part && *count > 0);
        let refused: u32 = recent().map(|(_, count)| count).sum();
        let oldest = recent().map(|(number, _)| *number).min().filter(|_| refused >= MOST)?;
        let gone_at = Duration::from_secs((oldest + PARTS) * PART.as_secs());
        Some(gone_at.saturating_sub(now - self.started))
    }

    fn part(&self, now: Instant) -> u64 {
        (now - self.started).as_secs() / PART.as_secs()
    }
}

fn index(part: u64) -> usize {
    usize::try_from(part % PARTS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_refusals_pause_everything_until_they_are_ten_minutes_old() {
        let start = Instant::now();
        let breaker = Breaker::new(start);
        let at = |seconds| start + Duration::from_secs(seconds);
        for _ in 0..MOST - 1 {
            breaker.note(401, false, at(30));
        }
        assert_eq!(breaker.pause(at(30)), None);
        breaker.note(429, false, at(90));
        assert_eq!(breaker.pause(at(90)), Some(Duration::from_secs(510)), "the first minute's go after ten");
        assert_eq!(breaker.pause(at(599)), Some(Duration::from_secs(1)));
        assert_eq!(breaker.pause(at(600)), None);
        assert_eq!(breaker.pause(at(86_400)), None);
    }

    #[test]
    fn what_discord_does_not_count_is_not_counted() {
        let now = Instant::now();
        let breaker = Breaker::new(now);
        for _ in 0..2 * MOST {
            for status in [200, 400, 404, 500] {
                breaker.note(status, false, now);
            }
            breaker.note(429, true, now);
        }
        assert_eq!(breaker.pause(now), None);
    }
}
