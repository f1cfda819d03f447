//! Signing in.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Query, Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::answers::{desk, told, with_session};
use crate::web::{
    actor::Actor,
    fault::Fault,
    headers::set_no_store,
    page::{Layout, render},
    portal::Portal,
    turn::client_of,
};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    layout: Layout<'a>,
    name: &'a str,
    back: &'a str,
    problem: Option<String>,
}

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    back: String,
}

/// The form.
#[derive(Debug, Deserialize)]
pub struct SignInForm {
    name: String,
    password: String,
    #[serde(default)]
    back: String,
}

/// `GET /sign-in?back=…`
pub async fn ask(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    desk(&portal)?;
    if actor != Actor::Anonymous {
        return Ok(Redirect::to(&portal.paths.account()).into_response());
    }
    Ok(page(&portal, "", &asked.back, StatusCode::OK, None))
}

/// `POST /sign-in`
pub async fn sign_in(
    State(portal): State<Arc<Portal>>,
    request: Request,
) -> Result<Response, Fault> {
    let address = client_of(request.extensions()).to_string();
    let form = axum::RequestExt::extract::<Form<SignInForm>, _>(request).await;
    let Ok(Form(form)) = form else {
        return Err(Fault::bad_request(
            "The form was not understood. Load the page again.",
        ));
    };
    let signed_in = desk(&portal)?
        .people
        .sign_in(&form.name, &form.password, &address);
    match signed_in.await {
        Ok(token) => {
            let to = portal.paths.own(&form.back);
            Ok(with_session(&portal, &token, &to))
        }
        Err(error) => {
            let (status, why) = told(&error);
            Ok(page(&portal, &form.name, &form.back, status, Some(why)))
        }
    }
}

fn page(
    portal: &Portal,
    name: &str,
    back: &str,
    status: StatusCode,
    problem: Option<String>,
) -> Response {
    let title = if problem.is_some() {
        "Error: sign in"
    } else {
        "Sign in"
    };
    let page = SignInPage {
        layout: portal.layout(title),
        name,
        back,
        problem,
    };
    let mut response = (status, render(&page)).into_response();
    set_no_store(&mut response);
    response
}
