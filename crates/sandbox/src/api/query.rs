//! Typed values of a query string.

use std::str::FromStr;

use super::api_error::ApiError;
use crate::params::Params;

pub fn number<T: FromStr>(query: &Params, name: &str) -> Result<Option<T>, ApiError> {
    let parse = |text: &str| text.parse().map_err(|_| ApiError::invalid_form(name, "NUMBER_TYPE_COERCE"));
    query.get(name).map(parse).transpose()
}

/// Reads a boolean; a missing one is `false`.
///
/// Source: <https://discord.com/developers/docs/reference#boolean-query-strings>
pub fn boolean(query: &Params, name: &str) -> Result<bool, ApiError> {
    match query.get(name) {
        Some("true" | "True" | "1") => Ok(true),
        None | Some("false" | "False" | "0") => Ok(false),
        Some(_) => Err(ApiError::invalid_form(name, "BOOLEAN_TYPE_CONVERT")),
    }
}
