//! The numbers that a text gives for events: after a label, alone, in a list or in a range.

use std::{ops::Range, sync::LazyLock};

use regex::{Captures, Regex};

/// The most IDs that a list or range stands for.
const MAX_IDS: usize = 64;
/// The most IDs between the ends of all ranges in a text; after that, a range stands only for its
/// two ends. A few bytes can name 64 events, so a hostile text could name many more events than it
/// has bytes.
const MAX_BETWEEN: usize = 64 * MAX_IDS;

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i-u)\bevents?(?:[\s_\-]{0,8}(?:id(?:'?s)?|identifiers?|numbers?|codes?|no\.?|log\sids?)\b|(?:id)s?){0,2}",
        r"(?P<between>\s{0,8}[:=#(\-.]{0,2}\s{0,8}|\s{1,4}(?P<verb>is|was|will\sbe)\s{1,4})",
        r"['\x22(<]?(?P<number>[0-9]{1,5})",
    ))
    .expect("the event pattern compiles")
});

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static BARE_ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i-u)\bid[ \t]{0,4}(?P<mark>[:=]?)[ \t]{0,4}(?P<number>[0-9]{1,5})\b")
        .expect("the id pattern compiles")
});

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i-u)^(?:\s{0,3}(?P<range>-|(?u:–)|\bto\b|\bthrough\b|\bthru\b)\s{0,3}",
        r"|\s{0,3}(?:,\s{0,3}(?:and|or)\b|,|/|;|\band/or\b|\band\b|\bor\b|&)\s{0,3}",
        r"(?:event\s{0,2}(?:id)?s?\s{0,2}:?\s{0,2}|id\s{0,2}:?\s{0,2})?)",
        r"(?P<number>[0-9]{1,5})",
    ))
    .expect("the list pattern compiles")
});

/// A label with its number or numbers.
pub(super) struct EventNumbers {
    pub(super) span: Range<usize>,
    pub(super) ids: Vec<u32>,
    /// `Event ID` rather than `event`, a word that programs use, too.
    pub(super) labeled: bool,
    /// Whether it is an event only next to a source, as in `ID: 21`.
    pub(super) needs_source: bool,
}

/// A label with its first number; a list that may begin there has not been read yet.
struct FirstNumber {
    start: usize,
    value: u32,
    digits: Range<usize>,
    labeled: bool,
    needs_source: bool,
}

/// Every event ID in a text, including those that are events only next to a source.
pub(super) fn numbers(text: &str) -> Vec<EventNumbers> {
    let mut firsts: Vec<FirstNumber> = Vec::new();
    for (pattern, bare) in [(&*NUMBERED, false), (&*BARE_ID, true)] {
        let found = pattern.captures_iter(text);
        firsts.extend(found.filter_map(|found| first_number(text, &found, bare)));
    }
    firsts.sort_by_key(|first| first.start);
    let mut numbers = Vec::new();
    let mut end = 0;
    let mut between = MAX_BETWEEN;
    for first in firsts {
        // A number inside a list that was already read is part of that list, and doesn't begin
        // another.
        if first.start < end {
            continue;
        }
        let (ids, list_end) = list(text, first.value, first.digits, &mut between);
        end = list_end;
        numbers.push(EventNumbers {
            span: first.start..end,
            ids,
            labeled: first.labeled,
            needs_source: first.needs_source,
        });
    }
    numbers
}

/// The label and number that a pattern matched, if they are an event's.
fn first_number(text: &str, found: &Captures<'_>, bare: bool) -> Option<FirstNumber> {
    let (whole, number) = (found.get(0)?, found.name("number")?);
    let labeled = !bare && names_id(whole.as_str());
    let value = number.as_str().parse::<u32>().ok()?;
    let between = found.name("between").map_or("", |between| between.as_str());
    let is_event_number = is_whole_number(text, number.range(), labeled)
        && value <= 65_535
        && (labeled || found.name("verb").is_none())
        && !is_item(text, between, number.range())
        && !is_name(text, between, number.range())
        && !is_other_thing(text, whole.start(), labeled || bare);
    is_event_number.then(|| FirstNumber {
        start: whole.start(),
        value,
        digits: number.range(),
        labeled,
        needs_source: bare,
    })
}

