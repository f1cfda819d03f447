//! What must hold of HTML that is made of untrusted text: known elements, balanced, and no link but
//! safe ones.

/// Every element that a page part or a page may have.
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

/// Those that have no end.
const VOID: &[&str] = &["br", "hr", "img"];

/// How the address of a link may begin.
const SAFE: &[&str] = &["/", "#", "http://", "https://", "mailto:"];

/// Panics where `html`, a part of a page, holds anything that its writer doesn't mean to write.
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

/// Panics where an address in `html` is none that a page may lead to.
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
