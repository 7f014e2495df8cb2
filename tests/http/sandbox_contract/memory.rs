//! What outlives a restart.

use reqwest::StatusCode;

use super::{get, json_of, refresh, sign_in, start_sandbox, text};

#[tokio::test]
async fn tokens_outlive_a_restart() {
    let folder = std::env::temp_dir().join(format!("guildhall-sandbox-{}", std::process::id()));
    let file = folder.join("data/sandbox.json");
    let base = start_sandbox(Some(file.clone())).await;
    let tokens = sign_in(&base, "identify").await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let restarted = start_sandbox(Some(file.clone())).await;
    assert_eq!(get(&restarted, "/users/@me", text(&tokens, "access_token")).await.status(), StatusCode::OK);
    json_of(refresh(&restarted, text(&tokens, "refresh_token")).await, 200).await;

    std::fs::write(&file, "{broken").unwrap();
    let empty = start_sandbox(Some(file.clone())).await;
    assert_eq!(get(&empty, "/users/@me", text(&tokens, "access_token")).await.status(), StatusCode::UNAUTHORIZED);
    sign_in(&empty, "identify").await;

    std::fs::write(&file, r#"{"hand_out_same_token": true}"#).unwrap();
    let same = start_sandbox(Some(file)).await;
    let first = sign_in(&same, "identify guilds").await;
    let second = sign_in(&same, "guilds identify").await;
    assert_eq!(first["access_token"], second["access_token"]);
    assert_eq!(first["refresh_token"], second["refresh_token"]);
    assert_ne!(first["access_token"], sign_in(&same, "identify").await["access_token"]);
    std::fs::remove_dir_all(folder).unwrap();
}