/// Whether the label announces a number (`Event ID`, `Event:`) and is not only the word `event`.
fn names_id(label: &str) -> bool {
    let lower = label.to_ascii_lowercase();
    ["id", "num", "code", "no", ":", "=", "#"]
        .iter()
        .any(|sign| lower.contains(sign))
}

/// Whether it is a complete number: not the beginning of `4.01`, `10,000` or, without a label,
/// `3rd`.
fn is_whole_number(text: &str, span: Range<usize>, labeled: bool) -> bool {
    let mut after = text.bytes().skip(span.end);
    match (after.next(), after.next()) {
        (Some(b'.' | b',' | b':'), Some(b)) if b.is_ascii_digit() => false,
        (Some(b'%' | b'_'), _) => false,
        (Some(b), _) if b.is_ascii_digit() => false,
        (Some(b), next) if b.is_ascii_alphabetic() => {
            // An exported row may have lost its tabs: `Event ID: 7023Service Control Manager`.
            labeled && b.is_ascii_uppercase() && next.is_some_and(|n| n.is_ascii_alphabetic())
        }
        _ => true,
    }
}

/// Whether the number belongs to a list item below a line that ends with the word: `Choose Event.`
/// above `3. Wait.`
fn is_item(text: &str, between: &str, number: Range<usize>) -> bool {
    let after = text.get(number.end..).unwrap_or_default();
    let is_marker = after
        .strip_prefix(['.', ')'])
        .is_some_and(|rest| rest.starts_with([' ', '\t']));
    between.contains('\n') && !between.contains([':', '=', '#']) && is_marker
}

/// Whether the number ends the name of a procedure, as in `Event1(…)`.
fn is_name(text: &str, between: &str, number: Range<usize>) -> bool {
    between.is_empty() && text.get(number.end..).unwrap_or_default().starts_with('(')
}

/// Whether it is part of a longer word or name (`AT_EVENT 5`, `on-event 3`). `mouse event 5` and
/// `the event 2 days ago` can't be distinguished from events here.
fn is_other_thing(text: &str, start: usize, labeled: bool) -> bool {
    let before = text.get(..start).and_then(|head| head.bytes().next_back());
    before == Some(b'_') || before == Some(b'.') || (!labeled && before == Some(b'-'))
}

/// Whether a list may continue with this text. A check of one byte for what [`NEXT`] can begin with
/// is enough, since most numbers are not followed by a list.
fn may_go_on(rest: &str) -> bool {
    let mut bytes = rest
        .bytes()
        .skip_while(|byte| matches!(byte, b' ' | 9..=13));
    let first = bytes.next().map(|byte| byte.to_ascii_lowercase());
    first.is_some_and(|byte| b"-,/;&tao".contains(&byte) || !byte.is_ascii())
}

/// The IDs of a list or range that begins with `first`, and where it ends. IDs between the ends of
/// ranges are taken from the allowance `between`.
fn list(text: &str, first: u32, span: Range<usize>, between: &mut usize) -> (Vec<u32>, usize) {
    let mut ids = vec![first];
    let mut end = span.end;
    let least = span.len().saturating_sub(1);
    while ids.len() < MAX_IDS {
        let Some(rest) = text.get(end..) else { break };
        let found = may_go_on(rest).then(|| NEXT.captures(rest)).flatten();
        let Some(found) = found else { break };
        let Some(number) = found.name("number") else {
            break;
        };
        let at = end + number.start()..end + number.end();
        let alike = (least..=span.len() + 1).contains(&number.len());
        let Ok(value) = number.as_str().parse::<u32>() else {
            break;
        };
        if !alike || value > 65_535 || !is_whole_number(text, at.clone(), false) {
            break;
        }
        let previous = ids.last().copied().unwrap_or(first);
        if found.name("range").is_some() {
            if value <= previous {
                break;
            }
            let inner = (value - previous - 1) as usize;
            if inner < (MAX_IDS - ids.len()).min(*between + 1) {
                *between -= inner;
                ids.extend(previous + 1..value);
            }
        }
        ids.push(value);
        end = at.end;
    }
    ids.dedup();
    (ids, end)
}
