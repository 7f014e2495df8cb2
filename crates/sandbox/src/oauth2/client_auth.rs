//! Which application is asking at the token endpoint.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Options;
use super::api::credentials;
use super::params::Params;
use super::token::TokenError;

/// Checks id and secret, from `Authorization: Basic` or from the form.
///
/// Both at once is refused, so that a client which sends two different pairs is noticed here.
///
/// Source: RFC 6749, section 2.3.
pub(super) fn authenticate(options: &Options, headers: &HeaderMap, form: &Params) -> Result<(), TokenError> {
    let (id, secret) = match credentials(headers) {
        Some(_) if form.get("client_secret").is_some() => {
            return Err(TokenError::TWO_CLIENT_AUTHENTICATIONS);
        }
        Some(header) => basic(header).ok_or(TokenError::INVALID_CLIENT)?,
        None => {
            let field = |name| form.get(name).map(str::to_owned).ok_or(TokenError::INVALID_CLIENT);
            (field("client_id")?, field("client_secret")?)
        }
    };
    let known = same(&id, &options.client_id)
        && same(&secret, &options.client_secret)
        && form.get("client_id").is_none_or(|named| named == id);
    if known { Ok(()) } else { Err(TokenError::INVALID_CLIENT) }
}

fn basic(header: &str) -> Option<(String, String)> {
    let decoded = STANDARD.decode(header.strip_prefix("Basic ")?).ok()?;
    let (id, secret) = str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// Compares secrets in a time that does not depend on where they differ; one that is not set equals nothing.
pub(super) fn same(given: &str, expected: &str) -> bool {
    !expected.is_empty() && verify_slices_are_equal(given.as_bytes(), expected.as_bytes()).is_ok()
}
