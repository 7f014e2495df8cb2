use std::time::Duration;

use app::server::{
    sign_in_lifetimes::{ABSOLUTE_LIFETIME, IDLE_LIFETIME, TOUCH_EVERY},
    store::{Login, LoginId, Membership},
};

use super::{
    TestDatabase,
    database::{MIRA, NELLY, id, tokens},
};

/// Returns which of these logins still exist.
async fn there(database: &TestDatabase, logins: &[&Login]) -> Vec<bool> {
    let mut there = Vec::new();
    for login in logins {
        there.push(database.logins.find(&login.id).await.unwrap().is_some());
    }
    there
}

pub async fn a_login_comes_back_as_it_was_saved(database: &TestDatabase) {
    let before = database.clock.now_ms();
    let noted = database.sign_in(NELLY, "r1").await;
    let login = database.logins.find(&noted.id).await.unwrap().unwrap();
    assert_eq!((login.user_id, &login.grant_id, &*login.user_agent), (id(NELLY), &noted.grant_id, "Firefox"));
    assert!(login.created_at_ms >= before && login.last_used_at_ms() == login.created_at_ms, "{login:?}");
    assert!(database.logins.find(&LoginId("invented".into())).await.unwrap().is_none());
}

pub async fn a_membership_is_stored_with_its_login_until_it_ends(database: &TestDatabase) {
    let (one, two) = (database.sign_in(NELLY, "r1").await, database.sign_in(NELLY, "r2").await);
    let stored = async |login: &Login| database.logins.find(&login.id).await.unwrap().unwrap().membership;
    assert_eq!((stored(&one).await, stored(&two).await), (None, None));
    let membership = Membership { at_ms: 1_764_000_000_000, rule: "42 7".into() };
    database.logins.set_membership(&one.id, Some(&membership)).await.unwrap();
    assert_eq!((stored(&one).await, stored(&two).await), (Some(membership.clone()), None));
    let all = database.logins.of_user(id(NELLY)).await.unwrap();
    assert_eq!(all.iter().filter(|login| login.membership.as_ref() == Some(&membership)).count(), 1);
    database.logins.set_membership(&one.id, None).await.unwrap();
    assert_eq!(stored(&one).await, None);
    database.logins.end(&two).await.unwrap();
    database.logins.set_membership(&two.id, Some(&membership)).await.unwrap();
    assert!(database.logins.find(&two.id).await.unwrap().is_none(), "it stays ended");
}

pub async fn ending_a_login_keeps_a_grant_that_another_login_uses(database: &TestDatabase) {
    let one = database.sign_in(NELLY, "same").await;
    let two = database.sign_in(NELLY, "same").await;
    database.logins.end(&one).await.unwrap();
    assert_eq!(there(database, &[&one, &two]).await, [false, true]);
    assert_eq!(database.count("grants").await, 1);
    database.logins.end(&two).await.unwrap();
    assert_eq!(database.count("grants").await, 0);
}

pub async fn a_login_of_somebody_else_is_not_ended(database: &TestDatabase) {
    let mira = database.sign_in(MIRA, "m").await;
    assert!(!database.logins.end_of_user(id(NELLY), &mira.id).await.unwrap());
    assert!(!database.logins.end_of_user(id(NELLY), &LoginId("invented".into())).await.unwrap());
    assert_eq!(there(database, &[&mira]).await, [true]);
    assert!(database.logins.end_of_user(id(MIRA), &mira.id).await.unwrap());
    assert!(!database.logins.end_of_user(id(MIRA), &mira.id).await.unwrap(), "once");
}

pub async fn ending_all_logins_affects_one_user_only(database: &TestDatabase) {
    let one = database.sign_in(NELLY, "r1").await;
    let two = database.sign_in(NELLY, "r2").await;
    let mira = database.sign_in(MIRA, "m").await;
    let ended = database.logins.end_all(id(NELLY)).await.unwrap();
    assert!(ended.len() == 2 && ended.contains(&one.id) && ended.contains(&two.id), "{ended:?}");
    assert_eq!(there(database, &[&one, &two, &mira]).await, [false, false, true]);
    assert_eq!(database.count("grants").await, 1);
}

pub async fn ending_a_grant_ends_every_login_on_it(database: &TestDatabase) {
    let one = database.sign_in(NELLY, "same").await;
    let two = database.sign_in(NELLY, "same").await;
    let other = database.sign_in(NELLY, "other").await;
    let ended = database.logins.end_by_grant(&one.grant_id, 1).await.unwrap();
    assert!(ended.len() == 2 && ended.contains(&one.id) && ended.contains(&two.id), "{ended:?}");
    assert_eq!(there(database, &[&one, &two, &other]).await, [false, false, true]);
    assert_eq!(database.count("grants").await, 1);
}

