use axum::{
    http::header,
    response::{IntoResponse as _, Redirect, Response},
};

use crate::{
    discord::GuildId,
    flash_message::FlashMessage,
    paths,
    server::{
        http::{not_before, query_string},
        state::AppState,
    },
};

/// Answers a callback that comes from Discord's own "Add app" button. It has a code and a guild, but belongs to no flow of this app.
///
/// The code is not exchanged, because it may be anybody's. For the same reason, the address proves nothing. The
/// guild's page asks Discord again and shows whether the bot is there.
pub(super) fn answer(state: &AppState, is_signed_in: bool, guild_id: GuildId) -> Response {
    let page = paths::guild(guild_id);
    let public_url = &state.config.public_url;
    let mut response = if is_signed_in {
        Redirect::to(&page).into_response()
    } else {
        Redirect::to(&format!("{}?{}", paths::LOGIN, query_string::pair("return_to", &page))).into_response()
    };
    let notice = if is_signed_in { FlashMessage::AddedOutside } else { FlashMessage::AddedOutsideSignIn };
    let cookies = [notice.set_cookie(public_url), not_before::set_cookie(state.clock.now_ms(), public_url)];
    response.headers_mut().extend(cookies.into_iter().flatten().map(|cookie| (header::SET_COOKIE, cookie)));
    response
}
