//! The authorization endpoint: what a browser is sent to, and where it is sent back.
//!
//! Source: <https://discord.com/developers/docs/topics/oauth2>; RFC 6749, section 4.1; RFC 7636, section 4.3.

use axum::extract::rejection::FormRejection;
use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};

use super::install::Install;
use super::params::{Params, with_query};
use super::people::{self, Person};
use super::state::Code;
use super::{Options, Sandbox, consent_page, now, scopes};

/// Remembers who authorized last, for `prompt=none`; it proves nothing, anybody may be anybody here.
const PERSON_COOKIE: &str = "sandbox_person";
/// Length of base64url(SHA-256) without padding.
const CHALLENGE_LENGTH: usize = 43;

/// An authorization request that may be shown to a person.
pub(super) struct Authorization<'a> {
    pub client_id: &'a str,
    pub redirect_uri: &'a str,
    pub scopes: Vec<String>,
    state: Option<&'a str>,
    code_challenge: Option<&'a str>,
    may_skip_consent: bool,
    pub install: Option<Install<'a>>,
}

impl Authorization<'_> {
    fn denial(&self) -> Refusal {
        let description = "The resource owner or authorization server denied the request";
        Refusal::redirect(self.redirect_uri, self.state, "access_denied", description)
    }
}

/// `GET /oauth2/authorize`
pub(super) async fn ask(
    State(sandbox): State<Sandbox>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    params: Result<Params, FormRejection>,
) -> Result<Response, Refusal> {
    let params = params.map_err(|_| UNREADABLE)?;
    let authorization = validate(sandbox.options(), &params)?;
    if sandbox.faults().denies("GET /oauth2/authorize") {
        return Err(authorization.denial());
    }
    let remembered = remembered_person(&headers);
    if let Some(person) = remembered
        && authorization.may_skip_consent
        && sandbox.state().has_authorized(person.id(), &authorization.scopes)
    {
        return approve(&sandbox, &authorization, person, &params, uri.path());
    }
    Ok(consent_page::show(&sandbox, &authorization, &params, remembered))
}

/// `POST /oauth2/authorize`: the form of the consent page; nothing in it is trusted more than a URL is.
pub(super) async fn decide(
    State(sandbox): State<Sandbox>,
    OriginalUri(uri): OriginalUri,
    params: Result<Params, FormRejection>,
) -> Result<Response, Refusal> {
    let params = params.map_err(|_| UNREADABLE)?;
    let authorization = validate(sandbox.options(), &params)?;
    match params.get("decision") {
        Some("authorize") if sandbox.faults().denies("POST /oauth2/authorize") => Err(authorization.denial()),
        Some("authorize") => {
            let person = params.get("person").and_then(people::find);
            let person = person.ok_or(Refusal::page("Nobody was chosen to sign in."))?;
            approve(&sandbox, &authorization, person, &params, uri.path())
        }
        Some("cancel") => Err(authorization.denial()),
        _ => Err(Refusal::page("The form said neither Authorize nor Cancel.")),
    }
}

/// Checks a request in the order that keeps an unknown address from being redirected to.
fn validate<'a>(options: &Options, params: &'a Params) -> Result<Authorization<'a>, Refusal> {
    if params.repeated().is_some() {
        return Err(Refusal::page("A parameter is given twice."));
    }
    let client_id = params.get("client_id").filter(|id| *id == options.client_id);
    let client_id = client_id.ok_or(Refusal::page("No application with this client_id is registered."))?;
    let redirect_uri = params.get("redirect_uri").filter(|uri| options.redirect_uris.iter().any(|known| known == uri));
    let redirect_uri = redirect_uri.ok_or_else(|| Refusal::Page {
        heading: "Invalid OAuth2 redirect_uri",
        reason: "The redirect_uri is not one of those registered, byte for byte:",
        known: options.redirect_uris.clone(),
    })?;
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
    let install = Install::read(&scopes, params)
        .map_err(|description| Refusal::redirect(redirect_uri, state, "invalid_request", description))?;
    Ok(Authorization { client_id, redirect_uri, scopes, state, code_challenge, may_skip_consent, install })
}

fn is_challenge(text: &str) -> bool {
    text.len() == CHALLENGE_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Sends the browser back with a code. A scope that cannot be given is noticed only now, as at Discord.
fn approve(
    sandbox: &Sandbox,
    authorization: &Authorization<'_>,
    person: &Person,
    params: &Params,
    path: &str,
) -> Result<Response, Refusal> {
    if !authorization.scopes.iter().all(|scope| scopes::for_people(scope)) {
        return Err(Refusal::invalid_scope(authorization.redirect_uri, authorization.state));
    }
    let picked = authorization.install.as_ref().map(|install| install.pick(sandbox, person, params));
    let picked = picked.transpose().map_err(Refusal::page)?;
    // What the redirect says of the bot is a hint: anybody can write it into the address.
    let bot = picked.as_ref().and_then(|it| Some((it.guild_id.clone(), it.permissions?.to_string())));
    let (guild_id, permissions) = bot.unzip();
    let code = Code {
        client_id: authorization.client_id.to_owned(),
        redirect_uri: authorization.redirect_uri.to_owned(),
        person: person.id().to_owned(),
        scopes: authorization.scopes.clone(),
        code_challenge: authorization.code_challenge.map(str::to_owned),
        picked,
    };
    let code = sandbox.state().authorize(code, now());
    let pairs = [
        ("code", Some(&*code)),
        ("state", authorization.state),
        ("guild_id", guild_id.as_deref()),
        ("permissions", permissions.as_deref()),
    ];
    let target = with_query(authorization.redirect_uri, &pairs);
    // The prefix that the sandbox is nested at, so that the application never sees this cookie.
    let prefix = path.strip_suffix("oauth2/authorize").unwrap_or("/");
    let cookie = format!("{PERSON_COOKIE}={}; Path={prefix}; HttpOnly; SameSite=Lax", person.id());
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

const UNREADABLE: Refusal = Refusal::page("The parameters cannot be read.");

/// Why there is no code.
pub(super) enum Refusal {
    /// Shown here, since there is no address that may be trusted with it.
    Page { heading: &'static str, reason: &'static str, known: Vec<String> },
    /// Told to the application, by sending the browser to this URL.
    Redirect(String),
}

impl Refusal {
    const fn page(reason: &'static str) -> Self {
        Self::Page { heading: "Invalid request", reason, known: Vec::new() }
    }

    fn redirect(redirect_uri: &str, state: Option<&str>, error: &str, description: &str) -> Self {
        let pairs = [("error", Some(error)), ("error_description", Some(description)), ("state", state)];
        Self::Redirect(with_query(redirect_uri, &pairs))
    }

    fn invalid_scope(redirect_uri: &str, state: Option<&str>) -> Self {
        let description = "The requested scope is invalid, unknown, or malformed.";
        Self::redirect(redirect_uri, state, "invalid_scope", description)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Page { heading, reason, known } => consent_page::refuse(heading, reason, &known),
            Self::Redirect(target) => Redirect::to(&target).into_response(),
        }
    }
}
