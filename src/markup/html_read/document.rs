//! Reads a whole HTML document: its title, its breadcrumbs, and its main content.

use super::{
    element::{Context, feed_piece},
    tag::{Piece, Tag, pieces},
};
use crate::markup::{Block, Inline, anchors, build::Builder, markdown::normal, text};

/// The longest document that is read.
const SIZE_LIMIT: usize = 16 * 1024 * 1024;

/// The content of an HTML page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HtmlPage {
    /// Its title: the text of `<title>`, or else of its first heading; empty if it has none.
    pub title: String,
    /// The names of the pages above it, from the outermost on; empty if it names none.
    pub breadcrumbs: Vec<String>,
    /// Its main content.
    pub blocks: Vec<Block>,
}

/// Reads a whole document. Never fails: anything that isn't understood is text.
pub fn document(html: &str) -> HtmlPage {
    let mut end = html.len().min(SIZE_LIMIT);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let pieces = pieces(html.get(..end).unwrap_or_default());
    let crumbs = element(&pieces, is_breadcrumbs).map(crumbs);
    let main = MAIN.iter().find_map(|is_main| element(&pieces, is_main));
    let (content, skips_frame) = match main {
        Some(main) => (main, false),
        None => (
            element(&pieces, |tag| tag.name == "body").unwrap_or(&pieces),
            true,
        ),
    };
    let mut blocks = read(content, skips_frame);
    anchors::assign(&mut blocks);
    let title = element(&pieces, |tag| tag.name == "title").map(words);
    let title = title.filter(|title| !title.is_empty());
    let title = title.or_else(|| heading(&blocks)).unwrap_or_default();
    let breadcrumbs = crumbs.unwrap_or_default();
    // Confluence puts the name of the space before the title.
    let own = breadcrumbs.first().and_then(|space: &String| {
        let rest = title.strip_prefix(space.as_str())?.strip_prefix(" : ")?;
        (!rest.trim().is_empty()).then(|| rest.trim().to_owned())
    });
    HtmlPage {
        title: own.unwrap_or(title),
        breadcrumbs,
        blocks,
    }
}

/// Elements with the main content, the surest first: in exports of Confluence and BookStack, then
/// according to the HTML standard.
const MAIN: [fn(&Tag<'_>) -> bool; 8] = [
    |tag| tag.attribute("id") == Some("main-content"),
    |tag| tag.has_class("page-content") || tag.attribute("id") == Some("page-content"),
    |tag| tag.attribute("id") == Some("mw-content-text"),
    |tag| tag.name == "article",
    |tag| tag.name == "main",
    |tag| tag.attribute("role") == Some("main"),
    |tag| tag.attribute("itemprop") == Some("articleBody"),
    |tag| tag.has_class("article-body"),
];

fn is_breadcrumbs(tag: &Tag<'_>) -> bool {
    let is_named = |name: Option<&str>| {
        name.is_some_and(|name| name.to_ascii_lowercase().contains("breadcrumb"))
    };
    matches!(tag.name.as_str(), "ol" | "ul" | "nav" | "div")
        && (is_named(tag.attribute("id"))
            || is_named(tag.attribute("class"))
            || is_named(tag.attribute("aria-label")))
}

/// The pieces inside the first element that `is_it` accepts, if it has any text.
fn element<'p, 't>(
    pieces: &'p [Piece<'t>],
    is_it: impl Fn(&Tag<'_>) -> bool,
) -> Option<&'p [Piece<'t>]> {
    let at = pieces
        .iter()
        .position(|piece| matches!(piece, Piece::Start(tag) if !tag.is_closed && is_it(tag)))?;
    let Some(Piece::Start(tag)) = pieces.get(at) else {
        return None;
    };
    let rest = pieces.get(at + 1..)?;
    let mut open = 1_usize;
    let end = rest.iter().position(|piece| {
        match piece {
            Piece::Start(inner) if inner.name == tag.name && !inner.is_closed => open += 1,
            Piece::End { name, .. } if *name == tag.name => open -= 1,
            _ => {}
        }
        open == 0
    });
    let inside = rest.get(..end.unwrap_or(rest.len()))?;
    let says = inside
        .iter()
        .any(|piece| matches!(piece, Piece::Text(text) if !text.trim().is_empty()));
    says.then_some(inside)
}

fn read(pieces: &[Piece<'_>], skips_frame: bool) -> Vec<Block> {
    let mut builder = Builder::default();
    let mut context = Context::of_document();
    // Open elements around the page's content, which are recognized by their names alone.
    let mut frame: Option<(&str, usize)> = None;
    for piece in pieces {
        if let Some((name, depth)) = &mut frame {
            match piece {
                Piece::Start(tag) if tag.name == *name && !tag.is_closed => *depth += 1,
                Piece::End { name: end, .. } if end == name => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                frame = None;
            }
            continue;
        }
        match piece {
            Piece::Start(tag) if !tag.is_closed && is_frame(tag, skips_frame) => {
                frame = Some((&tag.name, 1));
            }
            piece => feed_piece(&mut builder, piece, &mut context),
        }
    }
    normal(builder.finish())
}

/// Whether an element belongs to the whole site rather than to this page.
fn is_frame(tag: &Tag<'_>, is_body: bool) -> bool {
    match tag.name.as_str() {
        "nav" => true,
        "header" | "footer" | "aside" => is_body,
        "div" | "ol" | "ul" | "section" => {
            is_breadcrumbs(tag)
                || tag.has_class("toc-macro")
                || is_body && matches!(tag.attribute("role"), Some("navigation" | "banner"))
        }
        _ => false,
    }
}

fn words(pieces: &[Piece<'_>]) -> String {
    let texts = pieces.iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text.as_str()),
        _ => None,
    });
    let text: Vec<&str> = texts.flat_map(str::split_whitespace).collect();
    text.join(" ")
}

/// The text of each link or item in a list of breadcrumbs.
fn crumbs(pieces: &[Piece<'_>]) -> Vec<String> {
    let has_items = pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Start(tag) if tag.name == "li"));
    let unit = if has_items { "li" } else { "a" };
    let mut crumbs = Vec::new();
    let mut open: Option<String> = None;
    for piece in pieces {
        match piece {
            Piece::Start(tag) if tag.name == unit => open = Some(String::new()),
            Piece::End { name, .. } if name == unit => {
                let crumb = open.take().unwrap_or_default();
                let crumb: Vec<&str> = crumb.split_whitespace().collect();
                let crumb = crumb.join(" ");
                let crumb = crumb.trim_matches(['/', '›', '»', '>', ' ']);
                if !crumb.is_empty() {
                    crumbs.push(crumb.to_owned());
                }
            }
            Piece::Text(text) => {
                if let Some(open) = &mut open {
                    open.push_str(text);
                }
            }
            _ => {}
        }
    }
    crumbs
}

fn heading(blocks: &[Block]) -> Option<String> {
    blocks.iter().find_map(|block| match block {
        Block::Heading { text, .. } => Some(line(text)).filter(|text| !text.is_empty()),
        _ => None,
    })
}

fn line(inlines: &[Inline]) -> String {
    text::inlines(inlines).replace('\n', " ").trim().to_owned()
}
