//! Drawn stand-ins for the images of Discord's CDN: SVG, whatever the extension says, told apart by colour and shape.
//!
//! Source: <https://discord.com/developers/docs/reference#image-formatting>

use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Sandbox;

const FORMATS: [&str; 5] = ["png", "jpg", "jpeg", "webp", "gif"];
/// Default avatars that Discord has.
const DEFAULT_AVATARS: [u32; 6] = [225, 260, 150, 40, 5, 320];
/// Width in pixels of an image asked for without a size.
const DEFAULT_SIZE: u32 = 128;
/// Bytes in an image hash.
const HASH_BYTES: usize = 16;

/// What a drawing is of, since a banner is no square.
#[derive(Clone, Copy)]
enum Subject {
    Square,
    Banner,
    Decoration,
}

/// Everything below `/cdn`.
pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/avatars/{owner}/{file}", get(|path, query| image(Subject::Square, path, query)))
        .route("/icons/{owner}/{file}", get(|path, query| image(Subject::Square, path, query)))
        .route("/guild-tag-badges/{owner}/{file}", get(|path, query| image(Subject::Square, path, query)))
        .route("/banners/{owner}/{file}", get(|path, query| image(Subject::Banner, path, query)))
        .route("/avatar-decoration-presets/{file}", get(decoration))
        .route("/embed/avatars/{file}", get(default_avatar))
}

async fn image(
    subject: Subject,
    Path((owner, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, StatusCode> {
    let is_id = (1..=20).contains(&owner.len()) && owner.bytes().all(|byte| byte.is_ascii_digit());
    if is_id { draw(subject, &file, query.as_deref()) } else { Err(StatusCode::NOT_FOUND) }
}

async fn decoration(Path(file): Path<String>, RawQuery(query): RawQuery) -> Result<Response, StatusCode> {
    draw(Subject::Decoration, &file, query.as_deref())
}

async fn default_avatar(Path(file): Path<String>) -> Result<Response, StatusCode> {
    let index =
        file.strip_suffix(".png").filter(|index| index.len() == 1).and_then(|index| index.parse::<usize>().ok());
    let hue = index.and_then(|index| DEFAULT_AVATARS.get(index)).ok_or(StatusCode::NOT_FOUND)?;
    Ok(svg(&format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="256" height="256"><rect width="96" height="96" fill="hsl({hue},45%,42%)"/><circle cx="48" cy="38" r="16" fill="hsl({hue},60%,88%)"/><path d="M16 96a32 32 0 0 1 64 0z" fill="hsl({hue},60%,88%)"/></svg>"#
    )))
}

fn draw(subject: Subject, file: &str, query: Option<&str>) -> Result<Response, StatusCode> {
    let (hash, format) = file.rsplit_once('.').ok_or(StatusCode::NOT_FOUND)?;
    let bytes = parse_hash(hash.strip_prefix("a_").unwrap_or(hash)).ok_or(StatusCode::NOT_FOUND)?;
    if !FORMATS.contains(&format) {
        return Err(StatusCode::NOT_FOUND);
    }
    let animated = hash.starts_with("a_");
    if format == "gif" && !animated {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let parameters = || query.unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let size = match parameters().find(|(name, _)| *name == "size") {
        Some((_, value)) => parse_size(value).ok_or(StatusCode::BAD_REQUEST)?,
        None => DEFAULT_SIZE,
    };
    let asked_to_move = format == "gif" || (format == "webp" && parameters().any(|pair| pair == ("animated", "true")));
    Ok(svg(&drawing(subject, &bytes, size, animated && asked_to_move)))
}

fn parse_hash(digits: &str) -> Option<[u8; HASH_BYTES]> {
    let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if digits.len() != 2 * HASH_BYTES || !digits.bytes().all(lower_hex) {
        return None;
    }
    u128::from_str_radix(digits, 16).ok().map(u128::to_be_bytes)
}

/// Powers of two; the sizes between them that Discord happens to serve are not documented.
fn parse_size(text: &str) -> Option<u32> {
    text.parse().ok().filter(|size: &u32| (16..=4096).contains(size) && size.is_power_of_two())
}

/// Two discs on a ground, their places and colours from the hash; moving, the discs drift and come back.
fn drawing(subject: Subject, hash: &[u8; HASH_BYTES], size: u32, moving: bool) -> String {
    let hue = u32::from(hash[0]) * 360 / 256;
    let second_hue = (hue + 40 + u32::from(hash[1]) % 80) % 360;
    let (width, height) = match subject {
        Subject::Square | Subject::Decoration => (96, 96),
        Subject::Banner => (300, 120),
    };
    // A position within the drawing, never closer to an edge than a quarter.
    let within = |byte: u8, side: u32| side / 4 + u32::from(byte) * (side / 2) / 255;
    let (x, y) = (within(hash[2], width), within(hash[3], height));
    let (second_x, second_y) = (width - within(hash[4], width), height - within(hash[5], height) / 2);
    let radius = height / 5 + u32::from(hash[6]) % (height / 6);
    let second_radius = height / 3 + u32::from(hash[7]) % (height / 5);
    let (there, back) = (i64::from(width) / 4, -i64::from(width) / 5);
    let (drift, drift_back) = if moving { (drift(there), drift(back)) } else { Default::default() };
    let open = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{size}" height="{}">"#,
        size * height / width
    );
    if matches!(subject, Subject::Decoration) {
        return format!(
            r#"{open}<circle cx="48" cy="48" r="44" fill="none" stroke="hsl({hue},65%,55%)" stroke-width="5"/><circle cx="{x}" cy="6" r="6" fill="hsl({second_hue},70%,60%)">{drift}</circle></svg>"#
        );
    }
    format!(
        r#"{open}<defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl({hue},55%,42%)"/><stop offset="1" stop-color="hsl({second_hue},55%,32%)"/></linearGradient></defs><rect width="{width}" height="{height}" fill="url(#g)"/><circle cx="{second_x}" cy="{second_y}" r="{second_radius}" fill="hsl({second_hue},65%,60%)" fill-opacity=".55">{drift_back}</circle><circle cx="{x}" cy="{y}" r="{radius}" fill="hsl({hue},75%,78%)" fill-opacity=".8">{drift}</circle></svg>"#
    )
}

/// SMIL, because it also runs in an `<img>`, where scripts and style sheets of the page do not reach.
fn drift(distance: i64) -> String {
    format!(
        r#"<animateTransform attributeName="transform" type="translate" values="0 0;{distance} 0;0 0" dur="2s" repeatCount="indefinite" calcMode="spline" keyTimes="0;.5;1" keySplines=".4 0 .6 1;.4 0 .6 1"/>"#
    )
}

/// The true type: a browser that is told `nosniff` shows no SVG that calls itself PNG.
fn svg(text: &str) -> Response {
    let headers =
        [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=3600"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (headers, text.to_owned()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extreme_hashes_can_be_drawn() {
        for subject in [Subject::Square, Subject::Banner, Subject::Decoration] {
            for byte in [0, 255] {
                assert!(drawing(subject, &[byte; 16], 4096, true).ends_with("</svg>"));
            }
        }
    }
}
