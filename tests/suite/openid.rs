//! Signing in with an OpenID Connect provider, which is simulated here, so that it can also do what
//! a provider must not. A real one is in `browser/openid.rs`.

use std::sync::{Arc, Mutex};

use axum::{
    Json, Router,
    body::Body,
    extract::{Form, State},
    http::{HeaderMap, Request, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use fixpath::desk::{
    now,
    people::{Person, new_token},
};
use openidconnect::{
    JsonWebKeyId, PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey,
    core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm},
};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    desk::stores,
    site::{Answer, Site},
};

const CLIENT: &str = "fixpath";
const SECRET: &str = "the secret of the client";
const CODE: &str = "the-code";

/// What the provider does.
struct Play {
    issuer: String,
    /// The key that signs, and its name.
    key: CoreEdDsaPrivateSigningKey,
    /// The keys that the provider makes known.
    known: Vec<Value>,
    /// What the ID token says, besides what it always does.
    claims: Value,
    /// What the provider says when it is asked for more about the person.
    more: Value,
    /// How the ID token says that it is signed.
    algorithm: &'static str,
    /// The nonce and the challenge of the sign-in.
    nonce: String,
    challenge: String,
    /// Whether the provider works.
    is_up: bool,
}

type Playing = Arc<Mutex<Play>>;

/// Makes a key, by way of PEM: its PKCS #8 form is a fixed head and then the secret.
fn key(name: &str) -> CoreEdDsaPrivateSigningKey {
    let secret = BASE64_URL_SAFE_NO_PAD.decode(new_token().unwrap()).unwrap();
    let head = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
    let der = BASE64_STANDARD.encode([&head[..], &secret].concat());
    let word = "PRIVATE KEY";
    let pem = format!("-----BEGIN {word}-----\n{der}\n-----END {word}-----\n");
    let name = JsonWebKeyId::new(name.to_owned());
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(name)).unwrap()
}

fn public(key: &CoreEdDsaPrivateSigningKey) -> Value {
    serde_json::to_value(key.as_verification_key()).unwrap()
}

async fn discovery(State(play): State<Playing>) -> Response {
    let play = play.lock().unwrap();
    if !play.is_up {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let at = |path: &str| format!("{}/{path}", play.issuer);
    Json(json!({
        "issuer": play.issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("me"),
        "jwks_uri": at("keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "none", "HS256"],
    }))
    .into_response()
}

async fn keys(State(play): State<Playing>) -> Json<Value> {
    Json(json!({ "keys": play.lock().unwrap().known }))
}

async fn tokens(
    State(play): State<Playing>,
    headers: HeaderMap,
    Form(sent): Form<Vec<(String, String)>>,
) -> Response {
    let play = play.lock().unwrap();
    let get = |name: &str| {
        let found = sent.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    };
    let verifier = PkceCodeVerifier::new(get("code_verifier").to_owned());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    let secret = SECRET.replace(' ', "+");
    let basic = BASE64_STANDARD.encode(format!("{CLIENT}:{secret}"));
    let is_right = get("code") == CODE
        && challenge.as_str() == play.challenge
        && headers["authorization"] == format!("Basic {basic}");
    if !is_right {
        let refused = Json(json!({"error": "invalid_grant"}));
        return (StatusCode::BAD_REQUEST, refused).into_response();
    }
    let mut claims = json!({
        "iss": play.issuer,
        "aud": CLIENT,
        "sub": "1",
        "nonce": play.nonce,
        "iat": now(),
        "exp": now() + 60,
    });
    for (name, value) in play.claims.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let kid = public(&play.key)["kid"].clone();
    let head = json!({"alg": play.algorithm, "kid": kid, "typ": "JWT"});
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&head), part(&claims));
    let signature = play
        .key
        .sign(&CoreJwsSigningAlgorithm::EdDsa, signed.as_bytes());
    let signature = match play.algorithm {
        "none" => String::new(),
        _ => BASE64_URL_SAFE_NO_PAD.encode(signature.unwrap()),
    };
    Json(json!({
        "access_token": "access",
        "token_type": "Bearer",
        "id_token": format!("{signed}.{signature}"),
    }))
    .into_response()
}

async fn me(State(play): State<Playing>) -> Json<Value> {
    Json(play.lock().unwrap().more.clone())
}

