//! What the pages about accounts share: redirects that set the cookie of a session, and the
//! sentences for errors.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    desk::{Desk, people::PeopleError},
    web::{error_response::ErrorResponse, portal::Portal, session_cookie},
};

/// The desk of a portal.
///
/// # Errors
///
/// The portal has no store.
pub fn desk(portal: &Portal) -> Result<&Desk, ErrorResponse> {
    portal.desk.as_deref().ok_or_else(|| {
        ErrorResponse::not_found("Nobody can sign in here: this portal runs with --store none.")
    })
}

/// Redirects to an address, and sets the cookie of a session.
pub fn with_session(portal: &Portal, token: &str, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    if let Some(cookie) = session_cookie::set(token, portal.over_tls) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Redirects to an address with a new session, and ends the session that the browser had.
pub async fn signed_in(portal: &Portal, headers: &HeaderMap, token: &str, to: &str) -> Response {
    if let (Some(desk), Some(before)) = (
        &portal.desk,
        session_cookie::token(headers, portal.over_tls),
    ) {
        // The browser forgets its old session in any case; the log has the error.
        let _ = desk.people.sessions.end(before).await;
    }
    with_session(portal, token, to)
}

/// The status for an error, and the sentence about it for the person.
pub fn status_and_words(error: &PeopleError) -> (StatusCode, String) {
    let status = match error {
        PeopleError::Refused(_) | PeopleError::NameTaken => StatusCode::UNPROCESSABLE_ENTITY,
        PeopleError::Wrong => StatusCode::FORBIDDEN,
        PeopleError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        PeopleError::LinkUsed => StatusCode::GONE,
        PeopleError::Deactivated => StatusCode::FORBIDDEN,
        PeopleError::Nobody | PeopleError::NoToken => StatusCode::NOT_FOUND,
        PeopleError::LastAdministrator => StatusCode::CONFLICT,
        PeopleError::Store(_) | PeopleError::NoAnswer => {
            let why = "Nobody can sign in or change an account at the moment. \
                       Articles and guides still work; try again later.";
            return (StatusCode::SERVICE_UNAVAILABLE, why.to_owned());
        }
    };
    (status, error.to_string())
}

/// The response to an error.
pub fn answer_to(error: &PeopleError) -> ErrorResponse {
    let (status, why) = status_and_words(error);
    ErrorResponse::new(status, why)
}
