//! How many connections there is room for: each one is an open file of the process.

/// What Linux allows a process where nothing else is set.
const DEFAULT_OPEN_FILES: usize = 1024;
/// Files kept free at least: the database, requests to Discord, built files on their way out.
const MIN_SPARE: usize = 64;
/// More would be a matter of memory: a head may take 32 KiB on each.
const MAX_CONNECTIONS: usize = 10_000;

/// Returns how many connections may be open at the same time.
pub(super) fn max_connections() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    share_of(soft_limit(&limits).unwrap_or(DEFAULT_OPEN_FILES))
}

/// Leaves a quarter of the files to everything else.
fn share_of(open_files: usize) -> usize {
    let spare = (open_files / 4).max(MIN_SPARE);
    open_files.saturating_sub(spare).clamp(1, MAX_CONNECTIONS)
}

/// Reads the limit in force from Linux's table of limits.
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
