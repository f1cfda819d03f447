//! Finds events named in a text, and the source that stands beside them.

use std::{ops::Range, sync::LazyLock};

use regex::{Captures, Regex};

use super::{EventMention, table};

/// How far from the number a source is looked for, in bytes; a record's fields lie within it.
const REACH: usize = 240;
/// Words of a title behind a source's name.
const END_WORDS: [&str; 18] = [
    "After",
    "And",
    "Are",
    "During",
    "Error",
    "Errors",
    "Fails",
    "For",
    "If",
    "In",
    "Installing",
    "Is",
    "On",
    "Returns",
    "Terminated",
    "Warning",
    "When",
    "With",
];
/// A list or range stands for this many ids at most.
const MOST_IDS: usize = 64;
/// Ids between the ends of a text's ranges, at most: past that a range stands for its ends alone. A few bytes name 64 events,
/// so that a hostile text would name many more than it has bytes.
const MOST_BETWEEN: usize = 64 * MOST_IDS;

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i-u)\bevents?(?:[\s_\-]{0,8}(?:id(?:'?s)?|identifiers?|numbers?|codes?|no\.?|log\sids?)\b|(?:id)s?){0,2}",
        r"\s{0,8}[:=#(\-.]{0,2}\s{0,8}['\x22(<]?(?P<number>[0-9]{1,5})",
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

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?-u:\b)source(?:\sname)?[ \t]{0,12}(?:[:=][ \t]{0,12}\r?\n?[ \t]{0,8}|\(\s?|[ \t])",
        r"(?P<name>[^\r\n]{2,80})",
    ))
    .expect("the source pattern compiles")
});

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static NAME_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)[,;\t]|\s{3,}|\s-\s|[:.](?:\s|$)|\(\(|\s\)|<br|\swith\s|:\s?event|(?-u:\b)(?:event\s?(?:id|type|category)?s?\b",
        r"|id\s{0,3}[:=]|id\s\d|type\s{0,8}[:=]|category\s{0,8}[:=]|description\s{0,8}[:=]?|date\s{0,8}[:=]",
        r"|time\s{0,8}[:=]|user\s{0,8}[:=]|computer\s{0,8}[:=]|task\s?category|level\s{0,8}[:=]|message\s{0,8}[:=])",
    ))
    .expect("the end pattern compiles")
});

/// Every event named in `text`, in order.
///
/// The source is the one beside the number: in the next field of a quoted record, behind `from`, or
/// just before the label. The same numbers without the word `event` or a source aren't events.
pub fn events(text: &str) -> Vec<EventMention> {
    let places = places(text);
    let mut mentions = Vec::new();
    // A record's source belongs to one number; this is where the last one taken ends.
    let mut taken = 0;
    for (index, place) in places.iter().enumerate() {
        let from = index
            .checked_sub(1)
            .and_then(|i| places.get(i))
            .map_or(0, |p| p.span.end);
        let to = places.get(index + 1).map_or(text.len(), |p| p.span.start);
        let source = source_beside(text, from.max(taken), place, to);
        if place.needs_source && source.is_none() {
            continue;
        }
        let name = source.map(|(name, end)| {
            taken = taken.max(end);
            name
        });
        mentions.extend(place.ids.iter().map(|id| EventMention {
            span: place.span.clone(),
            id: *id,
            source: name.clone(),
        }));
    }
    let rows = table::rows(text);
    if !rows.is_empty() {
        mentions.extend(rows.into_iter().map(|row| EventMention {
            span: row.span,
            id: row.id,
            source: Some(row.source),
        }));
        mentions.sort_by_key(|mention| mention.span.start);
    }
    mentions
}

/// A label with its number or numbers.
struct Place {
    span: Range<usize>,
    ids: Vec<u32>,
    /// `Event ID` rather than `event`, which programs have too.
    labelled: bool,
    /// A plain `ID: 21` is an event only beside a source.
    needs_source: bool,
}

/// A label with its first number; the list that may begin there is not read yet.
struct Label {
    start: usize,
    first: u32,
    number: Range<usize>,
    labelled: bool,
    needs_source: bool,
}

fn places(text: &str) -> Vec<Place> {
    let mut labels: Vec<Label> = Vec::new();
    for (pattern, bare) in [(&*NUMBERED, false), (&*BARE_ID, true)] {
        let found = pattern.captures_iter(text);
        labels.extend(found.filter_map(|found| label(text, &found, bare)));
    }
    labels.sort_by_key(|label| label.start);
    let mut places = Vec::new();
    let mut end = 0;
    let mut between = MOST_BETWEEN;
    for label in labels {
        // What lies inside a list that was read before is a part of it, and begins none of its own.
        if label.start < end {
            continue;
        }
        let (ids, list_end) = list(text, label.first, label.number, &mut between);
        end = list_end;
        places.push(Place {
            span: label.start..end,
            ids,
            labelled: label.labelled,
            needs_source: label.needs_source,
        });
    }
    places
}

