//! The requests to the provider: the only connections that a portal opens, besides those to its
//! database.

use std::{pin::Pin, time::Duration};

use axum::http::{Request, Response, uri::Scheme};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use openidconnect::AsyncHttpClient;
use rustls::crypto::ring;
use thiserror::Error;
use tokio::time::timeout;

/// How long an answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// The most bytes of an answer.
const LONGEST: usize = 1 << 20;

/// Sends requests to the provider. It follows no redirects, so that only the provider is asked.
pub struct Http {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    /// Whether a request without TLS is sent, which only a provider on this machine needs.
    is_plain: bool,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum HttpError {
    /// The provider names an address without TLS.
    #[error("{0} does not begin with https")]
    Plain(String),
    /// The connection fails.
    #[error("no connection: {0}")]
    Connection(Box<dyn std::error::Error + Send + Sync>),
    /// The answer is incomplete, or too long.
    #[error("the answer is incomplete or too long: {0}")]
    Answer(Box<dyn std::error::Error + Send + Sync>),
    /// The answer takes too long.
    #[error("no answer within 10 s")]
    TimedOut,
}

impl Http {
    /// Trusts the certificates that the system trusts. `is_plain` also allows requests without TLS.
    ///
    /// # Errors
    ///
    /// The system has no certificates, though they are needed.
    pub fn new(is_plain: bool) -> std::io::Result<Self> {
        let builder = HttpsConnectorBuilder::new();
        let builder = match is_plain {
            true => builder.with_tls_config(
                rustls::ClientConfig::builder_with_provider(ring::default_provider().into())
                    .with_safe_default_protocol_versions()
                    .map_err(std::io::Error::other)?
                    .with_root_certificates(rustls::RootCertStore::empty())
                    .with_no_client_auth(),
            ),
            false => builder.with_provider_and_native_roots(ring::default_provider())?,
        };
        let connector = builder.https_or_http().enable_http1().build();
        Ok(Self {
            // Sign-ins are rare: a connection that is kept would have been closed by the next one.
            client: Client::builder(TokioExecutor::new())
                .pool_max_idle_per_host(0)
                .build(connector),
            is_plain,
        })
    }

    /// Sends a request and gives the whole answer.
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, HttpError> {
        if !self.is_plain && request.uri().scheme() != Some(&Scheme::HTTPS) {
            return Err(HttpError::Plain(request.uri().to_string()));
        }
        let request = request.map(|body| Full::new(Bytes::from(body)));
        let answering = async {
            let answer = self.client.request(request).await;
            let answer = answer.map_err(|error| HttpError::Connection(error.into()))?;
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, LONGEST).collect().await;
            let body = body.map_err(HttpError::Answer)?;
            Ok(Response::from_parts(parts, body.to_bytes().to_vec()))
        };
        timeout(ANSWER_TIMEOUT, answering)
            .await
            .unwrap_or(Err(HttpError::TimedOut))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        Box::pin(self.send(request))
    }
}
