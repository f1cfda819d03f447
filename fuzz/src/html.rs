//! What must hold for HTML made from untrusted text: known elements, balanced, and only safe links.

/// Every element that a page or a part of one may have.
const ELEMENTS: &[&str] = &[
    "a",
    "aside",
    "blockquote",
    "br",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements without an end tag.
const VOID: &[&str] = &["br", "hr", "img"];

/// Allowed beginnings of a link's address.
const SAFE: &[&str] = &["/", "#", "http://", "https://", "mailto:"];

/// Panics if `html`, a part of a page, contains anything that its writer never writes.
pub fn check(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in html.split('<').skip(1) {
        let tag = piece.split_once('>').expect("each `<` begins a tag").0;
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or("");
        assert!(ELEMENTS.contains(&name), "the element `{name}`");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "an end without a beginning");
        } else if !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    check_links(html);
}

/// Panics if an address in `html` is not one that a page may link to.
pub fn check_links(html: &str) {
    for attribute in ["href=\"", "src=\""] {
        for address in html.split(attribute).skip(1) {
            let address = address.split('"').next().unwrap_or("");
            let lower = address.to_ascii_lowercase();
            let safe = SAFE.iter().any(|start| lower.starts_with(start));
            assert!(safe && !lower.starts_with("//"), "a link to `{address}`");
        }
    }
}
