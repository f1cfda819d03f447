//! Stanzas that are recognized by their first lines: subheadings (underlined or numbered) and
//! notes.

use super::line::{self, Line};
use crate::markup::{Block, NoteKind};

/// The subheading at `at`, and how many lines it takes: one or two lines of text underlined with
/// `-`, or with `=` if that does not begin a section, or a line between two such rules.
pub(super) fn heading(lines: &[Line], at: usize) -> Option<(Block, usize)> {
    let is_after_blank = at == 0 || lines.get(at - 1).is_none_or(Line::is_blank);
    if !is_after_blank {
        return None;
    }
    let rest = lines.get(at..)?;
    let is_rule = |line: &Line| line.is_rule_of('-') || line.is_rule_of('=');
    let level = |len: usize| heading_of(rest.get(..len)?);
    match rest {
        [above, title, below, ..] if is_rule(above) && above.text == below.text => {
            let fits = title.indent == above.indent
                && !is_rule(title)
                && title.text.len() <= above.text.len().max(60)
                && !title.text.ends_with('.')
                && may_be_title(title, rest.get(3..)?);
            let title = heading_of(std::slice::from_ref(title))?;
            fits.then_some((title, 3))
        }
        [line, under, ..] if is_rule(under) => {
            let fits =
                is_underlined(line, under) && !is_rule(line) && may_be_title(line, rest.get(2..)?);
            fits.then(|| Some((level(1)?, 2)))?
        }
        [first, line, under, ..] if is_rule(under) => {
            let fits = first.indent == line.indent
                && first.text.starts_with(|c: char| c.is_ascii_uppercase())
                && !first.text.ends_with(['.', ':', ',', ';'])
                && !line.text.ends_with(['.', ':', ',', ';'])
                && is_underlined(if first.end > line.end { first } else { line }, under)
                && [first, line]
                    .iter()
                    .all(|line| !line.is_spaced && !line.is_blank());
            fits.then(|| Some((level(2)?, 3)))?
        }
        _ => None,
    }
}

fn is_underlined(line: &Line, under: &Line) -> bool {
    under.indent == line.indent
        && line.text.len() <= 100
        && line.text.len().abs_diff(under.text.len()) <= 4
}

/// Whether an underlined line may be a title, rather than the headings of columns. `after` holds
/// the lines below the rule.
fn may_be_title(line: &Line, after: &[Line]) -> bool {
    if !line.text.contains(char::is_alphanumeric) {
        return false;
    }
    let next = after.iter().take(3).find(|line| !line.is_blank());
    let is_text = next.is_some_and(|next| !next.has_gap() && next.indent == line.indent);
    let after_number = line.text.trim_start_matches(|c: char| c.is_ascii_digit());
    let after_number = after_number
        .strip_prefix('.')
        .filter(|_| after_number.len() < line.text.len());
    match title_after_number(line.text).or(after_number) {
        Some(title) => !title.trim_start().contains("  "),
        None => {
            let is_wide = |(width, _): (usize, usize)| width > 4 && !line.text.ends_with(')');
            line.gaps().count() <= usize::from(is_text) && !line.gaps().any(is_wide)
        }
    }
}

fn heading_of(lines: &[Line]) -> Option<Block> {
    // Only the wrapping of two lines is undone.
    (!lines.is_empty()).then(|| Block::Heading {
        level: 3,
        anchor: String::new(),
        text: line::reflow(lines, 0),
    })
}

/// A line such as `Method 2: Cleaning the Lamp:` that stands alone; the colon at its end is left
/// out.
pub(super) fn alternative_heading(stanza: &[Line]) -> Option<Block> {
    const WORDS: [&str; 16] = [
        "Method",
        "Step",
        "Option",
        "Solution",
        "Resolution",
        "Workaround",
        "Approach",
        "Part",
        "Phase",
        "Scenario",
        "Cause",
        "Problem",
        "Procedure",
        "Case",
        "Stage",
        "Task",
    ];
    let [line] = stanza else { return None };
    let text = line.text.strip_suffix(':').unwrap_or(line.text).trim_end();
    let mut parts = text.splitn(3, ' ');
    let (word, number) = (parts.next()?, parts.next()?);
    let title = parts.next().unwrap_or_default();
    let bare = number.trim_end_matches([':', '.']);
    let is_number = match bare.as_bytes() {
        [letter] if letter.is_ascii_uppercase() => true,
        digits => (1..=2).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit),
    };
    let is_separate = bare.len() < number.len() || title.starts_with("- ");
    let title = title.trim_start_matches("- ");
    let fits = WORDS.contains(&word)
        && is_number
        && line.text.len() <= 80
        && !line.has_gap()
        && !text.ends_with(['.', ',', ';'])
        && !title.contains(", ")
        && (title.is_empty() || (is_separate && title.starts_with(|c: char| c.is_uppercase())));
    fits.then(|| heading_of(&[Line::at(line.indent, text, line.end)]))?
}

