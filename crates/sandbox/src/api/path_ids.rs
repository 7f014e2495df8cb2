use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::api_error::ApiError;

/// The ids in the path, in its order.
pub struct PathIds(pub Vec<String>);

impl<S: Send + Sync> FromRequestParts<S> for PathIds {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let named = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Path(named) = named.map_err(|_| ApiError::NOT_FOUND)?;
        let id = |(name, text): (String, String)| {
            if is_snowflake(&text) { Ok(text) } else { Err(ApiError::invalid_form(&name, "NUMBER_TYPE_COERCE")) }
        };
        named.into_iter().map(id).collect::<Result<_, _>>().map(Self)
    }
}

/// Returns whether the text is an id in Discord's format.
pub fn is_snowflake(text: &str) -> bool {
    text.parse::<u64>().is_ok_and(|number| number.to_string() == text)
}
