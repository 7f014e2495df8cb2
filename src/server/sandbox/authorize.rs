//! The authorization endpoint: what a browser is sent to, and where it is sent back.
//!
//! Source: <https://discord.com/developers/docs/topics/oauth2>; RFC 6749, section 4.1; RFC 7636, section 4.3.

use aws_lc_rs::error::Unspecified;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, OriginalUri, Query, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::params::{Params, with_query};
use super::people::{self, Person};
use super::state::Code;
use super::{Options, Sandbox, consent_page, now, scopes};

/// Remembers who authorized last, for `prompt=none`; it proves nothing, anybody may be anybody here.
const PERSON_COOKIE: &str = "sandbox_person";
/// Length of base64url(SHA-256) without padding.
const CHALLENGE_LENGTH: usize = 43;

type Pairs = Vec<(String, String)>;

/// An authorization request that may be shown to a person.
pub(super) struct Authorization<'a> {
    pub client_id: &'a str,
    pub redirect_uri: &'a str,
    pub scopes: Vec<String>,
    state: Option<&'a str>,
    code_challenge: Option<&'a str>,
    may_skip_consent: bool,
}

/// `GET /oauth2/authorize`
pub(super) async fn ask(
    State(sandbox): State<Sandbox>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    query: Result<Query<Pairs>, QueryRejection>,
) -> Result<Response, Refusal> {
    let params = Params::new(query.map(|Query(pairs)| pairs).map_err(|_| Refusal::Page(UNREADABLE))?);
    let authorization = validate(sandbox.options(), &params)?;
    let remembered = remembered_person(&headers);
    if let Some(person) = remembered
        && authorization.may_skip_consent
        && sandbox.state().has_authorized(person.id, &authorization.scopes)
    {
        return approve(&sandbox, &authorization, person, uri.path());
    }
    Ok(consent_page::show(&authorization, &params, remembered))
}

/// `POST /oauth2/authorize`: the form of the consent page; nothing in it is trusted more than a URL is.
pub(super) async fn decide(
    State(sandbox): State<Sandbox>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, Refusal> {
    // Another site must not press the button. Clients that are no browser send no such header.
    if headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return Err(Refusal::Page("This decision was sent by another site."));
    }
    let params = Params::new(form.map(|Form(pairs)| pairs).map_err(|_| Refusal::Page(UNREADABLE))?);
    let authorization = validate(sandbox.options(), &params)?;
    match params.get("decision") {
        Some("authorize") => {
            let person = params.get("person").and_then(people::find);
            approve(&sandbox, &authorization, person.ok_or(Refusal::Page(NOBODY))?, uri.path())
        }
        Some("cancel") => Err(Refusal::redirect(
            authorization.redirect_uri,
            authorization.state,
            "access_denied",
            "The resource owner or authorization server denied the request",
        )),
        _ => Err(Refusal::Page("The form said neither Authorize nor Cancel.")),
    }
}

/// Checks a request in the order that keeps an unknown address from being redirected to.
fn validate<'a>(options: &Options, params: &'a Params) -> Result<Authorization<'a>, Refusal> {
    if params.repeated().is_some() {
        return Err(Refusal::Page("A parameter is given twice."));
    }
    let client_id = params.get("client_id").filter(|id| *id == options.client_id);
    let client_id = client_id.ok_or(Refusal::UnknownAddress(UNKNOWN_CLIENT, Vec::new()))?;
    let redirect_uri = params.get("redirect_uri").filter(|uri| options.redirect_uris.iter().any(|known| known == uri));
    let redirect_uri =
        redirect_uri.ok_or_else(|| Refusal::UnknownAddress(UNKNOWN_REDIRECT_URI, options.redirect_uris.clone()))?;
    let state = params.get("state");
    let refuse = |error, description| Err(Refusal::redirect(redirect_uri, state, error, description));

    match params.get("response_type") {
        Some("code") => {}
        Some(_) => {
            return refuse("unsupported_response_type", "Only response_type \"code\" is supported.");
        }
        None => return refuse("invalid_request", "Missing response_type parameter."),
    }
    let prompt = params.get("prompt");
    if !matches!(prompt, None | Some("consent" | "none")) {
        return refuse("invalid_request", "Invalid \"prompt\"");
    }
    let code_challenge = params.get("code_challenge");
    match (code_challenge, params.get("code_challenge_method")) {
        (None, None) => {}
        (Some(challenge), Some("S256")) if is_challenge(challenge) => {}
        (Some(_), Some("S256")) => return refuse("invalid_request", "Invalid \"code_challenge\""),
        (Some(_), _) => return refuse("invalid_request", "Unsupported \"code_challenge_method\""),
        (None, Some(_)) => return refuse("invalid_request", "Missing \"code_challenge\""),
    }
    let scopes = scopes::split(params.get("scope").unwrap_or_default());
    // Source: <https://github.com/discord/discord-api-docs/issues/5751>
    let linked_roles_with_pkce =
        code_challenge.is_some() && scopes.iter().any(|scope| scope == "role_connections.write");
    if scopes.is_empty() || linked_roles_with_pkce {
        return Err(Refusal::invalid_scope(redirect_uri, state));
    }
    let may_skip_consent = prompt == Some("none") && !scopes.iter().any(|scope| scopes::always_asks(scope));
    Ok(Authorization { client_id, redirect_uri, scopes, state, code_challenge, may_skip_consent })
}

