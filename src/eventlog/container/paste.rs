//! Takes a paste apart: objects and XML first, then the containers of lines, then sentences.

use super::{
    block::Block,
    friendly, json, labelled, list,
    piece::{Form, Piece, Taken},
    pslist, sentence, separated, syslog, table, xml,
};
use crate::eventlog::wrapping::{BREAK, unwrapped, without_references};

/// JSON within text within JSON is followed so deep.
const MOST_DEPTH: usize = 3;

/// A container of lines: whether one opens in a line, and what is read from there.
type Lines = (
    fn(&Block<'_>, usize) -> bool,
    fn(&Block<'_>, usize) -> Option<Taken>,
);

/// The containers of lines, those that are sure before those that take anything.
const LINES: [Lines; 6] = [
    (syslog::opens, syslog::read),
    (pslist::opens, pslist::read),
    (friendly::opens, friendly::read),
    (table::opens, table::read),
    (list::opens, list::read),
    (separated::opens, separated::read),
];

/// Everything that a paste is made of, in order.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    wrapped(text, 0, &mut pieces);
    pieces
}

/// A text that may be wrapped in anything.
fn wrapped(text: &str, depth: usize, pieces: &mut Vec<Piece>) {
    // Objects first: what is inside their strings is no wrapping of theirs.
    objects(text, depth, pieces, &mut |text, pieces| {
        let text = unwrapped(text);
        objects(&text, depth, pieces, &mut marked_up);
    });
}

/// Splits a text into its objects, and gives what is between them to `between`.
fn objects(
    text: &str,
    depth: usize,
    pieces: &mut Vec<Piece>,
    between: &mut dyn FnMut(&str, &mut Vec<Piece>),
) {
    let mut done = 0;
    for (span, value) in json::values(text) {
        let before = text.get(done..span.start).unwrap_or_default();
        between(syslog::without_head(before), pieces);
        let mut inside = Vec::new();
        json::read(&value, &mut inside, &mut |text, pieces| {
            if depth < MOST_DEPTH {
                wrapped(text, depth + 1, pieces);
            }
        });
        if inside.is_empty() {
            let raw = text.get(span.clone()).unwrap_or_default();
            inside.push(Piece::Prose(raw.to_owned()));
        }
        pieces.append(&mut inside);
        done = span.end;
    }
    between(text.get(done..).unwrap_or_default(), pieces);
}

/// A text with XML in it.
fn marked_up(text: &str, pieces: &mut Vec<Piece>) {
    around_xml(text, pieces, &mut |text, pieces| {
        // Beside XML, whose references are its own, those of the text are still there.
        around_xml(&without_references(text), pieces, &mut lines);
    });
}

/// Reads the XML of a text, and gives what is between to `between`.
fn around_xml(text: &str, pieces: &mut Vec<Piece>, between: &mut dyn FnMut(&str, &mut Vec<Piece>)) {
    let mut done = 0;
    for (span, records) in xml::spans(text) {
        // Browsers put a dash before an element that is open.
        let before = text.get(done..span.start).unwrap_or_default();
        between(before.strip_suffix("- ").unwrap_or(before), pieces);
        pieces.extend(
            records
                .into_iter()
                .map(|r| Piece::Event(Form::Markup, Box::new(r))),
        );
        done = span.end;
    }
    between(text.get(done..).unwrap_or_default(), pieces);
}

/// A text without markup: one block after the other.
fn lines(text: &str, pieces: &mut Vec<Piece>) {
    for text in text.split(BREAK).filter(|text| !text.trim().is_empty()) {
        let mut block = Block::new(text);
        let openings = (0..block.lines.len())
            .map(|line| LINES.iter().position(|(opens, _)| opens(&block, line)))
            .collect();
        block.openings = openings;
        read(&block, pieces);
    }
}

fn read(block: &Block<'_>, pieces: &mut Vec<Piece>) {
    let mut at = 0;
    let mut prose = 0;
    while at < block.text.len() {
        let line = block.line_of(at);
        let taken = container_at(block, line, at);
        let Some(taken) = taken.filter(|taken| taken.end > at) else {
            at = block.next_line(line);
            continue;
        };
        sentence::read(block.text.get(prose..at).unwrap_or_default(), pieces);
        pieces.extend(taken.pieces);
        at = taken.end;
        prose = at;
    }
    sentence::read(block.text.get(prose..).unwrap_or_default(), pieces);
}

fn container_at(block: &Block<'_>, line: usize, at: usize) -> Option<Taken> {
    let at_start = block.start(line) == at;
    let opens = at_start && block.opens(line);
    let mut containers = LINES.iter().filter(|_| opens);
    let found = containers.find_map(|(opens, read)| {
        let taken = opens(block, line).then(|| read(block, line));
        taken.flatten()
    });
    found.or_else(|| labelled::read(block, at))
}
