//! Pages of a list: the items of each, and the pages before and after it.

use std::ops::Range;

use serde::Deserialize;

use super::error_response::ErrorResponse;

/// The requested page of a list.
#[derive(Debug, Deserialize)]
pub struct Paging {
    /// From 1; 0 counts as 1.
    #[serde(default = "first_page")]
    page: usize,
}

fn first_page() -> usize {
    1
}

/// A page of a list.
#[derive(Debug, PartialEq, Eq)]
pub struct ListPage {
    /// Its number, from 1.
    pub number: usize,
    /// The indices of its items in the list.
    pub items: Range<usize>,
    /// Whether there is a page after it.
    has_later: bool,
}

impl Paging {
    /// The requested page of a list of `count` items, with at most `size` items per page.
    ///
    /// # Errors
    ///
    /// If the list does not have that many pages; the first page of an empty list is empty.
    pub fn of(&self, count: usize, size: usize) -> Result<ListPage, ErrorResponse> {
        ListPage::new(self.page.max(1), count, size)
    }
}

impl ListPage {
    /// The page with this number, from 1, of a list of `count` items, with at most `size` items per
    /// page.
    ///
    /// # Errors
    ///
    /// If the list does not have that many pages; the first page of an empty list is empty.
    pub fn new(number: usize, count: usize, size: usize) -> Result<Self, ErrorResponse> {
        let first = (number - 1).saturating_mul(size);
        if first > 0 && first >= count {
            return Err(ErrorResponse::not_found(
                "This list does not have that many pages.",
            ));
        }
        let end = count.min(first.saturating_add(size));
        Ok(Self {
            number,
            items: first..end,
            has_later: end < count,
        })
    }

    /// The links to the pages before and after it.
    pub fn around(&self, link: impl Fn(usize) -> String) -> (Option<String>, Option<String>) {
        let earlier = (self.number > 1).then(|| link(self.number - 1));
        (earlier, self.has_later.then(|| link(self.number + 1)))
    }
}
