//! The feature while its table cannot be read.

use axum::http::StatusCode;

use crate::test_app::{NELLY, TestApp};

#[tokio::test]
async fn a_page_part_that_needs_the_database_says_that_it_is_away() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    app.run_sql("ALTER TABLE welcome_messages RENAME TO gone").await;
    let call = browser.ask("show_welcome", &[("id", "80351110224678912")]).await;
    assert_eq!((call.status, &*call.body), (StatusCode::SERVICE_UNAVAILABLE, r#"{"code":"unavailable"}"#));
}
