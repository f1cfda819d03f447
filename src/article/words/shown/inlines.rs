//! Marks inside a line.

use super::scanner::Scanner;

impl Scanner<'_> {
    /// Goes through the text to the end of the line, or to `end`.
    pub(super) fn inlines(&mut self, end: usize) {
        while self.at < end.min(self.source.len()) {
            let rest = self.rest();
            let special = match self.is_page {
                true => "\n<&",
                false => "\n\\`<{%[]&:^~+",
            };
            let plain = rest.find(|c| special.contains(c)).unwrap_or(rest.len());
            let plain = plain.min(end.saturating_sub(self.at));
            if plain > 0 {
                self.show(plain);
                continue;
            }
            let is_read = match rest.as_bytes() {
                [b'\n', ..] => {
                    self.end_heading();
                    self.show(1);
                    return;
                }
                [b'\\', next, ..] if next.is_ascii_punctuation() => {
                    self.show(2);
                    true
                }
                [b'`', ..] => self.code(),
                [b'<', ..] => self.angle(),
                [b'{', b'>', ..] | [b'^' | b'~' | b'+', ..] => self.mark_of_program(),
                [b':', next, ..] if *next != b':' => self.mark_of_program(),
                [b'{', b'a'..=b'z', ..] => self.role() || self.brace(),
                [b'{', ..] => self.brace(),
                [b'%', b'%', ..] => self.wiki_comment(),
                [b'[', ..] | [b']', ..] => self.bracket(),
                [b'&', ..] => self.reference(),
                [b':', b':', b':', ..] => self.inline_directive(),
                _ => false,
            };
            if !is_read {
                self.show(1);
            }
        }
        if self.at >= self.source.len() {
            self.end_heading();
        }
    }

    pub(super) fn end_heading(&mut self) {
        if let Some(from) = self.heading.take() {
            self.shown.headings.push(from..self.shown.text.len());
        }
    }

    /// A span of code, shown as it is.
    fn code(&mut self) -> bool {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches('`').len();
        let end = self.backticks(length, self.at + length);
        self.show(end.map_or(length, |end| end + length - self.at));
        true
    }

    /// `%% comment %%`
    fn wiki_comment(&mut self) -> bool {
        let line = self.near();
        let inside = line.get(2..).unwrap_or_default();
        let before = self
            .source
            .get(..self.at)
            .and_then(|text| text.chars().next_back());
        let begins = before.is_none_or(char::is_whitespace);
        let end = inside.find("%%").filter(|_| begins).filter(|end| {
            let before = inside.get(..*end).unwrap_or_default();
            // A single word between the signs is a variable of a batch file.
            inside.starts_with(' ') || !before.ends_with(' ') && before.contains(' ')
        });
        end.map(|end| self.hide(end + 4)).is_some()
    }

    /// A character that is written as a reference.
    fn reference(&mut self) -> bool {
        let rest = self.rest();
        let near = rest.get(..rest.floor_char_boundary(40)).unwrap_or(rest);
        let Some(end) = near.find(';') else {
            return false;
        };
        let written = near.get(..=end).unwrap_or_default();
        let number = written
            .strip_prefix("&#")
            .and_then(|rest| rest.strip_suffix(';'));
        let number = number.and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        });
        let decoded = match number.and_then(char::from_u32) {
            Some(c) => c.to_string().into(),
            None => html_escape::decode_html_entities(written),
        };
        let is_reference = decoded != written;
        if is_reference {
            self.shown.text.push_str(&decoded);
            self.at += end + 1;
        }
        is_reference
    }

    /// Whether the text between colons is part of a sentence.
    fn is_sentence(&self, from: usize, to: usize) -> bool {
        let inside = self.source.get(from..to).unwrap_or_default();
        inside.starts_with(' ') && !inside.contains('=')
    }

    /// `:::image source="a.png" alt-text="The lamp":::`
    fn inline_directive(&mut self) -> bool {
        match self.find_near(":::", self.at + 3) {
            Some(end) if self.is_sentence(self.at + 3, end) => false,
            Some(end) => {
                self.show_arguments(end + 3 - self.at, &["alt-text", "alt", "text", "title"]);
                true
            }
            None => false,
        }
    }
}
