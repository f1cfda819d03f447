//! Every component of the pages in every state, for anybody who changes the style sheet.

use askama::Template;
use axum::response::Response;

use crate::web::{
    error_response::ErrorResponse,
    page::{Layout, render},
    turn::Turn,
};

#[derive(Template)]
#[template(path = "style.html")]
struct StylePage<'a> {
    layout: Layout<'a>,
}

/// `GET /-/style`
pub async fn show(turn: Turn) -> Result<Response, ErrorResponse> {
    turn.stop_if_client_has_page()?;
    Ok(render(&StylePage {
        layout: turn.portal.layout("Components"),
    }))
}
