//! A person's own account: who they are, their password, signing out.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Request, State},
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::answers::{desk, fault, told, with_session};
use crate::{
    desk::people::PeopleError,
    web::{
        actor::Actor,
        fault::Fault,
        headers::set_no_store,
        page::{Layout, render},
        portal::Portal,
        session_cookie,
        turn::client_of,
    },
};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    layout: Layout<'a>,
    name: &'a str,
    role: String,
    problem: Option<String>,
}

/// The form for another password.
#[derive(Debug, Deserialize)]
pub struct PasswordForm {
    old: String,
    password: String,
    again: String,
}

/// `GET /account`
pub async fn show(State(portal): State<Arc<Portal>>, actor: Actor) -> Result<Response, Fault> {
    desk(&portal)?;
    match actor {
        Actor::Person(person) => {
            let role = person.role.to_string();
            Ok(page(&portal, &person.name, role, StatusCode::OK, None))
        }
        Actor::Local => Err(Fault::not_found(
            "There is no account: you are the only one who can reach this portal.",
        )),
        Actor::Anonymous => Ok(Redirect::to(&portal.paths.sign_in("")).into_response()),
    }
}

/// `POST /account`: another password.
pub async fn change_password(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    request: Request,
) -> Result<Response, Fault> {
    let Actor::Person(person) = actor else {
        return Err(not_signed_in());
    };
    let address = client_of(request.extensions()).to_string();
    let form = axum::RequestExt::extract::<Form<PasswordForm>, _>(request).await;
    let Ok(Form(form)) = form else {
        return Err(Fault::bad_request(
            "The form was not understood. Load the page again.",
        ));
    };
    let people = &desk(&portal)?.people;
    let changed = match form.password == form.again {
        true => {
            people
                .change_password(&person.name, &form.old, &form.password, &address)
                .await
        }
        false => Err(PeopleError::Refused(
            "The two passwords differ. Type the same one twice.",
        )),
    };
    match changed {
        Ok(token) => Ok(with_session(&portal, &token, &portal.paths.account())),
        Err(error) => {
            let (status, why) = told(&error);
            let role = person.role.to_string();
            Ok(page(&portal, &person.name, role, status, Some(why)))
        }
    }
}

/// `POST /sign-out`
pub async fn sign_out(
    State(portal): State<Arc<Portal>>,
    request: Request,
) -> Result<Response, Fault> {
    if let Some(token) = session_cookie::token(request.headers(), portal.over_tls) {
        // This browser forgets the session in any case; the log has the error.
        let _ = desk(&portal)?.people.sessions.end(token).await;
    }
    Ok(signed_out(&portal))
}

/// `POST /account/sign-out-everywhere`
pub async fn sign_out_everywhere(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
) -> Result<Response, Fault> {
    let Actor::Person(person) = actor else {
        return Err(not_signed_in());
    };
    let ended = desk(&portal)?
        .people
        .sign_out_everywhere(&person.name)
        .await;
    ended.map_err(|error| fault(&error))?;
    Ok(signed_out(&portal))
}

/// Leads to the sign-in page, without a session, and without pages that were only for this person.
fn signed_out(portal: &Portal) -> Response {
    let mut response = with_session(portal, "", &portal.paths.sign_in(""));
    response.headers_mut().insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\""),
    );
    response
}

fn not_signed_in() -> Fault {
    Fault::new(
        StatusCode::FORBIDDEN,
        "You are not signed in any more. Sign in and try again.",
    )
}

fn page(
    portal: &Portal,
    name: &str,
    role: String,
    status: StatusCode,
    problem: Option<String>,
) -> Response {
    let title = if problem.is_some() {
        "Error: your account"
    } else {
        "Your account"
    };
    let page = AccountPage {
        layout: portal.layout(title),
        name,
        role,
        problem,
    };
    let mut response = (status, render(&page)).into_response();
    set_no_store(&mut response);
    response
}
