//! The real binary as a child process that can be killed and started again on its port.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    time::{Duration, Instant},
};

use app::server::secret::Vault;

use crate::{
    discord::Discord,
    test_app::{BINARY, ORIGIN, fresh_folder},
};

/// How long a server may take to answer `/readyz` after its start.
const START: Duration = Duration::from_secs(60);

/// What the servers of a scenario share.
pub struct Place {
    pub folder: PathBuf,
    discord: String,
    key: String,
    database: String,
}

impl Place {
    /// Creates a place with a SQLite file.
    pub fn new(discord: &Discord) -> Self {
        let folder = fresh_folder();
        let database = format!("sqlite://{}/app.db", folder.display());
        Self { folder, discord: discord.url.clone(), key: Vault::generate_key().unwrap(), database }
    }

    /// Replaces the database by another one.
    pub fn on(mut self, database: String) -> Self {
        self.database = database;
        self
    }

    pub async fn start(&self) -> Server {
        self.start_limited(None).await
    }

    /// Starts a server, with a limit on its open files and sockets if one is given.
    pub async fn start_limited(&self, files: Option<u32>) -> Server {
        let address = free_address();
        let mut server = Server {
            url: format!("http://{address}"),
            log: self.folder.join(format!("{address}.log")),
            child: self.spawn(&address, files, &self.folder.join(format!("{address}.log"))),
            address,
        };
        server.until_ready().await;
        server
    }

    /// Restarts a server that has ended, on its old port.
    pub async fn start_again(&self, server: &mut Server) {
        server.child = self.spawn(&server.address, None, &server.log);
        server.until_ready().await;
    }

    fn spawn(&self, address: &str, files: Option<u32>, log: &Path) -> Child {
        let limit = files.map_or(String::new(), |files| format!("ulimit -n {files} && "));
        let log = File::options().create(true).append(true).open(log).unwrap();
        Command::new("sh")
            .args(["-c", &format!("{limit}exec \"$0\""), BINARY])
            .current_dir(&self.folder)
            .env_clear()
            .env("LEPTOS_SITE_ADDR", address)
            .env("PUBLIC_URL", ORIGIN)
            .env("SECRET_KEY", &self.key)
            .env("DATABASE_URL", &self.database)
            .env("DISCORD_CLIENT_ID", sandbox::CLIENT_ID)
            .env("DISCORD_CLIENT_SECRET", sandbox::CLIENT_SECRET)
            .env("DISCORD_API_BASE_URL", format!("{}/api/v10", self.discord))
            .env("DISCORD_AUTHORIZE_URL", format!("{}/oauth2/authorize", self.discord))
            .env("DISCORD_CDN_BASE_URL", format!("{}/cdn", self.discord))
            .env("DISCORD_CACHE_TTL_SECONDS", "2")
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if std::env::var_os("CHAOS_KEEP").is_none() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// A running server, which is killed when it is dropped.
pub struct Server {
    pub url: String,
    pub address: String,
    log: PathBuf,
    child: Child,
}

impl Server {
    /// Kills the server at once, as a crash or the out-of-memory killer does.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Sends SIGTERM, as a deployment does.
    pub fn ask_to_end(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// Waits until the server has ended. Returns `None` if that takes longer.
    pub async fn end_within(&mut self, time: Duration) -> Option<ExitStatus> {
        let deadline = Instant::now() + time;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            if Instant::now() > deadline {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Returns the lines of the log that report a panic.
    pub fn panics(&self) -> Vec<String> {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        log.lines().filter(|line| line.contains("panicked")).map(|line| line.chars().take(300).collect()).collect()
    }

    async fn until_ready(&mut self) {
        let deadline = Instant::now() + START;
        let url = format!("{}/readyz", self.url);
        while !reqwest::get(&url).await.is_ok_and(|answer| answer.status().is_success()) {
            let log = || std::fs::read_to_string(&self.log).unwrap_or_default();
            assert!(self.child.try_wait().unwrap().is_none(), "the server ended: {}", log());
            assert!(Instant::now() < deadline, "the server does not start: {}", log());
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Returns a loopback address that is free now.
pub fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}
