//! Goes through a text line by line, and keeps track of what is open.

use super::{
    anchor::{heading_anchor, line_anchor, target_name},
    aside::{
        brackets, is_abbreviation, is_markdown_in_html, is_mdx, is_module_line, option, snippet,
    },
    directive::{self, Directive},
    escape::escaped,
    indented::indented,
    inline::Scanner,
    lines::{Lines, Piece},
    link, prefix,
    row::{CELL_LIMIT, cells, is_delimiter, is_drawn, without_headings},
    strong,
};
use crate::markup::{
    html_read::Context,
    note_kind::{note_kind, note_kind_of_class},
    note_mark::MARK,
};

/// Most things that may be open at once.
const DEPTH_LIMIT: usize = 8;

/// A text as plain Markdown with HTML.
pub struct Rewritten {
    pub text: String,
    /// For each of its lines, the number of the line of the source.
    pub numbers: Vec<usize>,
    /// What is wrong, with the number of the line.
    pub problems: Vec<(usize, String)>,
}

/// Something that goes on over several lines.
struct Opened {
    kind: Kind,
    /// The tag that ends it, if any.
    end: &'static str,
    /// What the line of that tag begins with.
    prefix: String,
    /// The column in which it began.
    column: usize,
}

enum Kind {
    /// Goes on as long as lines are indented by four blanks.
    Indented,
    Directive,
    /// A directive between fences, whose end is a fence of that mark and at least that length.
    Fenced {
        mark: u8,
        length: usize,
    },
    /// A component, whose lines lose the indentation of the first of them.
    Component {
        name: String,
        columns: Option<usize>,
    },
}

/// What has only text in it.
enum Verbatim {
    Fence {
        mark: u8,
        length: usize,
        in_quote: bool,
    },
    /// Written as a fence, up to a line with this mark.
    Until(&'static str),
    /// Not shown, up to a line with this mark.
    Hidden(&'static str),
    /// A module that exports something, with so many brackets open.
    Module(i32),
    /// The options at the beginning of a directive between fences, `:name: value`, and what comes
    /// after them.
    Options(Option<Box<Verbatim>>),
}

impl Verbatim {
    /// The line that ends it.
    fn end(&self) -> String {
        match self {
            Self::Fence { mark, length, .. } => char::from(*mark).to_string().repeat(*length),
            Self::Until(_) => "```".to_owned(),
            Self::Options(Some(then)) => then.end(),
            Self::Hidden(_) | Self::Module(_) | Self::Options(None) => String::new(),
        }
    }
}

/// Rewrites `source`; of line ends it may only have `\n`.
pub fn rewrite(source: &str, context: &Context) -> Rewritten {
    let mut rewriter = Rewriter {
        source,
        scanner: Scanner::new(source, context),
        lines: Lines::default(),
        open: Vec::new(),
        verbatim: None,
        after_blank: true,
        in_code: false,
        list_column: 0,
        row: None,
        in_table: false,
        after_mark: false,
        is_mdx: (source.contains("import ") || source.contains("export ")) && is_mdx(source),
    };
    let mut at = 0;
    rewriter.lines.number = 1;
    while at < source.len() {
        let rest = source.get(at..).unwrap_or_default();
        let end = at + rest.find('\n').unwrap_or(rest.len());
        let next = rewriter.line(at, end).max(end);
        let read = source.get(at..next).unwrap_or_default();
        rewriter.lines.number += read.bytes().filter(|byte| *byte == b'\n').count() + 1;
        at = next + 1;
    }
    rewriter.end_from(0);
    let problems = rewriter.scanner.problems.into_iter();
    let mut counted = (0, 1);
    let problems = problems.map(|(at, message)| {
        // They come in order, so each line is counted once.
        let between = source.get(counted.0..at).unwrap_or_default();
        counted = (at, counted.1 + between.matches('\n').count());
        (counted.1, message)
    });
    Rewritten {
        problems: problems.collect(),
        text: rewriter.lines.text,
        numbers: rewriter.lines.numbers,
    }
}

struct Rewriter<'s> {
    source: &'s str,
    scanner: Scanner<'s>,
    lines: Lines,
    open: Vec<Opened>,
    verbatim: Option<Verbatim>,
    after_blank: bool,
    in_code: bool,
    /// Where the words of the last item of a list begin.
    list_column: usize,
    /// How many cells the line before has, if it may be a row of a table.
    row: Option<usize>,
    /// Whether the line that parts the header of a table from its rows has been read.
    in_table: bool,
    /// Whether the line before is the mark of a note.
    after_mark: bool,
    is_mdx: bool,
}

impl Rewriter<'_> {
    /// Reads the line from `at` to `end`; where it ended, which may be lines below.
    fn line(&mut self, at: usize, end: usize) -> usize {
        let line = self.source.get(at..end).unwrap_or_default();
        if line
            .bytes()
            .all(|byte| matches!(byte, b' ' | b'\t' | b'\x0b' | b'\x0c'))
        {
            if matches!(self.verbatim, Some(Verbatim::Options(_))) {
                self.end_options();
                return end;
            }
            // Blanks matter in a fence.
            let indented = self
                .open
                .iter()
                .filter(|one| matches!(one.kind, Kind::Indented));
            self.lines
                .push(&prefix::dedented(line, 0, 4 * indented.count()));
            self.after_blank = true;
            self.after_mark = false;
            (self.row, self.in_table) = (None, false);
            return end;
        }
        let line = self.within_open(line);
        if self.is_verbatim(&line) {
            return end;
        }
        let (prefix, words) = line.split_at(prefix::length(&line));
        if self.is_code(prefix, &line) {
            self.lines.push(&line);
            self.after_blank = false;
            return end;
        }
        let prefix = prefix.to_owned();
        let start = end - words.len();
        let end = if words.is_empty() {
            self.after_mark = false;
            (self.row, self.in_table) = (None, false);
            self.lines.push(&line);
            end
        } else if self.is_block(&prefix, words, end) {
            end
        } else {
            self.inlines(&prefix, words, start, end)
        };
        self.after_blank = words.is_empty();
        end
    }

