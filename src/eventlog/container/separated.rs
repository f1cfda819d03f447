//! Rows of an export: cells separated by commas, tabs, semicolons or bars, with or without a
//! header, in any language.

use super::{
    super::{
        field::{Field, named},
        level_words, moment,
        record::Fields,
        value::{id, number_at_start},
    },
    block::Block,
    piece::{Consumed, Form, Piece},
};

/// The most columns; any further ones belong to the last.
const MAX_COLUMNS: usize = 64;
/// The most lines that a row continues on if its message has no quotes.
const MAX_MORE: usize = 40;

/// The fewest words of a message without a label.
const LEAST_WORDS: usize = 4;

/// The names of logs, which a row without a header may contain.
const LOGS: [&str; 6] = [
    "application",
    "system",
    "security",
    "setup",
    "directory service",
    "dns server",
];

/// A cell, and where it begins in the text.
#[derive(Debug, Clone)]
struct Cell {
    text: String,
    start: usize,
    is_quoted: bool,
}

/// The fields of the columns, and their separator.
struct Columns {
    separator: char,
    fields: Vec<Option<Field>>,
}

/// Whether rows begin in a line: it is a header, or a row whose cells can be recognized.
pub(super) fn opens(block: &Block<'_>, line: usize) -> bool {
    let text = block.line(line);
    if text.starts_with("#TYPE ") {
        return true;
    }
    match digits(text) {
        // A header has hardly any digits; a row has a date and a number.
        0..=4 => header(text).is_some(),
        _ => bare(text).is_some(),
    }
}

fn digits(line: &str) -> usize {
    line.bytes().filter(u8::is_ascii_digit).count()
}

/// The columns that a header names.
fn header(line: &str) -> Option<Columns> {
    let separators = ['\t', ';', ',', '|'].into_iter();
    let mut separators = separators.filter(|separator| line.contains(*separator));
    separators.find_map(|separator| {
        let (cells, _) = row(line, 0, separator, false);
        let mut fields: Vec<Option<Field>> = cells.iter().map(|cell| named(&cell.text)).collect();
        let known = fields.iter().flatten().count();
        let filled = cells.iter().filter(|cell| !cell.text.is_empty()).count();
        let has = |field| fields.contains(&Some(field));
        let numbered = has(Field::Id) || has(Field::Identifier);
        if !numbered || known < 3 || known * 2 < filled {
            return None;
        }
        // Of two columns with a number, the one that says `event` is more likely.
        let surer = |text: &str| text.to_lowercase().contains("event");
        let sure = cells
            .iter()
            .zip(&fields)
            .any(|(cell, field)| *field == Some(Field::Id) && surer(&cell.text));
        for (cell, field) in cells.iter().zip(&mut fields) {
            if *field == Some(Field::Id) && sure && !surer(&cell.text) && cell.text.is_ascii() {
                *field = Some(Field::Other);
            }
        }
        // Collectors have a `source` column for the computer, too; the event's own source then has
        // a longer name.
        let sources = fields.iter().filter(|field| **field == Some(Field::Source));
        if sources.count() > 1 {
            for (cell, field) in cells.iter().zip(&mut fields) {
                if *field == Some(Field::Source) && cell.text.eq_ignore_ascii_case("source") {
                    *field = Some(Field::Other);
                }
            }
        }
        Some(Columns { separator, fields })
    })
}

/// The fields of a row without a header.
fn bare(line: &str) -> Option<(char, Vec<Option<Field>>)> {
    let separators = ['\t', ';', ',', '|'].into_iter();
    let mut separators = separators.filter(|separator| line.matches(*separator).nth(2).is_some());
    separators.find_map(|separator| {
        let (cells, _) = row(line, 0, separator, false);
        guess(&cells).map(|fields| (separator, fields))
    })
}

/// Reads all rows.
pub(super) fn read(block: &Block<'_>, line: usize) -> Option<Consumed> {
    if block.line(line).starts_with("#TYPE ") {
        return Some(Consumed {
            pieces: Vec::new(),
            end: block.next_line(line),
        });
    }
    let named = header(block.line(line));
    let mut at = match named {
        Some(_) => block.next_line(line),
        None => block.start(line),
    };
    let mut rows = Rows {
        block,
        own: block.opener(line),
        pieces: Vec::new(),
        columns: named,
        may_quote: true,
    };
    let first = at;
    while at < block.text.len() {
        let Some(next) = rows.next(at) else { break };
        at = next;
    }
    (at > first
        && rows
            .pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Event(..))))
    .then_some(Consumed {
        pieces: rows.pieces,
        end: at,
    })
}

struct Rows<'b, 't> {
    block: &'b Block<'t>,
    /// The index of this container in the table.
    own: Option<usize>,
    pieces: Vec<Piece>,
    columns: Option<Columns>,
    /// Whether quotation marks are still expected to be closed.
    may_quote: bool,
}

