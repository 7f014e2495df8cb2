use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// The number of random bytes in a code or token: 192 bits cannot be guessed, and base64 needs no padding for them.
const TEXT_BYTES: usize = 24;

/// Returns random bytes. It waits for them, because the system may have too few shortly after its start.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    while aws_lc_rs::rand::fill(&mut bytes).is_err() {}
    bytes
}

/// Returns a text for a code or token.
pub fn random_text() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<TEXT_BYTES>())
}
