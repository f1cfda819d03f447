//! Tags, comments and everything else in angle brackets.

use super::{arguments::pairs, scanner::Scanner};

/// The longest tag.
const TAG_LIMIT: usize = 4_000;

/// The elements of HTML.
const ELEMENTS: &str = " a abbr acronym address area article aside audio b base bdi bdo big \
    blink blockquote body br button canvas caption center cite code col colgroup data datalist dd \
    del details dfn dir div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 \
    h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark \
    marquee menu meta meter nav nobr noscript object ol optgroup option output p param picture pre \
    progress q rb rp rt ruby s samp script search section select small source span strike strong \
    style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track \
    tt u ul var video wbr ";

/// Elements whose content is not shown.
const HIDDEN: [(&str, &str); 6] = [
    ("script", "</script"),
    ("style", "</style"),
    ("template", "</template"),
    ("head", "</head"),
    ("title", "</title"),
    ("iframe", "</iframe"),
];

/// Attributes that the title of a component may have.
const TITLES: [&str; 5] = ["title", "label", "heading", "header", "summary"];

impl Scanner<'_> {
    pub(super) fn angle(&mut self) -> bool {
        let rest = self.rest();
        match rest.as_bytes() {
            [b'<', b'!', b'-', b'-', ..] => self.comment("-->", 2),
            [b'<', b'%', ..] => match self.find_near("%>", self.at) {
                Some(end) => {
                    self.hide_to(end + 2);
                    true
                }
                None => false,
            },
            [b'<', b'!' | b'?', next, ..] if next.is_ascii_alphabetic() || *next == b'[' => {
                match self.find_near(">", self.at) {
                    Some(end) => {
                        self.hide_to(end + 1);
                        true
                    }
                    None => false,
                }
            }
            [b'<', b'/' | b'a'..=b'z' | b'A'..=b'Z', ..] => self.tag(),
            _ => false,
        }
    }

    fn tag(&mut self) -> bool {
        let end = self.paragraph_end().min(self.at + TAG_LIMIT);
        let end = self.source.floor_char_boundary(end);
        let text = self.source.get(self.at..end).unwrap_or_default();
        let inside = text.trim_start_matches('<');
        let is_end = inside.starts_with('/');
        let inside = inside.trim_start_matches('/');
        let end = inside.find(|c: char| !(c.is_alphanumeric() || "-_.:".contains(c)));
        let (name, after) = inside.split_at(end.unwrap_or(inside.len()));
        let is_name = after.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
        if !is_name || name.ends_with(':') || self.find_near(">", self.at).is_none() {
            return false;
        }
        let Some(close) = tag_end(after) else {
            return false;
        };
        let attributes = after.get(..close).unwrap_or_default();
        let length = text.len() - after.len() + close + 1;
        let lower = name.to_ascii_lowercase();
        let is_written_alike = !name.contains(|c: char| c.is_ascii_lowercase()) || lower == name;
        let is_element = is_written_alike && ELEMENTS.contains(&format!(" {lower} "));
        let is_compound =
            name.starts_with(|c: char| c.is_ascii_uppercase()) || name.contains(['-', '.', ':']);
        let is_used = self.end_tags.contains(name) || attributes.trim_end().ends_with('/');
        if !(self.is_page || is_element || is_compound && is_used) {
            return false;
        }
        if is_end {
            if is_heading(&lower) {
                self.end_heading();
            }
            self.hide(length);
            return true;
        }
        if is_element {
            self.show_arguments(length, if lower == "img" { &["alt"] } else { &[] });
        } else {
            let titles = pairs(attributes);
            let is_title = |(name, _): &(&str, _)| TITLES.contains(name);
            let has_one = titles.iter().filter(|pair| is_title(pair)).count() == 1;
            self.show_arguments(length, if has_one { &TITLES } else { &[] });
        }
        if is_heading(&lower) {
            self.heading = Some(self.shown.text.len());
        }
        let hidden = HIDDEN
            .iter()
            .find(|(element, _)| is_element && lower == *element);
        if let Some((_, end)) = hidden {
            if let Some(end) = self.find(end, self.at) {
                self.hide_to(end);
            }
        } else if matches!(lower.as_str(), "sup" | "sub") {
            let rest = self.rest();
            let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            if digits.starts_with("</") {
                self.hide(rest.len() - digits.len());
            }
        }
        true
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The position of the `>` that ends a tag.
pub(super) fn tag_end(attributes: &str) -> Option<usize> {
    let (mut quote, mut braces, mut before) = (None, 0_usize, ' ');
    for (at, c) in attributes.char_indices() {
        match (quote, c) {
            (Some(mark), c) if mark == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if matches!(before, '=' | '{' | ' ' | ':' | '[' | ',') => {
                quote = Some(c);
            }
            (None, '{') => braces += 1,
            (None, '}') => braces = braces.saturating_sub(1),
            (None, '>') if braces == 0 => return Some(at),
            (None, '<') if braces == 0 => return None,
            _ => {}
        }
        before = c;
    }
    None
}
