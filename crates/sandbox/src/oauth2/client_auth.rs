use axum::http::HeaderMap;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::token_error::TokenError;
use crate::{
    credentials::{self, is_same_secret},
    options::Options,
    params::Params,
};

/// Checks id and secret, from `Authorization: Basic` or from the form.
///
/// It refuses a request with both, so that tests notice a client that sends two different pairs.
///
/// Source: RFC 6749, section 2.3.
pub fn authenticate(options: &Options, headers: &HeaderMap, form: &Params) -> Result<(), TokenError> {
    let (id, secret) = match credentials::authorization(headers) {
        Some(_) if form.get("client_secret").is_some() => {
            return Err(TokenError::TWO_CLIENT_AUTHENTICATIONS);
        }
        Some(header) => basic(header).ok_or(TokenError::INVALID_CLIENT)?,
        None => {
            let field = |name| form.get(name).map(str::to_owned).ok_or(TokenError::INVALID_CLIENT);
            (field("client_id")?, field("client_secret")?)
        }
    };
    let is_valid = is_same_secret(&id, &options.client_id)
        && is_same_secret(&secret, &options.client_secret)
        && form.get("client_id").is_none_or(|form_id| form_id == id);
    if is_valid { Ok(()) } else { Err(TokenError::INVALID_CLIENT) }
}

fn basic(header: &str) -> Option<(String, String)> {
    let decoded = STANDARD.decode(header.strip_prefix("Basic ")?).ok()?;
    let (id, secret) = str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
