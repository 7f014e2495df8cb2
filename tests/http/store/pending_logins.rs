use app::server::{
    secret::Secret,
    store::{PendingLogin, PendingLogins, Purpose},
};

use super::TestDatabase;

async fn put(flows: &PendingLogins, state: &str, browser: &str, expires_at_ms: u64) {
    let flow = PendingLogin {
        purpose: Purpose::GrantMore,
        verifier: Secret::new(format!("verifier of {state}")),
        return_to: "/dashboard".into(),
        data: r#"{"a":"ä"}"#.into(),
        expires_at_ms,
    };
    flows.put(&Secret::new(state), &Secret::new(browser), &flow).await.unwrap();
}

async fn exists(database: &TestDatabase, state: &str) -> bool {
    database.pending_logins.exists(&Secret::new(state)).await.unwrap()
}

pub async fn of_fifty_takers_one_gets_the_flow(database: &TestDatabase) {
    put(&database.pending_logins, "state", "browser", 1_000).await;
    let mut takers = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let flows = database.pending_logins.clone();
        takers.spawn(async move { flows.take(&Secret::new("state"), &Secret::new("browser")).await.unwrap() });
    }
    let mut taken: Vec<_> = takers.join_all().await.into_iter().flatten().collect();
    assert_eq!(taken.len(), 1);
    let flow = taken.remove(0);
    assert_eq!((flow.verifier.expose(), flow.purpose), ("verifier of state", Purpose::GrantMore));
    assert_eq!((&*flow.return_to, &*flow.data, flow.expires_at_ms), ("/dashboard", r#"{"a":"ä"}"#, 1_000));
}

pub async fn a_flow_of_another_browser_stays(database: &TestDatabase) {
    put(&database.pending_logins, "state", "browser", 1_000).await;
    let state = Secret::new("state");
    assert!(database.pending_logins.take(&state, &Secret::new("other")).await.unwrap().is_none());
    assert!(exists(database, "state").await);
    assert!(database.pending_logins.take(&state, &Secret::new("browser")).await.unwrap().is_some());
    assert!(!exists(database, "state").await);
}

pub async fn a_browsers_oldest_flow_makes_room(database: &TestDatabase) {
    put(&database.pending_logins, "of another", "other", 1).await;
    for number in 0..11_u64 {
        put(&database.pending_logins, &format!("state {number}"), "browser", 1_000 + number).await;
    }
    assert_eq!(database.count("pending_logins").await, 11);
    assert!(!exists(database, "state 0").await, "the oldest");
    assert!(exists(database, "state 1").await && exists(database, "of another").await);
    // However many start at once, ten are left when the next one has come.
    let mut at_once = tokio::task::JoinSet::new();
    for number in 0..20 {
        let flows = database.pending_logins.clone();
        at_once.spawn(async move { put(&flows, &format!("at once {number}"), "browser", 2_000).await });
    }
    at_once.join_all().await;
    put(&database.pending_logins, "the next", "browser", 3_000).await;
    assert_eq!(database.count("pending_logins").await, 11);
}

pub async fn the_oldest_flow_of_all_makes_room(database: &TestDatabase) {
    assert_eq!(PendingLogins::MAX_IN_ALL, 10_000);
    // As many as there may be, of as many browsers.
    database
        .execute(
            "WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000) \
             INSERT INTO pending_logins (state_hash, browser_hash, verifier, purpose, return_to, data, expires_at) \
             SELECT 'state ' || n, 'browser ' || n, '', 'sign_in', '/', 'null', n FROM numbers",
        )
        .await;
    put(&database.pending_logins, "the oldest", "browser", 1).await;
    assert_eq!(database.count("pending_logins").await, PendingLogins::MAX_IN_ALL);
    put(&database.pending_logins, "the newest", "browser", 20_000).await;
    assert_eq!(database.count("pending_logins").await, PendingLogins::MAX_IN_ALL);
    assert!(!exists(database, "the oldest").await && exists(database, "the newest").await);
    assert_eq!(database.count("pending_logins WHERE expires_at = 2").await, 1, "nothing else went");
}

pub async fn dropping_reaches_one_browser(database: &TestDatabase) {
    for (state, browser) in [("one", "browser"), ("two", "browser"), ("three", "other")] {
        put(&database.pending_logins, state, browser, 1_000).await;
    }
    database.pending_logins.drop_of(&Secret::new("browser")).await.unwrap();
    assert_eq!(database.count("pending_logins").await, 1);
    assert!(exists(database, "three").await);
}

pub async fn sweeping_takes_what_is_over_and_nothing_else(database: &TestDatabase) {
    put(&database.pending_logins, "over", "browser", 1_000).await;
    put(&database.pending_logins, "living", "browser", 1_001).await;
    assert_eq!(database.pending_logins.sweep(999).await.unwrap(), 0);
    assert_eq!(database.pending_logins.sweep(1_000).await.unwrap(), 1);
    assert!(exists(database, "living").await);
}
