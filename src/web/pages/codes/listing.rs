//! Which part of a list of codes, or of a code's articles, is requested.

use serde::Deserialize;

/// Articles, or codes of a family, on a page.
pub(super) const PAGE: usize = 100;

/// `?family=stop&page=2`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Listing {
    pub(super) family: String,
    page: String,
}

impl Listing {
    /// The page asked for, from 1; anything but a number is the first. Capped so that the number of
    /// its rows can't overflow.
    pub(super) fn page(&self) -> usize {
        self.page.parse().unwrap_or(1).clamp(1, usize::MAX / PAGE)
    }
}
