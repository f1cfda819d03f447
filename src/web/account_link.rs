//! The link in the header of every page: it leads to signing in, or shows who has signed in.
//!
//! Handlers make pages without knowing who asks: they leave a mark, which the frame replaces. So
//! all people who have not signed in get the same page.

use askama::Template;
use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use memchr::memmem;

use super::{actor::Actor, encoding::Whole, error_response::ErrorResponse, portal::Portal};

/// What pages have in place of the link. The text of an article can't contain it, since `<` is
/// escaped there.
pub const MARK: &str = "<!--account-->";

#[derive(Template)]
#[template(
    source = r#"<a class="account" href="{{ href }}" rel="nofollow" data-person="{{ person }}">{{ text }}</a>"#,
    ext = "html"
)]
struct Link<'a> {
    href: String,
    text: &'a str,
    /// By which the browser notices that somebody else uses it; empty for those who have not signed
    /// in.
    person: &'a str,
}

/// Puts the link into a page; any other response stays as it is, and so does a page that is encoded
/// already. Without an actor, it is not known who asks, and there is no link.
pub async fn fill_in(portal: &Portal, actor: Option<&Actor>, response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_encoded = response.extensions().get::<Whole>().is_some();
    if is_encoded || !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        // Our bodies are in memory, so they can't fail.
        Err(error) => return ErrorResponse::internal(error).into_response(),
    };
    let link = match (&portal.desk, actor) {
        (None, _) | (_, None | Some(Actor::Local)) => Ok(String::new()),
        (Some(_), Some(Actor::Anonymous)) => Link {
            href: portal.paths.sign_in(""),
            text: "Sign in",
            person: "",
        }
        .render(),
        (Some(_), Some(Actor::Person(person))) => Link {
            href: portal.paths.account(),
            text: &person.name,
            person: &person.name,
        }
        .render(),
    };
    match link {
        Ok(link) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(with(&body, &link)))
        }
        Err(error) => ErrorResponse::internal(error).into_response(),
    }
}

/// A page with something in place of its mark.
fn with(page: &Bytes, link: &str) -> Bytes {
    let Some(at) = memmem::find(page, MARK.as_bytes()) else {
        return page.clone();
    };
    let (before, after) = page.split_at(at);
    let after = after.get(MARK.len()..).unwrap_or_default();
    [before, link.as_bytes(), after].concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_mark_is_replaced() {
        let page = Bytes::from_static(b"<a><!--account--><b><!--account-->");
        assert_eq!(with(&page, "x"), "<a>x<b><!--account-->");
        assert_eq!(with(&Bytes::from_static(b"y"), "x"), "y");
    }
}
