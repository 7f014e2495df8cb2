//! Calculates how many connections may be open: each one is an open file of the process.

/// Linux's default limit of open files.
const DEFAULT_OPEN_FILES: usize = 1024;
/// The fewest files that stay free for the database, requests to Discord, and built files being sent.
const MIN_SPARE: usize = 64;
/// The most connections. More would need much memory: the head of a request may take 32 KiB on each.
const MAX_CONNECTIONS: usize = 10_000;

/// Returns how many connections may be open at the same time.
pub(super) fn max_connections() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    share_of(soft_limit(&limits).unwrap_or(DEFAULT_OPEN_FILES))
}

/// Returns how many of these files connections may use. A quarter is left for everything else.
fn share_of(open_files: usize) -> usize {
    let spare = (open_files / 4).max(MIN_SPARE);
    open_files.saturating_sub(spare).clamp(1, MAX_CONNECTIONS)
}

/// Reads the current limit from Linux's table of limits.
fn soft_limit(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    match line.split_whitespace().next()? {
        "unlimited" => Some(usize::MAX),
        number => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_and_at_least_64_files_stay_free() {
        for (open_files, connections) in
            [(256, 192), (1024, 768), (128, 64), (32, 1), (1_048_576, MAX_CONNECTIONS), (usize::MAX, MAX_CONNECTIONS)]
        {
            assert_eq!(share_of(open_files), connections, "{open_files}");
        }
    }

    #[test]
    fn the_soft_limit_is_read() {
        let table = "Limit                     Soft Limit           Hard Limit           Units     \n\
                     Max processes             63432                63432                processes \n\
                     Max open files            256                  524288               files     \n";
        assert_eq!(soft_limit(table), Some(256));
        assert_eq!(soft_limit("Max open files            unlimited            unlimited  files"), Some(usize::MAX));
        assert_eq!(soft_limit(""), None);
    }
}
