use std::time::Duration;

use serde_json::json;
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};

use super::TestDatabase;

const AN_HOUR: Duration = Duration::from_secs(3600);

/// Returns a session that ends in an hour, in whole seconds, as the table stores it.
fn record(login: &str) -> Record {
    let in_an_hour = OffsetDateTime::now_utc().unix_timestamp() + 3600;
    Record {
        id: Id::default(),
        data: [("login_id".to_owned(), json!(login))].into(),
        expiry_date: OffsetDateTime::from_unix_timestamp(in_an_hour).unwrap(),
    }
}

pub async fn a_record_comes_back_as_it_was(database: &TestDatabase) {
    let mut record = record("one");
    database.sessions.create(&mut record).await.unwrap();
    assert_eq!(database.sessions.load(&record.id).await.unwrap(), Some(record));
    assert_eq!(database.sessions.load(&Id::default()).await.unwrap(), None);
}

pub async fn a_taken_id_is_never_shared(database: &TestDatabase) {
    let mut first = record("one");
    database.sessions.create(&mut first).await.unwrap();
    let mut second = Record { id: first.id, ..record("two") };
    database.sessions.create(&mut second).await.unwrap();
    assert_ne!(first.id, second.id);
    for record in [first, second] {
        assert_eq!(database.sessions.load(&record.id).await.unwrap(), Some(record));
    }
}

pub async fn saving_updates_and_never_creates(database: &TestDatabase) {
    let mut record = record("one");
    database.sessions.save(&record).await.unwrap();
    assert_eq!(database.count("sessions").await, 0);
    database.sessions.create(&mut record).await.unwrap();
    record.data.insert("more".to_owned(), json!([1, "zwei"]));
    record.expiry_date += AN_HOUR;
    database.sessions.save(&record).await.unwrap();
    assert_eq!(database.sessions.load(&record.id).await.unwrap(), Some(record));
}

pub async fn a_session_ends_at_its_date(database: &TestDatabase) {
    let mut record = record("one");
    database.sessions.create(&mut record).await.unwrap();
    database.clock.advance(AN_HOUR - Duration::from_secs(60));
    assert!(database.sessions.load(&record.id).await.unwrap().is_some());
    database.clock.advance(Duration::from_secs(61));
    assert_eq!(database.sessions.load(&record.id).await.unwrap(), None);
}

pub async fn a_deleted_session_stays_deleted(database: &TestDatabase) {
    let (mut ended, mut other) = (record("one"), record("two"));
    database.sessions.create(&mut ended).await.unwrap();
    database.sessions.create(&mut other).await.unwrap();
    database.sessions.delete(&ended.id).await.unwrap();
    // A slow request still has the session and saves it.
    database.sessions.save(&ended).await.unwrap();
    assert_eq!(database.sessions.load(&ended.id).await.unwrap(), None);
    assert!(database.sessions.load(&other.id).await.unwrap().is_some());
}

pub async fn sweeping_removes_only_expired_sessions(database: &TestDatabase) {
    let (mut over, mut living) = (record("one"), record("two"));
    living.expiry_date += AN_HOUR;
    database.sessions.create(&mut over).await.unwrap();
    database.sessions.create(&mut living).await.unwrap();
    assert_eq!(database.sessions.sweep().await.unwrap(), 0);
    database.clock.advance(AN_HOUR + Duration::from_secs(1));
    assert_eq!(database.sessions.sweep().await.unwrap(), 1);
    assert!(database.sessions.load(&living.id).await.unwrap().is_some());
}