/// What a pattern has found, where it is an event's label and number.
fn label(text: &str, found: &Captures<'_>, bare: bool) -> Option<Label> {
    let (whole, number) = (found.get(0)?, found.name("number")?);
    let labelled = !bare && names_id(whole.as_str());
    let first = number.as_str().parse::<u32>().ok()?;
    let is_one = is_whole_number(text, number.range(), labelled)
        && first <= 65_535
        && !is_other_thing(text, whole.start(), labelled || bare);
    is_one.then(|| Label {
        start: whole.start(),
        first,
        number: number.range(),
        labelled,
        needs_source: bare,
    })
}

/// Does the label say that a number follows (`Event ID`, `Event:`), or is it only the word `event`?
fn names_id(label: &str) -> bool {
    let lower = label.to_ascii_lowercase();
    ["id", "num", "code", "no", ":", "=", "#"]
        .iter()
        .any(|sign| lower.contains(sign))
}

/// A number of its own: not the head of `4.01`, `10,000` or, without a label, of `3rd`.
fn is_whole_number(text: &str, span: Range<usize>, labelled: bool) -> bool {
    let mut after = text.bytes().skip(span.end);
    match (after.next(), after.next()) {
        (Some(b'.' | b',' | b':'), Some(b)) if b.is_ascii_digit() => false,
        (Some(b'%' | b'_'), _) => false,
        (Some(b), _) if b.is_ascii_digit() => false,
        (Some(b), next) if b.is_ascii_alphabetic() => {
            // An exported row may have lost its tabs: `Event ID: 7023Service Control Manager`.
            labelled && b.is_ascii_uppercase() && next.is_some_and(|n| n.is_ascii_alphabetic())
        }
        _ => true,
    }
}

/// `mouse event 5` and `the event 2 days ago` aren't told from events here, only the plain cases:
/// part of a longer word or name (`AT_EVENT 5`, `on-event 3`).
fn is_other_thing(text: &str, start: usize, labelled: bool) -> bool {
    let before = text.get(..start).and_then(|head| head.bytes().next_back());
    before == Some(b'_') || before == Some(b'.') || (!labelled && before == Some(b'-'))
}

/// Whether a list may go on with this text: what [`NEXT`] begins with, told by a byte, as after most numbers there is no list.
fn may_go_on(rest: &str) -> bool {
    let mut bytes = rest
        .bytes()
        .skip_while(|byte| matches!(byte, b' ' | 9..=13));
    let first = bytes.next().map(|byte| byte.to_ascii_lowercase());
    first.is_some_and(|byte| b"-,/;&tao".contains(&byte) || !byte.is_ascii())
}

