//! Drawings in place of the images on Discord's CDN. They differ in colour and shape, and are SVG even under a name such as
//! `.png`.
//!
//! Source: <https://discord.com/developers/docs/reference#image-formatting>

mod drawing;

use axum::{
    Router,
    extract::{Path, RawQuery},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
    routing::get,
};

use crate::sandbox::Sandbox;
use drawing::{Subject, draw};

const STILL: &[&str] = &["png", "jpg", "jpeg", "webp"];
const MOVING: &[&str] = &["png", "jpg", "jpeg", "webp", "gif"];
/// Every kind of image: its path, its formats and its subject. All names in a path except `file` are ids.
const IMAGES: [(&str, &[&str], Subject); 14] = [
    ("/avatars/{id}/{file}", MOVING, Subject::Square),
    ("/icons/{id}/{file}", MOVING, Subject::Square),
    ("/banners/{id}/{file}", MOVING, Subject::Wide),
    ("/guilds/{id}/users/{user_id}/avatars/{file}", MOVING, Subject::Square),
    ("/guilds/{id}/users/{user_id}/banners/{file}", MOVING, Subject::Wide),
    ("/splashes/{id}/{file}", STILL, Subject::Wide),
    ("/discovery-splashes/{id}/{file}", STILL, Subject::Wide),
    ("/role-icons/{id}/{file}", STILL, Subject::Square),
    ("/guild-tag-badges/{id}/{file}", STILL, Subject::Square),
    ("/app-icons/{id}/{file}", STILL, Subject::Square),
    ("/team-icons/{id}/{file}", STILL, Subject::Square),
    ("/guild-events/{id}/{file}", STILL, Subject::Wide),
    ("/emojis/{file}", MOVING, Subject::Emoji),
    ("/avatar-decoration-presets/{file}", &["png"], Subject::Decoration),
];
/// Hues of Discord's default avatars.
const DEFAULT_AVATARS: [u32; 6] = [225, 260, 150, 40, 5, 320];
/// Width in pixels of an image that is requested without a size.
const DEFAULT_SIZE: u32 = 128;

/// Returns everything below `/cdn`.
pub fn routes() -> Router<Sandbox> {
    let router = Router::new().route("/embed/avatars/{file}", get(default_avatar));
    IMAGES.into_iter().fold(router, |router, (path, formats, subject)| {
        router.route(path, get(move |names, query| image(subject, formats, names, query)))
    })
}

async fn image(
    subject: Subject,
    formats: &'static [&'static str],
    Path(names): Path<Vec<(String, String)>>,
    RawQuery(query): RawQuery,
) -> Result<Response, StatusCode> {
    let ((_, file), owners) = names.split_last().ok_or(StatusCode::NOT_FOUND)?;
    let (name, format) = file.rsplit_once('.').ok_or(StatusCode::NOT_FOUND)?;
    let has_valid_owners = owners.iter().all(|(_, id)| parse_id(id).is_some());
    let hash = match subject {
        // The multiplication spreads the bits, so that neighbouring ids look different.
        Subject::Emoji => {
            parse_id(name).map(|id| u128::from(id).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
        }
        _ => parse_hash(name.strip_prefix("a_").unwrap_or(name)),
    };
    let hash = hash.filter(|_| has_valid_owners && formats.contains(&format)).ok_or(StatusCode::NOT_FOUND)?;
    let is_animated = name.starts_with("a_") || subject == Subject::Emoji;
    if format == "gif" && !is_animated {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let parameters = || query.as_deref().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let size = match parameters().find(|(name, _)| *name == "size") {
        Some((_, value)) => parse_size(value).ok_or(StatusCode::BAD_REQUEST)?,
        None => DEFAULT_SIZE,
    };
    let is_motion_requested = match format {
        "png" => subject == Subject::Decoration && !parameters().any(|pair| pair == ("passthrough", "false")),
        "webp" => parameters().any(|pair| pair == ("animated", "true")),
        _ => format == "gif",
    };
    Ok(svg(draw(subject, hash.to_be_bytes(), size, is_animated && is_motion_requested)))
}

async fn default_avatar(Path(file): Path<String>) -> Result<Response, StatusCode> {
    let index =
        file.strip_suffix(".png").filter(|index| index.len() == 1).and_then(|index| index.parse::<usize>().ok());
    let hue = index.and_then(|index| DEFAULT_AVATARS.get(index)).ok_or(StatusCode::NOT_FOUND)?;
    Ok(svg(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="256" height="256"><rect width="96" height="96" fill="hsl({hue},45%,42%)"/><circle cx="48" cy="38" r="16" fill="hsl({hue},60%,88%)"/><path d="M16 96a32 32 0 0 1 64 0z" fill="hsl({hue},60%,88%)"/></svg>"#
    )))
}

fn parse_id(text: &str) -> Option<u64> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn parse_hash(digits: &str) -> Option<u128> {
    let is_lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    u128::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 32 && digits.bytes().all(is_lower_hex))
}

/// Accepts powers of two. Discord serves some sizes between them, but does not document those.
fn parse_size(text: &str) -> Option<u32> {
    text.parse().ok().filter(|size: &u32| (16..=4096).contains(size) && size.is_power_of_two())
}

/// Answers with the real content type, because with `nosniff` a browser does not show an SVG that is declared as PNG.
fn svg(text: String) -> Response {
    let headers =
        [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=3600"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (headers, text).into_response()
}
