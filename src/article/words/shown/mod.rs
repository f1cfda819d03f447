//! The text that a source shows, found by a simple scan: without front matter, comments, the marks
//! of Markdown and its dialects, tags, link targets, and templates.

mod arguments;
mod brackets;
mod dialect;
mod front_matter;
mod inlines;
mod lines;
mod page;
mod scanner;
mod tags;
mod templates;

use scanner::Scanner;
pub(super) use scanner::{JOINT, Shown};

/// The text that a Markdown source shows.
pub(super) fn markdown(source: &str) -> Shown {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let mut scanner = Scanner::new(&source, false);
    scanner.hide(front_matter::length(&source));
    scanner.lines();
    scanner.finish()
}

/// The text that the main content of an HTML page shows.
pub(super) fn page(source: &str) -> Shown {
    let mut scanner = Scanner::new(source, true);
    scanner.page();
    scanner.finish()
}
