//! The authorization endpoint: it asks a person for consent, and sends the browser back with a code.
//!
//! Source: <https://discord.com/developers/docs/topics/oauth2>; RFC 6749, section 4.1.

use axum::{
    extract::{OriginalUri, State, rejection::FormRejection},
    http::{
        HeaderMap,
        header::{COOKIE, SET_COOKIE},
    },
    response::{IntoResponse, Redirect, Response},
};

use super::{
    authorization_error::AuthorizationError, authorization_request::AuthorizationRequest, consent_page, scopes,
};
use crate::{
    clock::now,
    params::{Params, with_query},
    people::{self, Person},
    sandbox::Sandbox,
    state::AuthorizationCode,
};

/// Holds the person who authorized last, for `prompt=none`. It needs no protection, because anybody can sign in as any person
/// here.
const PERSON_COOKIE: &str = "sandbox_person";

/// `GET /oauth2/authorize`
pub async fn ask(
    State(sandbox): State<Sandbox>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    params: Result<Params, FormRejection>,
) -> Result<Response, AuthorizationError> {
    let params = params.map_err(|_| AuthorizationError::UNREADABLE)?;
    let request = AuthorizationRequest::read(sandbox.options(), &params)?;
    if sandbox.faults().denies_consent("GET /oauth2/authorize") {
        return Err(request.access_denied());
    }
    let last_person = last_person(&headers);
    if let Some(person) = last_person
        && request.may_skip_consent
        && sandbox.state().has_authorized(person.id(), &request.scopes)
    {
        return approve(&sandbox, &request, person, &params, uri.path());
    }
    Ok(consent_page::show(&sandbox, &request, &params, last_person))
}

/// `POST /oauth2/authorize`: the form of the consent page. Its parameters are checked like those of a URL.
pub async fn decide(
    State(sandbox): State<Sandbox>,
    OriginalUri(uri): OriginalUri,
    params: Result<Params, FormRejection>,
) -> Result<Response, AuthorizationError> {
    let params = params.map_err(|_| AuthorizationError::UNREADABLE)?;
    let request = AuthorizationRequest::read(sandbox.options(), &params)?;
    match params.get("decision") {
        Some("authorize") if sandbox.faults().denies_consent("POST /oauth2/authorize") => Err(request.access_denied()),
        Some("authorize") => {
            let person = params.get("person").and_then(people::find);
            let person = person.ok_or(AuthorizationError::page("No person was chosen to sign in."))?;
            approve(&sandbox, &request, person, &params, uri.path())
        }
        Some("cancel") => Err(request.access_denied()),
        _ => Err(AuthorizationError::page("The form has neither Authorize nor Cancel.")),
    }
}

/// Sends the browser back with a code. Like Discord, it refuses an unavailable scope only after the consent.
fn approve(
    sandbox: &Sandbox,
    request: &AuthorizationRequest<'_>,
    person: &Person,
    params: &Params,
    path: &str,
) -> Result<Response, AuthorizationError> {
    if !request.scopes.iter().all(|scope| scopes::for_people(scope)) {
        return Err(request.invalid_scope());
    }
    let install = request.install.as_ref().map(|install| install.choose(sandbox, person, params));
    let install = install.transpose().map_err(AuthorizationError::page)?;
    // Discord adds these to the redirect. They are only a hint, because anybody can write them into the address.
    let bot = install.as_ref().and_then(|it| Some((it.guild_id.clone(), it.permissions?.to_string())));
    let (guild_id, permissions) = bot.unzip();
    let code = AuthorizationCode {
        client_id: request.client_id.to_owned(),
        redirect_uri: request.redirect_uri.to_owned(),
        person: person.id().to_owned(),
        scopes: request.scopes.clone(),
        code_challenge: request.code_challenge.map(str::to_owned),
        install,
    };
    let code = sandbox.state().authorize(code, now());
    let pairs = [
        ("code", Some(&*code)),
        ("state", request.state),
        ("guild_id", guild_id.as_deref()),
        ("permissions", permissions.as_deref()),
    ];
    let target = with_query(request.redirect_uri, &pairs);
    // The cookie's path is the prefix of the sandbox, so that the application never sees this cookie.
    let prefix = path.strip_suffix("oauth2/authorize").unwrap_or("/");
    let cookie = format!("{PERSON_COOKIE}={}; Path={prefix}; HttpOnly; SameSite=Lax", person.id());
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&target)).into_response())
}

fn last_person(headers: &HeaderMap) -> Option<&'static Person> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == PERSON_COOKIE)
        .and_then(|(_, id)| people::find(id))
}
