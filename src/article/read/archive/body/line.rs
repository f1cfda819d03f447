//! The lines of a fixed-width text, and how wrapped lines are joined again.

use std::cell::OnceCell;

use super::line_kind::LineKind;
use crate::markup::Inline;

/// A line, with its indentation kept apart from its text.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// Columns before the text; a tab reaches to the next multiple of eight.
    pub(super) indent: usize,
    /// Without spaces at its ends.
    pub(super) text: &'a str,
    /// The column after the last character in the source.
    pub(super) end: usize,
    /// Whether the text is code or prose; needed for few lines, but often for those.
    kind: OnceCell<LineKind>,
    /// Whether the text has a tab or two spaces together.
    pub(super) is_spaced: bool,
}

/// Deeper indentation is cut off: it is never intended.
const INDENT: usize = 160;

impl<'a> Line<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        let text = line.trim();
        let lead = line.len() - line.trim_start().len();
        let columns = |column: usize, c: char| {
            if c == '\t' {
                column / 8 * 8 + 8
            } else {
                column + 1
            }
        };
        let indent = line
            .get(..lead)
            .unwrap_or_default()
            .chars()
            .fold(0, columns)
            .min(INDENT);
        Self::at(indent, text, indent + text.chars().count())
    }

    /// A line with this text, which has no spaces at its ends; see the fields.
    pub(super) fn at(indent: usize, text: &'a str, end: usize) -> Self {
        let mut before = b'.';
        let is_spaced = text.bytes().any(|byte| {
            let before = std::mem::replace(&mut before, byte);
            byte == b'\t' || (byte == b' ' && before == b' ')
        });
        Self {
            indent,
            text,
            end,
            kind: OnceCell::new(),
            is_spaced,
        }
    }

    /// Whether the text is code or prose.
    pub(super) fn kind(&self) -> LineKind {
        *self.kind.get_or_init(|| LineKind::of(self.text))
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether the line has nothing but the character `of`, at least three times.
    pub(super) fn is_rule_of(&self, of: char) -> bool {
        self.text.len() >= 3 && self.text.chars().all(|c| c == of)
    }

    /// Whether the line is a rule below column headings, in one piece or in several.
    pub(super) fn is_column_rule(&self) -> bool {
        self.text.len() >= 5
            && (self.text.bytes().all(|byte| b"- ".contains(&byte))
                || self.text.bytes().all(|byte| b"= ".contains(&byte)))
    }

    /// Whether spaces inside the line are wider than the space after a sentence, so that they may
    /// separate columns.
    pub(super) fn has_gap(&self) -> bool {
        self.gaps().next().is_some()
    }

    /// The width of each such gap, and the column after it. A tab counts as eight.
    pub(super) fn gaps(&self) -> impl Iterator<Item = (usize, usize)> {
        let mut blanks = 0;
        let mut before = ' ';
        let mut column = self.indent;
        let text = if self.is_spaced { self.text } else { "" };
        text.chars().filter_map(move |c| {
            let mut gap = None;
            match c {
                '\t' => blanks += 8,
                ' ' => blanks += 1,
                _ => {
                    // A line that was never wrapped is prose, so its spaces mean nothing.
                    let allowed = if self.end > 110 {
                        3
                    } else if ".:;?!)\"',".contains(before) {
                        2
                    } else {
                        1
                    };
                    gap = (blanks > allowed).then_some((blanks, column));
                    (blanks, before) = (0, c);
                }
            }
            column += 1;
            gap
        })
    }
}

/// The smallest indentation of lines that are not blank; 0 if there are none.
pub(super) fn smallest_indent(lines: &[Line]) -> usize {
    lines
        .iter()
        .filter(|line| !line.is_blank())
        .map(|line| line.indent)
        .min()
        .unwrap_or(0)
}

