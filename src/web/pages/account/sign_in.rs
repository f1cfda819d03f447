//! Signing in, by a password or with the provider.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::answers::{desk, signed_in, status_and_words};
use crate::{
    desk::now,
    web::{
        actor::Actor,
        error_response::ErrorResponse,
        headers::set_no_store,
        openid::{OpenIdError, PendingSignIn, Provider},
        page::{Layout, render},
        portal::Portal,
        server::site,
        session_cookie,
        turn::client_of,
    },
};

/// The longest address to return to, in bytes: a cookie has room for little more.
const LONGEST_BACK: usize = 2_000;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    layout: Layout<'a>,
    name: &'a str,
    back: &'a str,
    /// What people call the provider, if there is one.
    provider: Option<&'a str>,
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

/// What the provider sends back.
#[derive(Debug, Deserialize)]
pub struct Sent {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    /// The provider (RFC 9207).
    iss: Option<String>,
}

/// `GET /sign-in?back=…`
pub async fn ask(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, ErrorResponse> {
    desk(&portal)?;
    if actor != Actor::Anonymous {
        return Ok(Redirect::to(&portal.paths.account()).into_response());
    }
    let back = match asked.back.is_empty() {
        true => came_from(&portal, &headers),
        false => asked.back,
    };
    Ok(page(&portal, "", &back, StatusCode::OK, None))
}

/// The page of this portal on which the link to sign in was followed. The link itself does not name
/// it, so that it is the same on every page.
fn came_from(portal: &Portal, headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let referrer = text(header::REFERER).and_then(|url| url.split_once("://"));
    let parts = referrer.and_then(|(_, rest)| rest.split_once('/'));
    match parts {
        Some((host, path)) if text(header::HOST) == Some(host) => {
            let path = portal.paths.own(&format!("/{path}"));
            // Nobody wants to return to the sign-in page, and an invitation has a secret.
            let own = [portal.paths.sign_in(""), portal.paths.invitation("")];
            match own.iter().any(|own| path.starts_with(own)) {
                true => String::new(),
                false => path,
            }
        }
        _ => String::new(),
    }
}

/// `POST /sign-in`
pub async fn sign_in(
    State(portal): State<Arc<Portal>>,
    request: Request,
) -> Result<Response, ErrorResponse> {
    let address = site(client_of(request.extensions())).to_string();
    let headers = request.headers().clone();
    let form = axum::RequestExt::extract::<Form<SignInForm>, _>(request).await;
    let Ok(Form(form)) = form else {
        return Err(ErrorResponse::bad_request(
            "The form was not understood. Load the page again.",
        ));
    };
    let session = desk(&portal)?
        .people
        .sign_in(&form.name, &form.password, &address);
    match session.await {
        Ok(token) => {
            let to = portal.paths.own(&form.back);
            Ok(signed_in(&portal, &headers, &token, &to).await)
        }
        Err(error) => {
            let (status, why) = status_and_words(&error);
            Ok(page(&portal, &form.name, &form.back, status, Some(why)))
        }
    }
}

/// `GET /sign-in/openid?back=…`: redirects to the provider. Pages have a link to this address and
/// not a form, since our content security policy lets no form lead to another site.
pub async fn begin_openid(
    State(portal): State<Arc<Portal>>,
    Query(asked): Query<Asked>,
) -> Result<Response, ErrorResponse> {
    let back = Some(&*asked.back).filter(|back| back.len() <= LONGEST_BACK);
    match provider(&portal)?.begin(back.unwrap_or_default()).await {
        Ok((url, pending)) => {
            let mut response = Redirect::to(&url).into_response();
            remember(&portal, &mut response, &pending.to_cookie());
            set_no_store(&mut response);
            Ok(response)
        }
        Err(error) => Ok(refused(&portal, &asked.back, error)),
    }
}

/// `GET /sign-in/openid/back?state=…&code=…`: a person returns from the provider.
pub async fn finish_openid(
    State(portal): State<Arc<Portal>>,
    headers: HeaderMap,
    Query(sent): Query<Sent>,
) -> Result<Response, ErrorResponse> {
    let provider = provider(&portal)?;
    let pending = session_cookie::pending_sign_in(&headers, portal.over_tls)
        .and_then(PendingSignIn::of_cookie);
    let Some(pending) = pending.filter(|pending| pending.is_answered_by(&sent.state, now())) else {
        return Ok(refused(&portal, "", OpenIdError::NotBegun));
    };
    let identity = match &sent.code {
        Some(code) => provider.finish(&pending, code, sent.iss.as_deref()).await,
        None => {
            let why = sent.error.as_deref().unwrap_or("no reason given");
            tracing::warn!("the sign-in provider refused to sign a person in: {why}");
            Err(OpenIdError::Refused)
        }
    };
    let identity = match identity {
        Ok(identity) => identity,
        Err(error) => return Ok(refused(&portal, &pending.back, error)),
    };
    match desk(&portal)?.people.sign_in_as(&identity).await {
        Ok(token) => {
            let to = portal.paths.own(&pending.back);
            let mut response = signed_in(&portal, &headers, &token, &to).await;
            remember(&portal, &mut response, "");
            set_no_store(&mut response);
            Ok(response)
        }
        Err(error) => {
            let (status, why) = status_and_words(&error);
            let mut response = page(&portal, "", &pending.back, status, Some(why));
            remember(&portal, &mut response, "");
            Ok(response)
        }
    }
}

fn provider(portal: &Portal) -> Result<&Provider, ErrorResponse> {
    desk(portal)?;
    portal.sign_in.provider.as_ref().ok_or_else(|| {
        ErrorResponse::not_found(
            "No sign-in provider is set up here. Sign in with your name and password.",
        )
    })
}

/// The sign-in page, which says why signing in with the provider failed.
fn refused(portal: &Portal, back: &str, error: OpenIdError) -> Response {
    let status = match error {
        OpenIdError::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
        OpenIdError::Refused => StatusCode::FORBIDDEN,
        OpenIdError::NotBegun => StatusCode::BAD_REQUEST,
        OpenIdError::Invalid => StatusCode::BAD_GATEWAY,
    };
    let mut response = page(portal, "", back, status, Some(error.to_string()));
    // A stray answer does not end a sign-in that goes on in another tab.
    if error != OpenIdError::NotBegun {
        remember(portal, &mut response, "");
    }
    response
}

/// Sets the cookie of a pending sign-in; with an empty value, removes it.
fn remember(portal: &Portal, response: &mut Response, pending: &str) {
    if let Some(cookie) = session_cookie::set_pending_sign_in(pending, portal.over_tls) {
        let cookie: HeaderValue = cookie;
        response.headers_mut().append(header::SET_COOKIE, cookie);
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
    let provider = portal.sign_in.provider.as_ref();
    let page = SignInPage {
        layout: portal.layout(title),
        name,
        back,
        provider: provider.map(|_| &*portal.sign_in.provider_name),
        problem,
    };
    let mut response = (status, render(&page)).into_response();
    set_no_store(&mut response);
    response
}
