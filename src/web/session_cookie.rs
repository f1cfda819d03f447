//! The cookie of a session, and that of a pending sign-in.

use axum::http::{HeaderMap, HeaderValue, header};

/// How long a browser keeps the cookie of a session, in seconds: as long as a session can last.
const MAX_AGE: u32 = 7 * 24 * 3_600;

/// The name of the cookie of a session. With TLS, its prefix makes browsers accept it only from
/// this host, and only over TLS.
fn name(over_tls: bool) -> &'static str {
    match over_tls {
        true => "__Host-fixpath",
        false => "fixpath",
    }
}

/// The name of the cookie of a pending sign-in.
fn pending_name(over_tls: bool) -> &'static str {
    match over_tls {
        true => "__Host-fixpath-sign-in",
        false => "fixpath-sign-in",
    }
}

/// How long a browser keeps the cookie of a pending sign-in, in seconds.
const PENDING_MAX_AGE: u32 = 600;

/// The secret in the cookie of a session, if there is one.
pub fn token(headers: &HeaderMap, over_tls: bool) -> Option<&str> {
    value(headers, name(over_tls))
}

/// The value of the cookie of a pending sign-in.
pub fn pending_sign_in(headers: &HeaderMap, over_tls: bool) -> Option<&str> {
    value(headers, pending_name(over_tls))
}

fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter();
    let pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The header that sets the cookie of a session; with an empty secret, one that removes it.
pub fn set(token: &str, over_tls: bool) -> Option<HeaderValue> {
    cookie(name(over_tls), token, MAX_AGE, over_tls)
}

/// The header that sets the cookie of a pending sign-in; with an empty value, one that
/// removes it.
pub fn set_pending_sign_in(pending: &str, over_tls: bool) -> Option<HeaderValue> {
    cookie(pending_name(over_tls), pending, PENDING_MAX_AGE, over_tls)
}

fn cookie(name: &str, value: &str, longest: u32, over_tls: bool) -> Option<HeaderValue> {
    let age = if value.is_empty() { 0 } else { longest };
    let secure = if over_tls { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(cookie).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("a=b; fixpath=one; x"),
        );
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("__Host-fixpath=two"),
        );
        assert_eq!(token(&headers, false), Some("one"));
        assert_eq!(token(&headers, true), Some("two"));
        assert_eq!(token(&HeaderMap::new(), true), None);
        assert_eq!(pending_sign_in(&headers, true), None);
    }

    #[test]
    fn no_script_and_no_other_site_gets_the_cookie() {
        let cookie = set("abc", true).unwrap();
        assert_eq!(
            cookie,
            "__Host-fixpath=abc; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            set("", false).unwrap(),
            "fixpath=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
        );
    }
}
