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

const STILL: &[&str] = &["png", "jpg", "jpeg", "webp"];
const MOVING: &[&str] = &["png", "jpg", "jpeg", "webp", "gif"];
/// Every kind of image: its path, where all but the file are ids, the formats it comes in, and what is drawn.
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
/// Hues of the default avatars that Discord has.
const DEFAULT_AVATARS: [u32; 6] = [225, 260, 150, 40, 5, 320];
/// Width in pixels of an image asked for without a size.
const DEFAULT_SIZE: u32 = 128;

/// What a drawing is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Square,
    Wide,
    /// Named by an id, which does not tell whether it moves.
    Emoji,
    /// An animated PNG: moves without being asked to.
    Decoration,
}

/// Everything below `/cdn`.
pub(super) fn routes() -> Router<Sandbox> {
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
    let owners_are_ids = owners.iter().all(|(_, id)| parse_id(id).is_some());
    let hash = match subject {
        // Spread, so that neighbouring ids become drawings that look different.
        Subject::Emoji => {
            parse_id(name).map(|id| u128::from(id).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
        }
        _ => parse_hash(name.strip_prefix("a_").unwrap_or(name)),
    };
    let hash = hash.filter(|_| owners_are_ids && formats.contains(&format)).ok_or(StatusCode::NOT_FOUND)?;
    let animated = name.starts_with("a_") || subject == Subject::Emoji;
    if format == "gif" && !animated {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let parameters = || query.as_deref().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let size = match parameters().find(|(name, _)| *name == "size") {
        Some((_, value)) => parse_size(value).ok_or(StatusCode::BAD_REQUEST)?,
        None => DEFAULT_SIZE,
    };
    let asked_to_move = match format {
        "png" => subject == Subject::Decoration && !parameters().any(|pair| pair == ("passthrough", "false")),
        "webp" => parameters().any(|pair| pair == ("animated", "true")),
        _ => format == "gif",
    };
    Ok(svg(drawing(subject, hash.to_be_bytes(), size, animated && asked_to_move)))
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
    let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    u128::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 32 && digits.bytes().all(lower_hex))
}

/// Powers of two; the sizes between them that Discord happens to serve are not documented.
fn parse_size(text: &str) -> Option<u32> {
    text.parse().ok().filter(|size: &u32| (16..=4096).contains(size) && size.is_power_of_two())
}

/// Two discs on a ground, their places and colours from the hash; moving, the discs drift and come back.
fn drawing(subject: Subject, hash: [u8; 16], size: u32, moving: bool) -> String {
    let hue = u32::from(hash[0]) * 360 / 256;
    let second_hue = (hue + 40 + u32::from(hash[1]) % 80) % 360;
    let (width, height) = if subject == Subject::Wide { (300, 120) } else { (96, 96) };
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
    if subject == Subject::Decoration {
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
fn svg(text: String) -> Response {
    let headers =
        [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=3600"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extreme_hashes_can_be_drawn() {
        for subject in [Subject::Square, Subject::Wide, Subject::Emoji, Subject::Decoration] {
            for byte in [0, 255] {
                assert!(drawing(subject, [byte; 16], 4096, true).ends_with("</svg>"));
            }
        }
    }
}
