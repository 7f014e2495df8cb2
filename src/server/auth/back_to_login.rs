use axum::response::{IntoResponse as _, Redirect, Response};

use super::LocalPath;
use crate::{login_problem::LoginProblem, paths, server::http::query_string};

/// Redirects to the sign-in page, which says what happened and keeps the page to return to.
pub(super) fn back_to_login(problem: LoginProblem, return_to: Option<&LocalPath>) -> Response {
    let mut address = format!("{}?problem={}", paths::LOGIN, problem.code());
    if let Some(path) = return_to {
        address.push('&');
        address.push_str(&query_string::pair("return_to", path.as_str()));
    }
    Redirect::to(&address).into_response()
}
