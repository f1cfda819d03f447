//! Splits a paste into its parts: objects and XML first, then containers of lines, then sentences.

use super::{
    block::{ANY, BAR, BRACKET, Block, COLON, DIGIT, EQUALS, SEPARATOR},
    entry, friendly, json, labeled, list, mail, object, pairs,
    piece::{Consumed, Piece},
    pslist, sentence, separated, siem, syslog, table, xml,
};
use crate::{
    budget::Budget,
    eventlog::wrapping::{BREAK, unwrapped, without_references},
};

/// The deepest nesting of JSON within text within JSON.
const MAX_DEPTH: usize = 3;

/// A container of lines: the characters of which its first line has at least one, whether it opens
/// in a line, and how it is read from there.
type Lines = (
    u8,
    fn(&Block<'_>, usize) -> bool,
    fn(&Block<'_>, usize) -> Option<Consumed>,
);

/// The containers of lines; strict ones come before those that accept anything.
const LINES: [Lines; 10] = [
    (COLON, mail::opens, mail::read),
    (BAR, siem::opens, siem::read),
    (DIGIT, syslog::opens, syslog::read),
    (BRACKET, pslist::opens, pslist::read),
    (ANY, friendly::opens, friendly::read),
    (ANY, table::opens, table::read),
    (EQUALS, pairs::opens, pairs::read),
    (COLON | EQUALS, list::opens, list::read),
    (SEPARATOR, separated::opens, separated::read),
    (DIGIT, entry::opens, entry::read),
];

/// All pieces of a paste, in order, as far as they are read within the budget.
pub fn pieces(text: &str, budget: Budget) -> Vec<Piece> {
    let mut pieces = Vec::new();
    wrapped(text, (0, budget), &mut pieces);
    pieces
}

/// Reads a text that may be wrapped in anything.
fn wrapped(text: &str, limits: (usize, Budget), pieces: &mut Vec<Piece>) {
    let budget = limits.1;
    // Objects come first: text inside their strings must not be taken for their wrapping.
    objects(text, limits, pieces, &mut |text, pieces| {
        let text = unwrapped(text);
        objects(&text, limits, pieces, &mut |text, pieces| {
            marked_up(text, budget, pieces);
        });
    });
}

/// Passes a text to `read` if time is left.
fn in_time(
    text: &str,
    budget: Budget,
    pieces: &mut Vec<Piece>,
    read: &mut dyn FnMut(&str, &mut Vec<Piece>),
) {
    match budget.is_spent() {
        true => pieces.push(Piece::Unreached(text.len())),
        false => read(text, pieces),
    }
}

/// Splits a text at its objects, and passes the text between them to `between`.
fn objects(
    text: &str,
    (depth, budget): (usize, Budget),
    pieces: &mut Vec<Piece>,
    between: &mut dyn FnMut(&str, &mut Vec<Piece>),
) {
    let mut done = 0;
    for (span, value) in object::values(text) {
        let before = text.get(done..span.start).unwrap_or_default();
        in_time(syslog::without_head(before), budget, pieces, between);
        let mut inside = Vec::new();
        json::read(&value, &mut inside, &mut |text, pieces| {
            if depth < MAX_DEPTH {
                wrapped(text, (depth + 1, budget), pieces);
            }
        });
        let has_events = inside
            .iter()
            .any(|piece| matches!(piece, Piece::Event(..) | Piece::Unreached(_)));
        match has_events {
            true => pieces.append(&mut inside),
            false => {
                let raw = text.get(span.clone()).unwrap_or_default();
                pieces.push(Piece::Prose(raw.to_owned()));
            }
        }
        done = span.end;
    }
    let rest = text.get(done..).unwrap_or_default();
    in_time(rest, budget, pieces, between);
}

/// Reads a text with XML in it.
fn marked_up(text: &str, budget: Budget, pieces: &mut Vec<Piece>) {
    around_xml(text, pieces, &mut |text, pieces| {
        // XML resolves its own references; those in the text around it are still there.
        around_xml(&without_references(text), pieces, &mut |text, pieces| {
            lines(text, budget, pieces);
        });
    });
}

/// Reads the XML in a text, and passes the text around it to `between`.
fn around_xml(text: &str, pieces: &mut Vec<Piece>, between: &mut dyn FnMut(&str, &mut Vec<Piece>)) {
    let mut done = 0;
    for (span, read) in xml::spans(text) {
        // Browsers put a dash before an expanded element.
        let before = text.get(done..span.start).unwrap_or_default();
        between(before.strip_suffix("- ").unwrap_or(before), pieces);
        pieces.extend(read);
        done = span.end;
    }
    between(text.get(done..).unwrap_or_default(), pieces);
}

/// Reads a text without markup, block by block.
fn lines(text: &str, budget: Budget, pieces: &mut Vec<Piece>) {
    for text in text.split(BREAK).filter(|text| !text.trim().is_empty()) {
        // Every event has a number.
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            pieces.push(Piece::Prose(text.to_owned()));
            continue;
        }
        in_time(text, budget, pieces, &mut |text, pieces| {
            read(&block(text, budget), budget, pieces);
        });
    }
}

/// A text and the containers that open in its lines, as far as time allows.
fn block(text: &str, budget: Budget) -> Block<'_> {
    let mut block = Block::new(text);
    let lines = (0..block.lines.len()).take_while(|_| !budget.is_spent());
    let openings = lines.map(|line| {
        let mut containers = LINES.iter();
        containers.position(|(signs, opens, _)| block.has(line, *signs) && opens(&block, line))
    });
    block.openings = openings.collect();
    block
}

fn read(block: &Block<'_>, budget: Budget, pieces: &mut Vec<Piece>) {
    let mut at = 0;
    let mut prose = 0;
    while at < block.text.len() {
        if budget.is_spent() {
            pieces.push(Piece::Unreached(block.text.len() - prose));
            return;
        }
        let line = block.line_of(at);
        let taken = container_at(block, line, prose, at);
        let Some((start, taken)) = taken.filter(|(_, taken)| taken.end > at) else {
            at = block.next_line(line);
            continue;
        };
        let said = block.text.get(prose..start).unwrap_or_default();
        sentence::read(said, budget, pieces);
        pieces.extend(taken.pieces);
        at = taken.end;
        prose = at;
    }
    let said = block.text.get(prose..).unwrap_or_default();
    sentence::read(said, budget, pieces);
}

/// The container that opens at a position, and where it begins; text from `from` on may belong to
/// it.
fn container_at(
    block: &Block<'_>,
    line: usize,
    from: usize,
    at: usize,
) -> Option<(usize, Consumed)> {
    let at_start = block.start(line) == at;
    let opens = at_start && block.opens(line);
    let first = block.opener(line).filter(|_| opens);
    let containers = LINES.iter().skip(first.unwrap_or(LINES.len()));
    let mut containers = containers.filter(|(signs, ..)| block.has(line, *signs));
    let found = containers.find_map(|(_, opens, read)| {
        let taken = opens(block, line).then(|| read(block, line));
        taken.flatten()
    });
    let found = found.map(|taken| (at, taken));
    found.or_else(|| labeled::read(block, from, at))
}
