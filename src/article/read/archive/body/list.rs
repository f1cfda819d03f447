//! Lists: the markers that open their items, and the lines of each item.

use std::ops::Range;

use super::line::{self, Line};
use crate::markup::Numbering;

/// What comes before the text of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    kind: MarkerKind,
    closing: char,
    /// Bytes from the start of the line to the text; the same in columns, since a marker is ASCII.
    pub(super) offset: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MarkerKind {
    /// `-`, `*`, `+` or `o`.
    Bullet(char),
    /// `12.`
    Number(u32),
    /// `c.` as 3; whether it is upper case.
    Letter(u32, bool),
}

impl Marker {
    /// The marker that opens `text`, which has no indentation; a marker must have text after it.
    pub(super) fn of(text: &str) -> Option<Self> {
        if line::is_joiner(text) {
            return None;
        }
        let open = usize::from(text.starts_with('('));
        let bare = text.get(open..)?;
        let first = bare.chars().next()?;
        let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
        // `(800)` opens a telephone number.
        let (kind, len) = if (1..=3 - open).contains(&digits) {
            (
                MarkerKind::Number(bare.get(..digits)?.parse().ok()?),
                digits,
            )
        } else if open == 0
            && matches!(first, '-' | '*' | '+' | 'o')
            && bare.get(1..)?.starts_with(' ')
        {
            (MarkerKind::Bullet(first), 1)
        } else if first.is_ascii_alphabetic() {
            let letter = u32::from(first.to_ascii_lowercase()) - u32::from('a') + 1;
            (MarkerKind::Letter(letter, first.is_ascii_uppercase()), 1)
        } else {
            return None;
        };
        let (closing, after) = match kind {
            MarkerKind::Bullet(_) => (' ', bare.get(len..)?),
            _ => {
                let closing = bare.get(len..)?.chars().next()?;
                let fits = closing == ')' || (closing == '.' && open == 0);
                if !fits {
                    return None;
                }
                (closing, bare.get(len + 1..)?)
            }
        };
        let is_separate = after.starts_with([' ', '\t']);
        let rest = after.trim_start();
        // Text that is far away is a table column, not an item.
        let is_near = after.len() - rest.len() <= 6;
        let offset = text.len() - rest.len();
        (is_separate && is_near && !rest.is_empty()).then_some(Self {
            kind,
            closing,
            offset,
        })
    }

    /// Whether this marker continues the list that `before` belongs to.
    pub(super) fn follows(self, before: Self) -> bool {
        self.closing == before.closing
            && match (before.kind, self.kind) {
                (MarkerKind::Bullet(before), MarkerKind::Bullet(this)) => before == this,
                (MarkerKind::Number(before), MarkerKind::Number(this)) => this == before + 1,
                (MarkerKind::Letter(before, upper), MarkerKind::Letter(this, this_upper)) => {
                    upper == this_upper && this == before + 1
                }
                _ => false,
            }
    }

    /// The number of a numbered or lettered item.
    pub(super) fn number(self) -> Option<u32> {
        match self.kind {
            MarkerKind::Bullet(_) => None,
            MarkerKind::Number(number) | MarkerKind::Letter(number, _) => Some(number),
        }
    }

    /// How the items of its list are counted.
    pub(super) fn numbering(self) -> Numbering {
        match self.kind {
            MarkerKind::Letter(_, false) => Numbering::Letters,
            MarkerKind::Letter(_, true) => Numbering::Capitals,
            MarkerKind::Bullet(_) | MarkerKind::Number(_) => Numbering::Numbers,
        }
    }

    /// How many items it takes to be sure of a list: a lone `A.` is an answer, a lone `+` is a sum.
    pub(super) fn items_needed(self) -> usize {
        match self.kind {
            MarkerKind::Letter(..) | MarkerKind::Bullet('+' | 'o') => 2,
            MarkerKind::Bullet(_) | MarkerKind::Number(_) => 1,
        }
    }

    /// Whether the marker opens a comment line of a programming language.
    pub(super) fn may_be_comment(self) -> bool {
        matches!(self.kind, MarkerKind::Bullet('*'))
    }
}

/// The items of a list, and where it ends.
pub(super) struct FoundList {
    /// The lines that each item takes, and its marker.
    pub(super) items: Vec<(Range<usize>, Marker)>,
    pub(super) end: usize,
}

