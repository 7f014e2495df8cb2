use std::{
    io::Write as _,
    path::PathBuf,
    sync::Once,
    time::{Duration, Instant},
};

use app::{
    discord::{Scopes, UserId},
    server::{
        clock::Clock,
        config::SIGN_IN_SCOPES,
        discord::rest::TokenPair,
        secret::{Secret, Vault, random_token},
        store::{
            AuditLog, Bans, Database, Grants, Login, Logins, NewGrant, SessionTable, SignInFailures, SignedInBrowsers,
            SignedInPeople, UsedFlows,
        },
    },
};
use sqlx::{AnyPool, AssertSqlSafe};

use crate::test_app::fresh_folder;

/// A database server that tests can do without, unless a variable requires it.
struct Optional {
    name: &'static str,
    url: &'static str,
    required: &'static str,
    said: Once,
}

static POSTGRES: Optional =
    Optional { name: "PostgreSQL", url: "TEST_POSTGRES_URL", required: "REQUIRE_POSTGRES", said: Once::new() };
static PGBOUNCER: Optional =
    Optional { name: "PgBouncer", url: "TEST_PGBOUNCER_URL", required: "REQUIRE_PGBOUNCER", said: Once::new() };

pub const NELLY: &str = "80351110224678912";
pub const MIRA: &str = "268473310986240001";

/// One test's database, empty at first.
pub struct TestDatabase {
    pub url: String,
    pub clock: Clock,
    pub sessions: SessionTable,
    pub logins: Logins,
    pub grants: Grants,
    pub used_flows: UsedFlows,
    pub signed_in_browsers: SignedInBrowsers,
    pub bans: Bans,
    pub audit_log: AuditLog,
    pub sign_in_failures: SignInFailures,
    pub people: SignedInPeople,
    database: Database,
    /// A second connection to the same database, to look at the tables.
    pool: AnyPool,
    place: Place,
}

enum Place {
    Folder(PathBuf),
    /// The server's address and the database's name.
    Postgres(String, String),
}

impl TestDatabase {
    /// Creates a SQLite file.
    pub async fn sqlite() -> Self {
        let folder = fresh_folder();
        let url = format!("sqlite://{}/app.db", folder.display());
        Self::open(url.clone(), url, Place::Folder(folder)).await
    }

    /// Creates a database on the PostgreSQL that the environment names. Returns `None` if it names none.
    pub async fn postgres() -> Option<Self> {
        let server = server_of(&POSTGRES)?;
        let name = create(&server).await;
        let url = at(&server, &name);
        Some(Self::open(url.clone(), url, Place::Postgres(server, name)).await)
    }

    /// Creates a database behind a pooler in transaction mode. Returns `None` if the environment names no pooler.
    pub async fn pgbouncer() -> Option<Self> {
        let (pooler, server) = (server_of(&PGBOUNCER)?, server_of(&POSTGRES)?);
        let name = create(&server).await;
        Some(Self::open(at(&pooler, &name), at(&server, &name), Place::Postgres(server, name)).await)
    }

    async fn open(url: String, direct: String, place: Place) -> Self {
        let database = Database::open(&Secret::new(&*url), app::features::migrations()).await.unwrap();
        let clock = Clock::default();
        let vault = Vault::from_text(&Vault::generate_key().unwrap()).unwrap();
        Self {
            sessions: SessionTable::new(database.clone(), clock.clone()),
            logins: Logins::new(database.clone()),
            grants: Grants::new(database.clone(), vault.clone()),
            used_flows: UsedFlows::new(database.clone(), vault),
            signed_in_browsers: SignedInBrowsers::new(database.clone(), clock.clone()),
            bans: Bans::new(database.clone()),
            audit_log: AuditLog::new(database.clone()),
            sign_in_failures: SignInFailures::new(database.clone()),
            people: SignedInPeople::new(database.clone()),
            pool: AnyPool::connect(&direct).await.unwrap(),
            url,
            clock,
            database,
            place,
        }
    }

