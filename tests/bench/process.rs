//! Start time and memory of the server's own process.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::test_app::{BINARY, fresh_folder};

/// Prints how long the server takes to answer after its start, and the memory it then holds.
pub async fn start_and_idle() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = fresh_folder();
    let started = Instant::now();
    let mut server = Command::new(BINARY)
        .env_clear()
        .envs([("APP_ENV", "development"), ("DISCORD_SANDBOX", "1"), ("RUST_LOG", "error")])
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("PUBLIC_URL", format!("http://127.0.0.1:{port}"))
        .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{port}"))
        .env("DATABASE_URL", format!("sqlite://{}/app.db", folder.display()))
        .env("DATA_DIR", &folder)
        .current_dir(&folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !reqwest::get(format!("http://127.0.0.1:{port}/readyz"))
        .await
        .is_ok_and(|answer| answer.status().is_success())
    {
        assert!(started.elapsed() < Duration::from_secs(30), "the server does not start");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    println!("| start, until `/readyz` answers | {:.0?} |", started.elapsed());
    tokio::time::sleep(Duration::from_secs(2)).await;
    println!("| memory, idle | {} |", megabytes(resident_kb(&server.id().to_string())));
    server.kill().unwrap();
    server.wait().unwrap();
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