/// The ids of a list or range that begins with `first`, and where it ends. Of those between the ends of ranges there may be as
/// many as `between` says, from which they are taken.
fn list(text: &str, first: u32, span: Range<usize>, between: &mut usize) -> (Vec<u32>, usize) {
    let mut ids = vec![first];
    let mut end = span.end;
    let least = span.len().saturating_sub(1);
    while ids.len() < MOST_IDS {
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
            if inner < (MOST_IDS - ids.len()).min(*between + 1) {
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

/// The source beside a number at `span`, looked for between `from` and `to`, and where its name ends.
fn source_beside(text: &str, from: usize, place: &Place, to: usize) -> Option<(String, usize)> {
    let span = &place.span;
    let ahead = clip(text, span.end, to.min(span.end + REACH));
    if let Some(name) = glued(ahead) {
        return Some((name, span.end));
    }
    let behind = clip_end(text, from.max(span.start.saturating_sub(REACH)), span.start);
    let next = labelled_ahead(ahead).map(|(name, lines, end)| (name, lines, span.end + end));
    let base = span.start - behind.len();
    let last = labelled_behind(behind, place.needs_source)
        .map(|(name, lines, end)| (name, lines, base + end));
    match (next, last) {
        (Some(next), Some(last)) => Some(if next.1 < last.1 {
            (next.0, next.2)
        } else {
            (last.0, last.2)
        }),
        (Some(found), None) | (None, Some(found)) => Some((found.0, found.2)),
        (None, None) => from_phrase(ahead)
            .or_else(|| name_alone(behind, ahead))
            .or_else(|| word_before(behind).filter(|_| place.labelled))
            .map(|name| (name, span.end)),
    }
}

/// `7023Service Control ManagerN/A`: the name that a row without tabs glues to the number.
fn glued(ahead: &str) -> Option<String> {
    if !ahead.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let line = ahead.lines().next().unwrap_or_default();
    clean_name(line.split("N/A").next().unwrap_or_default())
}

/// `Source: X` in one of the next lines, with nothing but other fields between.
fn labelled_ahead(ahead: &str) -> Option<(String, usize, usize)> {
    let found = SOURCE.captures(ahead)?;
    let start = found.get(0)?.start();
    let between = ahead.get(..start)?;
    if !only_fields(between)
        || (!has_mark(&found)
            && !between.trim().trim_matches(['(', ',', '-']).is_empty()
            && !between.trim().eq_ignore_ascii_case("in"))
    {
        return None;
    }
    let name = found.name("name")?;
    Some((clean_name(name.as_str())?, line_ends(between), name.end()))
}

/// `Source: X` in one of the lines before, with nothing but other fields between.
fn labelled_behind(behind: &str, bare: bool) -> Option<(String, usize, usize)> {
    let found = SOURCE.captures_iter(behind).last()?;
    let name = found.name("name")?;
    let marked = has_mark(&found);
    let kept = match NAME_END.find(name.as_str()) {
        Some(end) => end.start(),
        None => name.len(),
    };
    let between = behind.get(name.start() + kept..)?;
    if !only_fields(between) || (!marked && line_ends(between) > 0) {
        return None;
    }
    let cleaned = clean_name(name.as_str())?;
    let names_one = bare || cleaned.starts_with(|c: char| c.is_ascii_uppercase());
    (marked || names_one).then_some((cleaned, line_ends(between), name.start() + kept))
}

fn has_mark(found: &Captures<'_>) -> bool {
    let (Some(whole), Some(name)) = (found.get(0), found.name("name")) else {
        return false;
    };
    let label = whole
        .as_str()
        .get(..name.start() - whole.start())
        .unwrap_or_default();
    label.contains([':', '=', '('])
}

/// Is there no sentence between a number and its source, only short fields?
fn only_fields(between: &str) -> bool {
    let mut lines = 0;
    for line in between.split('\n') {
        let line = line.trim();
        lines += 1;
        let words = line.split_whitespace().count();
        let labelled = line.contains([':', '=']) || line.contains('\t');
        let short = words <= 3 || (labelled && words <= 10);
        if !short || lines > 8 || is_description(line) {
            return false;
        }
    }
    true
}

fn is_description(line: &str) -> bool {
    line.get(..11)
        .is_some_and(|head| head.eq_ignore_ascii_case("description"))
}

fn line_ends(text: &str) -> usize {
    text.bytes().filter(|b| *b == b'\n').count()
}

/// `Event id 2078 from X`, `Event ID 7000 (X)`, and ` - X` where nothing else is on the line.
fn from_phrase(ahead: &str) -> Option<String> {
    let line = ahead.lines().next().unwrap_or_default();
    let rest = line.trim_start();
    for lead in [
        "from source ",
        "from the ",
        "from ",
        "in source ",
        "(source ",
    ] {
        if let Some(name) = strip_lead(rest, lead) {
            return capitalised(name);
        }
    }
    if let Some(name) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        return capitalised(name.0).filter(|found| is_name(found) && found.len() == name.0.len());
    }
    let name = rest.strip_prefix("- ")?.trim();
    let found = capitalised(name)?;
    (found.len() == name.len() && is_name(name)).then_some(found)
}

/// `Event ID 2380 MSExchangeMSMI` on a line of its own.
fn name_alone(behind: &str, ahead: &str) -> Option<String> {
    let before = behind.rsplit('\n').next().unwrap_or_default();
    let name = ahead.lines().next().unwrap_or_default();
    let alone = before.trim().is_empty() && name.starts_with([' ', '\t']);
    let name = name.trim();
    let one_word = !name.contains(char::is_whitespace);
    (alone && one_word && is_name(name))
        .then(|| clean_name(name))
        .flatten()
}

fn strip_lead<'t>(text: &'t str, lead: &str) -> Option<&'t str> {
    let head = text.get(..lead.len())?;
    head.eq_ignore_ascii_case(lead)
        .then(|| text.get(lead.len()..))?
}

/// The leading words that begin with a capital, up to punctuation or a word that no name has: in a title
/// every word is a capital's.
fn capitalised(text: &str) -> Option<String> {
    let mut words = Vec::new();
    for word in text.split_whitespace().take(5) {
        if END_WORDS.contains(&word) {
            break;
        }
        let stripped = word.trim_end_matches([',', '.', ':', ';', ')', '"']);
        let named = stripped.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit());
        if !named || stripped.contains("((") {
            break;
        }
        words.push(stripped);
        if stripped.len() < word.len() {
            break;
        }
    }
    let name = words.join(" ");
    clean_name(&name)
}

