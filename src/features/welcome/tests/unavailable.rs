//! The feature while its table cannot be read.

use axum::http::StatusCode;

use crate::test_app::{NELLY, TestApp};

#[tokio::test]
async fn a_page_part_that_needs_the_database_says_that_it_is_away() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    app.run_sql("ALTER TABLE welcome_messages RENAME TO gone").await;
    let page = browser.get("/dashboard/guilds/80351110224678912/welcome").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.body.contains("This site's database is not answering."), "{}", page.body);
}