impl Rows<'_, '_> {
    /// Reads the row at a position; returns where the next one begins, or `None` after the last.
    fn next(&mut self, at: usize) -> Option<usize> {
        let line = self.block.line_of(at);
        let text = self.block.line(line);
        if self.block.opens(line) && self.block.opener(line) != self.own {
            return None;
        }
        if self.block.is_blank(line) || is_rule(text) {
            let next = (line + 1..self.block.lines.len())
                .take(3)
                .find(|line| !self.block.is_blank(*line))?;
            let is_known = self.fields(self.block.line(next)).is_some() || is_rule(text);
            return is_known.then(|| self.block.start(next));
        }
        let (separator, fields) = self.fields(text)?;
        let (cells, mut end) = row(self.block.text, at, separator, self.may_quote);
        if self.may_quote
            && end > self.block.next_line(line)
            && cells.last().is_some_and(|cell| !cell.is_quoted)
            && cells.iter().all(|cell| !cell.is_quoted)
        {
            self.may_quote = false;
        }
        let mut event = Fields::default();
        self.fill(&mut event, &cells, &fields, end, separator);
        let mut more = String::new();
        if !cells.last().is_some_and(|cell| cell.is_quoted) {
            end = self.more(end, &mut more);
        }
        if !more.is_empty() {
            let said = event.get(Field::Description).unwrap_or_default();
            event.replace(Field::Description, &format!("{said} {more}"));
        }
        let record = event.record()?;
        self.pieces
            .push(Piece::Event(Form::Markup, Box::new(record)));
        Some(end)
    }

    /// The columns of a row; `None` if it is not one.
    fn fields(&self, line: &str) -> Option<(char, Vec<Option<Field>>)> {
        let Some(columns) = &self.columns else {
            return bare(line);
        };
        let (cells, _) = row(line, 0, columns.separator, false);
        let number = |field| {
            let at = columns
                .fields
                .iter()
                .position(|known| *known == Some(field))?;
            let cell = cells.get(at)?.text.trim_start_matches('-');
            number_at_start(cell)
        };
        let known = number(Field::Id)
            .or_else(|| number(Field::Identifier))
            .is_some();
        let quoted =
            cells.last().is_some_and(|cell| cell.is_quoted) || line.matches('"').count() % 2 == 1;
        (known || (quoted && cells.first().is_some_and(|cell| cell.is_quoted)))
            .then(|| (columns.separator, columns.fields.clone()))
    }

    fn fill(
        &self,
        event: &mut Fields,
        cells: &[Cell],
        fields: &[Option<Field>],
        end: usize,
        separator: char,
    ) {
        for (at, cell) in cells.iter().enumerate() {
            let is_last = at + 1 >= fields.len();
            match fields.get(at) {
                Some(Some(Field::Description))
                    if is_last && cells.len() > fields.len() && !cell.is_quoted =>
                {
                    event.put(
                        Field::Description,
                        self.block.text.get(cell.start..end).unwrap_or_default(),
                    );
                }
                Some(Some(Field::Date)) if moment::is_moment(&cell.text) => {
                    event.put(Field::Moment, &cell.text)
                }
                Some(Some(field)) => event.put(*field, &cell.text),
                Some(None) => {}
                // Viewers add a message column that the header doesn't name.
                None if !event.has(Field::Description) => {
                    let rest = self.block.text.get(cell.start..end).unwrap_or_default();
                    let rest = if cell.is_quoted { &cell.text } else { rest };
                    event.put(Field::Description, rest.trim_matches(['\n', separator]));
                }
                None => {}
            }
        }
    }

    /// Adds the lines below a row that belong to its message; returns where they end.
    fn more(&self, end: usize, more: &mut String) -> usize {
        let mut line = self.block.line_of(end);
        if self.block.start(line) < end {
            line += 1;
        }
        for _ in 0..MAX_MORE {
            let text = self.block.line(line);
            let other = self.block.is_blank(line)
                || self.fields(text).is_some()
                || self.block.opens(line)
                || self.block.label_of_line(line).is_some()
                || is_rule(text)
                || super::sentence::opens(text);
            if other {
                break;
            }
            more.push_str(text.trim());
            more.push(' ');
            line += 1;
        }
        self.block.start(line).max(end)
    }
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3
        && line
            .bytes()
            .all(|b| matches!(b, b'-' | b'|' | b':' | b' ' | b'+' | b'=' | b'\t'))
}

