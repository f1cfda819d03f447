//! The addresses of articles, in every spelling.

use crate::{
    evidence::{ArticleId, query_article_id},
    library::Library,
};

/// The meaning of an address below `/kb/`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// The article's page at its canonical address.
    Page(ArticleId),
    /// Another format of it.
    OtherFormat(ArticleId, OtherFormat),
    /// Another spelling of an address; holds the canonical ID.
    Other(ArticleId),
}

/// A format of an article besides its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OtherFormat {
    Markdown,
    Source,
    Json,
}

/// Reads the part of the path after `/kb/`: all of it may be an ID, whatever it contains.
pub(super) fn parse(rest: &str, library: &Library) -> Option<Address> {
    let known = |text: &str| {
        library
            .entry(&ArticleId::of_path(text)?)
            .map(|(id, _)| id.clone())
    };
    if let Some(id) = known(rest) {
        return Some(Address::Page(id));
    }
    if let Some((stem, format)) = format_of(rest)
        && let Some(id) = known(stem).or_else(|| ArticleId::parse(stem))
    {
        return Some(Address::OtherFormat(id, format));
    }
    let trimmed = rest.trim_end_matches('/');
    let last = match trimmed.rsplit_once('/') {
        // The archive's own addresses: 168/Q168465/.
        Some((folder, last)) if folder.bytes().all(|byte| byte.is_ascii_digit()) => last,
        _ => trimmed,
    };
    let found = library.find(trimmed).or_else(|| library.find(last));
    if let Some(id) = found {
        return Some(Address::Other(id.clone()));
    }
    match ArticleId::parse(last) {
        Some(id) if id.as_str() == rest => Some(Address::Page(id)),
        Some(id) => Some(Address::Other(id)),
        None => query_article_id(last).map(Address::Other),
    }
}

/// An address without the extension of a format, and that format.
fn format_of(rest: &str) -> Option<(&str, OtherFormat)> {
    let (stem, extension) = rest.rsplit_once('.')?;
    let format = match extension {
        "md" => OtherFormat::Markdown,
        "txt" => OtherFormat::Source,
        "json" => OtherFormat::Json,
        _ => return None,
    };
    Some((stem, format))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ArticleId {
        ArticleId::parse(text).unwrap()
    }

    #[test]
    fn addresses_are_read_in_every_spelling() {
        let q = || id("Q168465");
        for (rest, expect) in [
            ("Q168465", Some(Address::Page(q()))),
            ("q168465", Some(Address::Other(q()))),
            ("168/Q168465/", Some(Address::Other(q()))),
            ("168465", Some(Address::Other(q()))),
            ("KB168465", Some(Address::Other(q()))),
            (
                "Q168465.md",
                Some(Address::OtherFormat(q(), OtherFormat::Markdown)),
            ),
            (
                "Q168465.json",
                Some(Address::OtherFormat(q(), OtherFormat::Json)),
            ),
            ("VPN-012", Some(Address::Page(id("VPN-012")))),
            (
                "vpn-012.txt",
                Some(Address::OtherFormat(id("VPN-012"), OtherFormat::Source)),
            ),
            ("VPN-012/files/a.png", None),
            ("Q168465.exe", None),
            ("../etc/passwd", None),
            ("a/Q168465", None),
        ] {
            assert_eq!(parse(rest, &Library::default()), expect, "{rest}");
        }
    }
}