/// The lines as they are, without their common indentation and without blank lines at the ends.
pub(super) fn verbatim(lines: &[Line]) -> String {
    let base = smallest_indent(lines);
    let mut out = String::new();
    for line in lines {
        if !line.is_blank() {
            out.extend(std::iter::repeat_n(' ', line.indent.saturating_sub(base)));
            out.push_str(line.text);
        }
        out.push('\n');
    }
    let lead = out.len() - out.trim_start_matches('\n').len();
    out.get(lead..).unwrap_or_default().trim_end().to_owned()
}

/// The column at which a text was wrapped: of the lines that certainly continue in the next one,
/// nine out of ten end before this column.
pub(super) fn wrap_column(lines: &[Line]) -> usize {
    let goes_on = |pair: &[Line]| match pair {
        [line, next] => {
            (40..=82).contains(&line.end) && next.text.starts_with(|c: char| c.is_ascii_lowercase())
        }
        _ => false,
    };
    let mut ends: Vec<usize> = lines
        .windows(2)
        .filter(|pair| goes_on(pair))
        .filter_map(|pair| Some(pair.first()?.end))
        .collect();
    ends.sort_unstable();
    ends.get(ends.len() * 9 / 10).copied().unwrap_or(79).max(60)
}

/// Whether `line` was wrapped at its end, so that `next` continues the sentence.
pub(super) fn is_wrapped(line: &Line, next: &Line, wrap: usize) -> bool {
    let word = first_word(next).chars().count();
    let is_full = line.end + 1 + word + 8 > wrap && line.end * 2 > wrap;
    let goes_on = next.text.starts_with(|c: char| c.is_ascii_lowercase())
        && line.end >= 40
        && !line.text.ends_with(['.', ':', ';', '?', '!']);
    is_full || goes_on
}

/// Whether the line opens with an article's ID, as citations do.
pub(super) fn opens_with_id(text: &str) -> bool {
    let digits = text.trim_start_matches('Q');
    let len = digits.bytes().take_while(u8::is_ascii_digit).count();
    text.starts_with('Q') && (4..=6).contains(&len)
}

/// Whether the line is an article's ID followed by a title, which is not code in any language.
pub(super) fn is_cited_title(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('Q') else {
        return false;
    };
    let len = digits.bytes().take_while(u8::is_ascii_digit).count();
    (5..=6).contains(&len) && digits.get(len..).is_some_and(|rest| rest.starts_with(' '))
}

/// A paragraph: wrapped lines are joined, other line ends stay. Runs of spaces become one.
pub(super) fn reflow(lines: &[Line], wrap: usize) -> Vec<Inline> {
    join(lines, |before, line| {
        !are_commands(before, line) && is_wrapped(before, line, wrap)
    })
}

/// Whether two lines are commands, paths or the like, one per line: both are program text or begin
/// with a root, or they begin alike.
fn are_commands(before: &Line, line: &Line) -> bool {
    let both = |is: &dyn Fn(&Line) -> bool| is(before) && is(line);
    let is_plain = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    let is_text = |line: &Line| {
        let plain = line.text.split_whitespace().filter(|word| is_plain(word));
        line.kind() == LineKind::Prose || plain.take(3).count() == 3
    };
    let is_one = |line: &Line| line.kind() == LineKind::Code || opens_with_root(line.text);
    if both(&|line| is_one(line) && !is_text(line)) {
        return true;
    }
    let word = first_word(line);
    let bare = word.trim_matches(|c: char| ".,;:()\"'".contains(c));
    let is_name = !bare.bytes().all(|byte| byte.is_ascii_alphabetic());
    word.len() > 2
        && word == first_word(before)
        && both(&|line| {
            (is_name || line.text.contains(['\\', '<', '='])) && line.kind() != LineKind::Prose
        })
}

/// Whether a line begins with the root of a path: of the registry, a drive or a share.
fn opens_with_root(text: &str) -> bool {
    const KEYS: [&str; 4] = ["HKEY_", "HKLM\\", "HKCU\\", "HKCR\\"];
    let is_drive = text.get(1..3) == Some(":\\");
    is_drive || text.starts_with("\\\\") || KEYS.iter().any(|key| text.starts_with(key))
}

