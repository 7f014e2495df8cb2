//! What the sandbox keeps over a restart.

use reqwest::StatusCode;
use serde_json::json;

use super::{CINNAMON, HOSTILE, WORKSHOP, client, control, get, json_of, refresh, sign_in, start_sandbox, text};
use crate::test_app::fresh_folder;

#[tokio::test]
async fn tokens_and_settings_outlive_a_restart() {
    let folder = fresh_folder();
    let file = folder.join("data/sandbox.json");
    let base = start_sandbox(Some(file.clone())).await;
    let tokens = sign_in(&base, "identify").await;
    control(&base, "settings", &[("same_token", "on"), ("token_lifetime", "1000")]).await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let restarted = start_sandbox(Some(file.clone())).await;
    let state = json_of(client().get(format!("{restarted}/control/state")).send().await.unwrap(), 200).await;
    let settings = json!({"same_token": true, "refresh_ends_access": false, "token_lifetime": 1000});
    assert_eq!(
        state,
        json!({"faults": [], "settings": settings, "bot": {HOSTILE: 274_878_024_768_u64, WORKSHOP: 8, CINNAMON: 274_878_024_768_u64}})
    );
    assert_eq!(get(&restarted, "/users/@me", text(&tokens, "access_token")).await.status(), StatusCode::OK);
    assert_eq!(sign_in(&restarted, "identify").await["access_token"], tokens["access_token"]);
    json_of(refresh(&restarted, text(&tokens, "refresh_token")).await, 200).await;

    std::fs::write(&file, "{broken").unwrap();
    let empty = start_sandbox(Some(file)).await;
    assert_eq!(get(&empty, "/users/@me", text(&tokens, "access_token")).await.status(), StatusCode::UNAUTHORIZED);
    sign_in(&empty, "identify").await;
    std::fs::remove_dir_all(folder).unwrap();
}
