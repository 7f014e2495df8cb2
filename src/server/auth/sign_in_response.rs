//! The redirect at the end of a flow, and the flash message of the next page.

use axum::{
    http::header,
    response::{IntoResponse as _, Redirect, Response},
};

use super::{LocalPath, LoggedIn, Purpose, back_to_login::back_to_login, flow_cookie::PendingFlow};
use crate::{
    flash_message::FlashMessage,
    login_problem::LoginProblem,
    paths,
    server::{http::not_before, metrics, state::AppState, store::Login},
};

/// Redirects to the page that the flow is for. The response carries the flow's result, for a layer around this route.
pub(super) fn success_response(state: &AppState, previous: Option<&Login>, logged_in: LoggedIn) -> Response {
    metrics::flow_ended(logged_in.purpose.label(), "ok");
    let is_same_person = || logged_in.user.as_ref().map(|user| user.id) == previous.map(|previous| previous.user_id);
    let notice = match logged_in.purpose {
        Purpose::SignIn => None,
        Purpose::GrantMore if previous.is_none() => None,
        Purpose::GrantMore if !is_same_person() => Some(FlashMessage::AnotherAccount),
        Purpose::GrantMore if !logged_in.missing.is_empty() => Some(FlashMessage::GrantedInPart),
        Purpose::GrantMore => Some(FlashMessage::Granted),
        Purpose::Install if logged_in.guild.is_some() => Some(FlashMessage::Installed),
        Purpose::Install => Some(FlashMessage::NotInstalled),
    };
    let public_url = &state.config.public_url;
    let mut response = match notice {
        Some(notice) => notice.redirect_to(&logged_in.return_to, public_url),
        None => Redirect::to(&logged_in.return_to).into_response(),
    };
    if logged_in.purpose == Purpose::Install {
        // Cached answers are too old: the bot was just added, and the guild may be new.
        let cookie = not_before::set_cookie(state.clock.now_ms(), public_url);
        response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    }
    response.extensions_mut().insert(logged_in);
    response
}

/// Redirects after a failed flow, to a page that says what happened. If the browser is already signed in, an old callback or a bookmark
/// leads to the page that the flow was for.
pub(super) fn failure_response(
    state: &AppState,
    signed_in: Option<&Login>,
    problem: LoginProblem,
    flow: Option<&PendingFlow>,
) -> Response {
    tracing::info!(?problem, "a sign-in was not finished");
    // Without the browser's cookie, nobody knows what the flow was for.
    metrics::flow_ended(flow.map_or("unknown", |flow| flow.purpose.label()), problem.code());
    let is_install = flow.is_some_and(|flow| flow.purpose == Purpose::Install);
    // Anybody can invent a callback. That is no sign-in, and it writes nothing.
    let is_invented = problem == LoginProblem::Malformed;
    if signed_in.is_none() && !is_install && !is_invented {
        state.failed_sign_ins.note(problem);
    }
    let return_to = flow.and_then(|flow| flow.return_to.as_ref());
    let page = return_to.map_or(paths::DASHBOARD, LocalPath::as_str);
    let public_url = &state.config.public_url;
    // Despite these problems, Discord may have granted the request.
    let is_unknown = matches!(problem, LoginProblem::DiscordBusy | LoginProblem::Replayed | LoginProblem::Internal);
    let notice = |no| if is_unknown { FlashMessage::NotFinished } else { no };
    match (flow.map(|flow| flow.purpose), signed_in) {
        (Some(Purpose::Install), _) => notice(FlashMessage::NotInstalled).redirect_to(page, public_url),
        (Some(Purpose::GrantMore), Some(_)) => notice(FlashMessage::NotGranted).redirect_to(page, public_url),
        (_, Some(_)) => Redirect::to(page).into_response(),
        (_, None) => back_to_login(problem, return_to),
    }
}
