//! Chats: the time and the name before a message, on the same line or the line above.

use super::mark::BREAK;

/// A name is no longer than this, in bytes.
const LONGEST_NAME: usize = 40;
/// The time must be within this many bytes of the line's beginning.
const REACH: usize = 120;
/// A name has no more words.
const MAX_WORDS: usize = 4;

/// Words next to a time that are not a name, in lower case.
const NO_NAMES: [&str; 21] = [
    "date", "time", "logged", "event", "created", "at", "on", "error", "warning", "started",
    "today", "since", "source", "id", "level", "type", "user", "computer", "log", "info", "warn",
];

/// The messages, with breaks in place of who said them.
pub(super) fn strip(text: &str) -> Option<String> {
    let mut bare: Option<String> = None;
    let mut done = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..)?;
        let end = rest.find('\n').unwrap_or(rest.len());
        let line = rest.get(..end)?;
        let below = rest.get(end + 1..).unwrap_or_default();
        let Some((head, tail)) = speaker(line, below) else {
            at += end + 1;
            continue;
        };
        let bare = bare.get_or_insert_with(|| String::with_capacity(text.len() + 64));
        bare.push_str(text.get(done..at)?);
        bare.push_str(&format!("{BREAK}\n{}\n{BREAK}\n", head.trim()));
        done = at + tail;
        at = done;
    }
    let mut bare = bare?;
    bare.push_str(text.get(done..).unwrap_or_default());
    Some(bare)
}

/// The words at the beginning of a line that tell who speaks, and their length including the spaces
/// after them; the line below is included if the time is there.
fn speaker<'t>(line: &'t str, below: &str) -> Option<(&'t str, usize)> {
    let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
    let body = line
        .get(blanks..)
        .filter(|body| blanks <= 4 && !body.is_empty())?;
    let near = body.get(..body.floor_char_boundary(REACH))?;
    // Every form except `<Bob>` has a time, on this line or the next.
    let has_time = near.contains(':') || near.starts_with('<');
    let length = match has_time {
        true => bracketed(body)
            .or_else(|| noted(body))
            .or_else(|| timed(body))
            .or_else(|| named(body)),
        false => None,
    };
    if let Some((head, length)) = length {
        return Some((body.get(..head)?, blanks + length));
    }
    if has_time || !body.starts_with(char::is_uppercase) || body.len() > 2 * LONGEST_NAME {
        return None;
    }
    let when = below.lines().next().unwrap_or_default();
    let words = body.trim_end();
    let is_alone = is_name(words, 2) && !words.ends_with(['.', ':', ',']);
    (is_alone && is_clock(when)).then(|| (words, line.len() + 1 + when.len()))
}

/// `[10:17] Bob: …`, `[10:17] <Bob> …`, and `[10:17] Bob Smith` alone.
fn bracketed(body: &str) -> Option<(usize, usize)> {
    let inside = body.strip_prefix('[')?;
    let close = moment(inside)?;
    let after = inside.get(close..)?.strip_prefix(']')?;
    let head = body.len() - after.len();
    let name = after.trim_start_matches([' ', '\t']);
    let gap = after.len() - name.len();
    let end = quoted_name(name).or_else(|| {
        let end = name.find([':', '|']).filter(|end| *end <= LONGEST_NAME)?;
        let after = name.get(end..)?.strip_prefix(':')?;
        let is_said = after.is_empty() || after.starts_with(' ');
        let is_number = after.trim_start().starts_with(|c: char| c.is_ascii_digit());
        let words = name.get(..end)?.split([' ', ',']);
        let mut words = words.map(str::to_lowercase);
        let is_label = words.any(|word| NO_NAMES.contains(&&*word));
        let is_name = name.get(..end).is_some_and(is_few_words);
        (is_name && is_said && !is_number && !is_label).then_some(end + 1)
    });
    let end = end.or_else(|| is_name(name.trim_end(), 1).then_some(name.len()))?;
    with_blank(body, head + gap + end)
}

