//! Browsing by product.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use serde::Deserialize;

use crate::{
    library::Product,
    web::{
        fault::Fault,
        filters,
        page::{Layout, render},
        rows::ArticleRow,
        turn::Turn,
    },
};

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
pub async fn list(turn: Turn) -> Result<Response, Fault> {
    turn.skip_known()?;
    Ok(render(&ProductsPage {
        layout: turn.portal.layout("Products"),
        products: turn.snapshot.library.products(),
    }))
}

/// Which page of a list.
#[derive(Debug, Deserialize)]
pub struct Paging {
    /// From 1.
    #[serde(default = "first_page")]
    pub page: usize,
}

fn first_page() -> usize {
    1
}

/// `GET /products/{slug}?page=`
pub async fn show(
    turn: Turn,
    Path(slug): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let product = snapshot
        .library
        .product(&slug)
        .ok_or_else(|| Fault::not_found("No article is about a product with that name."))?;
    let page = paging.page.max(1);
    let first = (page - 1).saturating_mul(PAGE);
    let about = snapshot.library.about(&slug);
    if first >= about.len() {
        return Err(Fault::not_found("This list does not have that many pages."));
    }
    turn.skip_known()?;
    let link = |page| portal.paths.product_page(&slug, page);
    let page = ProductPage {
        layout: portal.layout(&product.name),
        product,
        articles: about
            .iter()
            .skip(first)
            .take(PAGE)
            .map(|(id, entry)| ArticleRow::of_entry(id, entry, snapshot, &portal.paths))
            .collect(),
        first: first + 1,
        last: about.len().min(first + PAGE),
        earlier: (page > 1).then(|| link(page - 1)),
        later: (first + PAGE < about.len()).then(|| link(page + 1)),
    };
    Ok(render(&page))
}
