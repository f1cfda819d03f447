//! API tokens in requests: `Authorization: Bearer …`, and nowhere else.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    actor::Actor,
    error_body,
    error_response::ErrorResponse,
    portal::{Common, Portal},
};
use crate::desk::people::{API_TOKEN_PREFIX, Scope};

/// Why a token is refused (RFC 6750).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BearerError {
    /// There is no such token, or it has expired or was revoked.
    Wrong,
    /// It may only read, and the request also writes.
    OnlyReads,
    /// The store does not answer.
    Unknown,
}

/// The token of a request, if it has one.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.as_bytes();
    // A value that is not text counts as a wrong token.
    let value = std::str::from_utf8(value).unwrap_or("Bearer ");
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    let is_bearer = scheme.eq_ignore_ascii_case("bearer");
    is_bearer.then(|| token.trim())
}

/// Whether a token is one of this portal, and not of the web server in front, which may send its
/// own along with every request.
pub fn is_own(token: &str) -> bool {
    token.starts_with(API_TOKEN_PREFIX)
}

/// For whom a token acts, on a route that needs this scope.
///
/// # Errors
///
/// The token is wrong, its scope is too narrow, or the store does not answer.
pub async fn actor(portal: &Common, token: &str, needs: Scope) -> Result<Actor, BearerError> {
    let Some(desk) = &portal.desk else {
        return Err(BearerError::Wrong);
    };
    match desk.people.tokens.person(token).await {
        Ok(Some((person, scope))) if scope >= needs => Ok(Actor::Person(person)),
        Ok(Some(_)) => Err(BearerError::OnlyReads),
        Ok(None) => Err(BearerError::Wrong),
        Err(_) => Err(BearerError::Unknown),
    }
}

/// Adds the header that says that a token would be accepted.
pub fn set_challenge(response: &mut Response) {
    let challenge = HeaderValue::from_static("Bearer realm=\"Fixpath\"");
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, challenge);
}

/// The response to a request whose token is refused: a problem document, whatever the route is.
pub fn refusal(portal: &Portal, error: BearerError) -> Response {
    let (status, challenge, why) = match error {
        BearerError::Wrong => (
            StatusCode::UNAUTHORIZED,
            "Bearer realm=\"Fixpath\", error=\"invalid_token\"",
            "The API token is wrong, has expired or was revoked. Make a new one on the page of your account.",
        ),
        BearerError::OnlyReads => (
            StatusCode::FORBIDDEN,
            "Bearer realm=\"Fixpath\", error=\"insufficient_scope\", scope=\"write\"",
            "The API token may only read. Make one that may also write, on the page of your account.",
        ),
        BearerError::Unknown => {
            let error = ErrorResponse::unavailable(
                "The API token can't be checked at the moment. Try again later.",
            );
            return error_body::show_to_programs(portal, error.into_response());
        }
    };
    let error = ErrorResponse::new(status, why);
    let mut response = error_body::show_to_programs(portal, error.into_response());
    let challenge = HeaderValue::from_static(challenge);
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, challenge);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_in_its_header() {
        for (value, expect) in [
            ("Bearer abc", Some("abc")),
            ("bearer  abc ", Some("abc")),
            ("Bearer", Some("")),
            ("Basic YTpi", None),
            ("Bearerabc", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            assert_eq!(token(&headers), expect, "{value}");
        }
        assert_eq!(token(&HeaderMap::new()), None);
    }
}
