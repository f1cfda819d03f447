//! Browsing by product.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};

use crate::{
    library::Product,
    web::{
        error_response::ErrorResponse,
        filters,
        page::{Area, Layout, render},
        paging::Paging,
        rows::ArticleRow,
        turn::Turn,
    },
};

/// How many articles are on one page.
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
pub async fn list(turn: Turn) -> Result<Response, ErrorResponse> {
    turn.stop_if_client_has_page()?;
    Ok(render(&ProductsPage {
        layout: turn.portal.layout("Products").in_area(Area::Products),
        products: turn.snapshot.library.products(),
    }))
}

/// `GET /products/{slug}?page=`
pub async fn show(
    turn: Turn,
    Path(slug): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let product = snapshot
        .library
        .product(&slug)
        .filter(|product| product.articles > 0)
        .ok_or_else(|| ErrorResponse::not_found("No article is about a product with that name."))?;
    let about = snapshot.library.about(&slug);
    let shown = paging.of(about.len(), PAGE)?;
    turn.stop_if_client_has_page()?;
    let (earlier, later) = shown.around(|page| portal.paths.product_page(&slug, page));
    let page = ProductPage {
        layout: portal.layout(&product.name).in_area(Area::Products),
        product,
        articles: about
            .get(shown.items.clone())
            .unwrap_or_default()
            .iter()
            .map(|(id, entry)| {
                ArticleRow::of_entry(id, entry, snapshot, &portal.paths).on_page_of(&product.name)
            })
            .collect(),
        first: shown.items.start + 1,
        last: shown.items.end,
        earlier,
        later,
    };
    Ok(render(&page))
}
