//! Lines that begin or end a fence, a formula, or a MyST directive between fences.

use super::{
    super::{aside::option, directive, link},
    running::title_of,
    state::{Kind, State},
    verbatim::Verbatim,
};
use crate::markup::note_kind::note_kind;

/// The most options of a directive that are read.
const MAX_OPTIONS: usize = 20;

impl State<'_> {
    /// Rewrites the line if it begins a fence or formula; returns whether it did.
    pub fn try_fence(&mut self, prefix: &str, words: &str, end: usize) -> bool {
        if words.trim() == "$$" && self.scanner.find("$$", end).is_some() {
            self.lines.push(&format!("{prefix}```"));
            self.verbatim = Some(Verbatim::Until("$$"));
            return true;
        }
        let Some(mark) = words
            .bytes()
            .next()
            .filter(|byte| matches!(byte, b'`' | b'~'))
        else {
            return false;
        };
        let length = words.bytes().take_while(|byte| *byte == mark).count();
        let info = words.get(length..).unwrap_or_default();
        if length < 3 || mark == b'`' && info.contains('`') {
            return false;
        }
        if info.trim().is_empty() && self.end_fenced(mark, length)
            || self.try_fenced_directive(prefix, (mark, length), info, end)
        {
            return true;
        }
        self.lines.push(&format!("{prefix}{words}"));
        self.verbatim = Some(fence(prefix, (mark, length)));
        true
    }

    /// Ends the directive that a fence with this mark and length closes; returns whether there was
    /// one.
    fn end_fenced(&mut self, mark: u8, length: usize) -> bool {
        self.end(|kind| {
            matches!(kind, Kind::Fenced { mark: own, length: least }
                if *own == mark && length >= *least)
        })
    }

    /// Rewrites the line if it begins a MyST directive, ` ```{note} Title `; returns whether it
    /// did.
    fn try_fenced_directive(
        &mut self,
        prefix: &str,
        (mark, length): (u8, usize),
        info: &str,
        end: usize,
    ) -> bool {
        let inside = info
            .trim()
            .strip_prefix('{')
            .and_then(|info| info.split_once('}'));
        let Some((name, rest)) = inside.filter(|_| !self.is_full()) else {
            return false;
        };
        let rest = rest.trim();
        let options = self
            .below(end)
            .map_while(|line| option(line.trim_start()))
            .take(MAX_OPTIONS);
        let options: Vec<(&str, &str)> = options.collect();
        let value = |name: &str| {
            let found = options.iter().find(|(own, _)| *own == name);
            found.map(|(_, value)| *value).unwrap_or_default()
        };
        let tag = match name {
            "code-block" | "code" | "code-cell" | "sourcecode" | "prompt" | "parsed-literal"
            | "literalinclude" | "toctree" | "math" | "eval-rst" => {
                let marks = char::from(mark).to_string().repeat(length);
                self.lines.push(&format!("{prefix}{marks}{rest}"));
                let fence = fence(prefix, (mark, length));
                self.verbatim = Some(Verbatim::Options(Some(Box::new(fence))));
                return true;
            }
            "figure" | "image" => {
                let image = link::image(rest, value("alt"));
                self.lines.push(&format!("{prefix}{image}"));
                self.lines.blank(prefix);
                ""
            }
            name => {
                let kind = value("class")
                    .split_whitespace()
                    .find(|c| note_kind(c).is_some());
                let name = match name {
                    "admonition" | "topic" | "sidebar" | "margin" => kind.unwrap_or("note"),
                    name if note_kind(name).is_some() => name,
                    "dropdown" | "details" | "tab-item" | "tab-set" | "grid" | "grid-item"
                    | "card" => name,
                    _ => return false,
                };
                let scanner = &mut self.scanner;
                let mut words_of = |title: &str| title_of(scanner, title, info, end);
                directive::begin(name, rest, prefix, &mut self.lines, &mut words_of)
            }
        };
        self.open(Kind::Fenced { mark, length }, tag, prefix);
        self.verbatim = Some(Verbatim::Options(None));
        true
    }
}

fn fence(prefix: &str, (mark, length): (u8, usize)) -> Verbatim {
    Verbatim::Fence {
        mark,
        length,
        in_quote: prefix.contains('>'),
    }
}
