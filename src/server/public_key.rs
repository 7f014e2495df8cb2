//! The key with which Discord signs what it sends to this application.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};

/// The application's public key, from the page "General Information" of Discord's developer portal.
///
/// Source: <https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers>.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads 64 hex digits; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        bytes_of(text).map(Self)
    }

    /// Returns whether Discord signed this body at this time. `signature` is 128 hex digits.
    pub fn has_signed(&self, timestamp: &str, body: &[u8], signature: &str) -> bool {
        let Some(signature) = bytes_of::<64>(signature) else { return false };
        let signed = [timestamp.as_bytes(), body].concat();
        UnparsedPublicKey::new(&ED25519, self.0).verify(&signed, &signature).is_ok()
    }
}

/// Reads exactly `N` bytes in hex.
fn bytes_of<const N: usize>(hex: &str) -> Option<[u8; N]> {
    if hex.len() != 2 * N || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 8032, section 7.1, test 3. The signed message is two bytes.
    const KEY: &str = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
    const SIGNATURE: &str = "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
                             18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";

    #[test]
    fn a_key_is_64_hex_digits() {
        assert!(PublicKey::parse(KEY).is_some() && PublicKey::parse(&KEY.to_uppercase()).is_some());
        for odd in [
            "",
            "fc51",
            &KEY[1..],
            &format!("{KEY}0"),
            &KEY.replace('f', "g"),
            &KEY.replace("fc", "+c"),
            &"é".repeat(32),
        ] {
            assert_eq!(PublicKey::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn only_the_signature_of_exactly_this_time_and_body_fits() {
        let key = PublicKey::parse(KEY).unwrap();
        for (timestamp, body, signature) in [
            ("1", &[0xaf, 0x82][..], SIGNATURE),
            ("", &[0xaf, 0x83], SIGNATURE),
            ("", &[0xaf, 0x82, 0], SIGNATURE),
            ("", &[0xaf, 0x82], &SIGNATURE.replace('6', "7")),
            ("", &[0xaf, 0x82], &SIGNATURE[2..]),
            ("", &[0xaf, 0x82], ""),
        ] {
            assert!(!key.has_signed(timestamp, body, signature), "{timestamp} {body:?} {signature}");
        }
        assert!(key.has_signed("", &[0xaf, 0x82], SIGNATURE));
    }
}
