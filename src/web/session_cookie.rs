//! The cookie of a session.

use axum::http::{HeaderMap, HeaderValue, header};

/// How long a browser keeps it, in seconds: as long as a session can last.
const MAX_AGE: u32 = 7 * 24 * 3_600;

/// Its name. With TLS, the prefix makes the browser refuse it from anywhere else.
fn name(over_tls: bool) -> &'static str {
    match over_tls {
        true => "__Host-fixpath",
        false => "fixpath",
    }
}

/// The secret in the cookie, if there is one.
pub fn token(headers: &HeaderMap, over_tls: bool) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter();
    let pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name(over_tls))
        .map(|(_, token)| token)
}

/// Sets the cookie; with an empty secret, takes it away.
pub fn set(token: &str, over_tls: bool) -> Option<HeaderValue> {
    let (name, age) = (name(over_tls), if token.is_empty() { 0 } else { MAX_AGE });
    let secure = if over_tls { "; Secure" } else { "" };
    let cookie = format!("{name}={token}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
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
    }

    #[test]
    fn no_script_and_no_other_site_gets_it() {
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
