//! A person's own account: who they are, their password, their API tokens, signing out.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::answers::{answer_to, desk, status_and_words, with_session};
use crate::{
    desk::{
        day, now,
        people::{ApiToken, NewApiToken, PeopleError, Person},
    },
    web::{
        actor::Actor,
        error_response::ErrorResponse,
        headers::set_no_store,
        page::{Layout, render},
        portal::Portal,
        server::site,
        session_cookie,
        turn::client_of,
    },
};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    layout: Layout<'a>,
    person: &'a Person,
    /// Whether the person has a session here to end; one signed in by the web server in front has
    /// none.
    has_session: bool,
    tokens: Vec<TokenRow>,
    /// The secret of a token that was made just now, with its name.
    new_token: Option<(String, String)>,
    /// What is wrong with the form for a token.
    token_problem: Option<String>,
    /// What is wrong with the old password.
    old_problem: Option<String>,
    /// What is wrong with the new password.
    problem: Option<String>,
}

/// A token, as the page shows it.
struct TokenRow {
    id: i64,
    name: String,
    scope: &'static str,
    ends: String,
    has_ended: bool,
    /// The day of its last use; empty if there was none.
    used: String,
}

/// What the page says about the form that was sent.
#[derive(Default)]
struct FormResult {
    new_token: Option<(String, String)>,
    token_problem: Option<String>,
    old_problem: Option<String>,
    problem: Option<String>,
}

impl FormResult {
    /// Whether anything was refused.
    fn has_problem(&self) -> bool {
        let problems = [&self.token_problem, &self.old_problem, &self.problem];
        problems.iter().any(|problem| problem.is_some())
    }
}

/// The form to change the password.
#[derive(Debug, Deserialize)]
pub struct PasswordForm {
    old: String,
    password: String,
    again: String,
}

/// The forms for API tokens: one makes a token, the other revokes a token.
#[derive(Debug, Deserialize)]
pub struct TokenForm {
    /// `make` or `revoke`.
    action: String,
    #[serde(default)]
    id: i64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    days: String,
}

/// `GET /account`
pub async fn show(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    headers: HeaderMap,
) -> Result<Response, ErrorResponse> {
    desk(&portal)?;
    match actor {
        Actor::Person(person) => {
            let nothing = FormResult::default();
            page(&portal, &person, &headers, StatusCode::OK, nothing).await
        }
        Actor::Local => Err(ErrorResponse::not_found(
            "There is no account: you are the only one who can reach this portal.",
        )),
        Actor::Anonymous => Ok(Redirect::to(&portal.paths.sign_in("")).into_response()),
    }
}

/// `POST /account`: changes the password.
pub async fn change_password(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    request: Request,
) -> Result<Response, ErrorResponse> {
    let Actor::Person(person) = actor else {
        return Err(not_signed_in());
    };
    let address = site(client_of(request.extensions())).to_string();
    let headers = request.headers().clone();
    let form = axum::RequestExt::extract::<Form<PasswordForm>, _>(request).await;
    let Ok(Form(form)) = form else {
        return Err(ErrorResponse::bad_request(
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
            let (status, why) = status_and_words(&error);
            let (old_problem, problem) = match error {
                PeopleError::Wrong => (Some("The old password is wrong.".to_owned()), None),
                PeopleError::TooMany(_) => (Some(why), None),
                PeopleError::Refused(_) => (None, Some(why)),
                _ => return Err(answer_to(&error)),
            };
            let result = FormResult {
                old_problem,
                problem,
                ..FormResult::default()
            };
            page(&portal, &person, &headers, status, result).await
        }
    }
}

/// `POST /account/tokens`: makes or revokes a token. The secret of a new token is shown on the page
/// in the response, and never again.
pub async fn change_tokens(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    headers: HeaderMap,
    Form(form): Form<TokenForm>,
) -> Result<Response, ErrorResponse> {
    let Actor::Person(person) = actor else {
        return Err(not_signed_in());
    };
    let (tokens, name) = (&desk(&portal)?.people.tokens, &*person.name);
    let done = match form.action.as_str() {
        "make" => match new_token(&form) {
            Ok(new) => tokens.make(name, &new, name).await.map(Some),
            Err(error) => Err(error),
        },
        "revoke" => tokens.revoke(name, form.id, name).await.map(|()| None),
        _ => Err(PeopleError::Refused("Choose what to do.")),
    };
    let (status, result) = match done {
        Ok(secret) => (
            StatusCode::OK,
            FormResult {
                new_token: secret.map(|secret| (form.name.trim().to_owned(), secret)),
                ..FormResult::default()
            },
        ),
        Err(error) => {
            let (status, why) = status_and_words(&error);
            let result = FormResult {
                token_problem: Some(why),
                ..FormResult::default()
            };
            (status, result)
        }
    };
    page(&portal, &person, &headers, status, result).await
}

/// The token that a form asks for.
fn new_token(form: &TokenForm) -> Result<NewApiToken, PeopleError> {
    Ok(NewApiToken {
        name: form.name.clone(),
        scope: form.scope.parse().map_err(PeopleError::Refused)?,
        // A text that is not a number is refused like 0 days.
        days: form.days.trim().parse().unwrap_or(0),
    })
}

/// `POST /sign-out`
pub async fn sign_out(
    State(portal): State<Arc<Portal>>,
    request: Request,
) -> Result<Response, ErrorResponse> {
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
) -> Result<Response, ErrorResponse> {
    let Actor::Person(person) = actor else {
        return Err(not_signed_in());
    };
    let ended = desk(&portal)?
        .people
        .sign_out_everywhere(&person.name)
        .await;
    ended.map_err(|error| answer_to(&error))?;
    Ok(signed_out(&portal))
}

/// Redirects to the sign-in page without a session, and has the browser drop its cached pages,
/// which were for this person only.
fn signed_out(portal: &Portal) -> Response {
    let mut response = with_session(portal, "", &portal.paths.sign_in(""));
    response.headers_mut().insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\""),
    );
    response
}

fn not_signed_in() -> ErrorResponse {
    ErrorResponse::new(
        StatusCode::FORBIDDEN,
        "You are not signed in any more. Sign in and try again.",
    )
}

async fn page(
    portal: &Portal,
    person: &Person,
    headers: &HeaderMap,
    status: StatusCode,
    result: FormResult,
) -> Result<Response, ErrorResponse> {
    let title = match result.has_problem() {
        true => "Error: your account",
        false => "Your account",
    };
    let tokens = desk(portal)?.people.tokens.list(&person.name).await;
    let now = now();
    let row = |token: ApiToken| TokenRow {
        id: token.id,
        name: token.name,
        scope: token.scope.name(),
        ends: day(token.ends),
        has_ended: token.ends <= now,
        used: match token.used {
            0 => String::new(),
            used => day(used),
        },
    };
    let page = AccountPage {
        layout: portal.layout(title),
        person,
        has_session: session_cookie::token(headers, portal.over_tls).is_some(),
        tokens: tokens
            .map_err(|error| answer_to(&error))?
            .into_iter()
            .map(row)
            .collect(),
        new_token: result.new_token,
        token_problem: result.token_problem,
        old_problem: result.old_problem,
        problem: result.problem,
    };
    let mut response = (status, render(&page)).into_response();
    set_no_store(&mut response);
    Ok(response)
}
