//! The binary starts, or says in one message what to do.

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

/// Returns a command that runs the binary in a folder, with only these variables.
fn command(folder: &Path, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(BINARY);
    command.current_dir(folder).env_clear().env("LEPTOS_SITE_ADDR", "127.0.0.1:0").envs(variables.iter().copied());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the binary, checks that it does not start, and returns its message.
fn refused(folder: &Path, variables: &[(&str, &str)]) -> String {
    refusal_of(command(folder, variables))
}

fn refusal_of(mut command: Command) -> String {
    let mut child = command.spawn().unwrap();
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
fn quotes_around_the_listen_address_are_reported() {
    let message = refused(&fresh_folder(), &[("LEPTOS_SITE_ADDR", "\"127.0.0.1:0\""), ("APP_ENV", "development")]);
    assert!(message.contains("LEPTOS_SITE_ADDR has quotes around"), "{message}");
}

#[test]
fn a_line_of_the_env_file_that_cannot_be_read_is_named_and_not_shown() {
    for (line, words) in [
        ("DISCORD_BOT_TOKEN=Bot hunter2", "The line for DISCORD_BOT_TOKEN in .env"),
        ("DISCORD_CLIENT_SECRET=\"hunter2", "in .env"),
        ("hunter2", "A line in .env"),
        ("hunter2 hunter2=", "A line in .env"),
    ] {
        let folder = fresh_folder();
        fs::write(folder.join(".env"), format!("APP_ENV=development\n{line}\n")).unwrap();
        let message = refused(&folder, &[]);
        assert!(message.contains(words) && !message.contains("hunter2"), "{line}: {message}");
    }
}

/// The variables that production needs.
const IN_PRODUCTION: [(&str, &str); 4] = [
    ("APP_ENV", "production"),
    ("DISCORD_SANDBOX", "1"),
    ("PUBLIC_URL", "http://127.0.0.1:3000"),
    ("SECRET_KEY", "R3VpbGRoYWxsJ3Mga2V5IGZvciB0ZXN0cyBvbmx5ISE="),
];

#[test]
fn production_does_not_start_without_the_built_files() {
    let folder = fresh_folder();
    for (site, words) in [
        (&[("LEPTOS_SITE_ROOT", "site")][..], "LEPTOS_SITE_ROOT"),
        (&[], "LEPTOS_SITE_ROOT"),
        (&[("LEPTOS_HASH_FILES", "true"), ("LEPTOS_HASH_FILE_NAME", "no-hash.txt")], "no-hash.txt does not exist"),
    ] {
        let message = refused(&folder, &[&IN_PRODUCTION[..], site].concat());
        assert!(message.contains(words) && !message.contains("panicked"), "{site:?}: {message}");
    }
    assert!(!folder.join("data").exists(), "it ends before it creates anything");
    fs::create_dir_all(folder.join("site/pkg")).unwrap();
    fs::write(folder.join("site/pkg/app.css"), "@import \"reset.css\" layer(reset);").unwrap();
    let message = refused(&folder, &[&IN_PRODUCTION[..], &[("LEPTOS_SITE_ROOT", "site")]].concat());
    assert!(message.contains("cargo-leptos is too old"), "{message}");
    fs::write(folder.join("site/pkg/app.css"), "").unwrap();
    let mut child = command(&folder, &[&IN_PRODUCTION[..], &[("LEPTOS_SITE_ROOT", "site")]].concat()).spawn().unwrap();
    wait_for(&folder.join("data/app.db"));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn secrets_are_read_from_files() {
    let folder = fresh_folder();
    fs::create_dir_all(folder.join("site/pkg")).unwrap();
    fs::write(folder.join("site/pkg/app.css"), "").unwrap();
    fs::write(folder.join("key"), "R3VpbGRoYWxsJ3Mga2V5IGZvciB0ZXN0cyBvbmx5ISE=\n").unwrap();
    fs::write(folder.join("url"), "sqlite://from-a-file.db\n").unwrap();
    let in_files = [("SECRET_KEY", ""), ("SECRET_KEY_FILE", "key"), ("DATABASE_URL_FILE", "url")];
    let set = [&IN_PRODUCTION[..], &in_files, &[("LEPTOS_SITE_ROOT", "site")]].concat();
    let mut child = command(&folder, &set).spawn().unwrap();
    wait_for(&folder.join("from-a-file.db"));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_secret_file_without_a_secret_is_reported_at_the_start() {
    let folder = fresh_folder();
    fs::write(folder.join("empty"), "\n").unwrap();
    for (path, words) in [
        ("hunter2", "SECRET_KEY_FILE names a file that cannot be read (No such file"),
        (".", "SECRET_KEY_FILE names a file that cannot be read (Is a directory"),
        ("empty", "SECRET_KEY_FILE names a file that is empty"),
    ] {
        let set = [&IN_PRODUCTION[..], &[("SECRET_KEY", ""), ("SECRET_KEY_FILE", path)]].concat();
        let message = refused(&folder, &set);
        assert!(message.contains(words) && message.contains("1 problem(s)"), "{path}: {message}");
        assert!(!message.contains("hunter2"), "{message}");
    }
    let message = refused(&folder, &[&IN_PRODUCTION[..], &[("SECRET_KEY_FILE", "key")]].concat());
    assert!(message.contains("SECRET_KEY_FILE is set, and SECRET_KEY is set too"), "{message}");
}

/// Returns a command that runs the binary with `PORT` only, as a hosting platform does.
fn on_port(folder: &Path, port: &str) -> Command {
    let mut command = command(folder, &[("PORT", port), ("APP_ENV", "development")]);
    command.env_remove("LEPTOS_SITE_ADDR");
    command
}

#[test]
fn the_port_of_a_platform_is_listened_on_and_the_health_check_finds_it() {
    let folder = fresh_folder();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let health = || on_port(&folder, &port).arg("healthcheck").output().unwrap();
    let asked = health();
    assert!(!asked.status.success());
    assert!(String::from_utf8(asked.stderr).unwrap().contains("/healthz does not answer"), "nobody listens yet");
    let mut child = on_port(&folder, &port).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !health().status.success() {
        assert!(Instant::now() < deadline, "it does not answer on PORT");
        std::thread::sleep(Duration::from_millis(50));
    }
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success() && child.wait().unwrap().success());
    assert!(!health().status.success(), "it has ended");
}

#[test]
fn a_port_that_is_none_is_reported_with_every_other_problem() {
    let mut wrong = on_port(&fresh_folder(), "http");
    wrong.env("PUBLIC_URL", "nonsense");
    let message = refusal_of(wrong);
    assert!(message.contains("PORT is not a port") && message.contains("PUBLIC_URL"), "{message}");
}

#[test]
fn an_unknown_argument_is_refused() {
    let mut mistyped = command(&fresh_folder(), &[("APP_ENV", "development")]);
    mistyped.arg("health-check");
    assert!(refusal_of(mistyped).contains("`healthcheck` asks a running server"));
}

#[test]
fn a_database_in_memory_is_refused_at_the_start() {
    for url in ["sqlite::memory:", "sqlite://:memory:", "sqlite://app.db?mode=memory"] {
        let message = refused(&fresh_folder(), &[("DATABASE_URL", url), ("APP_ENV", "development")]);
        assert!(message.contains("DATABASE_URL") && message.contains("sqlite://data/app.db"), "{url}: {message}");
    }
}

#[test]
fn a_variable_that_is_not_text_is_named() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = fresh_folder();
    let value = std::ffi::OsStr::from_bytes(b"tok\xffen");
    let mut child = command(&folder, &[("APP_ENV", "development")]);
    let output = child.env("DISCORD_BOT_TOKEN", value).env("PUBLIC_URL", "nonsense").output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("DISCORD_BOT_TOKEN has an invisible character") && !message.contains("panicked"),
        "{message}"
    );
}

#[test]
fn a_taken_port_is_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let message = refused(&fresh_folder(), &[("LEPTOS_SITE_ADDR", &address), ("APP_ENV", "development")]);
    assert!(
        message.contains("is already in use") && message.contains(&listener.local_addr().unwrap().port().to_string()),
        "{message}"
    );
}