/// The list that begins at `at` with the marker `first`; `None` if that is not certain. `wrap` is
/// the column at which the text was wrapped.
pub(super) fn find(lines: &[Line], at: usize, first: Marker, wrap: usize) -> Option<FoundList> {
    let base = lines.get(at)?.indent;
    let mut items: Vec<(Range<usize>, Marker)> = Vec::new();
    let (mut start, mut marker) = (at, first);
    let mut last = at;
    let mut is_last_sure = true;
    let mut hangs_by_one = false;
    for (place, line) in lines.iter().enumerate().skip(at + 1) {
        if line.is_blank() {
            continue;
        }
        let before = lines.get(last)?;
        if line::is_joiner(line.text) {
            // If the list continues, the word between two items stays with the item before it.
            let mut after = lines.get(place + 1..)?.iter();
            let goes_on = after.find(|line| !line.is_blank()).is_some_and(|line| {
                line.indent > base || Marker::of(line.text).is_some_and(|next| next.follows(marker))
            });
            if goes_on {
                last = place;
                continue;
            }
        }
        if line.indent <= base {
            if let Some(next) = Marker::of(line.text).filter(|next| next.follows(marker)) {
                items.push((start..last + 1, marker));
                (start, marker) = (place, next);
            } else if last + 1 != place {
                break;
            } else if !line::is_wrapped(before, line, wrap) {
                // Text right below a lone item: perhaps it was not an item.
                is_last_sure = !items.is_empty() || last > start || Marker::of(line.text).is_some();
                break;
            }
        } else if line.indent == base + 1
            && last + 1 != place
            && marker.offset > 1
            && Marker::of(line.text).is_none()
            && !hangs_by_one
        {
            // The line's indentation is a mistake; it is not a part of the last item.
            break;
        }
        hangs_by_one |= line.indent == base + 1;
        last = place;
    }
    if is_last_sure {
        items.push((start..last + 1, marker));
    }
    if items.len() < first.items_needed() {
        return None;
    }
    Some(FoundList {
        items,
        end: last + 1,
    })
}

/// The lines of an item without its marker. `base` is the list's indentation.
pub(super) fn item_lines<'a>(lines: &[Line<'a>], marker: Marker, base: usize) -> Vec<Line<'a>> {
    let (Some(first), Some(more)) = (lines.first(), lines.get(1..)) else {
        return Vec::new();
    };
    let deeper = more
        .iter()
        .filter(|line| !line.is_blank() && line.indent > base);
    let hanging = deeper.map(|line| line.indent).min().unwrap_or(usize::MAX);
    let indent = hanging.min(base + marker.offset);
    let text = first.text.get(marker.offset..).unwrap_or_default();
    let mut inside = vec![Line::at(indent, text, first.end)];
    inside.extend(more.iter().map(|line| {
        let mut line = line.clone();
        line.indent = line.indent.max(indent);
        line
    }));
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinguishes_markers_from_text() {
        for (text, number, offset) in [
            ("1. Open it", Some(Some(1)), 3),
            ("12) Open it", Some(Some(12)), 4),
            ("(3) Open it", Some(Some(3)), 4),
            ("b. Open it", Some(Some(2)), 3),
            ("- Open it", Some(None), 2),
            ("*  Open it", Some(None), 3),
            ("o Open it", Some(None), 2),
            ("1.5 of it", None, 0),
            ("1.", None, 0),
            ("-or-", None, 0),
            ("(see) it", None, 0),
            ("(800) 555-0100", None, 0),
            ("1.           far", None, 0),
            ("ö. it", None, 0),
        ] {
            let marker = Marker::of(text);
            assert_eq!(marker.map(Marker::number), number, "{text}");
            assert_eq!(marker.map_or(0, |marker| marker.offset), offset, "{text}");
        }
    }

    #[test]
    fn knows_the_next_marker() {
        for (before, this, follows) in [
            ("1. a", "2. b", true),
            ("1. a", "3. b", false),
            ("1. a", "2) b", false),
            ("a. a", "b. b", true),
            ("a. a", "B. b", false),
            ("- a", "- b", true),
            ("- a", "* b", false),
        ] {
            let (before, this) = (Marker::of(before).unwrap(), Marker::of(this).unwrap());
            assert_eq!(this.follows(before), follows, "{before:?} {this:?}");
        }
    }
}