pub async fn a_grant_that_was_refreshed_since_keeps_its_logins(database: &TestDatabase) {
    let login = database.sign_in(NELLY, "r1").await;
    let row = database.grants.find(&login.grant_id).await.unwrap().unwrap();
    assert!(database.grants.renew(&row, &tokens("r2"), 5_000).await.unwrap());
    assert!(database.logins.end_by_grant(&login.grant_id, row.version).await.unwrap().is_empty());
    assert_eq!(there(database, &[&login]).await, [true]);
    assert_eq!(database.logins.end_by_grant(&login.grant_id, row.version + 1).await.unwrap(), [login.id]);
}

pub async fn of_fifty_visits_one_is_noted(database: &TestDatabase) {
    let login = database.sign_in(NELLY, "r1").await;
    let mut now = login.last_seen_at_ms;
    let just_before = now + millis(TOUCH_EVERY) - 1;
    assert!(!database.logins.touch(&login, just_before).await.unwrap());
    now += millis(TOUCH_EVERY);
    let mut visits = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (logins, login) = (database.logins.clone(), login.clone());
        visits.spawn(async move { logins.touch(&login, now).await.unwrap() });
    }
    assert_eq!(visits.join_all().await.into_iter().filter(|written| *written).count(), 1);
    assert_eq!(database.logins.find(&login.id).await.unwrap().unwrap().last_seen_at_ms, now);
}

pub async fn a_visit_does_not_bring_a_login_back(database: &TestDatabase) {
    let login = database.sign_in(NELLY, "r1").await;
    database.logins.end(&login).await.unwrap();
    assert!(!database.logins.touch(&login, login.last_seen_at_ms + millis(TOUCH_EVERY)).await.unwrap());
    assert_eq!(there(database, &[&login]).await, [false]);
}

pub async fn a_users_logins_are_listed_the_last_used_first(database: &TestDatabase) {
    let first = database.sign_in(NELLY, "r1").await;
    database.clock.advance(TOUCH_EVERY);
    let second = database.sign_in(NELLY, "r2").await;
    database.sign_in(MIRA, "m").await;
    let listed = || async {
        let logins = database.logins.of_user(id(NELLY)).await.unwrap();
        logins.into_iter().map(|login| login.id).collect::<Vec<_>>()
    };
    assert_eq!(listed().await, [second.id.clone(), first.id.clone()]);
    database.clock.advance(TOUCH_EVERY);
    assert!(database.logins.touch(&first, database.clock.now_ms()).await.unwrap());
    assert_eq!(listed().await, [first.id, second.id]);
}

pub async fn sweeping_removes_idle_and_old_logins_and_unused_grants(database: &TestDatabase) {
    let old = database.sign_in(NELLY, "old").await;
    database.clock.advance(ABSOLUTE_LIFETIME - IDLE_LIFETIME);
    let idle = database.sign_in(MIRA, "idle").await;
    assert!(database.logins.touch(&idle, database.clock.now_ms()).await.unwrap());
    database.clock.advance(IDLE_LIFETIME - TOUCH_EVERY);
    let living = database.sign_in(NELLY, "living").await;
    assert!(database.logins.touch(&living, database.clock.now_ms()).await.unwrap());
    assert!(database.logins.touch(&old, database.clock.now_ms()).await.unwrap());
    assert_eq!(database.logins.sweep(database.clock.now_ms()).await.unwrap(), 0);
    assert_eq!(database.count("grants").await, 3);
    database.clock.advance(TOUCH_EVERY);
    assert_eq!(database.logins.sweep(database.clock.now_ms()).await.unwrap(), 2);
    assert_eq!(there(database, &[&old, &idle, &living]).await, [false, false, true]);
    assert_eq!(database.count("grants").await, 1);
}

pub async fn a_grant_that_a_new_sign_in_takes_over_is_kept(database: &TestDatabase) {
    let ended = database.sign_in(NELLY, "same").await;
    let (logins, login) = (database.logins.clone(), ended.clone());
    let mut ending = None;
    // The last login on the grant ends while a sign-in with the same token is not committed yet.
    let meanwhile = async {
        ending = Some(tokio::spawn(async move { logins.end(&login).await }));
        database.until_blocked().await;
    };
    let taken_over = database.sign_in_during(NELLY, "same", meanwhile).await;
    ending.unwrap().await.unwrap().unwrap();
    assert_eq!(there(database, &[&ended, &taken_over]).await, [false, true]);
    assert!(database.grants.find(&taken_over.grant_id).await.unwrap().is_some());
}

fn millis(duration: Duration) -> u64 {
    duration.as_millis().try_into().unwrap()
}
