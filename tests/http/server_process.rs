//! The server as people start it: a separate process.

use std::{
    fs::{File, read_link},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    sync::Mutex,
    time::{Duration, Instant},
};

use reqwest::{Response, header, redirect::Policy};

use crate::test_app::{BINARY, NELLY, ORIGIN, decide};

/// The host of [`ORIGIN`].
const HOST: &str = "127.0.0.1:3000";

/// The binary on a free port. Dropping it kills the process.
pub struct Server {
    child: Mutex<Child>,
    pub address: SocketAddr,
    url: String,
    /// The file that its output goes to.
    log: PathBuf,
}

impl Server {
    /// Starts a server with its database in a folder.
    pub fn start(folder: &Path, discord: &str, key: &str) -> Self {
        Self::start_as(Command::new(BINARY), folder, discord, key, &[])
    }

    /// Starts a server with more variables.
    pub fn start_with(variables: &[(&str, &str)], folder: &Path, discord: &str, key: &str) -> Self {
        Self::start_as(Command::new(BINARY), folder, discord, key, variables)
    }

    /// Starts a server that reaches Discord's API through a gate.
    pub fn start_behind(gate: &str, folder: &Path, discord: &str, key: &str) -> Self {
        let api = format!("{gate}/api/v10");
        Self::start_as(Command::new(BINARY), folder, discord, key, &[("DISCORD_API_BASE_URL", &api)])
    }

    /// Starts a server that may open only a few files.
    pub fn start_with_open_files(limit: u16, folder: &Path, discord: &str, key: &str) -> Self {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &format!("ulimit -n {limit}; exec \"$0\""), BINARY]);
        Self::start_as(command, folder, discord, key, &[])
    }

    /// Starts a server in production mode, with built files that are empty.
    pub fn start_in_production(folder: &Path, discord: &str, key: &str) -> Self {
        std::fs::create_dir_all(folder.join("site/pkg")).unwrap();
        std::fs::write(folder.join("site/pkg/app.css"), "").unwrap();
        let more = [("APP_ENV", "production"), ("LEPTOS_SITE_ROOT", "site")];
        Self::start_as(Command::new(BINARY), folder, discord, key, &more)
    }

    /// Starts a server that logs every query. Discord's answers stay fresh for the whole test.
    pub fn start_with_logged_queries(folder: &Path, discord: &str, key: &str) -> Self {
        let more = [("RUST_LOG", "sqlx::query=debug"), ("DISCORD_CACHE_TTL_SECONDS", "600")];
        Self::start_as(Command::new(BINARY), folder, discord, key, &more)
    }

    fn start_as(mut command: Command, folder: &Path, discord: &str, key: &str, more: &[(&str, &str)]) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let log = folder.join(format!("{address}.log"));
        let child = command
            .current_dir(folder)
            .env_clear()
            .env("LEPTOS_SITE_ADDR", address.to_string())
            .env("PUBLIC_URL", ORIGIN)
            .env("SECRET_KEY", key)
            .env("DATABASE_URL", format!("sqlite://{}/app.db", folder.display()))
            .env("DISCORD_CLIENT_ID", sandbox::CLIENT_ID)
            .env("DISCORD_CLIENT_SECRET", sandbox::CLIENT_SECRET)
            .env("DISCORD_API_BASE_URL", format!("{discord}/api/v10"))
            .env("DISCORD_AUTHORIZE_URL", format!("{discord}/oauth2/authorize"))
            .env("DISCORD_CDN_BASE_URL", format!("{discord}/cdn"))
            .env("DISCORD_CACHE_TTL_SECONDS", "1")
            .envs(more.iter().copied())
            .stdout(File::create(&log).unwrap())
            .stderr(File::options().append(true).open(&log).unwrap())
            .spawn()
            .unwrap();
        Self { child: Mutex::new(child), address, url: format!("http://{address}"), log }
    }

    /// Returns the id of the process.
    #[allow(dead_code, reason = "only the benchmark calls it")]
    pub fn id(&self) -> u32 {
        self.child.lock().unwrap().id()
    }

    pub async fn until_ready(&self) {
        let ready = async {
            while reqwest::get(format!("{}/readyz", self.url)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let started = tokio::time::timeout(Duration::from_secs(60), ready).await;
        assert!(started.is_ok(), "the server does not start: {}", self.log());
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Response {
        self.try_get(path, cookie).await.unwrap()
    }

    pub async fn try_get(&self, path: &str, cookie: &str) -> reqwest::Result<Response> {
        let request = browser().get(format!("{}{path}", self.url)).header(header::COOKIE, cookie);
        // People use another address than the server's real one, as behind a proxy.
        let request = request.header(header::HOST, HOST);
        request.header(header::ACCEPT, "text/html").send().await
    }

    /// Requests a page and reads it to its end, in a future that borrows nothing.
    #[allow(dead_code, reason = "only the benchmark calls it")]
    pub fn fetch(&self, path: &str, cookie: &str) -> impl Future<Output = usize> + Send + use<> {
        let request = browser().get(format!("{}{path}", self.url)).header(header::COOKIE, cookie);
        let request = request.header(header::HOST, HOST).header(header::ACCEPT, "text/html");
        async move { request.send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap().len() }
    }

    /// Signs in and returns the browser's cookies.
    pub async fn sign_in(&self) -> String {
        let start = browser()
            .post(format!("{}/auth/login", self.url))
            .header(header::ORIGIN, ORIGIN)
            .header(header::HOST, HOST);
        let started = start.form(&[("return_to", "/dashboard")]).send().await.unwrap();
        let authorize = started.headers()[header::LOCATION].to_str().unwrap().to_owned();
        let callback = decide(&authorize, NELLY, "authorize").await;
        let signed_in = self.get(&callback, &cookie_of(&started)).await;
        assert_eq!(signed_in.headers()[header::LOCATION], "/dashboard");
        cookie_of(&signed_in)
    }

    /// Returns on how many addresses the process listens.
    pub fn listening_sockets(&self) -> usize {
        let id = self.child.lock().unwrap().id();
        let files = std::fs::read_dir(format!("/proc/{id}/fd")).unwrap();
        let open: Vec<String> =
            files.filter_map(|file| Some(read_link(file.ok()?.path()).ok()?.to_str()?.into())).collect();
        let sockets = std::fs::read_to_string(format!("/proc/{id}/net/tcp")).unwrap();
        // The fourth column is the state, where 0A means listening. The tenth is the number of the socket.
        let columns = sockets.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        columns.filter(|line| line[3] == "0A" && open.contains(&format!("socket:[{}]", line[9]))).count()
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        let told = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Waits until the process has ended.
    pub async fn ended_within(&self, timeout: Duration) -> ExitStatus {
        let gives_up_at = Instant::now() + timeout;
        loop {
            if let Some(status) = self.child.lock().unwrap().try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < gives_up_at, "the server does not stop: {}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub fn is_running(&self) -> bool {
        self.child.lock().unwrap().try_wait().unwrap().is_none()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(child) = self.child.get_mut() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn cookie_of(answer: &Response) -> String {
    let set = answer.headers().get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    set.map(|cookie| cookie.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

/// Returns a client that follows no redirects.
pub fn browser() -> reqwest::Client {
    reqwest::Client::builder().redirect(Policy::none()).build().unwrap()
}
