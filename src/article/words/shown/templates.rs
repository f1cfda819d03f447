//! Templates, shortcodes and attribute lists in braces.

use super::scanner::Scanner;

/// The arguments of shortcodes that are shown.
const SHOWN: [&str; 2] = ["title", "caption"];

impl Scanner<'_> {
    pub(super) fn brace(&mut self) -> bool {
        let rest = self.rest();
        let (opener, closer) = match rest.as_bytes() {
            [b'{', b'{', b'<', ..] => (3, ">}}"),
            [b'{', b'{', b'%', ..] => (3, "%}}"),
            [b'{', b'{', ..] => (2, "}}"),
            [b'{', b'%', ..] => (2, "%}"),
            [b'{', b'/', b'*', ..] => return self.comment("*/}", 3),
            [b'{', b'#', b' ', ..] => return self.comment("#}", 3),
            _ => return self.attributes(),
        };
        let Some(end) = self.find_near(closer, self.at + opener) else {
            return false;
        };
        let inside = self.source.get(self.at + opener..end).unwrap_or_default();
        let inside = inside.trim_matches(['-', ' ', '\n']);
        if inside == "comment"
            && let Some(close) = self.find("comment", end)
        {
            let rest = self.source.get(close..).unwrap_or_default();
            self.hide_to(close + rest.find('}').unwrap_or_default());
            let closing = self.rest();
            self.hide(closing.len() - closing.trim_start_matches('}').len());
        } else if closer == "}}" {
            self.hide_to(end + closer.len());
        } else {
            self.show_arguments(end + closer.len() - self.at, &SHOWN);
        }
        true
    }

    pub(super) fn comment(&mut self, closer: &'static str, opener: usize) -> bool {
        let end = self.find(closer, self.at + opener);
        end.map(|end| self.hide_to(end + closer.len())).is_some()
    }

    /// `{: .note }`, `{#id}`, `{width=50%}`
    fn attributes(&mut self) -> bool {
        let line = self.near();
        let Some(inside) = line.find('}').and_then(|end| line.get(1..end)) else {
            return false;
        };
        let before = self
            .source
            .get(..self.at)
            .and_then(|text| text.chars().next_back());
        let is_after_mark = matches!(before, Some(')' | ']' | '`' | '*'));
        // Product names such as `.NET` look like a class.
        let mut words = inside.split_whitespace();
        let is_name = words.any(|word| {
            let mut letters = word.chars();
            letters.next() == Some('.') && letters.next().is_some_and(char::is_uppercase)
        });
        let is_list = inside.starts_with(':')
            || inside.trim_start().starts_with(['#', '.']) && !is_name
            || is_after_mark && inside.contains('=');
        if is_list {
            self.hide(inside.len() + 2);
        }
        is_list
    }
}