/// Does a word look like a source's name: capitals inside a word, or a digit (`MSExchangeIS`, `W3SVC`)?
fn is_name(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(|word| {
        let inner_capital = word.chars().skip(1).any(|c| c.is_ascii_uppercase());
        let small = word.chars().any(|c| c.is_ascii_lowercase());
        let digit = word.chars().any(|c| c.is_ascii_digit());
        word.len() >= 3
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && inner_capital
            && (small || digit)
    })
}

/// `MSExchangeIS Private Event ID 2078`, `Netlogon Event ID` is left alone: too many sentences look like it.
fn word_before(behind: &str) -> Option<String> {
    let line = behind.rsplit('\n').next().unwrap_or_default();
    let mut words = line.split_whitespace().rev();
    let last = words.next()?.trim_start_matches(['"', '(']);
    if last.ends_with([':', ',', '.', ';', ')']) {
        return None;
    }
    if is_name(last) {
        return clean_name(last);
    }
    let first = words.next()?;
    (matches!(last, "Private" | "Public") && is_name(first)).then(|| format!("{first} {last}"))
}

/// A source's name without what follows it on its line; `None` where nothing sensible is left.
pub(super) fn clean_name(raw: &str) -> Option<String> {
    let raw = raw.trim_start();
    let cut = NAME_END
        .find(raw)
        .map_or(raw, |end| raw.get(..end.start()).unwrap_or_default());
    // A bracket that closes what was opened before the name ends it.
    let cut = match (cut.find(')'), cut.find('(')) {
        (Some(close), open) if open.is_none_or(|open| open > close) => {
            cut.get(..close).unwrap_or_default()
        }
        _ => cut,
    };
    let trimmed = cut
        .trim()
        .trim_matches(['"', '\'', '.', ',', ':', '-', '*', '`', '='])
        .trim();
    let trimmed = if trimmed.contains('(') {
        trimmed
    } else {
        trimmed.trim_end_matches(')').trim()
    };
    let name: String = trimmed.split_whitespace().collect::<Vec<_>>().join(" ");
    let sensible = name.len() <= 60
        && name.split(' ').count() <= 8
        && name.bytes().any(|b| b.is_ascii_alphabetic())
        && name.len() >= 2;
    sensible.then_some(name)
}

fn clip(text: &str, from: usize, to: usize) -> &str {
    let mut to = to.min(text.len());
    while to > from && !text.is_char_boundary(to) {
        to -= 1;
    }
    text.get(from..to).unwrap_or_default()
}

