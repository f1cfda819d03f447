//! Events of one line each, as monitoring tools and people list them: a time or a bullet, source
//! and number in either order, and the message (`2020-03-11 10:17 - Disk (7): …` or `- Event ID: 7
//! (Disk): …`).

use super::{
    super::{
        field::{Field, named},
        level_words, moment,
        record::Fields,
        source_name::is_source,
    },
    block::Block,
    piece::{Consumed, Form, Piece},
};

/// The fewest words of a message.
const LEAST_WORDS: usize = 3;
/// Source and number must be within this many bytes.
const REACH: usize = 160;
/// The most lines below it that may belong to the message.
const MAX_MORE: usize = 20;
/// The most numbers in a line that are tried.
const MAX_NUMBERS: usize = 4;
/// The most words of a source.
const MAX_WORDS: usize = 6;

/// Words that are never part of a source's name, in lower case.
const NO_PARTS: [&str; 6] = ["event", "events", "id", "from", "and", "source"];

/// The parts of a line.
struct Entry<'t> {
    moment: &'t str,
    level: &'t str,
    source: &'t str,
    id: &'t str,
    message: &'t str,
}

/// Whether a line is an event by itself.
pub(super) fn opens(block: &Block<'_>, line: usize) -> bool {
    entry(block, line).is_some()
}

/// Reads one event, including the lines below that continue its message.
pub(super) fn read(block: &Block<'_>, line: usize) -> Option<Consumed> {
    let found = entry(block, line)?;
    let mut message = found.message.to_owned();
    let mut next = line + 1;
    while next <= line + MAX_MORE && goes_on(block, next) {
        message.push(' ');
        message.push_str(block.line(next).trim());
        next += 1;
    }
    let mut fields = Fields::default();
    for (field, value) in [
        (Field::Moment, found.moment),
        (Field::Level, found.level),
        (Field::Source, found.source),
        (Field::Id, found.id),
        (Field::Description, &message),
    ] {
        fields.put(field, value);
    }
    let record = fields.record()?;
    Some(Consumed {
        pieces: vec![Piece::Event(Form::Fields, Box::new(record))],
        end: block.start(next),
    })
}

/// Whether a line continues the message above: it is indented, or begins with a lower-case letter.
fn goes_on(block: &Block<'_>, line: usize) -> bool {
    let text = block.line(line);
    let bare = text.trim_start();
    let is_part = text.len() > bare.len() + 1 || bare.starts_with(char::is_lowercase);
    is_part
        && !bare.is_empty()
        && !block.opens(line)
        && block.label_of_line(line).is_none()
        && bullet(bare) == 0
}

fn entry<'t>(block: &Block<'t>, line: usize) -> Option<Entry<'t>> {
    let text = block.line(line).trim();
    let rest = text.get(bullet(text)..)?;
    let is_item = rest.len() < text.len();
    let (moment, rest) = timed(rest);
    let (level, rest) = leveled(rest);
    let near = rest.get(..rest.floor_char_boundary(REACH))?;
    let begins = near.starts_with(|c: char| c.is_ascii_alphabetic() || c == '[');
    let is_event = near
        .get(..5)
        .is_some_and(|word| word.eq_ignore_ascii_case("event"));
    let may_be = is_item || is_event || !moment.is_empty() || !level.is_empty();
    if !begins || !may_be || !near.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let pair = number_first(near).or_else(|| source_first(near))?;
    let message = rest.get(pair.end..)?;
    let is_sure =
        pair.is_labeled || is_source(pair.source) || (pair.is_marked && !moment.is_empty());
    let fits = is_sure
        && (!pair.is_bare || is_source(pair.source) || pair.is_labeled)
        && message.split_whitespace().nth(LEAST_WORDS - 1).is_some()
        && has_no_fields(block, line, message);
    fits.then_some(Entry {
        moment,
        level,
        source: pair.source,
        id: pair.id,
        message,
    })
}

/// A source and a number.
struct Pair<'t> {
    source: &'t str,
    id: &'t str,
    /// Where the message begins.
    end: usize,
    /// Whether a word marks the number as that of an event.
    is_labeled: bool,
    /// Whether one of the two is in brackets.
    is_marked: bool,
    /// Whether only a space comes before the message.
    is_bare: bool,
}

