//! The provider: its metadata, where it signs people in, and what it says about them.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthType, AuthorizationCode, Client, ClientId, ClientSecret,
    CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    StandardErrorResponse, StandardTokenResponse, TokenResponse, UserInfoClaims,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod,
        CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken,
        CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    claims,
    http::Http,
    pending::{OpenIdError, PendingSignIn},
};
use crate::{
    config::{ClaimRole, SignInConfig},
    desk::{
        now,
        people::{Identity, Role},
    },
};

/// How long the provider's metadata is used before it is requested again.
const FRESH: Duration = Duration::from_secs(3_600);

/// How long it is used at least, even if a signature can't be checked with its keys.
const LEAST_FRESH: Duration = Duration::from_secs(10);

/// The signatures that are accepted. All are made with a key that only the provider has: `none` is
/// no signature, and those with the client secret are no better than the secret.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The claims that the standard does not define.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct OtherClaims {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for OtherClaims {}

type Tokens = StandardTokenResponse<
    IdTokenFields<
        OtherClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

/// This portal, as the provider's client.
type PortalClient = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A provider with which people sign in.
pub struct Provider {
    issuer: IssuerUrl,
    client: ClientId,
    secret: Option<ClientSecret>,
    redirect: RedirectUrl,
    scopes: Vec<String>,
    roles: Vec<ClaimRole>,
    default_role: Role,
    http: Http,
    known: Mutex<Option<(Arc<PortalClient>, Instant)>>,
}

impl Provider {
    /// The provider of the settings. `redirect` is where it sends people back to.
    ///
    /// # Errors
    ///
    /// A setting can't be used, as a sentence.
    pub fn new(config: &SignInConfig, issuer: &str, redirect: String) -> Result<Self, String> {
        let unusable = |error: &dyn std::fmt::Display| format!("--openid-issuer {issuer}: {error}");
        let secret = config.openid_secret()?;
        let http = Http::new(issuer.starts_with("http://"));
        Ok(Self {
            issuer: IssuerUrl::new(issuer.to_owned()).map_err(|error| unusable(&error))?,
            client: ClientId::new(config.openid_client.clone().unwrap_or_default()),
            secret: secret.map(ClientSecret::new),
            redirect: RedirectUrl::new(redirect).map_err(|error| unusable(&error))?,
            scopes: config.openid_scopes.clone(),
            roles: config.openid_role.clone(),
            default_role: config.default_role,
            http: http.map_err(|error| unusable(&error))?,
            known: Mutex::default(),
        })
    }

