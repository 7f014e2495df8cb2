//! Query strings of our own redirects.

use form_urlencoded::Serializer;

/// Returns `name=value`, percent-encoded.
pub fn pair(name: &str, value: &str) -> String {
    Serializer::new(String::new()).append_pair(name, value).finish()
}