/// A paragraph that is quoted from a screen or a file: lines that are certainly separate there stay
/// separate.
pub(super) fn reflow_quoted(lines: &[Line], wrap: usize) -> Vec<Inline> {
    let widest = lines.iter().map(|line| line.end).max().unwrap_or(0);
    let opens_low = |line: &Line| line.text.starts_with(|c: char| c.is_ascii_lowercase());
    // If a line ends early in the middle of a sentence, and the next one does not continue it, this
    // is a listing.
    let is_listing = lines.windows(2).any(|pair| match pair {
        [line, next] => {
            let word = first_word(next).chars().count();
            line.end + 1 + word + 12 < widest
                && !opens_low(next)
                && !line.text.ends_with(['.', '!', '?', ':', ';', ','])
        }
        _ => false,
    });
    join(lines, |before, line| {
        let word = first_word(line);
        let is_alike = word == first_word(before) && word.len() > 1 && !opens_low(line);
        let stays = is_alike || are_commands(before, line) || (is_listing && !opens_low(line));
        !stays && is_wrapped(before, line, wrap)
    })
}

fn first_word<'a>(line: &Line<'a>) -> &'a str {
    line.text.split_whitespace().next().unwrap_or_default()
}

/// Joins the lines, except where one does not continue in the next.
fn join(lines: &[Line], goes_on: impl Fn(&Line, &Line) -> bool) -> Vec<Inline> {
    let cites = lines.first().is_some_and(|line| is_citation(line.text));
    let mut out = Vec::new();
    let mut text = String::new();
    let mut before: Option<&Line> = None;
    for line in lines {
        if let Some(before) = before {
            let own_line = cites && is_citation(line.text);
            if !own_line && goes_on(before, line) {
                if !is_split_word(before.text, line.text) {
                    text.push(' ');
                }
            } else {
                out.push(Inline::text(std::mem::take(&mut text)));
                out.push(Inline::Break);
            }
        }
        for (at, word) in line.text.split_whitespace().enumerate() {
            if at > 0 {
                text.push(' ');
            }
            text.push_str(word);
        }
        before = Some(line);
    }
    out.push(Inline::text(text));
    out
}

/// Whether a word such as `32-bit` was wrapped at its hyphen; `pre- and post-` was not.
pub(super) fn is_split_word(line: &str, next: &str) -> bool {
    let mut before = line.chars().rev();
    before.next() == Some('-')
        && before.next().is_some_and(char::is_alphanumeric)
        && next.starts_with(char::is_alphanumeric)
        && !["and", "or", "to"].contains(&next.split_whitespace().next().unwrap_or_default())
}

/// Whether the line is a citation by itself, or half of one that takes two lines.
pub(super) fn is_citation(text: &str) -> bool {
    opens_with_id(text)
        || text.starts_with("ARTICLE-ID")
        || text
            .strip_prefix("TITLE")
            .is_some_and(|rest| rest.trim_start().starts_with(':'))
}

/// Whether a line is only the word between two items or two pieces of program text: `-or-`, `- to
/// -`, or such a word without dashes.
pub(super) fn is_joiner(text: &str) -> bool {
    let word = text.trim_matches(['-', ' ']);
    let is_dashed = text.starts_with('-') && text.ends_with('-');
    let is_word = |known: &&str| match is_dashed {
        true => known.eq_ignore_ascii_case(word),
        false => *known == text,
    };
    ["or", "and", "to", "with"].iter().any(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_joiners() {
        for (text, expect) in [
            ("-or-", true),
            ("- AND -", true),
            ("--or--", true),
            ("- to -", true),
            ("to", true),
            ("OR", false),
            ("- or", false),
            ("-nor-", false),
            ("-", false),
        ] {
            assert_eq!(is_joiner(text), expect, "{text}");
        }
    }
}
