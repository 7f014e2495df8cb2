//! The feature's table, on SQLite and PostgreSQL.

use app::{
    features::welcome::{Editor, Saved, Welcome, WelcomeMessages},
    server::{
        discord::{GuildAdmin, GuildWriteAccess},
        secret::Secret,
        store::{Database, OpenError},
    },
};

use axum::{Json, response::IntoResponse as _};
use serde_json::json;

use crate::{overridden::app_with, sign_in::find_login, store::TestDatabase, test_app::MIRA};

/// What is in the table for a guild.
pub async fn saved_in(database: &Database, guild: &str) -> Option<Saved> {
    WelcomeMessages::new(database.clone()).find(*admin_of(guild).await).await.unwrap()
}

/// Returns the proof, from a Discord whose list says that Mira owns the guild.
pub async fn admin_of(guild: &str) -> GuildWriteAccess {
    let owned = json!([{ "id": guild, "name": "A guild", "owner": true }]);
    let (app, _) =
        app_with(move |parts, _| parts.uri.path().ends_with("/users/@me/guilds").then(|| Json(&owned).into_response()))
            .await;
    let browser = app.signed_in(MIRA).await;
    let login = find_login(&app, &browser).await;
    GuildAdmin::confirm(&app.state.discord_session(login), guild).await.unwrap()
}

/// Every database there is to test on.
pub async fn databases() -> Vec<TestDatabase> {
    [Some(TestDatabase::sqlite().await), TestDatabase::postgres().await].into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_twenty_people_who_saw_the_same_version_one_saves() {
    for test in databases().await {
        let database = Database::open(&Secret::new(&*test.url), app::features::migrations()).await.unwrap();
        let (one, other) = (admin_of("1").await, admin_of("2").await);
        let off = Welcome { enabled: false, channel_id: None, text: "Ünïcode 🎲".into() };
        let messages = WelcomeMessages::new(database.clone());
        for seen in 0..3_i64 {
            let mut saving = tokio::task::JoinSet::new();
            for number in 1..=20_u64 {
                let (messages, one) = (messages.clone(), one);
                let welcome =
                    Welcome { enabled: true, channel_id: Some(number.to_string().parse().unwrap()), text: "x".into() };
                let by = Editor { id: number.to_string().parse().unwrap(), name: String::new() };
                saving.spawn(async move { messages.save(&one, &welcome, seen, &by, number).await.unwrap() });
            }
            assert_eq!(saving.join_all().await.into_iter().filter(|saved| *saved).count(), 1);
            let found = saved_in(&database, "1").await.unwrap();
            assert_eq!((found.version, found.welcome.enabled), (seen + 1, true));
            let number = found.saved_at_ms.to_string();
            let channel = found.welcome.channel_id.unwrap().to_string();
            assert_eq!(
                (found.saved_by.to_string(), channel),
                (number.clone(), number),
                "one whole save, and no mix of two"
            );
        }
        assert_eq!(messages.history(*one).await.unwrap().len(), 3, "one change for each that was saved");
        let by = Editor { id: "7".parse().unwrap(), name: String::new() };
        assert!(messages.save(&other, &off, 0, &by, 9).await.unwrap(), "guilds are apart");
        let found = saved_in(&database, "2").await.unwrap();
        assert_eq!(found, Saved { welcome: off, version: 1, saved_by: "7".parse().unwrap(), saved_at_ms: 9 });
        test.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_app_without_the_feature_opens_a_database_that_had_it() {
    for test in databases().await {
        let pool = sqlx::AnyPool::connect(&test.url).await.unwrap();
        assert_eq!(test.count("_welcome_migrations").await, 2);
        sqlx::migrate!().run(&pool).await.unwrap();
        pool.close().await;
        // An unknown migration of the feature stops the start, like any other unknown migration.
        test.execute("UPDATE _welcome_migrations SET version = 99 WHERE version = 2").await;
        let newer = Database::open(&Secret::new(&*test.url), app::features::migrations()).await;
        assert!(matches!(newer, Err(OpenError::Newer(99))), "{newer:?}");
        test.remove().await;
    }
}
