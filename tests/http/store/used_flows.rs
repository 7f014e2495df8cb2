use app::server::{secret::Secret, store::UsedFlows};

use super::TestDatabase;

const HOUR_MS: u64 = 3_600_000;

fn state() -> Secret {
    Secret::new("state")
}

pub async fn of_fifty_callbacks_one_exchanges_the_code(database: &TestDatabase) {
    let mut callbacks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let flows = database.used_flows.clone();
        callbacks.spawn(async move { flows.claim(&state(), 1_000).await.unwrap() });
    }
    assert_eq!(callbacks.join_all().await.into_iter().filter(|has_claimed| *has_claimed).count(), 1);
}

pub async fn the_outcome_is_stored_encrypted_once_it_is_known(database: &TestDatabase) {
    let flows = &database.used_flows;
    assert!(flows.find(&state()).await.unwrap().is_none());
    flows.claim(&state(), 1_000).await.unwrap();
    let used = flows.find(&state()).await.unwrap().unwrap();
    assert!(used.used_at_ms == 1_000 && used.outcome.is_none());
    flows.finish(&state(), "signed in").await.unwrap();
    let used = flows.find(&state()).await.unwrap().unwrap();
    assert_eq!(used.outcome.unwrap().expose(), "signed in");
    assert_eq!(database.count("used_flows WHERE outcome LIKE '%signed%' OR state_hash = 'state'").await, 0);
    assert!(flows.find(&Secret::new("another")).await.unwrap().is_none());
}

pub async fn sweeping_removes_old_rows_and_rows_beyond_the_maximum(database: &TestDatabase) {
    let flows = &database.used_flows;
    flows.claim(&state(), 1_000).await.unwrap();
    assert_eq!(flows.sweep(2 * HOUR_MS + 999).await.unwrap(), 0);
    assert_eq!(flows.sweep(2 * HOUR_MS + 1_000).await.unwrap(), 1);
    database
        .execute(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10003) \
             INSERT INTO used_flows (state_hash, outcome, used_at) SELECT 'state ' || n, '', n FROM numbers",
        )
        .await;
    assert_eq!(flows.sweep(1_000).await.unwrap(), 3);
    assert_eq!(database.count("used_flows").await, UsedFlows::MAX_IN_ALL);
    assert_eq!(database.count("used_flows WHERE used_at <= 3").await, 0, "the oldest go");
}
