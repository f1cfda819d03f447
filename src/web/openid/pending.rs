//! A sign-in between its start and the return from the provider, and the errors of a sign-in.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use thiserror::Error;

/// How many seconds a person may take at the provider.
pub const PATIENCE: i64 = 600;

/// A sign-in that waits for the return from the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingSignIn {
    /// What the provider must send back, so that nobody can make another person's browser sign in.
    pub state: String,
    /// What the ID token must contain, so that it can't be one of another sign-in.
    pub nonce: String,
    /// The PKCE code verifier, without which the code is worthless.
    pub verifier: String,
    /// When it began, in seconds since 1970.
    pub at: i64,
    /// Where to go afterwards.
    pub back: String,
}

impl PendingSignIn {
    /// As the value of a cookie.
    pub fn to_cookie(&self) -> String {
        let back = BASE64_URL_SAFE_NO_PAD.encode(&self.back);
        let Self {
            state,
            nonce,
            verifier,
            at,
            ..
        } = self;
        format!("{state}~{nonce}~{verifier}~{at}~{back}")
    }

    /// From the value of a cookie.
    pub fn of_cookie(value: &str) -> Option<Self> {
        let mut parts = value.split('~').map(str::to_owned);
        let pending = Self {
            state: parts.next().filter(|state| !state.is_empty())?,
            nonce: parts.next()?,
            verifier: parts.next()?,
            at: parts.next()?.parse().ok()?,
            back: String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(parts.next()?).ok()?).ok()?,
        };
        parts.next().is_none().then_some(pending)
    }

    /// Whether an answer of the provider with this state belongs to the sign-in, and comes in time.
    pub fn is_answered_by(&self, state: &str, now: i64) -> bool {
        self.state == state && (self.at..=self.at + PATIENCE).contains(&now)
    }
}

/// Why a sign-in failed, as a sentence for a person; the log has the details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OpenIdError {
    /// The provider can't be reached, or does not answer as it should.
    #[error(
        "The sign-in provider does not work at the moment, or its settings are wrong. Try again later; \
         an administrator finds the reason in the log."
    )]
    Unreachable,
    /// The provider did not let the person in.
    #[error("The sign-in provider did not let you in. Try again, or ask the people who manage it.")]
    Refused,
    /// The answer belongs to no sign-in of this browser.
    #[error(
        "This sign-in was started in another browser, or more than ten minutes ago. Sign in again."
    )]
    NotBegun,
    /// What the provider says about the person is not valid.
    #[error(
        "The answer of the sign-in provider is not valid. Try again; an administrator finds the reason in the log."
    )]
    Invalid,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pending_sign_in_survives_in_a_cookie() {
        let pending = PendingSignIn {
            state: "a".to_owned(),
            nonce: "b-c_".to_owned(),
            verifier: "d".to_owned(),
            at: 1_700_000_000,
            back: "/kb/Q1?done=ü~1".to_owned(),
        };
        assert_eq!(
            PendingSignIn::of_cookie(&pending.to_cookie()).as_ref(),
            Some(&pending)
        );
        for damaged in [
            "",
            "a~b",
            "a~b~c~x~",
            "~b~c~1~",
            "a~b~c~1~%",
            "a~b~c~1~YQ~x",
        ] {
            assert_eq!(PendingSignIn::of_cookie(damaged), None, "{damaged}");
        }
        let now = pending.at + 5;
        assert!(pending.is_answered_by("a", now));
        assert!(!pending.is_answered_by("b", now) && !pending.is_answered_by("", now));
        assert!(!pending.is_answered_by("a", pending.at + PATIENCE + 1));
        assert!(!pending.is_answered_by("a", pending.at - 1));
    }
}
