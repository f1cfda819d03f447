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

/// What is wrong with the form, and with which of its fields.
enum Problem {
    None,
    OfName(String),
    OfPassword(String),
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
    Ok(page(
        &portal,
        &asked.token,
        &name,
        "",
        StatusCode::OK,
        Problem::None,
    ))
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
    let refused = person_name(&form.name).err().filter(|_| name.is_empty());
    let accepted = match refused {
        Some(why) => Err(PeopleError::Refused(why)),
        None if form.password != form.again => Err(PeopleError::Refused(
            "The two passwords differ. Type the same one twice.",
        )),
        None => people.accept(&form.token, &form.name, &form.password).await,
    };
    match accepted {
        Ok(session) => Ok(signed_in(&portal, &headers, &session, &portal.paths.account()).await),
        Err(error @ (PeopleError::Refused(_) | PeopleError::NameTaken)) => {
            let (status, why) = status_and_words(&error);
            let problem = match refused.is_some() || matches!(error, PeopleError::NameTaken) {
                true => Problem::OfName(why),
                false => Problem::OfPassword(why),
            };
            let (token, chosen) = (&form.token, &form.name);
            Ok(page(&portal, token, &name, chosen, status, problem))
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
    problem: Problem,
) -> Response {
    let (title, name_problem, problem) = match problem {
        Problem::None => ("Choose a password", None, None),
        Problem::OfName(why) => ("Error: choose a password", Some(why), None),
        Problem::OfPassword(why) => ("Error: choose a password", None, Some(why)),
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
