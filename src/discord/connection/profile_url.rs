use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::services;
use crate::discord::visible;

/// Encodes everything except RFC 3986's unreserved characters and `:`, because decentralised ids contain `:`.
const PATH_SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// Returns the address of an account's page at a service; `None` if there is no such page, or if the id or name in it is invisible.
pub(super) fn profile_url(service: &str, id: &str, name: Option<&str>) -> Option<String> {
    if service == "mastodon" {
        // A Mastodon id is the address itself. It must not become a `javascript:` link.
        let host = id.strip_prefix("https://")?;
        return host.starts_with(|first: char| first.is_alphanumeric()).then(|| id.to_owned());
    }
    if service == "domain" && !is_host_name(id) {
        return None;
    }
    let (_, _, pattern) = services::find(service)?;
    let (before, rest) = pattern?.split_once('{')?;
    let (placeholder, after) = rest.split_once('}')?;
    // If the name is missing, do not use the id: the address could be that of another person.
    let part = utf8_percent_encode(if placeholder == "id" { visible(id)? } else { name? }, PATH_SEGMENT).to_string();
    // Browsers read `.` and `..` as this folder and its parent, even if they are encoded.
    let stays = !matches!(part.as_str(), "" | "." | "..");
    stays.then(|| format!("{before}{part}{after}"))
}

/// Returns whether a text is a DNS host name: two or more labels of letters, digits and hyphens. The last begins with a letter.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc1123#section-2>.
fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = text.rsplit_once('.').map(|(_, last)| last);
    text.len() <= 253
        && text.split('.').all(is_label)
        && last.is_some_and(|last| last.starts_with(|first: char| first.is_ascii_alphabetic()))
}
