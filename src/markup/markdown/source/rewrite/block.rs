//! Lines that begin or end a note, details or a tab: directives between colons, and titles of
//! indented content.

use super::{
    super::{
        directive::{self, Directive},
        indented::indented,
        prefix,
    },
    running::title_of,
    state::{Kind, State},
    verbatim::Verbatim,
};

impl State<'_> {
    /// Rewrites the line if it begins or ends a directive; returns whether it did.
    pub fn try_directive(&mut self, prefix: &str, words: &str, end: usize) -> bool {
        match directive::directive(words) {
            None => return false,
            Some(Directive::Begin("image" | "icon" | "code" | "no-loc" | "video", _)) => {
                return false;
            }
            Some(Directive::Begin("mermaid", _)) => {
                self.lines.push(&format!("{prefix}```"));
                self.verbatim = Some(Verbatim::Until(":::"));
            }
            Some(Directive::Begin(name, rest)) if !directive::is_end(name) => {
                let scanner = &mut self.scanner;
                let mut words_of = |title: &str| title_of(scanner, title, words, end);
                let lines = &mut self.lines;
                let tag = directive::begin(name, rest, prefix, lines, &mut words_of);
                self.open(Kind::Directive, tag, prefix);
            }
            Some(Directive::End | Directive::Begin(..)) => {
                if !self.end(|kind| matches!(kind, Kind::Directive)) {
                    self.lines.push("");
                }
            }
        }
        true
    }

    /// Rewrites the line if it is the title of indented content; returns whether it was.
    pub fn try_indented(&mut self, prefix: &str, words: &str, end: usize) -> bool {
        if !words.starts_with(['!', '?', '=']) || prefix.contains('>') {
            return false;
        }
        let column = prefix::indent(&prefix::continued(prefix));
        let next = self.below(end).take(4).find(|line| !line.trim().is_empty());
        let column_below = column + 4 + 4 * self.indented();
        let is_open = next.is_some_and(|next| prefix::indent(next) >= column_below);
        let Some(found) = indented(words, is_open) else {
            return false;
        };
        let title = title_of(&mut self.scanner, found.title(), words, end);
        let tag = found.begin(&title, prefix, &mut self.lines);
        self.open(Kind::Indented, tag, prefix);
        true
    }
}