/// A portal with a provider, and what the provider does.
async fn portal(flags: &[&str]) -> (Site, Playing, TempDir) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let first = key("first");
    let play = Arc::new(Mutex::new(Play {
        issuer: issuer.clone(),
        known: vec![public(&first)],
        key: first,
        claims: json!({"preferred_username": "Ann"}),
        more: json!({"sub": "1"}),
        algorithm: "EdDSA",
        nonce: String::new(),
        challenge: String::new(),
        is_up: true,
    }));
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/keys", get(keys))
        .route("/token", post(tokens))
        .route("/me", get(me))
        .with_state(Arc::clone(&play));
    tokio::spawn(async move { axum_serve(listener, router).await });
    let (store, folder) = stores().remove(0);
    let secret = folder.path().join("secret");
    std::fs::write(&secret, format!("{SECRET}\n")).unwrap();
    let secret = secret.to_str().unwrap();
    let own = [
        "--openid-issuer",
        &issuer,
        "--openid-client",
        CLIENT,
        "--openid-secret-file",
        secret,
        "--base-url",
        "http://localhost",
    ];
    let site = Site::with_store(&store, &[&own, flags].concat()).await;
    (site, play, folder)
}

/// Serves a router, without the server of the portal and its limits.
async fn axum_serve(listener: tokio::net::TcpListener, router: Router) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        let service = hyper_util::service::TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let socket = hyper_util::rt::TokioIo::new(socket);
            let builder =
                hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
            builder.serve_connection(socket, service).await.unwrap();
        });
    }
}

async fn ask(site: &Site, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path).header("cookie", cookie);
    site.ask(request.body(Body::empty()).unwrap()).await
}

/// The cookies that a response sets and does not take away.
fn cookies(answer: &Answer) -> String {
    let set = answer.headers.get_all("set-cookie").iter();
    let set = set.map(|cookie| cookie.to_str().unwrap());
    let kept = set.filter(|cookie| !cookie.contains("Max-Age=0"));
    let pairs = kept.map(|cookie| cookie.split(';').next().unwrap().to_owned());
    pairs.collect::<Vec<_>>().join("; ")
}

/// A value in the query of an address.
fn value(address: &str, name: &str) -> String {
    let query = address.split_once('?').unwrap().1;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let found = pairs.find(|(key, _)| *key == name).unwrap().1;
    percent_decode_str(found)
        .decode_utf8()
        .unwrap()
        .into_owned()
}

/// Begins a sign-in, as the link does; the provider learns what it is sent. Gives the cookie and
/// the state.
async fn begin(site: &Site, play: &Playing) -> (String, String) {
    let answer = ask(site, "/sign-in/openid?back=%2Fkb%2FQ168465", "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "no-store");
    let to = answer.header("location");
    assert_eq!(value(to, "response_type"), "code");
    assert_eq!(value(to, "code_challenge_method"), "S256");
    assert_eq!(
        value(to, "redirect_uri"),
        "http://localhost/sign-in/openid/back"
    );
    assert_eq!(value(to, "scope"), "openid+profile");
    let mut play = play.lock().unwrap();
    play.nonce = value(to, "nonce");
    play.challenge = value(to, "code_challenge");
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("; Max-Age=600; HttpOnly; SameSite=Lax"));
    (cookies(&answer), value(to, "state"))
}

/// Signs in from start to end.
async fn sign_in(site: &Site, play: &Playing) -> Answer {
    let (cookie, state) = begin(site, play).await;
    let back = format!("/sign-in/openid/back?state={state}&code={CODE}");
    ask(site, &back, &cookie).await
}

