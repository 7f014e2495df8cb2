//! The binary itself: it starts, or says in one message what to do.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use app::server::{secret::Secret, store::Database};

use crate::test_app::{BINARY, fresh_folder};

/// The binary in a folder of its own with nothing but these variables.
fn command(folder: &Path, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(BINARY);
    command.current_dir(folder).env_clear().env("LEPTOS_SITE_ADDR", "127.0.0.1:0").envs(variables.iter().copied());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Waits for a start that has to fail.
fn refused(folder: &Path, variables: &[(&str, &str)]) -> String {
    let mut child = command(folder, variables).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("it started: {:?}", child.wait_with_output().unwrap());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}

#[test]
fn a_wrong_configuration_is_one_message_with_every_problem() {
    let message = refused(
        &fresh_folder(),
        &[
            ("APP_ENV", "production"),
            ("DISCORD_CLIENT_SECRET", "hunter2"),
            ("PUBLIC_URL", "ftp://x"),
            ("SECRET_KEY", "hunter3"),
        ],
    );
    for name in ["PUBLIC_URL", "DISCORD_CLIENT_ID", "SECRET_KEY"] {
        assert!(message.contains(name), "{name} in {message}");
    }
    assert!(!message.contains("hunter") && !message.contains("panicked"), "{message}");
}

#[test]
fn a_taken_port_is_said() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let message = refused(&fresh_folder(), &[("LEPTOS_SITE_ADDR", &address), ("APP_ENV", "development")]);
    assert!(
        message.contains("is taken") && message.contains(&listener.local_addr().unwrap().port().to_string()),
        "{message}"
    );
}

#[test]
fn a_database_in_an_impossible_place_is_said() {
    let folder = fresh_folder();
    fs::write(folder.join("file"), "").unwrap();
    let url = format!("sqlite://{}/file/app.db", folder.display());
    let message = refused(&folder, &[("DATABASE_URL", &url), ("APP_ENV", "development")]);
    assert!(message.contains("cannot be created"), "{message}");
}

#[tokio::test]
async fn a_database_from_a_newer_version_is_said() {
    let folder = fresh_folder();
    let url = format!("sqlite://{}/app.db", folder.display());
    migrated(&url).await;
    let pool = connect(&url).await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, x'00', 0)",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let message = refused(&folder, &[("DATABASE_URL", &url), ("APP_ENV", "development")]);
    assert!(message.contains("newer version") && message.contains("9999"), "{message}");
}

#[tokio::test]
async fn a_locked_database_is_said() {
    let folder = fresh_folder();
    let url = format!("sqlite://{}/app.db", folder.display());
    migrated(&url).await;
    let pool = connect(&url).await;
    let mut holder = pool.acquire().await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut *holder).await.unwrap();
    let message =
        tokio::task::spawn_blocking(move || refused(&folder, &[("DATABASE_URL", &url), ("APP_ENV", "development")]))
            .await
            .unwrap();
    assert!(message.contains("locked"), "{message}");
}

#[tokio::test]
async fn a_read_only_database_is_said() {
    let folder = fresh_folder();
    let url = format!("sqlite://{}/app.db", folder.display());
    migrated(&url).await;
    fs::set_permissions(folder.join("app.db"), fs::Permissions::from_mode(0o444)).unwrap();
    // Permissions do not stop root: SQLite's own switch does.
    let url = format!("{url}?immutable=1");
    let message = refused(&folder, &[("DATABASE_URL", &url), ("APP_ENV", "development")]);
    assert!(message.contains("read-only"), "{message}");
}

#[test]
fn it_starts_with_nothing_set_keeps_its_key_and_stops_when_told() {
    let folder = fresh_folder();
    let mut child = command(&folder, &[("APP_ENV", "development"), ("PATH", "/usr/bin:/bin")]).spawn().unwrap();
    let key = folder.join("data/secret.key");
    let deadline = Instant::now() + Duration::from_secs(20);
    while !folder.join("data/app.db").exists() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(300));
    let mode = fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert!(child.wait().unwrap().success(), "a stop is not a failure");
}

async fn migrated(url: &str) {
    drop(Database::open(&Secret::new(url)).await.unwrap());
}

async fn connect(url: &str) -> sqlx::AnyPool {
    sqlx::AnyPool::connect(url).await.unwrap()
}