#[test]
fn a_wrong_or_taken_address_of_the_metrics_is_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap();
    for (address, words) in [
        (taken.to_string(), format!("Port {} on 127.0.0.1 is already in use", taken.port())),
        ("9464".to_owned(), "is not an IP address with a port".to_owned()),
    ] {
        let folder = fresh_folder();
        let message = refused(&folder, &[("METRICS_ADDR", &address), ("APP_ENV", "development")]);
        assert!(message.contains(&words) && message.contains("METRICS_ADDR"), "{message}");
        assert!(!folder.join("data/app.db").exists(), "it ends before it creates a database");
    }
}

#[test]
fn a_database_in_an_impossible_place_is_reported() {
    let folder = fresh_folder();
    fs::write(folder.join("file"), "").unwrap();
    let url = format!("sqlite://{}/file/app.db", folder.display());
    let message = refused(&folder, &[("DATABASE_URL", &url), ("APP_ENV", "development")]);
    assert!(message.contains("cannot be created"), "{message}");
}

#[test]
fn a_postgresql_that_does_not_answer_is_reported_within_seconds() {
    // One address accepts connections and never answers; on the other nobody listens.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (address, reason) in [(silent.local_addr().unwrap(), "within 5 seconds"), (closed, "refused")] {
        let url = format!("postgres://app:hunter2@{address}/app?sslpassword=hunter2");
        let started = Instant::now();
        let message = refused(&fresh_folder(), &[("DATABASE_URL", &url), ("APP_ENV", "development")]);
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
        assert!(message.contains(reason) && message.contains(&format!("postgres://{address}/app")), "{message}");
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn a_key_that_repeats_itself_is_refused() {
    let key = ("SECRET_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    let message = refused(&fresh_folder(), &[key, ("APP_ENV", "development")]);
    assert!(message.contains("SECRET_KEY is a repeated byte"), "{message}");
    assert!(message.contains("openssl rand -base64 32"), "{message}");
}

#[tokio::test]
async fn a_database_from_a_newer_version_is_reported() {
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
async fn a_locked_database_is_reported() {
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
async fn a_read_only_database_is_reported() {
    let folder = fresh_folder();
    let url = format!("sqlite://{}/app.db", folder.display());
    migrated(&url).await;
    fs::set_permissions(folder.join("app.db"), fs::Permissions::from_mode(0o444)).unwrap();
    // File permissions do not stop root. This option of SQLite does.
    let url = format!("{url}?immutable=1");
    let message = refused(&folder, &[("DATABASE_URL", &url), ("APP_ENV", "development")]);
    assert!(message.contains("read-only"), "{message}");
}

#[test]
fn it_starts_with_nothing_set_keeps_its_key_and_stops_when_told() {
    let folder = fresh_folder();
    let mut child = command(&folder, &[("APP_ENV", "development"), ("PATH", "/usr/bin:/bin")]).spawn().unwrap();
    wait_for(&folder.join("data/app.db"));
    std::thread::sleep(Duration::from_millis(500));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.join("data")), 0o700);
    let mut names = Vec::new();
    for file in fs::read_dir(folder.join("data")).unwrap().map(|entry| entry.unwrap().path()) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
        names.push(file.file_name().unwrap().to_str().unwrap().to_owned());
    }
    names.sort();
    assert_eq!(names, ["app.db", "app.db-shm", "app.db-wal", "app.db.lock", "secret.key"]);
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert!(child.wait().unwrap().success(), "a stop is not a failure");
}

fn wait_for(file: &Path) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !file.exists() {
        assert!(Instant::now() < deadline, "{} does not appear", file.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}

async fn migrated(url: &str) {
    drop(Database::open(&Secret::new(url), app::features::migrations()).await.unwrap());
}

async fn connect(url: &str) -> sqlx::AnyPool {
    sqlx::AnyPool::connect(url).await.unwrap()
}