async fn people(site: &Site) -> Vec<Person> {
    let desk = site.portal.desk.as_ref().unwrap();
    desk.people.list().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_the_subject_of_an_issuer_and_not_a_name() {
    let (site, play, _folder) = portal(&[]).await;
    let page = ask(&site, "/sign-in?back=%2Fkb%2FQ168465", "").await.body;
    assert!(page.contains("href=\"/sign-in/openid?back=%2Fkb%2FQ168465\""));
    let answer = sign_in(&site, &play).await;
    assert_eq!(answer.header("location"), "/kb/Q168465", "{}", answer.body);
    let account = ask(&site, "/account", &cookies(&answer)).await.body;
    assert!(
        account.contains("<strong>ann</strong> (reader)"),
        "{account}"
    );
    assert!(!account.contains("Old password"));
    // The same person with another name; another one with the same name and address.
    play.lock().unwrap().claims = json!({"preferred_username": "Ann B."});
    sign_in(&site, &play).await;
    play.lock().unwrap().claims = json!({"sub": "2", "preferred_username": "ann", "email": "a@b"});
    sign_in(&site, &play).await;
    play.lock().unwrap().claims = json!({"sub": "3", "email": "a@b"});
    sign_in(&site, &play).await;
    let names: Vec<String> = people(&site)
        .await
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(names, ["ann", "ann2", "person"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_decide_the_role_each_time() {
    let flags = [
        "--openid-role",
        "groups=kb:agent",
        "--openid-role",
        "groups=kb-admins:administrator",
    ];
    let (site, play, _folder) = portal(&flags).await;
    for (more, role) in [
        (
            json!({"sub": "1", "groups": ["kb-admins", "kb"]}),
            "administrator",
        ),
        (json!({"sub": "1", "groups": ["kb"]}), "agent"),
        // What is said of somebody else does not count.
        (json!({"sub": "2", "groups": ["kb-admins"]}), "reader"),
        (json!({"sub": "1"}), "reader"),
    ] {
        play.lock().unwrap().more = more;
        let answer = sign_in(&site, &play).await;
        let account = ask(&site, "/account", &cookies(&answer)).await.body;
        assert!(account.contains(&format!("({role})")), "{role}: {account}");
    }
    // Whoever is deactivated stays outside.
    let desk = site.portal.desk.as_ref().unwrap();
    desk.people
        .invite("boss", fixpath::desk::people::Role::Administrator, "test")
        .await
        .unwrap();
    desk.people.deactivate("ann", "test").await.unwrap();
    let answer = sign_in(&site, &play).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("deactivated"));
    assert_eq!(cookies(&answer), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_not_valid_signs_anybody_in() {
    let (site, play, _folder) = portal(&[]).await;
    for claims in [
        json!({"nonce": "another"}),
        json!({"nonce": null}),
        json!({"aud": "another"}),
        json!({"aud": [CLIENT, "another"]}),
        json!({"iss": "https://evil.example"}),
        json!({"exp": now() - 5}),
        json!({"nbf": now() + 300}),
    ] {
        play.lock().unwrap().claims = claims.clone();
        let answer = sign_in(&site, &play).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY, "{claims}");
        assert!(answer.body.contains("is not valid"), "{claims}");
        assert_eq!(cookies(&answer), "", "{claims}");
    }
    play.lock().unwrap().claims = json!({});
    for algorithm in ["none", "HS256", "RS256"] {
        play.lock().unwrap().algorithm = algorithm;
        let answer = sign_in(&site, &play).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY, "{algorithm}");
    }
    play.lock().unwrap().algorithm = "EdDSA";

    // A key that is not the provider's.
    let known = play.lock().unwrap().known.clone();
    play.lock().unwrap().key = key("first");
    assert_eq!(sign_in(&site, &play).await.status, StatusCode::BAD_GATEWAY);
    assert_eq!(known, play.lock().unwrap().known);

    // The state of another browser, no state, an older sign-in, another provider's answer.
    let (cookie, state) = begin(&site, &play).await;
    for (path, cookie) in [
        (format!("?state={state}&code={CODE}"), ""),
        (format!("?state=another&code={CODE}"), &*cookie),
        (format!("?code={CODE}"), &cookie),
        ("?error=access_denied".to_owned(), &cookie),
    ] {
        let path = format!("/sign-in/openid/back{path}");
        let answer = ask(&site, &path, cookie).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(answer.body.contains("was started in another browser"));
        assert!(answer.body.contains("href=\"/sign-in/openid"), "and again");
    }
    let path = format!("/sign-in/openid/back?state={state}&code={CODE}&iss=https%3A%2F%2Fevil");
    let answer = ask(&site, &path, &cookie).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    let path = format!("/sign-in/openid/back?state={state}&code=guessed");
    let answer = ask(&site, &path, &cookie).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    let path = format!("/sign-in/openid/back?state={state}&error=access_denied");
    let answer = ask(&site, &path, &cookie).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("did not let you in"));
    assert_eq!(people(&site).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_is_said_to_be_and_tried_again() {
    let (site, play, _folder) = portal(&[]).await;
    play.lock().unwrap().is_up = false;
    let answer = ask(&site, "/sign-in/openid", "").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body.contains("does not work at the moment"));
    assert!(!answer.body.contains(SECRET));
    assert_eq!(site.get("/kb/Q168465").await.status, StatusCode::OK);
    play.lock().unwrap().is_up = true;
    let answer = sign_in(&site, &play).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_takes_the_place_of_the_session_before() {
    let (site, play, _folder) = portal(&[]).await;
    let before = cookies(&sign_in(&site, &play).await);
    let (cookie, state) = begin(&site, &play).await;
    let back = format!("/sign-in/openid/back?state={state}&code={CODE}");
    let answer = ask(&site, &back, &format!("{cookie}; {before}")).await;
    assert_ne!(cookies(&answer), before);
    let account = ask(&site, "/account", &before).await;
    assert_eq!(account.status, StatusCode::SEE_OTHER, "it has ended");
}
