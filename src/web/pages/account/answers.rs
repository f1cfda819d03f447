//! What the pages of an account have in common: how they lead on, and what they say if something
//! can't be done.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    desk::{Desk, people::PeopleError},
    web::{fault::Fault, portal::Portal, session_cookie},
};

/// The desk of a portal.
///
/// # Errors
///
/// It has none.
pub fn desk(portal: &Portal) -> Result<&Desk, Fault> {
    portal.desk.as_deref().ok_or_else(|| {
        Fault::not_found("Nobody can sign in here: this portal runs with --store none.")
    })
}

/// Leads on with a session.
pub fn with_session(portal: &Portal, token: &str, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    if let Some(cookie) = session_cookie::set(token, portal.over_tls) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Leads on with a new session, which takes the place of the one that the browser has.
pub async fn signed_in(portal: &Portal, headers: &HeaderMap, token: &str, to: &str) -> Response {
    if let (Some(desk), Some(before)) = (
        &portal.desk,
        session_cookie::token(headers, portal.over_tls),
    ) {
        // The browser forgets it in any case; the log has the error.
        let _ = desk.people.sessions.end(before).await;
    }
    with_session(portal, token, to)
}

/// The status of an error, and what a person is told.
pub fn told(error: &PeopleError) -> (StatusCode, String) {
    let status = match error {
        PeopleError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        PeopleError::Wrong => StatusCode::FORBIDDEN,
        PeopleError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        PeopleError::LinkUsed => StatusCode::GONE,
        PeopleError::Deactivated => StatusCode::FORBIDDEN,
        PeopleError::Nobody | PeopleError::NoToken => StatusCode::NOT_FOUND,
        PeopleError::LastAdministrator => StatusCode::CONFLICT,
        PeopleError::Store(_) | PeopleError::NoAnswer => {
            let why =
                "The store does not work at the moment. Articles and guides do; try again later.";
            return (StatusCode::SERVICE_UNAVAILABLE, why.to_owned());
        }
    };
    (status, error.to_string())
}

/// The same as a fault.
pub fn fault(error: &PeopleError) -> Fault {
    let (status, why) = told(error);
    Fault::new(status, why)
}
