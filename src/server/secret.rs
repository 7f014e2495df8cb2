//! Secrets: texts that never appear in a log, random tokens, hashes, and the encryption of stored tokens.

use std::{fmt, sync::Arc};

use aws_lc_rs::{aead, digest, hmac, rand};
use base64::{Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};

/// A text that prints as `[redacted]`.
///
/// This is our own type, because no dependency uses `secrecy`, and its `SecretString` cannot be compared. It does not wipe its memory,
/// because the HTTP client keeps copies anyway.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text itself: for the header or body of a request, never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Why encryption or decryption failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The system provides no randomness.
    #[error("the system provides no randomness")]
    NoRandomness,
    /// The text belongs to another key or another row, or it was changed.
    #[error("a stored secret cannot be decrypted: SECRET_KEY or the secret's row was changed")]
    Undecryptable,
}

/// Returns 256 random bits as URL-safe text.
///
/// # Errors
/// If the system has no randomness.
pub fn random_token() -> Result<String, SecretError> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| SecretError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Returns the SHA-256 of a text as URL-safe text. It is stored instead of a value that only has to be recognised.
pub fn sha256(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

/// Encrypts stored values, and hashes the values by which rows are found. Its keys are derived from `SECRET_KEY`.
#[derive(Clone)]
pub struct Vault {
    /// The first key encrypts. All keys decrypt.
    keys: Arc<[DerivedKeys]>,
}

#[derive(Clone)]
struct DerivedKeys {
    encryption: [u8; 32],
    lookup: hmac::Key,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault([redacted]; {})", self.keys.len())
    }
}

/// Why a `SECRET_KEY` is not a list of random 32-byte keys in base64.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MalformedKey {
    /// A part has another length or form.
    #[error("not 32 bytes in base64")]
    NotAKey,
    /// A part repeats a few bytes, such as the zeros of an example.
    #[error("a repeated byte or a repeated short pattern, which others can guess")]
    Repeated,
}

/// The longest pattern whose repetition is refused as a key, in bytes.
const MAX_PATTERN: usize = 16;

impl Vault {
    /// Reads `SECRET_KEY`: keys of 32 bytes in base64, separated by commas. The first one encrypts.
    ///
    /// # Errors
    /// If the list is empty, or a part is not 32 random bytes in base64.
    pub fn from_text(text: &str) -> Result<Self, MalformedKey> {
        let keys = text.split(',').map(|part| DerivedKeys::from_text(part.trim())).collect::<Result<_, _>>()?;
        Ok(Self { keys })
    }

    /// Returns a new key in the form of `SECRET_KEY`.
    ///
    /// # Errors
    /// If the system has no randomness.
    pub fn generate_key() -> Result<String, SecretError> {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes).map_err(|_| SecretError::NoRandomness)?;
        Ok(STANDARD.encode(bytes))
    }

    /// Encrypts a text for one place, such as a table and row. Decrypting it requires the same `place`.
    ///
    /// # Errors
    /// If the system has no randomness.
    pub fn encrypt(&self, plain: &str, place: &str) -> Result<String, SecretError> {
        let key = self.keys.first().ok_or(SecretError::NoRandomness)?.aead()?;
        let mut text = plain.as_bytes().to_vec();
        // Random nonces are safe for about four billion writes with one key.
        let nonce =
            key.seal_in_place_append_tag(aead::Aad::from(place), &mut text).map_err(|_| SecretError::NoRandomness)?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut text);
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Decrypts a text that [`Vault::encrypt`] wrote for the same place, with any of the keys.
    ///
    /// # Errors
    /// If no key fits, the text was changed, or it comes from another place.
    pub fn decrypt(&self, sealed: &str, place: &str) -> Result<Secret, SecretError> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| SecretError::Undecryptable)?;
        let (nonce, text) = sealed.split_at_checked(aead::NONCE_LEN).ok_or(SecretError::Undecryptable)?;
        for key in &*self.keys {
            let nonce = aead::Nonce::try_assume_unique_for_key(nonce).map_err(|_| SecretError::Undecryptable)?;
            let mut text = text.to_vec();
            if let Ok(plain) = key.aead()?.open_in_place(nonce, aead::Aad::from(place), &mut text) {
                let plain = String::from_utf8(plain.to_vec()).map_err(|_| SecretError::Undecryptable)?;
                return Ok(Secret(plain));
            }
        }
        Err(SecretError::Undecryptable)
    }

    /// Returns a keyed hash, which is stored instead of a secret to find its row.
    pub fn lookup_hash(&self, secret: &Secret) -> String {
        self.lookup_hashes(secret).next().unwrap_or_default()
    }

    /// Returns the hashes of a secret with the older keys, which only decrypt.
    pub fn older_lookup_hashes(&self, secret: &Secret) -> impl Iterator<Item = String> {
        self.lookup_hashes(secret).skip(1)
    }

    fn lookup_hashes(&self, secret: &Secret) -> impl Iterator<Item = String> {
        self.keys.iter().map(|keys| URL_SAFE_NO_PAD.encode(hmac::sign(&keys.lookup, secret.expose().as_bytes())))
    }
}

