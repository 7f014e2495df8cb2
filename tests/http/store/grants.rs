use std::time::Duration;

use app::server::store::{GrantId, GrantRow};

use super::{
    TestDatabase,
    database::{MIRA, NELLY, tokens},
};

/// Longer than any test.
const LEASE: Duration = Duration::from_secs(60);

/// Signs in and returns the grant's row.
async fn granted(database: &TestDatabase, user: &str, refresh: &str) -> GrantRow {
    let login = database.sign_in(user, refresh).await;
    database.grants.find(&login.grant_id).await.unwrap().unwrap()
}

pub async fn tokens_come_back_from_their_own_row_only(database: &TestDatabase) {
    let (nelly, mira) = (granted(database, NELLY, "n").await, granted(database, MIRA, "m").await);
    let (access, refresh) = database.grants.open(&nelly).unwrap();
    assert_eq!((access.expose(), refresh.unwrap().expose(), nelly.version), ("access to n", "n", 1));
    assert_eq!(nelly.scopes, tokens("n").scopes);
    let mut moved = mira;
    moved.id = nelly.id;
    assert!(database.grants.open(&moved).is_err());
    assert!(database.grants.find(&GrantId("invented".into())).await.unwrap().is_none());
}

pub async fn the_same_token_twice_is_one_row(database: &TestDatabase) {
    let (one, two) = (granted(database, NELLY, "same").await, granted(database, NELLY, "same").await);
    assert_eq!(one.id, two.id);
    assert_ne!(one.id, granted(database, NELLY, "another").await.id);
    assert_eq!(database.count("grants").await, 2);
}

pub async fn of_fifty_claims_one_wins(database: &TestDatabase) {
    let row = granted(database, NELLY, "r").await;
    let mut claims = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (grants, row) = (database.grants.clone(), row.clone());
        claims.spawn(async move { grants.claim(&row, LEASE).await.unwrap() });
    }
    assert_eq!(claims.join_all().await.into_iter().filter(|won| *won).count(), 1);
}

pub async fn a_lease_ends_by_itself_or_by_being_released(database: &TestDatabase) {
    let row = granted(database, NELLY, "r").await;
    let claim = |lease| database.grants.claim(&row, lease);
    assert!(claim(Duration::from_millis(300)).await.unwrap());
    assert!(!claim(LEASE).await.unwrap(), "taken");
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert!(claim(LEASE).await.unwrap(), "over, by the database's clock");
    database.grants.release(&row).await.unwrap();
    assert!(claim(LEASE).await.unwrap(), "released");
}

pub async fn a_renewal_is_the_next_version_and_old_versions_are_refused(database: &TestDatabase) {
    let old = granted(database, NELLY, "r1").await;
    assert!(database.grants.claim(&old, LEASE).await.unwrap());
    assert!(database.grants.renew(&old, &tokens("r2"), 5_000).await.unwrap());
    let new = database.grants.find(&old.id).await.unwrap().unwrap();
    assert_eq!((new.version, new.expires_at_ms), (2, 5_000));
    assert_eq!(database.grants.open(&new).unwrap().1.unwrap().expose(), "r2");
    assert!(!database.grants.claim(&old, LEASE).await.unwrap(), "a version is claimed once");
    assert!(database.grants.claim(&new, LEASE).await.unwrap(), "the lease is free");
    // A refresh that took too long writes nothing and releases nothing.
    assert!(!database.grants.renew(&old, &tokens("r3"), 7_000).await.unwrap());
    database.grants.release(&old).await.unwrap();
    assert!(!database.grants.claim(&new, LEASE).await.unwrap());
    let still = database.grants.find(&old.id).await.unwrap().unwrap();
    assert_eq!((still.version, database.grants.open(&still).unwrap().1.unwrap().expose()), (2, "r2"));
}

pub async fn a_renewal_with_tokens_that_another_row_holds_moves_the_logins_there(database: &TestDatabase) {
    let (one, two) = (database.sign_in(NELLY, "r1").await, database.sign_in(NELLY, "r2").await);
    let row = database.grants.find(&one.grant_id).await.unwrap().unwrap();
    assert!(database.grants.renew(&row, &tokens("r2"), 5_000).await.unwrap());
    assert_eq!((database.count("grants").await, database.count("logins").await), (1, 2));
    let moved = database.logins.find(&one.id).await.unwrap().unwrap();
    assert_eq!(moved.grant_id, two.grant_id);
    let kept = database.grants.find(&two.grant_id).await.unwrap().unwrap();
    assert_eq!((kept.version, kept.expires_at_ms), (2, 5_000));
    assert_eq!(database.grants.open(&kept).unwrap().0.expose(), "access to r2");
}

pub async fn a_grant_without_a_refresh_token_comes_back_without_one(database: &TestDatabase) {
    let row = granted(database, NELLY, "r").await;
    let mut without = tokens("r");
    without.refresh = None;
    assert!(database.grants.renew(&row, &without, 5_000).await.unwrap());
    let row = database.grants.find(&row.id).await.unwrap().unwrap();
    let (access, refresh) = database.grants.open(&row).unwrap();
    assert!(access.expose() == "access to r" && refresh.is_none());
}
