//! Secrets that are sent to a browser: only their digests are stored, so that a copy of the store
//! signs nobody in.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// The bytes of a secret.
const BYTES: usize = 32;

/// A new secret, as text of letters, digits, `-` and `_`.
///
/// # Errors
///
/// The system gives no random numbers.
pub fn new_token() -> Result<String, getrandom::Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored of a secret.
pub fn digest(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}
