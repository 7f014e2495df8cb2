use std::time::Duration;

use reqwest::Url;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Row as _, migrate::Migrator};

use super::{open_error::OpenError, statements::Statements};

/// The number of the lock that a server takes before it brings the tables up to date. Any number works, but it must not change.
const MIGRATION_LOCK: i64 = 0x6775_696c_6468;
/// A setting of our own, sent when a connection opens. PostgreSQL itself accepts it. A pooler refuses or drops it, because its
/// connection to PostgreSQL is already open.
const PROBE: &str = "options[app.is_direct]=on";

/// PostgreSQL's default port.
const DEFAULT_PORT: u16 = 5432;
/// Stops sqlx from reusing the name of a prepared statement.
const NO_CACHE: &str = "statement-cache-capacity=0";

/// The address of PostgreSQL.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// The URL for sqlx.
    pub(super) url: String,
    /// Whether the connections come from a pooler (PgBouncer, Supabase, Neon). It may be in transaction mode.
    pub(super) is_pooler: bool,
}

impl Address {
    /// Finds out whether a pooler answers. A parameter `pgbouncer` in the URL replaces the check, as in other tools.
    pub(super) async fn find(url: &str) -> Result<Self, sqlx::Error> {
        let (url, hint) = without_hint(url);
        let is_pooler = match hint {
            Some(hint) => hint,
            None => is_pooler(&url).await?,
        };
        if is_pooler {
            tracing::info!("a pooler answers at DATABASE_URL, so prepared statements are not kept");
        }
        Ok(Self { url: if is_pooler { with(&url, NO_CACHE) } else { url }, is_pooler })
    }
}

/// Waits for a first connection. If nothing answers, the error names the address. Without the timeout, a wrong address would be
/// tried for minutes.
pub(super) async fn reached<T>(
    url: &str,
    timeout: Duration,
    connect: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, OpenError> {
    let reason = match tokio::time::timeout(timeout, connect).await {
        Ok(Err(sqlx::Error::Io(error))) => error.to_string(),
        Ok(Err(sqlx::Error::PoolTimedOut)) | Err(_) => format!("no answer within {} seconds", timeout.as_secs()),
        Ok(connected) => return connected.map_err(OpenError::connecting),
    };
    Err(OpenError::Unreachable { address: without_secrets(url), reason })
}

/// Returns host, port and database of a URL, without the parts that may hold a password.
fn without_secrets(url: &str) -> String {
    let Ok(url) = Url::parse(url) else {
        return "DATABASE_URL".to_owned();
    };
    // The folder of a Unix socket is a parameter, because it has slashes.
    let named = url.query_pairs().find(|(name, _)| name == "host" || name == "hostaddr").map(|(_, host)| host);
    let host = named.as_deref().or(url.host_str()).unwrap_or_default();
    format!("{}://{host}:{}{}", url.scheme(), url.port().unwrap_or(DEFAULT_PORT), url.path())
}

async fn is_pooler(url: &str) -> Result<bool, sqlx::Error> {
    let Ok(mut probe) = AnyConnection::connect(&with(url, PROBE)).await else {
        // Connect without the setting. If that works, a pooler refused the setting. If not, the error says why.
        AnyConnection::connect(url).await?.close().await?;
        return Ok(true);
    };
    let setting = sqlx::raw_sql("SELECT current_setting('app.is_direct', TRUE)").fetch_one(&mut probe).await;
    let is_direct = setting.and_then(|row| row.try_get::<String, _>(0)).is_ok_and(|value| value == "on");
    probe.close().await?;
    Ok(!is_direct)
}

/// Removes `pgbouncer=...` from a URL, because sqlx does not know it, and returns its value.
fn without_hint(url: &str) -> (String, Option<bool>) {
    let Ok(mut parsed) = Url::parse(url) else {
        return (url.to_owned(), None);
    };
    let Some(value) = parsed.query_pairs().find(|(name, _)| name == "pgbouncer").map(|(_, value)| value.into_owned())
    else {
        return (url.to_owned(), None);
    };
    let kept: Vec<_> =
        parsed.query().unwrap_or_default().split('&').filter(|pair| !pair.starts_with("pgbouncer=")).collect();
    let kept = kept.join("&");
    parsed.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
    (parsed.into(), Some(value != "false" && value != "0"))
}

/// Adds a parameter to a URL's query.
fn with(url: &str, parameter: &str) -> String {
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}{parameter}")
}

/// Brings the tables up to date in one transaction, under a lock that ends with it. sqlx's own lock belongs to a connection.
/// Behind a pooler it would stay after a failed migration, and every later start would wait for it.
pub(super) async fn migrate(statements: &Statements, migrators: Vec<Migrator>) -> Result<(), OpenError> {
    let mut transaction = statements.begin().await.map_err(OpenError::connecting)?;
    let lock = AssertSqlSafe(format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"));
    sqlx::raw_sql(lock).execute(&mut *transaction).await.map_err(OpenError::connecting)?;
    for mut migrator in migrators {
        migrator.set_locking(false);
        migrator.run_direct(None, &mut *transaction, false).await.map_err(OpenError::migrating)?;
    }
    transaction.commit().await.map_err(OpenError::connecting)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scripts/with-postgres.sh` starts them and sets the variables.
    #[tokio::test]
    async fn a_pooler_is_distinguished_from_postgresql_itself() {
        sqlx::any::install_default_drivers();
        for (variable, is_pooler) in
            [("TEST_POSTGRES_URL", false), ("TEST_PGBOUNCER_URL", true), ("TEST_FORGETFUL_PGBOUNCER_URL", true)]
        {
            if let Ok(url) = std::env::var(variable) {
                assert_eq!(Address::find(&url).await.unwrap().is_pooler, is_pooler, "{variable}");
                let hinted = Address::find(&format!("{url}?pgbouncer={}", !is_pooler)).await.unwrap();
                assert_eq!(hinted.is_pooler, !is_pooler, "{variable}: the hint in the URL decides");
            }
        }
    }

    #[test]
    fn an_address_is_shown_without_its_secrets() {
        for (url, shown) in [
            ("postgres://app:hunter2@db.example/app?sslmode=require", "postgres://db.example:5432/app"),
            ("postgresql://db.example:6543/app", "postgresql://db.example:6543/app"),
            ("postgres://app:hunter2@/app?host=/run/postgresql", "DATABASE_URL"),
            ("postgres:///app?host=/run/postgresql", "postgres:///run/postgresql:5432/app"),
            ("nonsense hunter2", "DATABASE_URL"),
        ] {
            assert_eq!(without_secrets(url), shown, "{url}");
        }
    }

    #[test]
    fn the_hint_is_removed_from_the_url() {
        for (url, kept, hint) in [
            ("postgres://a@db/app", "postgres://a@db/app", None),
            ("postgres://a@db/app?pgbouncer=true", "postgres://a@db/app", Some(true)),
            ("postgres://a@db/app?sslmode=require&pgbouncer=true", "postgres://a@db/app?sslmode=require", Some(true)),
            ("postgres://a@db/app?pgbouncer=false&sslmode=require", "postgres://a@db/app?sslmode=require", Some(false)),
            ("nonsense", "nonsense", None),
        ] {
            assert_eq!(without_hint(url), (kept.to_owned(), hint), "{url}");
        }
        assert_eq!(with("postgres://db/a", NO_CACHE), "postgres://db/a?statement-cache-capacity=0");
        assert_eq!(with("postgres://db/a?x=1", NO_CACHE), "postgres://db/a?x=1&statement-cache-capacity=0");
    }
}