/// A stanza such as `2.4.1  Cleaning the Lamp`: one line, or two if it was wrapped.
pub(super) fn numbered_heading(stanza: &[Line], wrap: usize) -> Option<Block> {
    let first = stanza.first()?;
    let is_one = match stanza {
        [_] => true,
        [line, next] => next.indent >= line.indent && line::is_wrapped(line, next, wrap),
        _ => false,
    };
    let title = title_after_number(first.text)?;
    let last = stanza.last()?.text;
    let parts = first
        .text
        .split(' ')
        .next()?
        .trim_end_matches('.')
        .split('.');
    let is_deep = parts.count() >= 3;
    let is_far = first.text.strip_suffix(title)?.ends_with("  ");
    let fits = is_one
        && (is_deep || is_far || title.split_whitespace().nth(2).is_some())
        && title.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && title.contains(char::is_alphabetic)
        && !last.ends_with(['.', ':', ',', ';'])
        && !title.contains("  ");
    fits.then(|| heading_of(stanza))?
}

/// The title after `2.4` or `2.4.1`.
fn title_after_number(text: &str) -> Option<&str> {
    let (number, title) = text.split_once(' ')?;
    let mut parts = number.trim_end_matches('.').split('.');
    let is_number = (2..=4).contains(&parts.clone().count())
        && parts
            .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    is_number.then_some(title.trim_start())
}

/// The kind of a note and its lines without the word that opens it.
pub(super) fn note<'a>(stanza: &[Line<'a>]) -> Option<(NoteKind, Vec<Line<'a>>)> {
    const WORDS: [(&str, NoteKind); 5] = [
        ("note", NoteKind::Note),
        ("warning", NoteKind::Warning),
        ("important", NoteKind::Important),
        ("caution", NoteKind::Caution),
        ("tip", NoteKind::Tip),
    ];
    let first = stanza.first()?;
    let (word, text) = first.text.split_once(':')?;
    let text = text.trim_start();
    let kind = WORDS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(word))?
        .1;
    let is_capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    if text.is_empty() || !is_capital {
        return None;
    }
    let more = stanza.get(1..).unwrap_or_default();
    let indent = if more.is_empty() {
        first.indent
    } else {
        line::smallest_indent(more)
    };
    let mut lines = vec![Line::at(indent, text, first.end)];
    lines.extend(more.iter().cloned());
    Some((kind, lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line<'_>> {
        text.lines().map(Line::new).collect()
    }

    #[test]
    fn recognizes_sub_headings() {
        for (text, expect) in [
            ("How to open it\n--------------", Some(2)),
            ("Open\n====", Some(2)),
            ("Open\n--------------------", None),
            ("Name   Size\n-----------", None),
            ("Name   Size\n-----------\n\na.exe  12", None),
            (
                "How to Open  the Lamp\n---------------------\n\nTurn it.",
                Some(2),
            ),
            ("12xx   Lamp Errors\n------------------\n\nText.", Some(2)),
            ("Lamp        Hall\n----------------\n\nText.", None),
            ("----\n----", None),
            ("----\nOpen\n----", Some(3)),
            (
                "--------------------\nOpen\n--------------------\nText.",
                Some(3),
            ),
            ("----\nName  Size\n----\na  12", None),
            ("----\nIt is hot.\n----", None),
            (
                "Turning the Lamp That\nHangs There\n---------------------",
                Some(3),
            ),
            ("It is a hot lamp.\nYes.\n-----------------", None),
            ("Open", None),
        ] {
            let heading = heading(&lines(text), 0);
            assert_eq!(heading.map(|(_, len)| len), expect, "{text}");
        }
    }

    #[test]
    fn recognizes_alternative_fixes() {
        for (text, expect) in [
            (
                "Method 2: Cleaning the Lamp:",
                Some("Method 2: Cleaning the Lamp"),
            ),
            ("Step 1:", Some("Step 1")),
            ("Procedure 3", Some("Procedure 3")),
            ("Part 2 - Light It", Some("Part 2 - Light It")),
            ("Method 2: If it is hot, use these:", None),
            ("Method 2: It is hot.", None),
            ("Method 2: if it is hot", None),
            ("Step 2 Turn it", None),
            ("Method of lighting:", None),
            ("Lamp 2: Hot", None),
            ("Step 1:\nTurn it.", None),
        ] {
            let heading = alternative_heading(&lines(text)).map(|block| match block {
                Block::Heading { text, .. } => crate::markup::text::inlines(&text),
                _ => String::new(),
            });
            assert_eq!(heading.as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn recognizes_numbered_headings() {
        let long = "2.4.1  Cleaning the Lamp That Hangs on the Wall of the House by the River";
        for (text, expect) in [
            ("2.4.1  Lamp", true),
            ("2.4 Cleaning the Lamp", true),
            ("2.4  Lamps", true),
            ("2.4 Lamps", false),
            ("2.4 cleaning the lamp", false),
            ("2.4 Cleaning the Lamp.", false),
            ("2.4.1  12", false),
            ("2.4.1  Lamp\nIt is hot", false),
            (&format!("{long} and\n       Water"), true),
            ("1997.4 The Hot Lamp", false),
            ("2. The Hot Lamp", false),
        ] {
            let heading = numbered_heading(&lines(text), 79);
            assert_eq!(heading.is_some(), expect, "{text}");
        }
    }

    #[test]
    fn recognizes_notes() {
        for (text, expect) in [
            ("NOTE: It is hot.", Some(NoteKind::Note)),
            ("Warning: It is hot.", Some(NoteKind::Warning)),
            ("warning: unused lamp", None),
            ("NOTE:", None),
            ("Lamp: hot", None),
        ] {
            assert_eq!(note(&lines(text)).map(|(kind, _)| kind), expect, "{text}");
        }
    }
}