/// `Event ID: 7 (Disk): …`, `Event 7 - Disk - …`, `Event ID 7 from Disk: …`.
fn number_first(text: &str) -> Option<Pair<'_>> {
    let at = event_word(text)?;
    let id = number_at(text, at)?;
    let label = text.get(..at)?.to_ascii_lowercase();
    let is_labeled = label.contains("id") || label.contains([':', '=', '#']);
    let after = text.get(at + id.len()..)?;
    let bare = after.trim_start_matches([' ', ',', ':', '|', '-', '–']);
    let from = ["source:", "source=", "source ", "from source ", "from "];
    let word = from.iter().find(|word| {
        let head = bare.get(..word.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(word))
    });
    let bare = bare.get(word.map_or(0, |word| word.len())..)?.trim_start();
    let is_marked = bare.starts_with(['(', '[']);
    let name = bare.strip_prefix(['(', '[']).unwrap_or(bare);
    let start = text.len() - name.len();
    let (source, end, is_bare) = match is_marked {
        true => {
            let close = name.find([')', ']'])?;
            let (end, is_bare) = gap(text, start + close + 1)?;
            (name.get(..close)?, end, is_bare)
        }
        false => {
            let mut signs = name.char_indices().map(|(at, _)| at);
            let close = signs.find(|at| gap(text, start + at).is_some_and(|gap| !gap.1))?;
            let (end, _) = gap(text, start + close)?;
            (name.get(..close)?, end, false)
        }
    };
    is_name(source).then_some(Pair {
        source,
        id,
        end,
        is_labeled: is_labeled || is_marked,
        is_marked,
        is_bare,
    })
}

/// `Disk (7): …`, `Disk: 7: …`, `Disk Event ID 7 - …`, `[Disk] 7 …`.
fn source_first(text: &str) -> Option<Pair<'_>> {
    let starts = text.char_indices().zip(text.chars().skip(1));
    let numbers = starts.filter(|((_, before), c)| {
        c.is_ascii_digit() && !before.is_alphanumeric() && !matches!(before, '.' | '_')
    });
    let places = numbers.map(|((at, before), _)| at + before.len_utf8());
    places
        .take(MAX_NUMBERS)
        .find_map(|at| source_before(text, at))
}

fn source_before(text: &str, at: usize) -> Option<Pair<'_>> {
    let id = number_at(text, at)?;
    let head = text.get(..at)?;
    let inside = head.strip_suffix(['(', '[']);
    let closed = usize::from(inside.is_some());
    let after = text.get(at + id.len()..)?;
    if closed == 1 && !after.starts_with([')', ']']) {
        return None;
    }
    let (end, is_bare) = gap(text, at + id.len() + closed)?;
    let head = inside.unwrap_or(head);
    let bare = without_event_word(head);
    let is_labeled = bare.len() < head.len();
    let bare = bare.trim_end_matches([' ', ',', ':', '|', '-', '–', '#', '/']);
    let marked = bare
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'));
    let source = marked.unwrap_or(bare);
    is_name(source).then_some(Pair {
        source,
        id,
        end,
        is_labeled,
        is_marked: closed == 1 || marked.is_some(),
        is_bare,
    })
}

/// Where the message begins after the separators at a position, and whether that is only one space;
/// `None` if the word continues.
fn gap(text: &str, at: usize) -> Option<(usize, bool)> {
    let after = text.get(at..)?;
    let bare = after.trim_start_matches([' ', ':', '-', '–', '|', ',', '\t']);
    let signs = after.get(..after.len() - bare.len())?;
    let is_apart = signs.ends_with([' ', '\t']) && !bare.is_empty();
    let is_bare = signs == " ";
    is_apart.then_some((text.len() - bare.len(), is_bare))
}

/// If a text begins with the word `event`, where the number after it begins.
fn event_word(text: &str) -> Option<usize> {
    let rest = without_case(text, "event")?;
    let rest = rest.strip_prefix([' ', '-', '_']).unwrap_or(rest);
    let rest = ["id", "code", "number"]
        .iter()
        .find_map(|word| without_case(rest, word))
        .unwrap_or(rest);
    let number = rest.trim_start_matches([' ', ':', '=', '#']);
    Some(text.len() - number.len())
}