/// `2020-03-11 10:17:08 - Bob Smith (Work notes)` alone, the heading of notes in ticket systems.
fn noted(body: &str) -> Option<(usize, usize)> {
    let after = body.get(moment(body)?..)?.trim_start_matches(' ');
    let name = after.strip_prefix("- ")?.trim_end();
    let bare = name
        .strip_suffix(')')
        .and_then(|name| name.rsplit_once(" ("));
    let is_kind = |kind: &str| kind.len() <= LONGEST_NAME && is_few_words(kind);
    let name = match bare {
        Some((name, kind)) if is_kind(kind) => name,
        _ => name,
    };
    is_name(name, 2).then_some((body.len(), body.len()))
}

/// `10:17 <Bob> …`, with or without a date, and `<Bob> …`.
fn timed(body: &str) -> Option<(usize, usize)> {
    let time = moment(body).unwrap_or(0);
    let name = body.get(time..)?.trim_start_matches([' ', '\t']);
    let at = body.len() - name.len();
    let end = quoted_name(name)?;
    with_blank(body, at + end)
}

/// `Bob Smith [10:17]: …`, and `Bob Smith  10:17 AM` alone.
fn named(body: &str) -> Option<(usize, usize)> {
    let open = body
        .bytes()
        .take(LONGEST_NAME + 4)
        .position(|byte| byte == b'[' || byte.is_ascii_digit())?;
    let name = body.get(..open)?;
    if !name.ends_with([' ', '\t']) {
        return None;
    }
    if let Some(inside) = body.get(open..)?.strip_prefix('[') {
        let end = open + 1 + moment(inside)?;
        let after = body.get(end..)?.strip_prefix(']')?;
        let colon = usize::from(after.starts_with(':'));
        return is_few_words(name.trim()).then(|| with_blank(body, end + 1 + colon))?;
    }
    let alone = is_name(name.trim(), 1) && is_clock(body.get(open..)?);
    alone.then_some((body.len(), body.len()))
}

/// The length of a heading, without and with the space after it; `None` if something is glued to
/// it.
fn with_blank(body: &str, head: usize) -> Option<(usize, usize)> {
    match body.as_bytes().get(head) {
        None => Some((head, head)),
        Some(b' ' | b'\t') => Some((head, head + 1)),
        Some(_) => None,
    }
}

/// `<Bob>` at the beginning of a text.
fn quoted_name(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('<')?;
    let end = inside.find(['>', '\n'])?;
    let name = inside
        .get(..end)
        .filter(|name| (1..=30).contains(&name.len()))?;
    let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_');
    let is_name = name.chars().all(fits) && inside.get(end..)?.starts_with("> ");
    is_name.then_some(end + 2)
}

/// Whether a text is no more than a few words of any kind, such as a nickname.
fn is_few_words(text: &str) -> bool {
    let fits = |c: char| {
        c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '_' | ' ' | '(' | ')' | '\'')
    };
    (1..=LONGEST_NAME).contains(&text.len())
        && text.chars().all(fits)
        && text.split_whitespace().count() <= MAX_WORDS
}

/// Whether a text is nothing but a name of capitalized words.
fn is_name(text: &str, least: usize) -> bool {
    let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let is_part = |word: &str| {
        let bare = word.trim_matches(['(', ')']);
        let fits = |c: char| c.is_alphabetic() || matches!(c, '.' | '-' | '\'');
        bare.starts_with(char::is_uppercase)
            && bare.chars().all(fits)
            && !NO_NAMES.contains(&bare.to_lowercase().as_str())
    };
    let count = text.split_whitespace().count();
    (least..=MAX_WORDS).contains(&count) && text.len() <= LONGEST_NAME && words.all(is_part)
}

/// Whether a line is nothing but a time of day without seconds, as chats show it.
fn is_clock(line: &str) -> bool {
    let line = line.trim();
    line.len() <= 32 && moment(line) == Some(line.len()) && line.matches(':').count() == 1
}

/// How many bytes at the beginning of a text are a time, perhaps with a day before it.
fn moment(text: &str) -> Option<usize> {
    let day = date(text);
    let clock = time(text.get(day..)?)?;
    Some(day + clock)
}

