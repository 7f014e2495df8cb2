//! Two server processes on one database: they share what one process guarantees.

use std::time::Duration;

use app::server::secret::Vault;

use crate::{
    server_process::{Server, browser},
    test_app::{fresh_folder, serve_sandbox},
};

/// A token's lifetime in seconds. The app refreshes in a token's last minute, so each is used for one second.
const TOKEN_LIFETIME: &str = "61";
/// Longer than that second, and longer than a cached answer is fresh.
const ROUND: Duration = Duration::from_millis(1100);

#[tokio::test]
async fn twenty_rounds_of_strict_rotation_sign_nobody_out() {
    let (discord, folder) = (serve_sandbox().await, fresh_folder());
    let set = [("token_lifetime", TOKEN_LIFETIME), ("refresh_ends_access", "on"), ("same_token", "off")];
    let answer = browser().post(format!("{discord}/control/settings")).form(&set).send().await.unwrap();
    assert!(answer.status().is_redirection());
    let key = Vault::generate_key().unwrap();
    let [one, two] = [(); 2].map(|()| Server::start(&folder, &discord, &key));
    one.until_ready().await;
    two.until_ready().await;
    let cookie = one.sign_in().await;
    for round in 1..=20 {
        tokio::time::sleep(ROUND).await;
        let pages = [&one, &two]
            .map(|server| ["/dashboard/guilds", "/dashboard/connections"].map(|path| server.get(path, &cookie)));
        let [[a, b], [c, d]] = pages;
        let (a, b, c, d) = tokio::join!(a, b, c, d);
        let statuses = [a, b, c, d].map(|page| page.status().as_u16());
        assert_eq!(statuses, [200; 4], "round {round}");
    }
    let counters: std::collections::HashMap<String, u64> =
        reqwest::get(format!("{discord}/control/counters")).await.unwrap().json().await.unwrap();
    let refreshes = counters["POST /oauth2/token (refresh_token)"];
    // One refresh a round. A machine that is busy for longer than a second may need another.
    assert!((20..=40).contains(&refreshes), "{counters:?}");
    assert_eq!(two.get("/dashboard", &cookie).await.status(), 200, "still signed in");
}
