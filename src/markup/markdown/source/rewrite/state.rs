//! The state at a line of a text: what is written so far, and what continues from the lines above.

use super::{
    super::{inline::Scanner, lines::Lines, prefix},
    verbatim::Verbatim,
};

/// The most blocks that may be open at once.
const MAX_OPEN: usize = 8;

pub struct State<'s> {
    pub source: &'s str,
    pub scanner: Scanner<'s>,
    pub lines: Lines,
    open: Vec<Opened>,
    pub verbatim: Option<Verbatim>,
    /// Whether the previous line is blank.
    pub after_blank: bool,
    /// Whether the previous line is the mark of a note.
    pub after_mark: bool,
}

/// A block that continues over several lines.
struct Opened {
    kind: Kind,
    /// The tag that ends it, if any.
    end: &'static str,
    /// The prefix of that tag's line.
    prefix: String,
    /// The column at which it began.
    column: usize,
}

pub enum Kind {
    /// Continues while lines are indented by four spaces.
    Indented,
    Directive,
    /// A directive between fences, which ends at a fence with this mark and at least this length.
    Fenced {
        mark: u8,
        length: usize,
    },
    /// A component, whose lines lose the indentation of the first one.
    Component {
        name: String,
        columns: Option<usize>,
    },
}

impl<'s> State<'s> {
    pub fn new(source: &'s str, scanner: Scanner<'s>) -> Self {
        Self {
            source,
            scanner,
            lines: Lines::default(),
            open: Vec::new(),
            verbatim: None,
            after_blank: true,
            after_mark: false,
        }
    }

    /// The lines after the one that ends at `end`.
    pub fn below(&self, end: usize) -> impl Iterator<Item = &'s str> {
        let rest = self.source.get(end..).unwrap_or_default();
        rest.split('\n').skip(1)
    }

    /// How many open blocks have indented lines.
    pub fn indented(&self) -> usize {
        let is_it = |opened: &&Opened| matches!(opened.kind, Kind::Indented);
        self.open.iter().filter(is_it).count()
    }

    pub fn is_full(&self) -> bool {
        self.open.len() >= MAX_OPEN
    }

    /// The line relative to the open blocks; closes those that it is no longer in.
    pub fn within_open(&mut self, line: &str) -> String {
        let mut line = line.to_owned();
        for index in 0..self.open.len() {
            let Some(opened) = self.open.get_mut(index) else {
                break;
            };
            let indent = prefix::indent(&line);
            match &mut opened.kind {
                Kind::Directive | Kind::Fenced { .. } => {}
                Kind::Indented if indent >= opened.column + 4 => {
                    line = prefix::dedented(&line, opened.column, 4);
                }
                Kind::Indented => {
                    self.end_from(index);
                    break;
                }
                Kind::Component { columns, .. } => {
                    let inner = indent.saturating_sub(opened.column);
                    let columns = *columns.get_or_insert(inner);
                    if columns > 0 && inner > 0 {
                        line = prefix::dedented(&line, opened.column, columns.min(inner));
                    }
                }
            }
        }
        line
    }

    /// Opens a block that the tag `end` will end; closes it immediately if too many are open.
    pub fn open(&mut self, kind: Kind, end: &'static str, prefix: &str) {
        let prefix = prefix::continued(prefix);
        if self.is_full() {
            if !end.is_empty() {
                self.lines.alone(&prefix, end);
            }
            return;
        }
        let column = prefix::indent(&prefix);
        self.open.push(Opened {
            kind,
            end,
            prefix,
            column,
        });
    }

    /// Closes the innermost block that `is_it` accepts, with everything inside it; returns whether
    /// there is one.
    pub fn end(&mut self, is_it: impl Fn(&Kind) -> bool) -> bool {
        let index = self.open.iter().rposition(|opened| is_it(&opened.kind));
        if let Some(index) = index {
            self.end_from(index);
        }
        index.is_some()
    }

    pub fn end_all(&mut self) {
        self.end_from(0);
    }

    /// Closes all open blocks from this index on.
    fn end_from(&mut self, index: usize) {
        if self.open.len() > index
            && let Some(verbatim) = self.verbatim.take()
        {
            let prefix = self.open.last().map(|opened| opened.prefix.as_str());
            let line = format!("{}{}", prefix.unwrap_or_default(), verbatim.end());
            self.lines.push(&line);
        }
        let ended = self.open.split_off(index.min(self.open.len()));
        for opened in ended.into_iter().rev() {
            if !opened.end.is_empty() {
                self.lines.alone(&opened.prefix, opened.end);
            }
        }
    }
}
