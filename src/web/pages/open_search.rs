//! The description by which browsers add this portal to their search engines.

use askama::Template;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use crate::web::{error_response::ErrorResponse, turn::Turn};

#[derive(Template)]
#[template(path = "opensearch.xml")]
struct Description {
    icon: String,
    search: String,
}

/// `GET /opensearch.xml`
pub async fn show(turn: Turn) -> Result<Response, ErrorResponse> {
    let portal = &turn.portal;
    let description = Description {
        icon: portal.absolute(&portal.paths.icon),
        search: portal.absolute(&portal.paths.search()),
    };
    let xml = description.render().map_err(ErrorResponse::internal)?;
    let kind = "application/opensearchdescription+xml; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], xml).into_response())
}