fn without_case<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(rest)
}

/// A text without the word `event` or `event ID` at its end.
fn without_event_word(text: &str) -> &str {
    let bare = text.trim_end_matches([' ', ':', '=', '#']);
    ["event id", "eventid", "event code", "event"]
        .iter()
        .find_map(|word| {
            let at = bare.len().checked_sub(word.len())?;
            let (head, own) = bare.split_at_checked(at)?;
            let is_word = !head.ends_with(|c: char| c.is_alphanumeric());
            (own.eq_ignore_ascii_case(word) && is_word).then_some(head)
        })
        .unwrap_or(text)
}

/// The event ID at a position.
fn number_at(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits).filter(|number| number.len() <= 5)?;
    number.parse::<u32>().ok().filter(|id| *id <= 65_535)?;
    Some(number)
}

/// Whether a text can be the name of a source.
fn is_name(text: &str) -> bool {
    let fits =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '+' | '-' | '_' | '&' | '/');
    (2..=80).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(fits)
        && text.split(' ').count() <= MAX_WORDS
        && !text
            .split(' ')
            .any(|word| NO_PARTS.contains(&&*word.to_lowercase()))
        && (named(text).is_none() || is_source(text))
        && level_words::level(text).is_none()
}

/// Whether a line is not a record with labels: no other field is labeled before its message, and at
/// most a few are inside.
fn has_no_fields(block: &Block<'_>, line: usize, message: &str) -> bool {
    let text = block.line(line).trim_end();
    let said = block.start(line) + text.len() - message.len();
    let labels = block
        .labels
        .iter()
        .skip(block.label_from(block.start(line)));
    let labels = labels.take_while(|label| label.line == line);
    let others = labels.filter(|label| !matches!(label.field, Field::Id | Field::Source));
    let mut others = others.filter(|label| label.field != Field::Other);
    others.next().is_none_or(|label| label.start >= said) && others.next().is_none()
}

/// The length of a bullet or an item number, including the spaces after it.
fn bullet(text: &str) -> usize {
    let digits = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let after = text.get(digits..).unwrap_or_default();
    let signs: &[char] = if digits > 0 {
        &['.', ')']
    } else {
        &['-', '*', '•', '·', '+', '–']
    };
    let Some(rest) = after.strip_prefix(signs) else {
        return 0;
    };
    let bare = rest.trim_start_matches([' ', '\t']);
    match rest.len() > bare.len() {
        true => text.len() - bare.len(),
        false => 0,
    }
}

/// The time that a text begins with, in brackets or not, and the text after it without separators.
fn timed(text: &str) -> (&str, &str) {
    let open = text.trim_start_matches(['[', '(']);
    let mut length = moment::moment_at_start(open);
    if length == 0 {
        let end = open.find([' ', ']', '\t']).unwrap_or(open.len());
        let word = open.get(..end).unwrap_or_default();
        length = if moment::is_date(word) || moment::is_time(word) {
            end
        } else {
            0
        };
    }
    if length == 0 {
        return ("", text);
    }
    let (when, after) = open.split_at_checked(length).unwrap_or((open, ""));
    let signs = |c: char| c.is_whitespace() || matches!(c, ']' | ')' | '-' | '–' | '|' | ',' | ':');
    (when, after.trim_start_matches(signs))
}

/// The level that a text begins with, in brackets or not, and the text after it without separators.
fn leveled(text: &str) -> (&str, &str) {
    let open = text.trim_start_matches(['[', '(', '<']);
    let letters = open.len() - open.trim_start_matches(|c: char| c.is_alphabetic()).len();
    let (word, after) = open.split_at_checked(letters).unwrap_or((open, ""));
    let ends = after.starts_with([' ', ']', ')', '>', ':', '|', '-', ',', '\t']);
    if word.is_empty() || !ends || level_words::level(word).is_none() {
        return ("", text);
    }
    let signs =
        |c: char| c.is_whitespace() || matches!(c, ']' | ')' | '>' | '-' | '–' | '|' | ',' | ':');
    (word, after.trim_start_matches(signs))
}