    /// Begins a sign-in that leads to `back`, and gives the address at the provider.
    ///
    /// # Errors
    ///
    /// The provider does not work.
    pub async fn begin(&self, back: &str) -> Result<(String, PendingSignIn), OpenIdError> {
        let client = self.client(FRESH).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut asked = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        );
        for scope in self.scopes.iter().filter(|scope| !scope.is_empty()) {
            asked = asked.add_scope(Scope::new(scope.clone()));
        }
        let (url, state, nonce) = asked.set_pkce_challenge(challenge).url();
        let pending = PendingSignIn {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            at: now(),
            back: back.to_owned(),
        };
        Ok((url.to_string(), pending))
    }

    /// Finishes a sign-in with the code that the provider sent: who the person is. `issuer` is who
    /// claims to have sent it.
    ///
    /// # Errors
    ///
    /// The provider does not work, or what it says is not valid.
    pub async fn finish(
        &self,
        pending: &PendingSignIn,
        code: &str,
        issuer: Option<&str>,
    ) -> Result<Identity, OpenIdError> {
        // RFC 9207: this detects the answer of another provider.
        if issuer.is_some_and(|issuer| issuer != self.issuer.as_str()) {
            return Err(invalid(&"the answer comes from another issuer"));
        }
        let client = self.client(FRESH).await?;
        let tokens = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| unreachable(&error))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()))
            .request_async(&self.http)
            .await
            .map_err(|error| match error {
                openidconnect::RequestTokenError::ServerResponse(refused) => invalid(&refused),
                error => unreachable(&causes(&error)),
            })?;
        let nonce = Nonce::new(pending.nonce.clone());
        let mut claims = match verified(&client, &tokens, &nonce) {
            Ok(claims) => claims,
            // The provider may have got new keys in the meantime.
            Err(_) => {
                let client = self.client(LEAST_FRESH).await?;
                verified(&client, &tokens, &nonce).map_err(|error| invalid(&error))?
            }
        };
        let subject = claims.get("sub").and_then(Value::as_str);
        let subject = subject.unwrap_or_default().to_owned();
        // Some providers put only the most necessary claims into the ID token.
        if !claims::suffice(&claims, &self.roles)
            && let Some(others) = self.user_info(&client, &tokens, &subject).await
        {
            claims::add(&mut claims, others);
        }
        let role = claims::role(&claims, &self.roles);
        Ok(Identity {
            issuer: self.issuer.as_str().to_owned(),
            subject,
            names: claims::names(&claims),
            role: role.unwrap_or(self.default_role),
            is_role_decided: !self.roles.is_empty(),
        })
    }

    /// What the provider's user-info endpoint says about a person.
    async fn user_info(
        &self,
        client: &PortalClient,
        tokens: &Tokens,
        subject: &str,
    ) -> Option<Value> {
        let expected = openidconnect::SubjectIdentifier::new(subject.to_owned());
        let asked = client.user_info(tokens.access_token().clone(), Some(expected));
        let asking = asked.ok()?;
        let answer = asking.request_async(&self.http).await;
        match answer {
            Ok(claims) => {
                let claims: UserInfoClaims<OtherClaims, CoreGenderClaim> = claims;
                serde_json::to_value(claims).ok()
            }
            Err(error) => {
                tracing::warn!("sign-in provider: {}", causes(&error));
                None
            }
        }
    }

    /// This portal as a client, with metadata of the provider that is not older than `fresh`.
    async fn client(&self, fresh: Duration) -> Result<Arc<PortalClient>, OpenIdError> {
        let known = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.clone()
        };
        if let Some((client, at)) = known
            && at.elapsed() < fresh
        {
            return Ok(client);
        }
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
        let found = found.map_err(|error| unreachable(&causes(&error)))?;
        let (basic, post) = (
            CoreClientAuthMethod::ClientSecretBasic,
            CoreClientAuthMethod::ClientSecretPost,
        );
        let by_post = found
            .token_endpoint_auth_methods_supported()
            .is_some_and(|ways| ways.contains(&post) && !ways.contains(&basic));
        let client =
            Client::from_provider_metadata(found, self.client.clone(), self.secret.clone())
                .set_redirect_uri(self.redirect.clone())
                .set_auth_type(match by_post {
                    true => AuthType::RequestBody,
                    false => AuthType::BasicAuth,
                });
        let client = Arc::new(client);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some((Arc::clone(&client), Instant::now()));
        Ok(client)
    }
}

/// How many seconds the clock of the provider may be ahead.
const CLOCKS_DIFFER: i64 = 60;

/// The claims of the ID token, if it is of this provider, for this portal and this sign-in, and
/// still valid.
fn verified(client: &PortalClient, tokens: &Tokens, nonce: &Nonce) -> Result<Value, String> {
    let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES);
    let token = tokens.id_token().ok_or("there is no ID token")?;
    let claims = token.claims(&verifier, nonce);
    let claims = claims.map_err(|error| causes(&error))?;
    if let Some(expected) = claims.access_token_hash() {
        let key = token.signing_key(&verifier);
        let key = key.map_err(|error| causes(&error))?;
        let algorithm = token.signing_alg().map_err(|error| causes(&error))?;
        let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
        if hash.map_err(|error| causes(&error))? != *expected {
            return Err("the access token does not belong to the ID token".to_owned());
        }
    }
    let claims = serde_json::to_value(claims).map_err(|error| error.to_string())?;
    // The library checks when a token ends, but not when it begins.
    match claims["nbf"].as_i64() {
        Some(begins) if begins > now() + CLOCKS_DIFFER => {
            Err("the ID token is not valid yet".to_owned())
        }
        _ => Ok(claims),
    }
}

/// An error with all its causes.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

fn unreachable(cause: &dyn std::fmt::Display) -> OpenIdError {
    tracing::error!("the sign-in provider can't be used: {cause}");
    OpenIdError::Unreachable
}

fn invalid(cause: &dyn std::fmt::Display) -> OpenIdError {
    tracing::warn!("the answer of the sign-in provider is not valid: {cause}");
    OpenIdError::Invalid
}