/// The length of a day including the separator: `3/11/2020, `, `Mar 11, `, `Yesterday at `.
fn date(text: &str) -> usize {
    let bytes = text.as_bytes();
    let count = |from: usize, fits: fn(&u8) -> bool| {
        let rest = bytes.iter().skip(from).take(12);
        rest.take_while(|byte| fits(byte)).count()
    };
    let word = count(0, u8::is_ascii_alphabetic);
    let day = count(word + 1, u8::is_ascii_digit);
    let signs = count(0, |b| b.is_ascii_digit() || matches!(b, b'/' | b'.' | b'-'));
    let digits = text.get(..signs).unwrap_or_default();
    let length = match (word, day) {
        (0, _) if digits.matches(['/', '.', '-']).count() == 2 => signs,
        (3.., 1..=2) if bytes.get(word) == Some(&b' ') => word + 1 + day,
        (5.., _) => word,
        _ => return 0,
    };
    let rest = text.get(length..).unwrap_or_default();
    let bare = rest.strip_prefix(',').unwrap_or(rest);
    let bare = bare.strip_prefix(" at").unwrap_or(bare);
    match bare.strip_prefix(' ') {
        Some(after) => text.len() - after.len(),
        None => 0,
    }
}

/// The length of a time: `10:17`, `10:17:08`, `10:17 AM`.
fn time(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        let rest = bytes.iter().skip(from).take(2);
        rest.take_while(|b| b.is_ascii_digit()).count()
    };
    let hours = digits(0);
    if hours == 0 || bytes.get(hours) != Some(&b':') || digits(hours + 1) != 2 {
        return None;
    }
    let mut end = hours + 3;
    if bytes.get(end) == Some(&b':') && digits(end + 1) == 2 {
        end += 3;
    }
    let rest = text.get(end..)?;
    let half = rest.strip_prefix(' ').unwrap_or(rest);
    let halves = ["am", "pm", "a.m.", "p.m."];
    let half = halves.iter().find_map(|half_name| {
        let own = half.get(..half_name.len())?;
        let ends = !half.get(own.len()..)?.starts_with(char::is_alphanumeric);
        (own.eq_ignore_ascii_case(half_name) && ends).then_some(rest.len() - half.len() + own.len())
    });
    Some(end + half.unwrap_or(0)).filter(|end| {
        let after = text.get(*end..).unwrap_or_default();
        !after.starts_with(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speakers_are_distinguished_from_what_they_say() {
        for (line, below, head) in [
            ("[10:17] Bob: It is dark.", "", "[10:17] Bob:"),
            (
                "[11.03.2020 10:17] Bob Smith: It",
                "",
                "[11.03.2020 10:17] Bob Smith:",
            ),
            (
                "[10:17 AM] Bob Smith",
                "It is dark.",
                "[10:17 AM] Bob Smith",
            ),
            (
                "[Yesterday at 10:17] Smith, Bob (IT)",
                "",
                "[Yesterday at 10:17] Smith, Bob (IT)",
            ),
            ("10:17 <bob> It is dark.", "", "10:17 <bob>"),
            ("<bob> It is dark.", "", "<bob>"),
            ("bob [10:17 AM]", "It is dark.", "bob [10:17 AM]"),
            ("Bob Smith  10:17 AM", "It is dark.", "Bob Smith  10:17 AM"),
            ("Bob Smith", "10:17 AM", "Bob Smith"),
            ("Bob Smith", "Mar 11, 10:17", "Bob Smith"),
            (
                "2020-03-11 10:17:08 - Bob Smith (Work notes)",
                "",
                "2020-03-11 10:17:08 - Bob Smith (Work notes)",
            ),
        ] {
            let found = speaker(line, below);
            assert_eq!(found.map(|(head, _)| head), Some(head), "{line}");
        }
    }

    #[test]
    fn other_lines_have_no_speaker() {
        for (line, below) in [
            ("[0077] Lamp", ""),
            ("Event Time", "10:17 AM"),
            ("Bob Smith", "10:17:08 AM"),
            ("Time: 10:17 AM", ""),
            ("[10:17:08] error: it", ""),
            ("The lamp went out", "10:17 AM"),
            ("It began [10:17x]", ""),
            ("[2020-03-11 10:17:08] [ERROR] Lamp[7]: It is dark.", ""),
            ("2020-03-11 10:17:08 - Lamp Control (7): It is dark.", ""),
            ("[10:17] Source: Lamp", ""),
            ("[2020-03-11 10:17:08] Lamp: 7: It is dark.", ""),
            ("", "10:17"),
        ] {
            let found = speaker(line, below);
            assert_eq!(found, None, "{line}");
        }
    }
}
