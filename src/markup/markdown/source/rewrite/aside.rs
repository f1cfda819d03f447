//! Lines for a site generator, not for people.

use super::{
    super::{
        anchor::target_name,
        aside::{brackets, is_abbreviation, is_markdown_in_html, is_module_line, snippet},
        escape::escaped,
        link,
        mark::has_word,
    },
    state::State,
    verbatim::Verbatim,
};
use crate::markup::note_kind::{note_kind, note_kind_of_class};

impl State<'_> {
    /// Rewrites the line if it is for a site generator; returns whether it was.
    pub fn try_generator_line(&mut self, prefix: &str, words: &str, end: usize) -> bool {
        let words = words.trim();
        if words.starts_with('%') && words == "%%" && self.scanner.find("%%", end).is_some() {
            self.verbatim = Some(Verbatim::Hidden("%%"));
        } else if words == "{::comment}" && self.scanner.find("{:/comment}", end).is_some() {
            self.verbatim = Some(Verbatim::Hidden("{:/comment}"));
        } else if let Some(path) = words.strip_prefix("<<< ").filter(|path| path.contains('/')) {
            let path = path.split(['{', ' ']).next().unwrap_or_default();
            let path = path.trim_start_matches("@/");
            self.lines
                .push(&format!("{prefix}{}", link::link(path, None)));
            return true;
        } else if let Some(file) = snippet(words) {
            self.lines
                .push(&format!("{prefix}{}", link::link(file, None)));
            return true;
        } else if is_markdown_in_html(words) {
            self.lines.alone(prefix, words);
            return true;
        } else if let Some(name) = target_name(words) {
            let id = escaped(name);
            self.lines.push(&format!("{prefix}<a id=\"{id}\"></a>"));
            self.lines.blank(prefix);
            return true;
        } else if !(words == "<--->" || is_abbreviation(words)) {
            return false;
        }
        self.lines.push("");
        true
    }

    /// Drops the line if it begins an MDX module; returns whether it did.
    pub fn try_module(&mut self, prefix: &str, words: &str) -> bool {
        let is_module = prefix.is_empty() && is_module_line(words);
        if is_module {
            self.lines.push("");
            let open = brackets(words);
            self.verbatim = (open > 0).then_some(Verbatim::Module(open));
        }
        is_module
    }

    /// Rewrites the line if it holds attributes of the block before or after it, `{: .note }`;
    /// returns whether it did.
    pub fn try_attributes(&mut self, prefix: &str, words: &str) -> bool {
        let inside = words
            .trim()
            .strip_prefix('{')
            .and_then(|w| w.strip_suffix('}'));
        let Some(inside) = inside.and_then(|inside| {
            let bare = inside.trim_start();
            let is_list = bare.starts_with(['.', '#'])
                && bare
                    .get(1..2)
                    .is_some_and(|c| c.starts_with(char::is_alphanumeric));
            inside
                .strip_prefix(':')
                .or((is_list && !has_word(bare)).then_some(bare))
        }) else {
            return false;
        };
        if inside.starts_with([':', '/']) {
            return false;
        }
        if inside.contains(['{', '}', '|']) {
            return false;
        }
        let classes = inside.split_whitespace();
        let kind = classes
            .filter_map(|word| word.strip_prefix('.'))
            .find_map(|class| {
                note_kind_of_class(class).or_else(|| note_kind(class.strip_suffix("-title")?))
            });
        let id = inside
            .split_whitespace()
            .find_map(|word| word.strip_prefix('#'));
        let place = if self.after_blank { "next" } else { "last" };
        if let Some(kind) = kind {
            let kind = kind.word().to_ascii_lowercase();
            self.lines
                .alone(prefix, &format!("<x-{place} kind=\"{kind}\">"));
        } else if let Some(id) = id.filter(|_| !self.after_blank) {
            let id = escaped(id);
            self.lines.alone(prefix, &format!("<x-anchor id=\"{id}\">"));
        } else {
            self.lines.blank(prefix);
        }
        true
    }

    /// Rewrites the line if it gives the lettering of the list below, `<!-- a. -->`, as our
    /// Markdown writer writes it; returns whether it did.
    pub fn try_letters(&mut self, prefix: &str, words: &str) -> bool {
        let word = match words.trim() {
            "<!-- a. -->" => "a",
            "<!-- A. -->" => "A",
            _ => return false,
        };
        self.lines
            .alone(prefix, &format!("<x-letters type=\"{word}\">"));
        true
    }

    /// Drops the line if it inserts a table of contents, which the page has anyway; returns whether
    /// it did.
    pub fn try_contents(&mut self, words: &str, end: usize) -> bool {
        let is_mark = matches!(
            words.trim(),
            "[TOC]" | "[toc]" | "[[TOC]]" | "[[toc]]" | "[[_TOC_]]" | "${toc}" | "<!-- toc -->"
        );
        let next = self.below(end).next();
        let is_list =
            next.is_some_and(|next| next.trim().starts_with("{:toc}")) && words.trim().len() < 40;
        if is_mark || is_list {
            self.lines.push("");
        }
        is_mark || is_list
    }
}