fn is_challenge(text: &str) -> bool {
    text.len() == CHALLENGE_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Sends the browser back with a code. A scope that cannot be given is noticed only now, as at Discord.
fn approve(
    sandbox: &Sandbox,
    authorization: &Authorization<'_>,
    person: &Person,
    path: &str,
) -> Result<Response, Refusal> {
    if !authorization.scopes.iter().all(|scope| scopes::for_people(scope)) {
        return Err(Refusal::invalid_scope(authorization.redirect_uri, authorization.state));
    }
    let code = Code {
        client_id: authorization.client_id.to_owned(),
        redirect_uri: authorization.redirect_uri.to_owned(),
        person: person.id.to_owned(),
        scopes: authorization.scopes.clone(),
        code_challenge: authorization.code_challenge.map(str::to_owned),
    };
    let code = sandbox.state().authorize(code, now())?;
    let target = with_query(authorization.redirect_uri, &[("code", Some(&code)), ("state", authorization.state)]);
    // The prefix that the sandbox is nested at, so that the application never sees this cookie.
    let prefix = path.strip_suffix("oauth2/authorize").unwrap_or("/");
    let cookie = format!("{PERSON_COOKIE}={}; Path={prefix}; HttpOnly; SameSite=Lax", person.id);
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&target)).into_response())
}

fn remembered_person(headers: &HeaderMap) -> Option<&'static Person> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == PERSON_COOKIE)
        .and_then(|(_, id)| people::find(id))
}

const UNREADABLE: &str = "The parameters cannot be read.";
const NOBODY: &str = "Nobody was chosen to sign in.";
const UNKNOWN_CLIENT: &str = "No application with this client_id is registered.";
const UNKNOWN_REDIRECT_URI: &str = "The redirect_uri is not one of those registered, byte for byte:";

/// Why there is no code.
pub(super) enum Refusal {
    /// Shown here, since there is no address that may be trusted with it.
    Page(&'static str),
    /// Shown here with the redirect URIs that would have been right.
    UnknownAddress(&'static str, Vec<String>),
    /// Told to the application, by sending the browser to this URL.
    Redirect(String),
    /// The operating system has no random numbers.
    NoRandomness,
}

impl Refusal {
    fn redirect(redirect_uri: &str, state: Option<&str>, error: &str, description: &str) -> Self {
        let pairs = [("error", Some(error)), ("error_description", Some(description)), ("state", state)];
        Self::Redirect(with_query(redirect_uri, &pairs))
    }

    fn invalid_scope(redirect_uri: &str, state: Option<&str>) -> Self {
        let description = "The requested scope is invalid, unknown, or malformed.";
        Self::redirect(redirect_uri, state, "invalid_scope", description)
    }
}

impl From<Unspecified> for Refusal {
    fn from(_: Unspecified) -> Self {
        Self::NoRandomness
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Page(reason) => consent_page::refuse("Invalid request", reason, &[]),
            Self::UnknownAddress(reason, known) => consent_page::refuse("Invalid OAuth2 redirect_uri", reason, &known),
            Self::Redirect(target) => Redirect::to(&target).into_response(),
            Self::NoRandomness => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}
