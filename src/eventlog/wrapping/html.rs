//! Web pages: tags become line ends and tabs, or are removed. The tags of event XML are kept.

use super::mark::BREAK;

/// A tag is no longer than this.
const LONGEST_TAG: usize = 2_000;

/// How many tags of each kind are examined to recognize a page.
const MAX_TAGS: usize = 100;

/// What a tag becomes.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Line,
    Cell,
    Break,
    Nothing,
}

/// The text of a page.
pub(super) fn strip(text: &str) -> Option<String> {
    // PowerShell's own markup has elements with the same names.
    if text.contains("<Objs") || !text.contains('<') {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    if !is_page(&lower) {
        return None;
    }
    // Where the last element of each kind ends, so that one that is never closed hides nothing.
    let ends = HIDDEN.map(|element| lower.rfind(&format!("</{element}")).unwrap_or(0));
    let mut bare = String::new();
    let mut rest = text;
    let mut has_tags = false;
    let mut hidden: Option<&str> = None;
    while let Some(at) = rest.find('<') {
        let (head, tail) = rest.split_at_checked(at)?;
        if hidden.is_none() {
            bare.push_str(head);
        }
        let Some((name, length)) = tag(tail) else {
            if hidden.is_none() {
                bare.push('<');
            }
            rest = tail.get(1..)?;
            continue;
        };
        rest = tail.get(length..)?;
        match sign(&name) {
            None if hidden.is_none() => bare.push_str(tail.get(..length)?),
            None => {}
            Some(sign) => {
                has_tags = true;
                hide(&name, text.len() - rest.len(), &ends, &mut hidden);
                match sign {
                    Sign::Line => bare.push('\n'),
                    Sign::Cell => bare.push('\t'),
                    Sign::Break => {
                        bare.push('\n');
                        bare.push(BREAK);
                        bare.push('\n');
                    }
                    Sign::Nothing => {}
                }
            }
        }
    }
    if hidden.is_none() {
        bare.push_str(rest);
    }
    has_tags.then_some(bare)
}

/// The elements whose content is not text.
const HIDDEN: [&str; 2] = ["style", "script"];

/// Whether a text, given in lower case, is a page: it closes elements or breaks lines. Words in
/// angle brackets alone are only words.
fn is_page(lower: &str) -> bool {
    ["<br", "<p>", "<p ", "<div", "<td", "<li>", "</"]
        .iter()
        .any(|mark| {
            let mut places = lower.match_indices(mark).take(MAX_TAGS);
            places.any(|(at, _)| {
                let tag = lower.get(at..).and_then(tag);
                tag.is_some_and(|(name, _)| sign(&name).is_some())
            })
        })
}

/// Text inside styles and scripts is hidden, up to where the last of them ends.
fn hide(name: &str, at: usize, ends: &[usize; 2], hidden: &mut Option<&'static str>) {
    for (element, end) in HIDDEN.into_iter().zip(ends) {
        if name == element && at <= *end {
            *hidden = Some(element);
        } else if name.strip_prefix('/') == Some(element) {
            *hidden = None;
        }
    }
}

/// The name of the tag at the beginning of a text, with its `/`, in lower case, and the tag's
/// length.
fn tag(text: &str) -> Option<(String, usize)> {
    let inside = text.get(1..)?;
    if inside.starts_with("!--") {
        let near = inside.as_bytes().get(..inside.len().min(LONGEST_TAG))?;
        let end = near
            .windows(3)
            .position(|window| window == b"-->")
            .unwrap_or(2);
        return Some(("!--".to_owned(), 1 + end + 3)).filter(|(_, end)| *end <= text.len());
    }
    let slash = usize::from(inside.starts_with('/'));
    let letters = inside.bytes().skip(slash);
    let letters = letters.take_while(|b| b.is_ascii_alphanumeric()).count();
    let name = inside.get(..slash + letters)?;
    let mut bytes = inside.bytes().take(LONGEST_TAG);
    let end = bytes.position(|byte| matches!(byte, b'>' | b'<'))?;
    let closed = inside.as_bytes().get(end) == Some(&b'>');
    (closed && letters > 0).then(|| (name.to_ascii_lowercase(), end + 2))
}

/// What a tag of a page becomes; `None` for any other tag.
fn sign(name: &str) -> Option<Sign> {
    let closes = name.starts_with('/');
    match name.trim_start_matches('/') {
        "br" | "p" | "div" | "tr" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt"
        | "dd" | "ul" | "ol" | "dl" | "section" | "article" | "tbody" | "thead" | "hr" => {
            Some(Sign::Line)
        }
        "pre" | "blockquote" | "table" | "body" | "html" | "head" | "style" | "script"
        | "title" | "textarea" => Some(Sign::Break),
        "td" | "th" if closes => Some(Sign::Cell),
        "td" | "th" | "b" | "i" | "u" | "a" | "em" | "strong" | "span" | "font" | "code"
        | "small" | "big" | "tt" | "kbd" | "sub" | "sup" | "o" | "img" | "meta" | "link"
        | "center" | "col" | "colgroup" | "samp" | "mark" | "label" | "button" | "input"
        | "form" | "main" | "header" | "footer" | "nav" | "svg" | "path" | "wbr" | "ins"
        | "del" => Some(Sign::Nothing),
        "!--" => Some(Sign::Nothing),
        _ => None,
    }
}
