//! Random input from visitors: the server reads it or refuses it, and never redirects to another site.
//!
//! `PROPTEST_CASES` raises the number of cases: `PROPTEST_CASES=20000 cargo test --no-default-features --features ssr fuzz`. Random
//! input from Discord is in `vocabulary/properties.rs`, and in `src/server/discord/rest/` for rate limit headers.

use std::sync::LazyLock;

use app::{
    flash_message::FlashMessage,
    server::{
        auth::LocalPath,
        http::{cookies, not_before, query_string},
    },
};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Request, StatusCode, header},
};
use proptest::{collection::vec, prelude::*, sample::select};
use tokio::runtime::Runtime;

use crate::test_app::{Answer, ORIGIN, TestApp, cookie, encode};

/// One app for all cases: none of them may change anything in it.
static APP: LazyLock<(Runtime, TestApp)> = LazyLock::new(|| {
    let runtime = Runtime::new().unwrap();
    let app = runtime.block_on(TestApp::start());
    (runtime, app)
});

/// Generates bytes that a header can hold.
fn header_value() -> impl Strategy<Value = HeaderValue> {
    vec(prop_oneof![32..=126_u8, 128..=255_u8, Just(b'\t'), select(&b"=;, \"%"[..])], 0..80)
        .prop_map(|bytes| HeaderValue::from_bytes(&bytes).unwrap())
}

/// Generates a query string as somebody might write it by hand.
fn query() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        select(&["code", "state", "error", "guild_id", "permissions", "return_to", "problem"][..])
            .prop_map(str::to_owned),
        "[a-z_\\[\\]%]{0,8}"
    ];
    let value = prop_oneof![
        "[A-Za-z0-9_.-]{0,60}",
        "(%[0-9a-fA-F]{0,2}|[+&=;]|[0-9]){0,20}",
        "[ -~&&[^ #\"<>\\\\^`{|}]]{0,40}"
    ];
    vec((name, value), 0..6)
        .prop_map(|pairs| pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
}

fn send(request: Request<Body>) -> Answer {
    let (runtime, app) = &*APP;
    runtime.block_on(app.request(request))
}

/// Checks that the answer is no failure of the server, and redirects only to our own pages.
fn stays_here(answer: &Answer) -> Result<(), TestCaseError> {
    prop_assert!(answer.status.as_u16() < 500, "{} {}", answer.status, answer.body);
    if answer.status.is_redirection() {
        let location = answer.location();
        prop_assert!(LocalPath::parse_any_page(location).is_some(), "leads to {}", location);
    }
    Ok(())
}

/// Checks that the answer sets no session cookie.
fn signs_nobody_in(answer: &Answer) -> Result<(), TestCaseError> {
    let session = format!("{}=", cookie("session"));
    for set in answer.headers.get_all(header::SET_COOKIE) {
        let set = set.to_str().unwrap();
        prop_assert!(!set.starts_with(&session) || set.contains("Max-Age=0"), "{}", set);
    }
    Ok(())
}

/// Begins a sign-in and returns its `Cookie` header and its state.
fn begun() -> (String, String) {
    let (runtime, app) = &*APP;
    runtime.block_on(async {
        let mut browser = app.anonymous();
        let started = browser.post("/auth/login", &[("return_to", "/dashboard")]).await;
        let state = started.location().split('&').find_map(|pair| pair.strip_prefix("state=")).unwrap().to_owned();
        let cookies = browser.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        (cookies.collect::<Vec<_>>().join("; "), state)
    })
}

