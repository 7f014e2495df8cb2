//! Channels whose names show nothing can still be read and chosen.

use serde_json::json;

use crate::{
    odd_data::{app_on, discord_with, page},
    test_app::MIRA,
};

#[tokio::test]
async fn a_channel_without_a_visible_name_is_called_by_its_id() {
    for name in [json!("\u{3164}"), json!(""), json!(null)] {
        let discord = discord_with(name.clone(), json!("1"), 1).await;
        let app = app_on(&discord).await;
        let page = page(&mut app.signed_in(MIRA).await, "/dashboard/guilds/7/welcome").await;
        for text in ["label=\"Unnamed channel 1\"", "># Unnamed channel 3<"] {
            assert!(page.contains(text), "{name}: {text} in {page}");
        }
    }
}
