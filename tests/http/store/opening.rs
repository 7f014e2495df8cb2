use app::server::{secret::Secret, store::Database};

use super::TestDatabase;

/// Leaves it as it was before anything opened it.
const DROPS: [&str; 6] = [
    "DROP TABLE sessions",
    "DROP TABLE logins",
    "DROP TABLE grants",
    "DROP TABLE pending_logins",
    "DROP TABLE used_flows",
    "DROP TABLE _sqlx_migrations",
];

pub async fn servers_that_start_together_on_a_new_database_all_start(database: &TestDatabase) {
    for _ in 0..5 {
        for drop in DROPS {
            database.execute(drop).await;
        }
        let mut opening = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let url = Secret::new(&database.url);
            opening.spawn(async move { Database::open(&url).await.map(drop).map_err(|error| error.to_string()) });
        }
        assert_eq!(opening.join_all().await, [const { Ok(()) }; 4]);
    }
}