/// The cells of the row at a position, and where the next row begins. A quoted cell may contain
/// line ends if `over_lines` says so.
fn row(text: &str, from: usize, separator: char, over_lines: bool) -> (Vec<Cell>, usize) {
    let mut cells = Vec::new();
    let mut at = from;
    if separator == '|' {
        let line = text.get(from..).unwrap_or_default();
        let bare = line.trim_start_matches([' ', '\t']);
        at += line.len() - bare.strip_prefix('|').unwrap_or(bare).len();
    }
    loop {
        let (cell, end) = cell(text, at, separator, over_lines);
        cells.push(cell);
        let behind = text.get(end..).unwrap_or_default();
        match behind.chars().next() {
            Some(c) if c == separator && cells.len() < MAX_COLUMNS => at = end + c.len_utf8(),
            _ => {
                let line = behind.find('\n').map_or(text.len(), |line| end + line + 1);
                if separator == '|' && cells.last().is_some_and(|cell| cell.text.is_empty()) {
                    cells.pop();
                }
                return (cells, line);
            }
        }
    }
}

/// The cell at a position, and the position of its separator or line end.
fn cell(text: &str, from: usize, separator: char, over_lines: bool) -> (Cell, usize) {
    let rest = text.get(from..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    let body = rest.get(blanks..).unwrap_or_default();
    if body.starts_with('"')
        && let Some((value, length)) = quoted(body, over_lines)
    {
        let behind = body.get(length..).unwrap_or_default();
        let gap = behind.len() - behind.trim_start_matches([' ', '\r']).len();
        let next = behind.get(gap..).unwrap_or_default();
        if next.is_empty() || next.starts_with([separator, '\n']) {
            let cell = Cell {
                text: value,
                start: from + blanks,
                is_quoted: true,
            };
            return (cell, from + blanks + length + gap);
        }
    }
    let end = rest.find([separator, '\n']).unwrap_or(rest.len());
    let value = rest.get(..end).unwrap_or_default();
    let cell = Cell {
        text: value.trim().trim_matches('"').trim().to_owned(),
        start: from + blanks,
        is_quoted: false,
    };
    (cell, from + end)
}

/// The value in quotation marks, and its length including them.
fn quoted(text: &str, over_lines: bool) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut at = 1;
    loop {
        let rest = text.get(at..)?;
        let mark = match over_lines {
            true => rest.find('"')?,
            false => rest
                .find(['"', '\n'])
                .filter(|mark| rest.as_bytes().get(*mark) == Some(&b'"'))?,
        };
        value.push_str(rest.get(..mark)?);
        at += mark + 1;
        if text.get(at..)?.starts_with('"') {
            value.push('"');
            at += 1;
        } else {
            return Some((value.trim().to_owned(), at));
        }
    }
}

/// What the cells of a row without a header are: a time, and a number and a source in some order.
fn guess(cells: &[Cell]) -> Option<Vec<Option<Field>>> {
    let text = |at: usize| cells.get(at).map_or("", |cell| cell.text.trim());
    let is_number = |at: usize| {
        let text = text(at);
        !text.is_empty() && text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit())
    };
    let few = cells.len().min(12);
    if few < 4 {
        return None;
    }
    let mut fields: Vec<Option<Field>> = vec![None; few];
    let mut set = |at: usize, field: Field| {
        if let Some(known) = fields.get_mut(at) {
            *known = Some(field);
        }
    };
    let moment = (0..few).find(|at| moment::is_moment(text(*at)));
    let date = (0..few).find(|at| moment::is_date(text(*at)) && moment::is_time(text(at + 1)));
    let (first, after) = match (moment, date) {
        (Some(moment), _) => {
            set(moment, Field::Moment);
            (moment, moment + 1)
        }
        (None, Some(date)) => {
            set(date, Field::Date);
            set(date + 1, Field::Time);
            (date, date + 2)
        }
        _ => return None,
    };
    let level = (0..few).find(|at| level_words::level(text(*at)).is_some());
    let is_name = |at: usize| {
        text(at).chars().any(char::is_alphabetic)
            && text(at).len() <= 80
            && level_words::level(text(at)).is_none()
    };
    let layout: Vec<(usize, Field)> =
        if is_number(after) && is_number(after + 1) && is_number(after + 2) && is_name(after + 3) {
            // DumpEl.
            vec![
                (0, Field::Type),
                (2, Field::Id),
                (3, Field::Source),
                (4, Field::User),
                (5, Field::Computer),
                (6, Field::Description),
            ]
        } else if level == Some(after + 1) && is_name(after) && is_number(after + 3) {
            // NT 4.
            vec![
                (0, Field::Source),
                (1, Field::Type),
                (2, Field::Category),
                (3, Field::Id),
                (4, Field::User),
                (5, Field::Computer),
                (6, Field::Description),
            ]
        } else if level.is_some_and(|level| level < first) && is_name(after) && is_number(after + 1)
        {
            // Windows Vista and later.
            vec![
                (0, Field::Source),
                (1, Field::Id),
                (2, Field::Category),
                (3, Field::Description),
            ]
        } else if level.is_some_and(|level| level < first) && is_name(after) && is_number(after + 2)
        {
            // Windows 2000.
            vec![
                (0, Field::Source),
                (1, Field::Category),
                (2, Field::Id),
                (3, Field::User),
                (4, Field::Computer),
                (5, Field::Description),
            ]
        } else {
            return any_order(cells, few, fields, level?);
        };
    for (offset, field) in layout {
        set(after + offset, field);
    }
    if let Some(level) = level.filter(|level| *level < first) {
        set(level, Field::Level);
    }
    let last = fields.iter().rposition(Option::is_some)?;
    fields.truncate(last + 1);
    Some(fields)
}