    /// The line as it is inside what is open; ends what it is no longer in.
    fn within_open(&mut self, line: &str) -> String {
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

    /// Ends everything that is open from that index on.
    fn end_from(&mut self, index: usize) {
        if self.open.len() > index
            && let Some(verbatim) = self.verbatim.take()
        {
            let prefix = self.open.last().map(|opened| opened.prefix.as_str());
            let line = format!("{}{}", prefix.unwrap_or_default(), verbatim.end());
            self.lines.push(&line);
        }
        for opened in self
            .open
            .split_off(index.min(self.open.len()))
            .into_iter()
            .rev()
        {
            if !opened.end.is_empty() {
                self.lines.alone(&opened.prefix, opened.end);
            }
        }
    }

    fn push_open(&mut self, kind: Kind, end: &'static str, prefix: &str) {
        let prefix = prefix::continued(prefix);
        let column = prefix::indent(&prefix);
        self.open.push(Opened {
            kind,
            end,
            prefix,
            column,
        });
    }

    /// Goes on with what comes after the options of a directive.
    fn end_options(&mut self) {
        if let Some(Verbatim::Options(then)) = &mut self.verbatim {
            self.verbatim = then.take().map(|then| *then);
        }
    }

    /// Whether the line is in a fence or formula, or ends one.
    fn is_verbatim(&mut self, line: &str) -> bool {
        let words = line.trim_start_matches([' ', '\t', '>']);
        match &self.verbatim {
            None => return false,
            Some(Verbatim::Until(mark)) => {
                match words.trim_end().strip_suffix(mark) {
                    Some(words) => {
                        let indent = line.len() - line.trim_start().len();
                        let indent = line.get(..indent).unwrap_or_default();
                        if !words.trim().is_empty() {
                            self.lines.push(&format!("{indent}{words}"));
                        }
                        self.lines.push(&format!("{indent}```"));
                        self.verbatim = None;
                    }
                    None => self.lines.push(line),
                }
                return true;
            }
            Some(Verbatim::Hidden(mark)) => {
                self.lines.push("");
                if words.trim_end().ends_with(mark) {
                    self.verbatim = None;
                }
            }
            Some(Verbatim::Module(open)) => {
                let open = open + brackets(words);
                // Whoever forgot a bracket would lose the whole text.
                let is_heading = words.starts_with("# ") || words.starts_with("## ");
                self.verbatim = (open > 0 && !is_heading).then_some(Verbatim::Module(open));
                if is_heading {
                    return false;
                }
                self.lines.push("");
            }
            Some(Verbatim::Options(_)) => {
                if option(words).is_none() {
                    self.end_options();
                    return self.is_verbatim(line);
                }
            }
            Some(Verbatim::Fence { in_quote: true, .. }) if !line.trim_start().starts_with('>') => {
                self.verbatim = None;
                return false;
            }
            Some(Verbatim::Fence { mark, length, .. }) => {
                let run = words.bytes().take_while(|byte| byte == mark).count();
                let is_end =
                    run >= *length && words.get(run..).is_some_and(|r| r.trim().is_empty());
                if is_end {
                    self.verbatim = None;
                }
                self.lines.push(line);
            }
        }
        true
    }

    /// Whether the line is code by its indentation, as far as that can be told without parsing.
    fn is_code(&mut self, prefix: &str, line: &str) -> bool {
        let indent = prefix::indent(line);
        let has_mark = prefix.contains(|c: char| !matches!(c, ' ' | '\t'));
        if has_mark {
            self.in_code = false;
            let list = prefix.split('>').next().unwrap_or_default();
            if list.contains(|c: char| !matches!(c, ' ' | '\t')) {
                self.list_column = prefix::indent(&prefix::continued(list));
            }
            return false;
        }
        if self.after_blank && indent < self.list_column {
            self.list_column = indent;
        }
        self.in_code = indent >= self.list_column + 4 && (self.after_blank || self.in_code);
        self.in_code
    }

    /// Reads a line that is not running text; false where it is.
    fn is_block(&mut self, prefix: &str, words: &str, end: usize) -> bool {
        self.is_fence(prefix, words, end)
            || self.is_directive(prefix, words, end)
            || self.is_indented(prefix, words, end)
            || self.is_attributes(prefix, words)
            || self.is_contents(words, end)
            || self.is_letters(prefix, words)
            || self.is_module(prefix, words)
            || self.is_table(prefix, words)
            || self.is_aside(prefix, words, end)
    }

    /// Reads the line that parts the header of a table from its rows: with as many cells as the
    /// header has, and only once in a table.
    fn is_table(&mut self, prefix: &str, words: &str) -> bool {
        if !words.contains('|') {
            (self.row, self.in_table) = (None, false);
            return false;
        }
        if !is_delimiter(words) {
            self.row = Some(cells(words));
            return false;
        }
        let Some(header) = self.row.filter(|_| !self.after_blank) else {
            return false;
        };
        if self.in_table {
            return is_drawn(words);
        }
        self.in_table = true;
        let own = cells(words);
        let more = "---|".repeat(header.saturating_sub(own).min(CELL_LIMIT));
        let words = words.trim_end();
        let bar = if more.is_empty() || words.ends_with('|') {
            ""
        } else {
            "|"
        };
        self.lines
            .add_cells(own.saturating_sub(header).min(CELL_LIMIT));
        self.lines.push(&format!("{prefix}{words}{bar}{more}"));
        true
    }

    /// Reads a line that speaks to a program that makes a site, not to people.
    fn is_aside(&mut self, prefix: &str, words: &str, end: usize) -> bool {
        let words = words.trim();
        if words.starts_with('%') && words == "%%" && self.scanner.find("%%", end).is_some() {
            self.verbatim = Some(Verbatim::Hidden("%%"));
        } else if words == "{::comment}" && self.scanner.find("{:/comment}", end).is_some() {
            self.verbatim = Some(Verbatim::Hidden("{:/comment}"));
        } else if let Some(path) = words.strip_prefix("<<< ").filter(|path| path.contains('/')) {
            let path = path.split(['{', ' ']).next().unwrap_or_default();
            let path = path.trim_start_matches("@/");
            self.lines
                .push(&format!("{prefix}{}", link::link(path, None)));
            return true;
        } else if let Some(file) = snippet(words) {
            self.lines
                .push(&format!("{prefix}{}", link::link(file, None)));
            return true;
        } else if is_markdown_in_html(words) {
            self.lines.alone(prefix, words);
            return true;
        } else if let Some(name) = target_name(words) {
            let id = escaped(name);
            self.lines.push(&format!("{prefix}<a id=\"{id}\"></a>"));
            self.lines.blank(prefix);
            return true;
        } else if !(words == "<--->" || is_abbreviation(words)) {
            return false;
        }
        self.lines.push("");
        true
    }

    fn is_module(&mut self, prefix: &str, words: &str) -> bool {
        let is_module = self.is_mdx && prefix.is_empty() && is_module_line(words);
        if is_module {
            self.lines.push("");
            let open = brackets(words);
            self.verbatim = (open > 0).then_some(Verbatim::Module(open));
        }
        is_module
    }

    fn is_fence(&mut self, prefix: &str, words: &str, end: usize) -> bool {
        if words.trim() == "$$" && self.scanner.find("$$", end).is_some() {
            self.lines.push(&format!("{prefix}```"));
            self.verbatim = Some(Verbatim::Until("$$"));
            return true;
        }
        let Some(mark) = words
            .bytes()
            .next()
            .filter(|byte| matches!(byte, b'`' | b'~'))
        else {
            return false;
        };
        let length = words.bytes().take_while(|byte| *byte == mark).count();
        let info = words.get(length..).unwrap_or_default();
        if length < 3 || mark == b'`' && info.contains('`') {
            return false;
        }
        if info.trim().is_empty() && self.ends_fenced(mark, length)
            || self.is_fenced_directive(prefix, (mark, length), info, end)
        {
            return true;
        }
        self.lines.push(&format!("{prefix}{words}"));
        let in_quote = prefix.contains('>');
        self.verbatim = Some(Verbatim::Fence {
            mark,
            length,
            in_quote,
        });
        true
    }

    /// Ends the directive between fences that a fence of that mark and length ends.
    fn ends_fenced(&mut self, mark: u8, length: usize) -> bool {
        let is_it = |opened: &Opened| matches!(opened.kind, Kind::Fenced { mark: own, length: least } if own == mark && length >= least);
        let index = self.open.iter().rposition(is_it);
        if let Some(index) = index {
            self.end_from(index);
        }
        index.is_some()
    }

    /// Reads the fence that begins a directive of MyST: ` ```{note} Title `.
    fn is_fenced_directive(
        &mut self,
        prefix: &str,
        (mark, length): (u8, usize),
        info: &str,
        end: usize,
    ) -> bool {
        let inside = info
            .trim()
            .strip_prefix('{')
            .and_then(|info| info.split_once('}'));
        let Some((name, rest)) = inside.filter(|_| self.open.len() < DEPTH_LIMIT) else {
            return false;
        };
        let rest = rest.trim();
        let below = self.source.get(end..).unwrap_or_default();
        let options = below
            .split('\n')
            .skip(1)
            .map_while(|line| option(line.trim_start()));
        let options: Vec<(&str, &str)> = options.take(20).collect();
        let value = |name: &str| {
            let found = options.iter().find(|(own, _)| *own == name);
            found.map(|(_, value)| *value).unwrap_or_default()
        };
        let tag = match name {
            "code-block" | "code" | "code-cell" | "sourcecode" | "prompt" | "parsed-literal"
            | "literalinclude" | "toctree" | "math" | "eval-rst" => {
                let fence = char::from(mark).to_string().repeat(length);
                self.lines.push(&format!("{prefix}{fence}{rest}"));
                let in_quote = prefix.contains('>');
                let fence = Verbatim::Fence {
                    mark,
                    length,
                    in_quote,
                };
                self.verbatim = Some(Verbatim::Options(Some(Box::new(fence))));
                return true;
            }
            "figure" | "image" => {
                let image = link::image(rest, value("alt"));
                self.lines.push(&format!("{prefix}{image}"));
                self.lines.blank(prefix);
                ""
            }
            name => {
                let kind = value("class")
                    .split_whitespace()
                    .find(|c| note_kind(c).is_some());
                let name = match name {
                    "admonition" | "topic" | "sidebar" | "margin" => kind.unwrap_or("note"),
                    name if note_kind(name).is_some() => name,
                    "dropdown" | "details" | "tab-item" | "tab-set" | "grid" | "grid-item"
                    | "card" => name,
                    _ => return false,
                };
                let scanner = &mut self.scanner;
                let mut words_of = |title: &str| title_of(scanner, title, info, end);
                directive::begin(name, rest, prefix, &mut self.lines, &mut words_of)
            }
        };
        self.push_open(Kind::Fenced { mark, length }, tag, prefix);
        self.verbatim = Some(Verbatim::Options(None));
        true
    }

    fn is_directive(&mut self, prefix: &str, words: &str, end: usize) -> bool {
        match directive::directive(words) {
            None => false,
            Some(Directive::Begin("image" | "icon" | "code" | "no-loc" | "video", _)) => false,
            Some(Directive::Begin("mermaid", _)) => {
                self.lines.push(&format!("{prefix}```"));
                self.verbatim = Some(Verbatim::Until(":::"));
                true
            }
            Some(Directive::Begin(name, _)) if directive::is_end(name) => {
                self.end_directive();
                true
            }
            Some(Directive::Begin(name, rest)) => {
                let scanner = &mut self.scanner;
                let mut words_of = |title: &str| title_of(scanner, title, words, end);
                let lines = &mut self.lines;
                let tag = directive::begin(name, rest, prefix, lines, &mut words_of);
                if self.open.len() < DEPTH_LIMIT {
                    self.push_open(Kind::Directive, tag, prefix);
                } else if !tag.is_empty() {
                    self.lines.alone(&prefix::continued(prefix), tag);
                }
                true
            }
            Some(Directive::End) => {
                self.end_directive();
                true
            }
        }
    }

    fn end_directive(&mut self) {
        let is_it = |opened: &Opened| matches!(opened.kind, Kind::Directive);
        match self.open.iter().rposition(is_it) {
            Some(index) => self.end_from(index),
            None => self.lines.push(""),
        }
    }

    fn is_indented(&mut self, prefix: &str, words: &str, end: usize) -> bool {
        if !words.starts_with(['!', '?', '=']) || prefix.contains('>') {
            return false;
        }
        let continued = prefix::continued(prefix);
        let column = prefix::indent(&continued);
        let below = self.source.get(end..).unwrap_or_default();
        let next = below
            .split('\n')
            .skip(1)
            .take(4)
            .find(|line| !line.trim().is_empty());
        let outside = self
            .open
            .iter()
            .filter(|opened| matches!(opened.kind, Kind::Indented));
        let column_below = column + 4 + 4 * outside.count();
        let is_open = next.is_some_and(|next| prefix::indent(next) >= column_below);
        let Some(found) = indented(words, is_open) else {
            return false;
        };
        let title = title_of(&mut self.scanner, found.title(), words, end);
        let tag = found.begin(&title, prefix, &mut self.lines);
        if self.open.len() < DEPTH_LIMIT {
            self.push_open(Kind::Indented, tag, prefix);
        } else if !tag.is_empty() {
            self.lines.alone(&continued, tag);
        }
        true
    }

    /// `{: .note }`: what it says about the block before or after it.
    fn is_attributes(&mut self, prefix: &str, words: &str) -> bool {
        let inside = words
            .trim()
            .strip_prefix('{')
            .and_then(|w| w.strip_suffix('}'));
        let Some(inside) = inside.and_then(|inside| {
            let bare = inside.trim_start();
            let is_list = bare.starts_with(['.', '#'])
                && bare
                    .get(1..2)
                    .is_some_and(|c| c.starts_with(char::is_alphanumeric));
            inside.strip_prefix(':').or(is_list.then_some(bare))
        }) else {
            return false;
        };
        if inside.starts_with([':', '/']) {
            return false;
        }
        if inside.contains(['{', '}', '|']) {
            return false;
        }
        let classes = inside.split_whitespace();
        let kind = classes
            .filter_map(|word| word.strip_prefix('.'))
            .find_map(|class| {
                note_kind_of_class(class).or_else(|| note_kind(class.strip_suffix("-title")?))
            });
        let id = inside
            .split_whitespace()
            .find_map(|word| word.strip_prefix('#'));
        let place = if self.after_blank { "next" } else { "last" };
        if let Some(kind) = kind {
            let kind = kind.word().to_ascii_lowercase();
            self.lines
                .alone(prefix, &format!("<x-{place} kind=\"{kind}\">"));
        } else if let Some(id) = id.filter(|_| !self.after_blank) {
            let id = escaped(id);
            self.lines.alone(prefix, &format!("<x-anchor id=\"{id}\">"));
        } else {
            self.lines.blank(prefix);
        }
        true
    }

    /// `<!-- a. -->`: the letters of the list below, as our writer of Markdown notes them.
    fn is_letters(&mut self, prefix: &str, words: &str) -> bool {
        let word = match words.trim() {
            "<!-- a. -->" => "a",
            "<!-- A. -->" => "A",
            _ => return false,
        };
        self.lines
            .alone(prefix, &format!("<x-letters type=\"{word}\">"));
        true
    }

    /// The place of a table of contents, which the page makes by itself.
    fn is_contents(&mut self, words: &str, end: usize) -> bool {
        let is_mark = matches!(
            words.trim(),
            "[TOC]" | "[toc]" | "[[TOC]]" | "[[toc]]" | "[[_TOC_]]" | "${toc}" | "<!-- toc -->"
        );
        let below = self.source.get(end..).unwrap_or_default();
        let below = below.strip_prefix('\n').unwrap_or_default();
        let next = below.get(..below.find('\n').unwrap_or(below.len()).min(40));
        let is_list =
            next.is_some_and(|next| next.trim().starts_with("{:toc}")) && words.trim().len() < 40;
        if is_mark || is_list {
            self.lines.push("");
        }
        is_mark || is_list
    }

    /// Reads a line of running text; where it ended.
    fn inlines(&mut self, prefix: &str, words: &str, start: usize, end: usize) -> usize {
        let (anchor, words) = heading_anchor(words);
        // `> : text` would define the mark above it.
        let colon = words.strip_prefix(": ").filter(|_| self.after_mark);
        let start = start + colon.map_or(0, |rest| words.len() - rest.len());
        let words = colon.unwrap_or(words);
        let (place, words) = line_anchor(words);
        let scanned = self.scanner.scan(start, start + words.len());
        let mut pieces = scanned.pieces;
        self.after_mark =
            matches!(pieces.as_slice(), [Piece::Text(text)] if text.starts_with(MARK));
        // Where an icon was left out, the blank behind it would indent what is below a list's mark.
        if let Some(Piece::Text(text)) = pieces.first_mut()
            && text.starts_with(' ')
        {
            *text = text.trim_start().to_owned();
        }
        for piece in &mut pieces {
            if let Piece::Text(text) = piece {
                if let Some(repaired) = strong::repaired(text) {
                    *text = repaired;
                }
                without_headings(text);
            }
        }
        // A tag alone on its line would begin HTML, in which what follows is no Markdown.
        if !words.starts_with('<')
            && let [Piece::Text(text)] = pieces.as_mut_slice()
            && text.starts_with('<')
            && text.ends_with('>')
        {
            text.push_str("<wbr>");
        }
        if let Some(place) = place
            && let Some(Piece::Text(text)) = pieces.last_mut()
        {
            let id = escaped(place);
            text.push_str(&format!("<a id=\"{id}\"></a>"));
        }
        if let Some(anchor) = anchor
            && let Some(Piece::Text(text)) = pieces.first_mut()
        {
            let marks = text.len() - text.trim_start_matches('#').len();
            let id = escaped(anchor);
            let words = text.split_off(marks);
            text.push_str(&format!(" <a id=\"{id}\"></a>{}", words.trim_start()));
        }
        self.component(prefix, &pieces);
        self.lines.pieces(prefix, &pieces);
        scanned.end.max(end)
    }

    /// Keeps track of a component that begins or ends on a line of its own.
    fn component(&mut self, prefix: &str, pieces: &[Piece]) {
        let mut alone = pieces.iter().filter_map(|piece| match piece {
            Piece::Alone(tag) => Some(tag),
            _ => None,
        });
        let Some(tag) = alone.next() else { return };
        if alone.next().is_some() || tag.starts_with("<x-") || tag.ends_with("/>") {
            return;
        }
        let name = tag.trim_start_matches(['<', '/']);
        let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')));
        let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
        if tag.starts_with("</") {
            let is_it = |opened: &Opened| matches!(&opened.kind, Kind::Component { name: own, .. } if own == name);
            if let Some(index) = self.open.iter().rposition(is_it) {
                self.end_from(index);
            }
        } else if self.open.len() < DEPTH_LIMIT && !prefix.contains('>') {
            let (name, columns) = (name.to_owned(), None);
            self.push_open(Kind::Component { name, columns }, "", prefix);
        }
    }
}

/// A title that stands among the `words` that end at `end`, rewritten like any running text.
fn title_of(scanner: &mut Scanner<'_>, title: &str, words: &str, end: usize) -> String {
    match words.find(title).filter(|_| !title.is_empty()) {
        Some(at) => {
            let start = end - words.len() + at;
            let mut text = String::new();
            let scanned = scanner.scan(start, start + title.len());
            scanned
                .pieces
                .iter()
                .for_each(|piece| piece.push_words(&mut text));
            text
        }
        None => title.to_owned(),
    }
}
