//! A separate PostgreSQL database for a scenario, and a connection to it that can be cut.

use std::sync::Arc;

use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf, tcp::OwnedWriteHalf},
    sync::watch,
};

use crate::tally::Tally;

/// Creates an empty database on the server that `scripts/with-postgres.sh` runs. Returns `None` if it does not run.
pub async fn database(tally: &Tally) -> Option<Database> {
    let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
        tally.holds(std::env::var_os("REQUIRE_POSTGRES").is_none(), || "PostgreSQL has to be there".into());
        tally.count("skipped: no PostgreSQL (scripts/with-postgres.sh)");
        return None;
    };
    let name = format!("chaos_{}", app::server::secret::random_token().unwrap().to_lowercase().replace('-', "_"));
    let mut connection = PgConnection::connect(&server).await.unwrap();
    connection.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE \"{name}\""))).await.unwrap();
    let (front, _) = server.rsplit_once('/').unwrap();
    Some(Database { url: format!("{front}/{name}"), name, server })
}

pub struct Database {
    pub url: String,
    name: String,
    server: String,
}

impl Database {
    /// Returns the host and port.
    pub fn address(&self) -> String {
        self.url.rsplit('@').next().unwrap().split('/').next().unwrap().to_owned()
    }

    /// Returns the database's URL with another host and port.
    pub fn url_behind(&self, address: &str) -> String {
        self.url.replace(&self.address(), address)
    }

    /// Drops the database, even if something is still connected to it.
    pub async fn remove(self) {
        if let Ok(mut connection) = PgConnection::connect(&self.server).await {
            let statement = format!("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", self.name);
            let _ = connection.execute(sqlx::AssertSqlSafe(statement)).await;
        }
    }
}

/// What a [`Wire`] does with its connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Whole,
    /// Connections break and new ones are closed, as if the database was stopped.
    Cut,
    /// Connections stay open and nothing comes through, as if the database's machine hangs.
    Silent,
}

/// A TCP proxy in front of the database.
pub struct Wire {
    pub address: String,
    state: Arc<watch::Sender<State>>,
}

impl Wire {
    pub async fn to(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(watch::Sender::new(State::Whole));
        let states = state.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                if *states.borrow() == State::Cut {
                    continue;
                }
                let (states, target) = (states.subscribe(), target.clone());
                tokio::spawn(async move {
                    let Ok(far) = TcpStream::connect(target).await else { return };
                    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
                    tokio::select! {
                        () = carry(near_in, far_out, states.clone()) => {}
                        () = carry(far_in, near_out, states) => {}
                    }
                });
            }
        });
        Self { address, state }
    }

    pub fn set(&self, state: State) {
        self.state.send_replace(state);
    }
}

/// Carries bytes until the connection ends or the wire is cut.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut states: watch::Receiver<State>) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let read = tokio::select! {
            read = from.read(&mut bytes) => read,
            _ = states.wait_for(|state| *state == State::Cut) => return,
        };
        let Ok(length @ 1..) = read else { return };
        match states.wait_for(|state| *state != State::Silent).await.map(|state| *state) {
            Ok(State::Whole | State::Silent) => {}
            Ok(State::Cut) | Err(_) => return,
        }
        if to.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
}