impl DerivedKeys {
    fn from_text(text: &str) -> Result<Self, MalformedKey> {
        let bytes: [u8; 32] =
            STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(MalformedKey::NotAKey)?;
        if (1..=MAX_PATTERN).any(|length| bytes.iter().zip(bytes.iter().skip(length)).all(|(one, next)| one == next)) {
            return Err(MalformedKey::Repeated);
        }
        // One key for each use, so that a weakness in one use does not affect the other.
        let master = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        let derive = |label: &[u8]| -> Result<[u8; 32], MalformedKey> {
            hmac::sign(&master, label).as_ref().try_into().map_err(|_| MalformedKey::NotAKey)
        };
        Ok(Self {
            encryption: derive(b"token encryption v1")?,
            lookup: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"token lookup v1")?),
        })
    }

    fn aead(&self) -> Result<aead::RandomizedNonceKey, SecretError> {
        aead::RandomizedNonceKey::new(&aead::AES_256_GCM, &self.encryption).map_err(|_| SecretError::NoRandomness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(keys: &[&str]) -> Vault {
        Vault::from_text(&keys.join(",")).unwrap()
    }

    #[test]
    fn a_text_encrypted_for_a_row_is_decrypted_in_that_row_only() {
        let vault = vault(&[&Vault::generate_key().unwrap()]);
        let sealed = vault.encrypt("token", "grants:1").unwrap();
        assert!(!sealed.contains("token"));
        assert_eq!(vault.decrypt(&sealed, "grants:1"), Ok(Secret::new("token")));
        assert_eq!(vault.decrypt(&sealed, "grants:2"), Err(SecretError::Undecryptable));
        assert_eq!(vault.decrypt("", "grants:1"), Err(SecretError::Undecryptable));
    }

    #[test]
    fn a_rotated_key_still_reads_and_the_first_one_writes() {
        let (old, new) = (Vault::generate_key().unwrap(), Vault::generate_key().unwrap());
        let sealed = vault(&[&old]).encrypt("token", "p").unwrap();
        assert!(vault(&[&new, &old]).decrypt(&sealed, "p").is_ok());
        assert!(vault(&[&new]).decrypt(&sealed, "p").is_err());
        assert!(vault(&[&new]).decrypt(&vault(&[&new, &old]).encrypt("t", "p").unwrap(), "p").is_ok());
    }

    #[test]
    fn a_key_that_is_not_32_bytes_is_refused() {
        for odd in ["", "abc", "c2hvcnQ=", "not base64!"] {
            assert_eq!(Vault::from_text(odd).unwrap_err(), MalformedKey::NotAKey, "{odd:?}");
        }
    }

    #[test]
    fn a_key_that_repeats_itself_is_refused() {
        let good = Vault::generate_key().unwrap();
        for pattern in [&b"\0"[..], b"a", b"ab", b"abc", b"secret", b"0123456789abcdef"] {
            let bytes: Vec<u8> = pattern.iter().copied().cycle().take(32).collect();
            for text in [STANDARD.encode(&bytes), format!("{good},{}", STANDARD.encode(&bytes))] {
                assert_eq!(Vault::from_text(&text).unwrap_err(), MalformedKey::Repeated, "{pattern:?}");
            }
        }
        let counted: Vec<u8> = (0..32).collect();
        assert!(Vault::from_text(&STANDARD.encode(counted)).is_ok(), "this is about repeats only");
    }

    #[test]
    fn secrets_print_redacted() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "[redacted]");
        assert!(format!("{:?}", vault(&[&Vault::generate_key().unwrap()])).contains("[redacted]"));
    }
}
