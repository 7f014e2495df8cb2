//! Query strings of our own redirects.

use reqwest::Url;

/// Returns `name=value`, percent-encoded; empty when it cannot be written.
pub fn pair(name: &str, value: &str) -> String {
    let url = Url::parse_with_params("http://x", [(name, value)]);
    url.ok().and_then(|url| url.query().map(str::to_owned)).unwrap_or_default()
}