    /// Starts a transaction, as the app does.
    pub async fn begin(&self) -> sqlx::Transaction<'static, sqlx::Any> {
        self.database.begin().await.unwrap()
    }

    /// Stores a sign-in as the callback does.
    pub async fn sign_in(&self, user: &str, refresh: &str) -> Login {
        self.sign_in_during(user, refresh, async {}).await
    }

    /// Stores a sign-in, and runs `meanwhile` before the commit.
    pub async fn sign_in_during(&self, user: &str, refresh: &str, meanwhile: impl Future<Output = ()>) -> Login {
        let (user_id, now) = (id(user), self.clock.now_ms());
        let tokens = tokens(refresh);
        let grant = NewGrant { user_id, tokens: &tokens, expires_at_ms: now + 1000 };
        let mut transaction = self.database.begin().await.unwrap();
        let grant_id = self.grants.put(&mut transaction, &grant).await.unwrap();
        let login = self.logins.insert(&mut transaction, user_id, "Somebody", &grant_id, "Firefox", now).await.unwrap();
        meanwhile.await;
        transaction.commit().await.unwrap();
        login
    }

    /// Counts the rows of a table.
    pub async fn count(&self, table: &str) -> i64 {
        let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        sqlx::query_scalar(count).fetch_one(&self.pool).await.unwrap()
    }

    /// Runs any statement.
    pub async fn execute(&self, sql: &'static str) {
        sqlx::query(sql).execute(&self.pool).await.unwrap();
    }

    /// Waits until a statement waits for a lock. Only PostgreSQL can tell; on SQLite this returns at once.
    pub async fn until_blocked(&self) {
        let Place::Postgres(_, name) = &self.place else { return };
        let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'";
        let deadline = Instant::now() + Duration::from_secs(20);
        while sqlx::query_scalar::<_, i64>(waiting).bind(name).fetch_one(&self.pool).await.unwrap() == 0 {
            assert!(Instant::now() < deadline, "nothing waits for a lock");
        }
    }

    /// Removes the database, and ignores failures.
    pub async fn remove(self) {
        self.pool.close().await;
        match self.place {
            Place::Folder(folder) => drop(std::fs::remove_dir_all(folder)),
            Place::Postgres(server, name) => run(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await,
        }
    }
}

/// Returns the address that the environment names. Prints once if there is none.
fn server_of(Optional { name, url, required, said }: &'static Optional) -> Option<String> {
    let server = std::env::var(url).ok();
    if server.is_none() {
        assert!(std::env::var_os(required).is_none(), "{required} is set, but {url} is not");
        // The output of `eprintln!` is shown only for failed tests.
        said.call_once(|| {
            let line =
                format!("\n{url} is not set: the store suite does not run on {name} (make test runs it on all)\n");
            std::io::stderr().write_all(line.as_bytes()).unwrap();
        });
    }
    server
}

/// Creates a database with a random name.
async fn create(server: &str) -> String {
    let name = format!("test_{}", random_token().unwrap().to_lowercase().replace('-', "_"));
    run(server, format!("CREATE DATABASE {name}")).await;
    name
}

/// Returns the address of another database on the same server.
fn at(server: &str, name: &str) -> String {
    let (address, _) = server.rsplit_once('/').unwrap();
    format!("{address}/{name}")
}

/// Runs one statement on a new connection.
async fn run(server: &str, sql: String) {
    sqlx::any::install_default_drivers();
    let pool = sqlx::any::AnyPoolOptions::new().max_connections(1).connect(server).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&pool).await.unwrap();
    pool.close().await;
}

pub fn id(user: &str) -> UserId {
    user.parse().unwrap()
}

/// Returns a token pair as Discord might send it.
pub fn tokens(refresh: &str) -> TokenPair {
    TokenPair {
        access: Secret::new(format!("access to {refresh}")),
        refresh: Some(Secret::new(refresh)),
        scopes: Scopes::from(SIGN_IN_SCOPES),
        lifetime: Duration::from_secs(1),
    }
}