/// Returns the text with one of its bytes replaced.
fn changed(text: &str, at: prop::sample::Index, byte: u8) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = at.index(bytes.len());
    bytes[at] = if bytes[at] == byte { b'~' } else { byte };
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #[test]
    fn any_callback_is_answered_and_signs_nobody_in(query in query(), cookies in header_value()) {
        let request = Request::get(format!("/auth/callback?{query}")).header(header::COOKIE, cookies);
        let answer = send(request.body(Body::empty()).unwrap());
        stays_here(&answer)?;
        signs_nobody_in(&answer)?;
        prop_assert!(answer.header("referrer-policy") == "no-referrer");
    }

    #[test]
    fn a_changed_state_or_flow_cookie_signs_nobody_in(at: prop::sample::Index, byte in b'0'..=b'z', in_cookie: bool) {
        let (cookies, state) = begun();
        let (cookies, state) = match in_cookie {
            true => (changed(&cookies, at, byte), state),
            false => (cookies, changed(&state, at, byte)),
        };
        let address = format!("/auth/callback?code=invented&state={}", query_string::pair("", &state).trim_start_matches('='));
        let request = Request::get(address).header(header::COOKIE, HeaderValue::from_str(&cookies).unwrap());
        let answer = send(request.body(Body::empty()).unwrap());
        stays_here(&answer)?;
        signs_nobody_in(&answer)?;
        let refused = ["/login?problem=malformed", "/login?problem=other_browser"];
        prop_assert!(refused.iter().any(|address| answer.location().starts_with(address)), "{}", answer.location());
    }

    #[test]
    fn any_cookie_is_read_or_ignored(values in vec(header_value(), 0..4), path in select(&["/", "/login", "/dashboard"][..])) {
        let names = ["session", "sign_in_0", "theme", "notice", "not_before"].map(cookie);
        let mut request = Request::get(path);
        for (value, name) in values.iter().zip(&names) {
            let named = [name.as_bytes(), b"=", value.as_bytes()].concat();
            request = request.header(header::COOKIE, HeaderValue::from_bytes(&named).unwrap());
        }
        let answer = send(request.body(Body::empty()).unwrap());
        stays_here(&answer)?;
        signs_nobody_in(&answer)?;
    }

    #[test]
    fn cookies_are_read_by_their_whole_name(lines in vec(header_value(), 0..4), name in "[a-z_]{1,9}") {
        let headers: HeaderMap = lines.into_iter().map(|line| (header::COOKIE, line)).collect();
        let found = cookies::find(&headers, &name);
        let first = cookies::all(&headers).find(|(sent, _)| *sent == name).map(|(_, value)| value);
        prop_assert_eq!(found, first);
        prop_assert!(cookies::all(&headers).all(|(name, value)| !name.contains([';', '=']) && !value.contains(';')));
        let _ = FlashMessage::from_headers(&headers, &APP.1.state.config.public_url);
    }

    #[test]
    fn a_time_from_a_cookie_is_never_in_the_future_and_never_old(value in "[0-9-]{0,22}", now_ms: u64) {
        let mut headers = HeaderMap::new();
        let text = format!("{}={value}", cookie("not_before"));
        headers.insert(header::COOKIE, HeaderValue::from_str(&text).unwrap());
        let moment = not_before::from_headers(&headers, &APP.1.state.config.public_url, now_ms);
        prop_assert!(moment == 0 || (moment <= now_ms && now_ms - moment <= 3_600_000), "{}", moment);
    }

    #[test]
    fn a_return_path_stays_on_this_site(
        text in prop_oneof![any::<String>(), "(/|\\\\|\\.|:|@|%2f|%5c|evil\\.example|\t|\n|#|\\?|[a-z]){0,12}"]
    ) {
        let Some(path) = LocalPath::parse(&text) else { return Ok(()) };
        let joined = reqwest::Url::parse(ORIGIN).unwrap().join(path.as_str()).unwrap();
        prop_assert_eq!(joined.origin().ascii_serialization(), ORIGIN, "a browser would leave for {}", joined);
        prop_assert!(HeaderValue::from_str(path.as_str()).is_ok());
        prop_assert_eq!(path.as_str(), text);
    }

    #[test]
    fn any_form_begins_a_sign_in_at_discord_or_is_refused(
        return_to in any::<String>(), scope in "[a-z. _]{0,30}", more in vec(("[a-z]{0,9}", any::<String>()), 0..3)
    ) {
        let mut fields = vec![("return_to", return_to.as_str()), ("scope", scope.as_str())];
        fields.extend(more.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let request = Request::post("/auth/login")
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = send(request.body(Body::from(encode(&fields))).unwrap());
        prop_assert_eq!(answer.status, StatusCode::SEE_OTHER);
        prop_assert!(answer.location().starts_with(&APP.1.discord), "{}", answer.location());
        signs_nobody_in(&answer)?;
    }
}
