//! The page of all error codes, by family.

use askama::Template;
use axum::{extract::Query, response::Response};

use super::{
    link::CodeLink,
    listing::{Listing, PAGE},
};
use crate::{
    evidence::{Code, Family},
    web::{
        error_response::ErrorResponse,
        filters,
        page::{Area, Layout, render},
        turn::Turn,
    },
};

/// How many codes of each family are on the page of all families.
const COMMONEST: usize = 12;

#[derive(Template)]
#[template(path = "codes.html")]
struct CodesPage<'a> {
    layout: Layout<'a>,
    families: Vec<FamilyView>,
    earlier: Option<String>,
    later: Option<String>,
}

/// A family with some of its codes.
struct FamilyView {
    word: &'static str,
    title: &'static str,
    /// How many of its codes are mentioned in articles.
    count: usize,
    codes: Vec<CodeLink>,
    /// The link to the list of all; `None` if they are all here.
    all: Option<String>,
}

/// `GET /codes`, `GET /codes?family=stop&page=2`
pub async fn list(turn: Turn, Query(listing): Query<Listing>) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let chosen = Family::of_word(&listing.family);
    if chosen.is_none() && !listing.family.is_empty() {
        let words = Family::ALL.map(Family::word).join(", ");
        return Err(ErrorResponse::not_found(format!(
            "There is no such family of error codes. Choose one of: {words}."
        )));
    }
    let mut all: Vec<(Code, usize)> = snapshot.atlas.codes().collect();
    all.sort_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.cmp(b)));
    let first = (listing.page() - 1) * PAGE;
    let (mut earlier, mut later) = (None, None);
    let mut families = Vec::new();
    for family in Family::ALL {
        let codes = all.iter().filter(|(code, _)| code.family == family);
        let count = codes.clone().count();
        if count == 0 || chosen.is_some_and(|chosen| chosen != family) {
            continue;
        }
        let link = |page| portal.paths.codes_of(family, page);
        let (skip, take) = match chosen {
            Some(_) => (first, PAGE),
            None => (0, COMMONEST),
        };
        if chosen.is_some() {
            earlier = (first > 0).then(|| link(listing.page() - 1));
            later = (first + PAGE < count).then(|| link(listing.page() + 1));
        }
        families.push(FamilyView {
            word: family.word(),
            title: family.title(),
            count,
            codes: codes
                .skip(skip)
                .take(take)
                .map(|(code, articles)| CodeLink::new(code, portal, *articles))
                .collect(),
            all: (chosen.is_none() && count > COMMONEST).then(|| link(1)),
        });
    }
    if chosen.is_some() && first > 0 && families.iter().all(|family| family.codes.is_empty()) {
        return Err(ErrorResponse::not_found(
            "This list does not have that many pages.",
        ));
    }
    turn.stop_if_client_has_page()?;
    let title = chosen.map_or("Error codes", Family::title);
    Ok(render(&CodesPage {
        layout: portal.layout(title).in_area(Area::Codes),
        families,
        earlier,
        later,
    }))
}
