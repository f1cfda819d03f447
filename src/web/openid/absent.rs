//! Stands in for the provider in a program that was built without OpenID Connect.

use super::pending::{OpenIdError, PendingSignIn};
use crate::{config::SignInConfig, desk::people::Identity};

/// A provider; there is none.
pub enum Provider {}

impl Provider {
    /// An error that says how to get a program with OpenID Connect.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn new(_: &SignInConfig, _: &str, _: String) -> Result<Self, String> {
        Err(
            "this program was built without OpenID Connect: install a package of Fixpath, build it with \
             `cargo build --release --features openid`, or leave out --openid-issuer"
                .to_owned(),
        )
    }

    /// Begins a sign-in.
    ///
    /// # Errors
    ///
    /// There is no provider to sign in with.
    pub async fn begin(&self, _: &str) -> Result<(String, PendingSignIn), OpenIdError> {
        match *self {}
    }

    /// Finishes a sign-in.
    ///
    /// # Errors
    ///
    /// There is no provider to sign in with.
    pub async fn finish(
        &self,
        _: &PendingSignIn,
        _: &str,
        _: Option<&str>,
    ) -> Result<Identity, OpenIdError> {
        match *self {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_says_what_to_do() {
        let none = Provider::new(&SignInConfig::default(), "", String::new());
        assert!(none.err().unwrap().contains("--features openid"));
    }
}
