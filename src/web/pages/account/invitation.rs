//! The page that an invitation leads to: people choose a password there, and the first
//! administrator also a name.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::answers::{answer_to, desk, signed_in, status_and_words};
use crate::{
    desk::people::{PeopleError, person_name},
    web::{
        error_response::ErrorResponse,
        headers::set_no_store,
        page::{Layout, render},
        portal::Portal,
    },
};

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage<'a> {
    layout: Layout<'a>,
    token: &'a str,
    /// The name to sign in with; empty for the first administrator, who chooses one.
    name: &'a str,
    chosen_name: &'a str,
    /// What is wrong with the name.
    name_problem: Option<String>,
    /// What is wrong with the password.
    problem: Option<String>,
}

/// The secret of a link.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    token: String,
}

/// The form.
#[derive(Debug, Deserialize)]
pub struct InvitationForm {
    token: String,
    #[serde(default)]
    name: String,
    password: String,
    again: String,
}

/// `GET /invitation?token=…`
pub async fn invited(
    State(portal): State<Arc<Portal>>,
    Query(asked): Query<Asked>,
) -> Result<Response, ErrorResponse> {
    let name = desk(&portal)?.people.invited(&asked.token).await;
    let name = name.map_err(|error| answer_to(&error))?;
    Ok(page(&portal, &asked.token, &name, "", StatusCode::OK, None))
}

/// `POST /invitation`
pub async fn accept(
    State(portal): State<Arc<Portal>>,
    headers: HeaderMap,
    Form(form): Form<InvitationForm>,
) -> Result<Response, ErrorResponse> {
    let people = &desk(&portal)?.people;
    let name = people.invited(&form.token).await;
    let name = name.map_err(|error| answer_to(&error))?;
    let accepted = match form.password == form.again {
        true => people.accept(&form.token, &form.name, &form.password).await,
        false => Err(PeopleError::Refused(
            "The two passwords differ. Type the same one twice.",
        )),
    };
    match accepted {
        Ok(session) => Ok(signed_in(&portal, &headers, &session, &portal.paths.account()).await),
        Err(error @ PeopleError::Refused(_)) => {
            let (status, why) = status_and_words(&error);
            Ok(page(
                &portal,
                &form.token,
                &name,
                &form.name,
                status,
                Some(why),
            ))
        }
        Err(error) => Err(answer_to(&error)),
    }
}

fn page(
    portal: &Portal,
    token: &str,
    name: &str,
    chosen_name: &str,
    status: StatusCode,
    problem: Option<String>,
) -> Response {
    let title = match problem.is_some() {
        true => "Error: choose a password",
        false => "Choose a password",
    };
    let is_of_name = name.is_empty() && person_name(chosen_name).is_err();
    let (name_problem, problem) = match is_of_name {
        true => (problem, None),
        false => (None, problem),
    };
    let page = InvitationPage {
        layout: portal.layout(title),
        token,
        name,
        chosen_name,
        name_problem,
        problem,
    };
    let mut response = (status, render(&page)).into_response();
    set_no_store(&mut response);
    response
}
