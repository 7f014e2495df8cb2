//! Start time and memory of the server's own process, in production.

use std::time::{Duration, Instant};

use app::server::secret::Vault;
use tokio::task::JoinSet;

use crate::{
    server_process::Server,
    test_app::{fresh_folder, serve_sandbox},
};

/// How many pages are requested before the memory is read again, and how many at once.
const PAGES: usize = 2000;
const AT_ONCE: usize = 32;
/// Longer than the allocator keeps memory that is no longer used.
const IDLE: Duration = Duration::from_secs(5);

/// Prints how long the server takes to answer after its start, and the memory that it then holds, before and after pages.
pub async fn start_and_memory() {
    let (folder, discord, key) = (fresh_folder(), serve_sandbox().await, Vault::generate_key().unwrap());
    let started = Instant::now();
    let server = Server::start_in_production(&folder, &discord, &key);
    server.until_ready().await;
    println!("| start, until `/readyz` answers | {:.0?} |", started.elapsed());
    let memory = || megabytes(resident_kb(&server.id().to_string()));
    tokio::time::sleep(IDLE).await;
    println!("| memory after the start | {} |", memory());
    let cookie = server.sign_in().await;
    for round in 0..PAGES / AT_ONCE {
        let path = ["/dashboard", "/dashboard/profile", "/dashboard/guilds"][round % 3];
        let mut pages = JoinSet::new();
        for _ in 0..AT_ONCE {
            pages.spawn(server.fetch(path, &cookie));
        }
        pages.join_all().await;
    }
    println!("| memory just after {PAGES} pages, {AT_ONCE} at a time | {} |", memory());
    tokio::time::sleep(IDLE).await;
    println!("| memory {} s later | {} |", IDLE.as_secs(), memory());
    drop(server);
    let _ = std::fs::remove_dir_all(folder);
}

/// Returns the resident memory of this process.
pub fn own_memory_kb() -> Option<u64> {
    resident_kb("self")
}

/// Only Linux gives this figure; elsewhere it is missing.
fn resident_kb(pid: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().trim_end_matches(" kB").parse().ok()
}

/// Writes kilobytes as megabytes.
pub fn megabytes(kb: Option<u64>) -> String {
    kb.map_or_else(|| "not known on this system".to_owned(), |kb| format!("{} MB", kb / 1024))
}
