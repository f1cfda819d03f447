//! Passwords: which are accepted, and how they are stored.

use std::sync::LazyLock;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};

/// Passwords of eight characters and more that many people use, in lower case and in order.
static COMMON: &str = include_str!("common_passwords.txt");

/// The fewest characters.
const LEAST: usize = 8;

/// The most characters: hashing takes longer for more.
const MOST: usize = 256;

/// The hash that a password is compared with if there is no such person, so that the response takes
/// as long as for a wrong password.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash("nobody has this password").unwrap_or_default());

/// Checks whether a person with this name may choose a password.
///
/// # Errors
///
/// Why not, as a sentence.
pub fn check(password: &str, name: &str) -> Result<(), &'static str> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    if length < LEAST {
        Err("A password has at least 8 characters; a sentence of several words is best.")
    } else if length > MOST {
        Err("A password has at most 256 characters.")
    } else if COMMON.lines().any(|common| common == lower) {
        Err("Many people use this password, so it is tried first. Choose another one.")
    } else if (name.len() >= 4 && lower.contains(name)) || lower.contains("fixpath") {
        Err("A password must not contain your name or the name of this program.")
    } else {
        Ok(())
    }
}

/// The hash of a password, with its salt and its settings. Takes some 20 MB and tens of
/// milliseconds.
///
/// # Errors
///
/// The system gives no random numbers.
pub fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    let hash = Argon2::default().hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

/// Whether a password matches a hash. None matches an empty hash, which takes as long to find out.
pub fn is_right(password: &str, hash: &str) -> bool {
    let against = if hash.is_empty() {
        NOBODY.as_str()
    } else {
        hash
    };
    let verified = Argon2::default().verify_password(password.as_bytes(), against);
    verified.is_ok() && !hash.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_a_reason() {
        for (password, says) in [
            ("short 7", Some("at least 8")),
            ("Password1", Some("Many people")),
            ("iloveyou", Some("Many people")),
            ("my name is ann.smith", Some("your name")),
            ("the FixPath portal", Some("name of this program")),
            ("correct horse battery", None),
            ("ünïcödé ✓ word", None),
        ] {
            let problem = check(password, "ann.smith").err();
            match says {
                Some(says) => assert!(problem.unwrap().contains(says), "{password}"),
                None => assert_eq!(problem, None, "{password}"),
            }
        }
        assert!(check(&"x1".repeat(129), "ann").is_err());
        assert!(COMMON.lines().count() > 3_000 && COMMON.lines().is_sorted());
    }

    #[test]
    fn a_password_is_stored_as_a_hash_of_argon2id() {
        let stored = hash("correct horse battery").unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert_ne!(stored, hash("correct horse battery").unwrap(), "salted");
        assert!(is_right("correct horse battery", &stored));
        assert!(!is_right("Correct horse battery", &stored));
        assert!(!is_right("nobody has this password", ""));
        assert!(!is_right("x", "no hash"));
    }
}
