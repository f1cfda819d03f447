//! The turn of a request: its whole body is read first; then its handler runs on a thread that may
//! take long.

use std::{convert::Infallible, net::IpAddr, sync::Arc};

use axum::{
    body::Body,
    extract::{FromRequestParts, Request, State},
    http::{Extensions, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::{
    account_link,
    actor::Actor,
    encoding::{Encoding, encode},
    error_response::ErrorResponse,
    gate::Refused,
    portal::Portal,
    server::Client,
};
use crate::{budget::Budget, snapshot::Snapshot};

/// Stands for the client of a request that did not arrive through the server's own sockets.
pub const NOBODY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);

/// In a request's extensions: the client already has the current page at this address, if there is
/// one.
#[derive(Debug, Clone, Copy)]
pub struct ClientHasPage;

/// The portal, one snapshot from start to end, and the time limit.
pub struct Turn {
    /// What every handler shares.
    pub portal: Arc<Portal>,
    /// The content being served.
    pub snapshot: Arc<Snapshot>,
    /// The time by which the response must be made.
    pub budget: Budget,
    /// Who sends the request.
    pub actor: Actor,
    /// The client: its IP address, or its network for IPv6.
    pub client: IpAddr,
    has_page: bool,
}

impl Turn {
    /// Ends the turn if the client already has this page. A handler calls it when it knows that its
    /// response will be a page, before it makes the page.
    ///
    /// # Errors
    ///
    /// 304 if the client has it.
    pub fn stop_if_client_has_page(&self) -> Result<(), ErrorResponse> {
        if self.has_page {
            return Err(ErrorResponse::not_modified());
        }
        Ok(())
    }
}

impl FromRequestParts<Arc<Portal>> for Turn {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        portal: &Arc<Portal>,
    ) -> Result<Self, Infallible> {
        let budget = parts.extensions.get::<Budget>().copied();
        Ok(Self {
            snapshot: portal.snapshot(),
            budget: budget.unwrap_or_else(|| portal.gate.budget()),
            actor: parts
                .extensions
                .get::<Actor>()
                .cloned()
                .unwrap_or(Actor::Anonymous),
            client: client_of(&parts.extensions),
            has_page: parts.extensions.get::<ClientHasPage>().is_some(),
            portal: Arc::clone(portal),
        })
    }
}

/// Answers a request through `next` when its turn has come. A body may have `limit` bytes; it is
/// read first, so that no turn waits for a client.
pub async fn take(
    State((portal, limit)): State<(Arc<Portal>, usize)>,
    request: Request,
    next: Next,
) -> Response {
    let address = client_of(request.extensions());
    let encoding = Encoding::accepted(request.headers());
    let mut request = match whole(request, limit).await {
        Ok(request) => request,
        Err(error) => return error.into_response(),
    };
    request.extensions_mut().insert(portal.gate.budget());
    let actor = request.extensions().get::<Actor>().cloned();
    let shared = Arc::clone(&portal);
    let answer = async move {
        let response = next.run(request).await;
        let response = account_link::fill_in(&shared, actor.as_ref(), response).await;
        encode(response, encoding).await
    };
    match portal.gate.let_in(address, answer).await {
        Ok(response) => response,
        Err(refused) => {
            let (reason, error) = match refused {
                Refused::Busy => ("busy", ErrorResponse::busy()),
                Refused::TimedOut => ("handler_timeout", ErrorResponse::timed_out()),
                Refused::Failed => {
                    return ErrorResponse::internal("a handler panicked").into_response();
                }
            };
            portal.metrics.shed(reason);
            error.into_response()
        }
    }
}

/// The client of a request with these extensions: its IP address, or its network for IPv6.
pub fn client_of(extensions: &Extensions) -> IpAddr {
    extensions.get::<Client>().map_or(NOBODY, Client::group)
}

/// The request with its body in memory. If its method takes no body, any body sent is left unread.
async fn whole(request: Request, limit: usize) -> Result<Request, ErrorResponse> {
    if *request.method() != Method::POST {
        return Ok(request.map(|_| Body::empty()));
    }
    let too_large = || ErrorResponse::of_status(StatusCode::PAYLOAD_TOO_LARGE);
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let (parts, body) = request.into_parts();
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(Request::from_parts(parts, Body::from(body.to_bytes()))),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => Err(ErrorResponse::bad_request(
            "The request arrived incomplete. Send it again.",
        )),
    }
}
