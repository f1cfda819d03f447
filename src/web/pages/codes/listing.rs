//! Which part of a list of codes, or of a code's articles, is requested.

use serde::Deserialize;

/// How many articles, or codes of a family, are on a page.
pub(super) const PAGE: usize = 100;

/// `?family=stop&page=2`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Listing {
    pub(super) family: String,
    page: String,
}

impl Listing {
    /// The requested page, from 1; anything but a number means the first. Limited, so that the
    /// number of its rows can't overflow.
    pub(super) fn page(&self) -> usize {
        self.page.parse().unwrap_or(1).clamp(1, usize::MAX / PAGE)
    }
}
