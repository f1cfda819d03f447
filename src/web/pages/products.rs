//! Browsing by product.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use serde::Deserialize;

use super::super::{articles::ArticleRow, fault::Fault, layout::Layout, portal::Portal, render};
use crate::library::Product;

/// Articles on one page.
const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "products.html")]
struct ProductsPage<'a> {
    layout: Layout<'a>,
    products: &'a [Product],
}

#[derive(Template)]
#[template(path = "product.html")]
struct ProductPage<'a> {
    layout: Layout<'a>,
    product: &'a Product,
    articles: Vec<ArticleRow>,
    first: usize,
    last: usize,
    earlier: Option<String>,
    later: Option<String>,
}

/// `GET /products`
pub async fn list(State(portal): State<Arc<Portal>>) -> Response {
    let snapshot = portal.snapshot();
    render(&ProductsPage {
        layout: portal.layout("Products"),
        products: snapshot.library.products(),
    })
}

/// Which page of a list.
#[derive(Debug, Deserialize)]
pub struct Paging {
    /// From 1.
    #[serde(default = "first_page")]
    page: usize,
}

fn first_page() -> usize {
    1
}

/// `GET /products/{slug}?page=`
pub async fn show(
    State(portal): State<Arc<Portal>>,
    Path(slug): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, Fault> {
    let snapshot = portal.snapshot();
    let product = snapshot
        .library
        .product(&slug)
        .ok_or_else(|| Fault::not_found("No article is about a product of that name."))?;
    let page = paging.page.max(1);
    let first = (page - 1).saturating_mul(PAGE);
    let about = snapshot.library.about(&slug);
    if first >= about.len() {
        return Err(Fault::not_found("This list has fewer pages."));
    }
    let link = |page| portal.paths.product_page(&slug, page);
    let page = ProductPage {
        layout: portal.layout(&product.name),
        product,
        articles: about
            .iter()
            .skip(first)
            .take(PAGE)
            .map(|(id, entry)| ArticleRow::of_entry(id, entry, &snapshot, &portal.paths))
            .collect(),
        first: first + 1,
        last: about.len().min(first + PAGE),
        earlier: (page > 1).then(|| link(page - 1)),
        later: (first + PAGE < about.len()).then(|| link(page + 1)),
    };
    Ok(render(&page))
}
