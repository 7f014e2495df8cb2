//! Requests that wait for Discord block nobody else, and an answer that comes too late is dropped.

use app::server::discord::CacheMode;
use axum::http::{Request, StatusCode};
use tokio::task::JoinSet;

use crate::{
    gate::Gate,
    test_app::{MIRA, NELLY},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_waiting_pages_of_one_person_hold_up_nobody_else() {
    let (app, gate) = Gate::before_an_app().await;
    let app: &'static _ = Box::leak(Box::new(app));
    let (nelly, mut mira) = (app.signed_in(NELLY).await, app.signed_in(MIRA).await);
    mira.get("/dashboard").await;
    // Nelly's data has to be fetched again. Mira's is fresh.
    app.state.caches.users.forget(&crate::sign_in::find_login(app, &nelly).await.id);
    gate.hold("/users/@me");
    let mut waiting = JoinSet::new();
    for _ in 0..60 {
        let mut browser = nelly.clone();
        waiting.spawn(async move { browser.get("/dashboard/profile").await.status });
    }
    gate.until_held().await;
    let ready = app.request(Request::get("/readyz").body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(ready.status, StatusCode::OK);
    assert_eq!(mira.get("/dashboard/account").await.status, StatusCode::OK);
    assert_eq!(app.anonymous().post("/auth/login", &[]).await.status, StatusCode::SEE_OTHER);
    assert!(waiting.try_join_next().is_none(), "all of that while Nelly's pages wait");
    gate.open();
    assert!(waiting.join_all().await.into_iter().all(|status| status == StatusCode::OK));
}

#[tokio::test]
async fn a_fetch_under_way_does_not_write_back_a_forgotten_entry() {
    let (app, gate) = Gate::before_an_app().await;
    let browser = app.signed_in(NELLY).await;
    let login = crate::sign_in::find_login(&app, &browser).await;
    let session = app.state.discord_session(login.clone());
    gate.hold("/users/@me/guilds");
    let forget = async {
        gate.until_held().await;
        app.state.caches.forget(&login.id);
        gate.open();
    };
    let (guilds, ()) = tokio::join!(session.guilds(CacheMode::Use), forget);
    assert!(!guilds.unwrap().value.is_empty(), "the waiting page gets the answer");
    assert!(app.state.caches.guilds.peek(&login.id).is_none());
    session.guilds(CacheMode::Use).await.unwrap();
    assert!(app.state.caches.guilds.peek(&login.id).is_some());
}
