use std::time::Duration;

use app::server::{secret::Secret, store::Database};

use super::TestDatabase;

/// Statements that remove everything that opening a database creates.
const DROPS: [&str; 9] = [
    "DROP TABLE sessions",
    "DROP TABLE logins",
    "DROP TABLE grants",
    "DROP TABLE pending_logins",
    "DROP TABLE used_flows",
    "DROP TABLE bans",
    "DROP TABLE audit_log",
    "DROP TABLE sign_in_failures",
    "DROP TABLE _sqlx_migrations",
];

pub async fn servers_that_start_together_on_a_new_database_all_start(database: &TestDatabase) {
    for _ in 0..5 {
        for drop in DROPS {
            database.execute(drop).await;
        }
        assert_eq!(open_four(database).await, [const { Ok(()) }; 4]);
    }
}

pub async fn starts_that_failed_do_not_hold_up_others(database: &TestDatabase) {
    database.execute("UPDATE _sqlx_migrations SET version = version + 900000000000000000").await;
    for refused in open_four(database).await {
        assert!(refused.is_err_and(|error| error.contains("newer version")));
    }
    database.execute("UPDATE _sqlx_migrations SET version = version - 900000000000000000").await;
    assert_eq!(open_four(database).await, [const { Ok(()) }; 4]);
}

pub async fn a_migration_that_was_undone_by_hand_runs_again(database: &TestDatabase) {
    database.execute("ALTER TABLE sessions DROP COLUMN login_id").await;
    database.execute("DELETE FROM _sqlx_migrations WHERE version = 4").await;
    assert_eq!(open_four(database).await, [const { Ok(()) }; 4]);
    database.execute("UPDATE sessions SET login_id = NULL").await;
}

/// Opens the database four times at once.
async fn open_four(database: &TestDatabase) -> Vec<Result<(), String>> {
    let mut opening = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let url = Secret::new(&database.url);
        opening.spawn(async move {
            Database::open(&url, app::features::migrations()).await.map(drop).map_err(|error| error.to_string())
        });
    }
    tokio::time::timeout(Duration::from_secs(30), opening.join_all()).await.expect("no start waits for another's lock")
}
