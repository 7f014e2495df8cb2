use std::time::Duration;

use app::server::store::{AdminAction, AuditLog, Ban, FoundSession, SignInFailures};
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};

use super::{
    TestDatabase,
    database::{MIRA, NELLY, id},
};

const HOUR: Duration = Duration::from_secs(3600);

fn ban(database: &TestDatabase, user: &str) -> Ban {
    Ban { user_id: id(user), reason: "spam".into(), banned_by: id(MIRA), banned_at_ms: database.clock.now_ms() }
}

/// Bans a person as the app does, and ends their logins.
async fn store_ban(database: &TestDatabase, user: &str) -> bool {
    let mut transaction = database.begin().await;
    let is_new = database.bans.insert(&mut transaction, &ban(database, user)).await.unwrap();
    database.logins.end_all_in(&mut transaction, id(user)).await.unwrap();
    transaction.commit().await.unwrap();
    database.logins.drop_unused_grants(id(user)).await.unwrap();
    is_new
}

/// Stores the session of a login.
async fn session_of(database: &TestDatabase, login: &str) -> Id {
    let expiry_date = time::OffsetDateTime::now_utc() + HOUR;
    let data = [("login_id".to_owned(), login.into())].into();
    let mut record = Record { id: Id::default(), data, expiry_date };
    database.sessions.create(&mut record).await.unwrap();
    record.id
}

pub async fn a_ban_is_found_with_the_session_until_it_is_lifted(database: &TestDatabase) {
    let (nelly, mira) = (database.sign_in(NELLY, "n").await, database.sign_in(MIRA, "m").await);
    let (hers, other) = (session_of(database, &nelly.id.0).await, session_of(database, &mira.id.0).await);
    let find = async |id: &Id| database.signed_in_browsers.find(id).await.unwrap();
    assert!(matches!(find(&hers).await, FoundSession::SignedIn(_)));
    assert!(store_ban(database, NELLY).await);
    assert!(matches!(find(&hers).await, FoundSession::Banned(None)), "the login has ended");
    assert!(matches!(find(&other).await, FoundSession::SignedIn(_)));
    assert_eq!((database.count("logins").await, database.count("grants").await), (1, 1));
    assert!(!store_ban(database, NELLY).await, "once");
    let late = database.sign_in(NELLY, "late").await;
    let session = session_of(database, &late.id.0).await;
    assert!(matches!(find(&session).await, FoundSession::Banned(Some(login)) if login.id == late.id), "a race");
    assert_eq!(database.bans.newest(9).await.unwrap().len(), 1);

    let mut transaction = database.begin().await;
    assert!(database.bans.is_banned(&mut transaction, id(NELLY)).await.unwrap());
    assert!(database.bans.delete(&mut transaction, id(NELLY)).await.unwrap());
    assert!(!database.bans.delete(&mut transaction, id(NELLY)).await.unwrap());
    assert!(!database.bans.is_banned(&mut transaction, id(NELLY)).await.unwrap());
    transaction.commit().await.unwrap();
    assert!(matches!(find(&hers).await, FoundSession::Stale));
}

pub async fn people_are_listed_once_the_last_seen_first(database: &TestDatabase) {
    let first = database.sign_in(NELLY, "n1").await;
    database.clock.advance(HOUR);
    database.sign_in(MIRA, "m").await;
    database.clock.advance(HOUR);
    database.sign_in(NELLY, "n2").await;
    let now = database.clock.now_ms();
    let listed = async |limit: u32| database.people.last_seen(limit, now).await.unwrap();
    let people = listed(9).await;
    assert_eq!(
        people.iter().map(|person| (person.user_id, person.browsers)).collect::<Vec<_>>(),
        [(id(NELLY), 2), (id(MIRA), 1)]
    );
    let nelly = &people[0];
    assert_eq!((nelly.since_ms, &*nelly.name), (first.created_at_ms, "Somebody"));
    assert!(nelly.last_seen_at_ms > first.created_at_ms);
    assert_eq!(listed(1).await.len(), 1);
    store_ban(database, NELLY).await;
    database.sign_in(NELLY, "race").await;
    assert_eq!(listed(9).await.len(), 1, "somebody who is banned is not signed in");
    database.clock.advance(15 * 24 * HOUR);
    assert!(database.people.last_seen(9, database.clock.now_ms()).await.unwrap().is_empty(), "idle for too long");
}

pub async fn failures_are_added_up_by_hour_and_reason(database: &TestDatabase) {
    let failures = &database.sign_in_failures;
    let start = 1_800_000_000_000;
    let hour = 3_600_000;
    for (reason, count, at) in
        [("denied", 1, start), ("denied", 2, start + 5), ("expired", 1, start + 7), ("denied", 4, start + hour)]
    {
        failures.add(reason, count, at).await.unwrap();
    }
    assert_eq!(database.count("sign_in_failures").await, 3);
    let counted = async |since: u64| {
        let counts = failures.by_reason(since).await.unwrap();
        counts.into_iter().map(|it| (it.reason, it.count, it.last_at_ms)).collect::<Vec<_>>()
    };
    let denied = |count: u64| ("denied".to_owned(), count, start + hour);
    assert_eq!(counted(0).await, [denied(7), ("expired".to_owned(), 1, start + 7)]);
    assert_eq!(counted(start + hour).await, [denied(4)]);
    let week: u64 = SignInFailures::KEPT_FOR.as_millis().try_into().unwrap();
    assert_eq!(failures.sweep(start + week).await.unwrap(), 0);
    assert_eq!(failures.sweep(start + week + 1).await.unwrap(), 2);
}

pub async fn the_newest_actions_are_kept_and_listed_with_known_names(database: &TestDatabase) {
    database.sign_in(MIRA, "m").await;
    let mut transaction = database.begin().await;
    for (at, action) in [(1, AdminAction::SignOut), (2, AdminAction::Ban), (3, AdminAction::Unban)] {
        database.audit_log.record(&mut transaction, id(MIRA), action, id(NELLY), at).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let newest = database.audit_log.newest(2).await.unwrap();
    let read = |at: usize| (newest[at].at_ms, newest[at].action, newest[at].admin_id, newest[at].user_id);
    assert_eq!(newest.len(), 2);
    assert_eq!(read(0), (3, Some(AdminAction::Unban), id(MIRA), id(NELLY)));
    assert_eq!(read(1), (2, Some(AdminAction::Ban), id(MIRA), id(NELLY)));
    assert_eq!(
        (&*newest[0].admin_name, &*newest[0].user_name),
        ("Somebody", ""),
        "names are those of signed-in people"
    );
    database
        .execute(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000) \
             INSERT INTO audit_log (id, at, admin_id, action, user_id) SELECT 'a' || n, 10 + n, '1', 'ban', '2' FROM numbers",
        )
        .await;
    assert_eq!(database.audit_log.sweep().await.unwrap(), 3);
    assert_eq!(database.count("audit_log").await, AuditLog::MAX_IN_ALL);
}

pub async fn an_event_ends_the_logins_until_its_time(database: &TestDatabase) {
    let old = database.sign_in(NELLY, "old").await;
    database.clock.advance(HOUR);
    let new = database.sign_in(NELLY, "new").await;
    database.sign_in(MIRA, "m").await;
    assert_eq!(database.logins.end_all_until(id(NELLY), old.created_at_ms).await.unwrap(), [old.id]);
    assert_eq!(database.logins.find(&new.id).await.unwrap().map(|login| login.id), Some(new.id));
    assert_eq!((database.count("logins").await, database.count("grants").await), (2, 2));
}
