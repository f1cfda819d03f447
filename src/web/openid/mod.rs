//! Signing in with OpenID Connect: by an authorization code, with PKCE, a state and a nonce.
//!
//! What has to be remembered until a person returns from the provider is in a cookie of their
//! browser. So any portal behind a balancer can finish the sign-in, and no other browser can.

#[cfg(not(feature = "openid"))]
mod absent;
#[cfg(feature = "openid")]
mod claims;
#[cfg(feature = "openid")]
mod http;
mod pending;
#[cfg(feature = "openid")]
mod provider;

#[cfg(not(feature = "openid"))]
pub use absent::Provider;
pub use pending::{OpenIdError, PendingSignIn};
#[cfg(feature = "openid")]
pub use provider::Provider;