/// What the cells of a row are if its columns are in an unknown order.
fn any_order(
    cells: &[Cell],
    few: usize,
    mut fields: Vec<Option<Field>>,
    level: usize,
) -> Option<Vec<Option<Field>>> {
    let text = |at: usize| cells.get(at).map_or("", |cell| cell.text.trim());
    let mut free: Vec<usize> = (0..few)
        .filter(|at| fields.get(*at) == Some(&None) && !text(*at).is_empty())
        .collect();
    let mut set = |at: usize, field: Field, free: &mut Vec<usize>| {
        if let Some(known) = fields.get_mut(at) {
            *known = Some(field);
        }
        free.retain(|other| *other != at);
    };
    set(level, Field::Level, &mut free);
    // The longest cell is the message.
    let message = free
        .iter()
        .copied()
        .max_by_key(|at| text(*at).len())
        .filter(|at| text(*at).split(' ').count() >= LEAST_WORDS);
    if let Some(message) = message {
        set(message, Field::Description, &mut free);
    }
    let logs: Vec<usize> = free
        .iter()
        .copied()
        .filter(|at| LOGS.contains(&text(*at).to_lowercase().as_str()))
        .collect();
    if let Some(log) = logs.first() {
        set(*log, Field::Log, &mut free);
    }
    for at in free.clone() {
        if is_user(cells, at) || text(at).starts_with('(') {
            free.retain(|other| *other != at);
        }
    }
    let numbers: Vec<usize> = free
        .iter()
        .copied()
        .filter(|at| {
            id(text(*at)).is_some_and(|id| id <= 65_535)
                && text(*at).bytes().all(|b| b.is_ascii_digit())
        })
        .collect();
    let number = match numbers.as_slice() {
        [] => return None,
        [only] => *only,
        // A running number comes first.
        [first, rest @ ..] if *first == 0 => *rest.first()?,
        [first, ..] => *first,
    };
    set(number, Field::Id, &mut free);
    let is_host = |at: &usize| {
        let name = text(*at);
        !name.contains(' ')
            && name.chars().all(|c| {
                c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.')
            })
            && name
                .bytes()
                .any(|b| b.is_ascii_digit() || b == b'-' || b.is_ascii_uppercase())
    };
    let names: Vec<usize> = free
        .iter()
        .copied()
        .filter(|at| text(*at).chars().any(char::is_alphabetic))
        .collect();
    let source = names
        .iter()
        .copied()
        .find(|at| !is_host(at))
        .or_else(|| names.first().copied())?;
    set(source, Field::Source, &mut free);
    if let Some(host) = names
        .iter()
        .copied()
        .find(|at| *at != source && is_host(at))
    {
        set(host, Field::Computer, &mut free);
    }
    if message.is_none() {
        describe_rest(cells, &mut fields);
    }
    Some(fields)
}

/// Joins the last cells, after all known ones, into a message if they are a sentence that contains
/// separators.
fn describe_rest(cells: &[Cell], fields: &mut Vec<Option<Field>>) {
    let known = fields
        .iter()
        .rposition(Option::is_some)
        .map_or(0, |at| at + 1);
    let words = |at: usize| {
        cells
            .get(at)
            .map_or(0, |cell| cell.text.split_whitespace().count())
    };
    let first = (known..fields.len()).find(|at| words(*at) > 0 && !is_user(cells, *at));
    let Some(first) = first else { return };
    let count: usize = (first..cells.len()).map(words).sum();
    if count >= LEAST_WORDS {
        fields.truncate(first);
        fields.push(Some(Field::Description));
    }
}

/// Whether a cell holds an event's user.
fn is_user(cells: &[Cell], at: usize) -> bool {
    let text = cells.get(at).map_or("", |cell| cell.text.trim());
    text.contains('\\') && !text.contains(' ') && !text.starts_with('\\')
        || text.starts_with("S-1-")
        || matches!(text, "N/A" | "None" | "-" | "No User")
}
