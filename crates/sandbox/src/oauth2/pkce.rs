//! PKCE: the challenge of an authorization request, and the verifier of the token request.
//!
//! Source: RFC 7636

use std::ops::RangeInclusive;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::token_error::TokenError;
use crate::{credentials::is_same_secret, params::Params};

/// The length of base64url(SHA-256) without padding.
const CHALLENGE_LENGTH: usize = 43;
/// The allowed lengths of a verifier.
///
/// Source: RFC 7636, section 4.1.
const VERIFIER_LENGTH: RangeInclusive<usize> = 43..=128;

/// Reads the challenge of an authorization request; `None` if it is without PKCE. The error is a description for the
/// application.
pub fn read_challenge(params: &Params) -> Result<Option<&str>, &'static str> {
    match (params.get("code_challenge"), params.get("code_challenge_method")) {
        (None, None) => Ok(None),
        (Some(challenge), Some("S256")) if is_challenge(challenge) => Ok(Some(challenge)),
        (Some(_), Some("S256")) => Err("Invalid \"code_challenge\""),
        (Some(_), _) => Err("Unsupported \"code_challenge_method\""),
        (None, Some(_)) => Err("Missing \"code_challenge\""),
    }
}

/// Checks the verifier against the challenge. One without the other is refused, because an attacker could otherwise remove PKCE
/// from a sign-in.
///
/// Source: RFC 7636, section 4.6; RFC 9700, section 2.1.1.
pub fn verify(challenge: Option<&str>, verifier: Option<&str>) -> Result<(), TokenError> {
    let (challenge, verifier) = match (challenge, verifier) {
        (None, None) => return Ok(()),
        (None, Some(_)) => return Err(TokenError::WRONG_VERIFIER),
        (Some(_), None) => return Err(TokenError::MISSING_VERIFIER),
        (Some(challenge), Some(verifier)) => (challenge, verifier),
    };
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !VERIFIER_LENGTH.contains(&verifier.len()) || !verifier.bytes().all(is_unreserved) {
        return Err(TokenError::INVALID_VERIFIER);
    }
    let computed = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    if is_same_secret(&computed, challenge) { Ok(()) } else { Err(TokenError::WRONG_VERIFIER) }
}

fn is_challenge(text: &str) -> bool {
    text.len() == CHALLENGE_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
