//! Where each part of a guide begins in its file.

use serde::{Deserialize, Deserializer};
use toml::Spanned;

/// A part of a guide that knows where it is.
pub(super) trait Placed {
    /// Records the byte at which it begins.
    fn place(&mut self, at: usize);
}

/// Reads a list of parts, each with its place.
pub(super) fn placed<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Placed,
{
    let parts = Vec::<Spanned<T>>::deserialize(deserializer)?;
    let placed = parts.into_iter().map(|spanned| {
        let at = spanned.span().start;
        let mut part = spanned.into_inner();
        part.place(at);
        part
    });
    Ok(placed.collect())
}
