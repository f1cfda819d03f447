//! Secrets that are sent to a browser: only their digests are stored, so that a copy of the store
//! signs nobody in.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use super::error::PeopleError;
use crate::desk::error::DeskError;

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

/// A [`new_token`], with an error that can be shown to a person.
///
/// # Errors
///
/// The system gives no random numbers.
pub fn secret() -> Result<String, PeopleError> {
    new_token().map_err(|error| DeskError::Random(error.to_string()).into())
}

/// Whether a text can be a secret at all.
pub fn is_token(text: &str) -> bool {
    let length = BYTES.div_ceil(3) * 4 - 1;
    text.len() == length
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The digest of a secret, which is all that is stored.
pub fn digest(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_in_the_form_of_a_secret_are_looked_up() {
        assert!(is_token(&new_token().unwrap()));
        for text in ["", "x", &"a".repeat(42), &"a".repeat(44), &"ä".repeat(43)] {
            assert!(!is_token(text), "{text}");
        }
    }
}
