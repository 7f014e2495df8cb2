//! A database that fails while the server runs.

use axum::http::StatusCode;

use crate::test_app::{Browser, NELLY, TestApp};

const SENTENCE: &str = "This site's database is not answering.";
const FAILING_DELETE: &str =
    "CREATE TRIGGER failing BEFORE DELETE ON logins BEGIN SELECT RAISE(ABORT, 'disk is full'); END";

async fn account_page(browser: &mut Browser<'_>) -> String {
    browser.get("/dashboard/account").await.body
}

#[tokio::test]
async fn pages_and_calls_answer_503_while_the_database_is_away() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    app.run_sql("ALTER TABLE logins RENAME TO gone").await;
    let page = browser.get("/dashboard").await;
    assert_eq!((page.status, page.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    assert!(page.body.contains(&format!("<h1>{SENTENCE}</h1>")), "{}", page.body);
    assert!(page.body.contains(&format!("Request <code>{}</code>", page.header("x-request-id"))), "{}", page.body);
    let call = browser.call("end_browser").await;
    assert_eq!((call.status, &*call.body), (StatusCode::SERVICE_UNAVAILABLE, r#"{"code":"unavailable"}"#));
    assert_eq!(call.header("retry-after"), "5");
    app.run_sql("ALTER TABLE gone RENAME TO logins").await;
    assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn a_sign_out_that_fails_is_not_reported_as_done() {
    let app = TestApp::start().await;
    let (mut here, mut there) = (app.signed_in(NELLY).await, app.signed_in(NELLY).await);
    let page = account_page(&mut here).await;
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    app.run_sql(FAILING_DELETE).await;
    let answer = here.post("/api/end_browser", &[("id", &id)]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SERVICE_UNAVAILABLE, ""), "{}", answer.body);
    assert!(answer.body.contains(SENTENCE), "{}", answer.body);
    assert!(!account_page(&mut here).await.contains("signed out already"));
    assert_eq!(there.get("/dashboard").await.status, StatusCode::OK);
    for reach in ["browser", "everywhere"] {
        let answer = here.post("/auth/logout", &[("reach", reach)]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SERVICE_UNAVAILABLE, ""), "{reach}");
    }
    assert_eq!(here.get("/dashboard").await.status, StatusCode::OK);
}