fn clip_end(text: &str, from: usize, to: usize) -> &str {
    let mut from = from;
    while from < to && !text.is_char_boundary(from) {
        from += 1;
    }
    text.get(from..to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<(u32, Option<String>)> {
        events(text).into_iter().map(|m| (m.id, m.source)).collect()
    }

    #[test]
    fn reads_every_label_and_its_source() {
        for (text, id, source) in [
            (
                "STOP\nEvent ID:70\nSource:MSExchangeCCMC\nType:Error\n",
                70,
                Some("MSExchangeCCMC"),
            ),
            (
                "Event ID: 68\nSource: MSExchangeCCMC\nType: Error",
                68,
                Some("MSExchangeCCMC"),
            ),
            ("Event ID   :  11", 11, None),
            (
                "Event id: 5703 Source: Netlogon\nNobody knows the name.",
                5703,
                Some("Netlogon"),
            ),
            (
                "Event ID: 1345 - Source: SNA Host Security\n\nNo way.",
                1345,
                Some("SNA Host Security"),
            ),
            ("System Error, Source=W3SVC, Event ID=16", 16, Some("W3SVC")),
            (
                "Event id=5007 Source= MSEXchange SA",
                5007,
                Some("MSEXchange SA"),
            ),
            (
                "Source: MSExchangeMTA: EventId: 2026\nIt broke.",
                2026,
                Some("MSExchangeMTA"),
            ),
            (
                "an Event id 2078 from MSExchangeIS Private is logged",
                2078,
                Some("MSExchangeIS Private"),
            ),
            ("Event: 5009\nSource: IBMTOK", 5009, Some("IBMTOK")),
            ("ID: 21 Source: cirrus", 21, Some("cirrus")),
            (
                "EVENT ID: 13005 Source: Foo Bar TYPE: Error Category: (4)",
                13005,
                Some("Foo Bar"),
            ),
            (
                "Event Type:\tSuccess Audit \nEvent Source:\tSecurity \nEvent Category:\tLogon/Logoff \nEvent ID:\t528 \n",
                528,
                Some("Security"),
            ),
            ("RAS EVENT ID: 20001\nMESSAGE TEXT: none", 20001, None),
            (
                "Event ID: 512\nType: Success Audit\nDescription: %1 began.",
                512,
                None,
            ),
            (
                "Event ID: 7023Service Control ManagerN/A<Servername>",
                7023,
                Some("Service Control Manager"),
            ),
            (
                "Source: Service Control Manager Event ID: 7024 The service ended.",
                7024,
                Some("Service Control Manager"),
            ),
            ("Event ID: 0\nSource: ESE97\nType: Error", 0, Some("ESE97")),
            (
                "Event ID: 631\nSource: SNA Server (or SNA Application)\n",
                631,
                Some("SNA Server (or SNA Application)"),
            ),
            (
                "Event ID: 705\nSource: SNA <type> Link Service\n",
                705,
                Some("SNA <type> Link Service"),
            ),
            ("Event ID 721 \"no answer\" error 721.", 721, None),
            (
                "Event ID 145 - MSExchangeIS((1856)) could not access",
                145,
                None,
            ),
            (
                "Event ID 145 - MSExchangeIS\nNothing.",
                145,
                Some("MSExchangeIS"),
            ),
            ("the log shows Event\nID 5719 at start", 5719, None),
            ("a bare event 5719 (NETLOGON)", 5719, None),
            ("EventID: 4097", 4097, None),
            ("Event-ID 12", 12, None),
            ("Event ID (42)", 42, None),
            (
                "source MSExchangeMTA id 2127:\nBroken.",
                2127,
                Some("MSExchangeMTA"),
            ),
            (
                "Log Name:      Application\nSource:        Foo Public\nDate:          3/26/2001 9:11:07 AM\nEvent ID:      9038\n",
                9038,
                Some("Foo Public"),
            ),
            (
                "Description for Event ID ( 8007 ) in Source ( NwRdr ) could not",
                8007,
                Some("NwRdr"),
            ),
        ] {
            assert_eq!(found(text), [(id, source.map(str::to_owned))], "{text}");
        }
    }

    #[test]
    fn reads_lists_and_ranges() {
        for (text, ids) in [
            (
                "Event ID 442, 443, 444, 445, and 446 appear",
                vec![442, 443, 444, 445, 446],
            ),
            ("Events 2446/2447 are logged", vec![2446, 2447]),
            ("Event ID: 11 - 14", vec![11, 12, 13, 14]),
            ("Event IDs 7000 and 7001", vec![7000, 7001]),
            ("event ID 7000 or event ID 7001", vec![7000, 7001]),
            ("Event ID 7000, 2 services", vec![7000]),
            ("Event ID 1000 - 3/4/2001", vec![1000]),
        ] {
            assert_eq!(
                found(text).into_iter().map(|m| m.0).collect::<Vec<_>>(),
                ids,
                "{text}"
            );
        }
        assert_eq!(found("Event ID 4096 - 4134").len(), 39);
        assert_eq!(found("Event ID 4096 - 9134").len(), 2);
    }

    #[test]
    fn each_record_keeps_its_own_source() {
        for text in [
            "Event ID: 1\nSource: Aaa\nDescription: x y\n\nEvent ID: 2\nSource: Bbb\nDescription: z",
            "Source: Aaa\nEvent ID: 1\nSource: Bbb\nEvent ID: 2\n",
            "Source: Aaa Event ID: 1 The first.\n\nSource: Bbb Event ID: 2 The second.",
        ] {
            let expect = [(1, Some("Aaa".to_owned())), (2, Some("Bbb".to_owned()))];
            assert_eq!(found(text), expect, "{text}");
        }
    }

    #[test]
    fn leaves_other_numbers_alone() {
        for text in [
            "returned 'XXX' from a call to 'ControlService(STOP)'",
            "error 721",
            "your ID: 21 is in the mail",
            "event 4.5 and AT_EVENT 5",
            "in the event of 3 failures",
            "events 70000",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn spans_lie_inside(text in "(?s)((event id: ?|Source: |[0-9]{1,6}|, |/|-|\\n|.){0,30})") {
            let mut start = 0;
            for mention in events(&text) {
                prop_assert!(text.get(mention.span.clone()).is_some());
                prop_assert!(mention.span.start >= start);
                prop_assert!(mention.id <= 65_535);
                start = mention.span.start;
            }
        }
    }
}
