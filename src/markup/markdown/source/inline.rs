//! Goes through the words of a line and rewrites everything that is not Markdown.

use std::collections::{HashMap, HashSet};

use super::{
    code_span::{code_span, last_runs},
    component::component_tag,
    directive,
    escape::inline_escaped,
    icon::icon,
    lines::Piece,
    link,
    mark::{
        REFERENCE_REACH, attribute_list, begins_cell, between, bracketed, closes_mark, is_mark,
        keys, math, near, none, note_inline, raised, role, wiki_or_contents,
    },
    path,
    shortcode::Shortcode,
    template,
};
use crate::markup::{html_read::Context, note_mark::MARK};

/// The largest distance from the beginning of a shortcode or directive to its end.
const REACH: usize = 4_096;

/// The largest distance from the beginning of a comment to its end on the same line.
const COMMENT_REACH: usize = 1_000;

/// The most problems that are reported.
const PROBLEM_LIMIT: usize = 20;

/// Goes through a text from beginning to end.
pub struct Scanner<'s> {
    source: &'s str,
    context: &'s Context,
    is_mdx: bool,
    /// Names of shortcodes that have an end in the text.
    ended: HashSet<&'s str>,
    /// The next end of each kind, and the position from which it was looked for.
    closers: HashMap<&'static str, (usize, Option<usize>)>,
    /// The next tag that ends each shortcode, and the position from which it was looked for.
    tag_ends: HashMap<String, (usize, Option<usize>)>,
    /// Templates have no meaning before this position.
    raw_until: usize,
    unknown: HashSet<String>,
    /// The position of each unknown shortcode, and a sentence about it.
    pub problems: Vec<(usize, String)>,
}

/// A line that was processed.
pub struct Scanned {
    pub pieces: Vec<Piece>,
    /// Where it ended, since tags may continue on the lines below.
    pub end: usize,
}

/// The part of a line that is written so far.
#[derive(Default)]
struct Out {
    pieces: Vec<Piece>,
    text: String,
}

impl Out {
    fn push(&mut self, piece: Piece) {
        match piece {
            Piece::Text(text) => self.text.push_str(&text),
            piece => {
                let text = std::mem::take(&mut self.text);
                self.pieces.push(Piece::Text(text));
                self.pieces.push(piece);
            }
        }
    }

    fn finish(mut self) -> Vec<Piece> {
        if !self.text.is_empty() || self.pieces.is_empty() {
            self.pieces.push(Piece::Text(self.text));
        }
        self.pieces
    }
}

impl<'s> Scanner<'s> {
    pub fn new(source: &'s str, context: &'s Context, is_mdx: bool) -> Self {
        Self {
            source,
            context,
            is_mdx,
            ended: ended_shortcodes(source),
            closers: HashMap::new(),
            tag_ends: HashMap::new(),
            raw_until: 0,
            unknown: HashSet::new(),
            problems: Vec::new(),
        }
    }

    /// The next position of `closer`, from `from` on.
    pub fn find(&mut self, closer: &'static str, from: usize) -> Option<usize> {
        if let Some((searched, found)) = self.closers.get(closer)
            && *searched <= from
            && found.is_none_or(|found| found >= from)
        {
            return *found;
        }
        let rest = self.source.get(from..)?;
        let found = rest.find(closer).map(|at| from + at);
        self.closers.insert(closer, (from, found));
        found
    }

    /// The next end of a kind from a position on, if it is near and in the same paragraph.
    fn find_near(&mut self, closer: &'static str, from: usize) -> Option<usize> {
        let found = self.find(closer, from)?;
        let between = self.source.get(from..found)?;
        (between.len() <= REACH && !between.contains("\n\n")).then_some(found)
    }

    /// Whether `closer` is within `reach` bytes and before `end`. Text without an end is thus not
    /// searched again from each position that could begin it.
    fn is_near(&mut self, closer: &'static str, from: usize, end: usize, reach: usize) -> bool {
        let found = self.find(closer, from);
        found.is_some_and(|found| found < end && found - from <= reach)
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.source.get(at..).unwrap_or_default();
        at + rest.find('\n').unwrap_or(rest.len())
    }

    /// Processes the words from `start` to the end of the line at `end`.
    pub fn scan(&mut self, start: usize, end: usize) -> Scanned {
        let mut out = Out::default();
        let mut end = end;
        let mut at = start;
        let mut runs = None;
        let mut is_marked = false;
        // The end of the bracketed words that attributes follow.
        let mut span = None;
        let mut edited: Option<(&str, &str)> = None;
        while at < end {
            let rest = self.source.get(at..).unwrap_or_default();
            let line = self.source.get(at..end).unwrap_or_default();
            let before = self
                .source
                .get(start..at)
                .and_then(|text| text.chars().next_back());
            let changed = match rest.as_bytes() {
                [b'`', ..] => {
                    let runs = runs.get_or_insert_with(|| last_runs(self.source, start, end));
                    let length = code_span(line, at, runs);
                    Some((
                        length,
                        Piece::Text(line.get(..length).unwrap_or(line).to_owned()),
                    ))
                }
                [b'<', b'!', b'-', b'-', ..] => self.comment("-->", at, 4),
                [b'<', b'%', ..] => self.erb(at),
                [b'<', ..] if self.is_near(">", at, usize::MAX, REACH) => {
                    self.component(at, start, end)
                }
                [b'{', b'{' | b'%', ..] if at >= self.raw_until => self.template(at),
                [b'{', b'#', b' ', ..] => near(line, COMMENT_REACH)
                    .find("#}")
                    .map(|close| (close + 2, none())),
                [b'{', b'/', b'*', ..] => self.comment("*/}", at, 3),
                [b'%', b'%', ..] => self.wiki_comment(at, end, before),
                [b'{', b':', b':' | b'/', ..] => near(line, 200).find('}').map(|e| (e + 1, none())),
                [b'{', b':', ..] => attribute_list(line),
                [b'{', ..] if matches!(before, Some(')' | ']')) => attribute_list(line),
                [b'{', b'.' | b'#', ..] if matches!(before, Some('`' | '*' | '_')) => {
                    attribute_list(line)
                }
                // Attributes after an icon.
                [b'{', b' ', b'.', ..] if before == Some(':') => attribute_list(line),
                [b'{', b'+' | b'-' | b'=' | b'>', ..] if edited.is_none() => {
                    self.edit(at, end).map(|edit| {
                        edited = edit.end;
                        (edit.length, Piece::Text(edit.shown.to_owned()))
                    })
                }
                [b'+' | b'-' | b'=', ..]
                    if edited.is_some_and(|(mark, _)| line.starts_with(mark)) =>
                {
                    edited
                        .take()
                        .map(|(_, tag)| (3, Piece::Text(tag.to_owned())))
                }
                [b'{', b'a'..=b'z', ..] => role(line),
                [b'@', ..] if line.starts_with("@[code") => Some((1, none())),
                [b'^', b'^', next, ..]
                    if next.is_ascii_alphanumeric()
                        && self.is_near("^^", at + 2, end, REFERENCE_REACH) =>
                {
                    between(line, "^^")
                        .map(|(length, words)| (length, Piece::Text(format!("<u>{words}</u>"))))
                }
                [mark @ (b'^' | b'~'), next, ..]
                    if next.is_ascii_alphanumeric()
                        && before.is_some_and(char::is_alphanumeric) =>
                {
                    raised(line, *mark)
                }
                [b'+', b'+', b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9', ..] => keys(line),
                [b'^', b'[', ..] => note_inline(line),
                [b':', b'a'..=b'z' | b'0'..=b'9' | b'+' | b'-', ..]
                    if !before.is_some_and(|c| c.is_alphanumeric() || c == ':') =>
                {
                    icon(rest).map(|(length, shown)| (length, Piece::Text(shown.to_owned())))
                }
                [b'!', b'[', b'[', ..] | [b'[', b'[', ..] => wiki_or_contents(line),
                [b'[', b'!', ..] if self.is_near("]", at, end, REFERENCE_REACH) => {
                    let line = near(line, REFERENCE_REACH);
                    self.reference(line).or_else(|| {
                        let is_first = before.is_none() || begins_cell(self.source, start, at);
                        let is_mark = is_first && is_mark(line);
                        is_mark.then(|| (1, Piece::Text(MARK.to_string())))
                    })
                }
                [b']', b'(', ..] if self.is_near(")", at, end, REFERENCE_REACH) => {
                    let found = link::destination(rest.get(2..).unwrap_or_default(), end - at - 2);
                    found.map(|(length, text)| (length + 2, Piece::Text(format!("]({text}"))))
                }
                [b'[', ..] if span.is_none() && !before.is_some_and(char::is_alphanumeric) => {
                    span = bracketed(line).map(|length| at + length);
                    span.map(|_| (1, none()))
                }
                [b']', b'{', ..] if span == Some(at) => {
                    span = None;
                    let attributes = line.get(1..).and_then(attribute_list);
                    attributes.map(|(length, piece)| (length + 1, piece))
                }
                [b':', b':', b':', next, ..] if next.is_ascii_alphabetic() || *next == b' ' => {
                    self.directive(at)
                }
                [b'=', b'=', next, ..] if !matches!(next, b'=' | b'\n') => {
                    let opens = !next.is_ascii_whitespace()
                        && !before.is_some_and(|c| c.is_alphanumeric() || c == '=')
                        && line.get(2..).is_some_and(closes_mark);
                    let closes = is_marked && before.is_some_and(|c| !c.is_whitespace());
                    let tag = if is_marked { "</mark>" } else { "<mark>" };
                    let is_mark = closes || opens && !is_marked;
                    is_marked ^= is_mark;
                    is_mark.then(|| (2, Piece::Text(tag.to_owned())))
                }
                [b'=', b'='] | [b'=', b'=', b'\n', ..] if is_marked => {
                    is_marked = false;
                    Some((2, Piece::Text("</mark>".to_owned())))
                }
                [b'$', ..] => math(line, before),
                _ => None,
            };
            let path = || path::path(before, line);
            if let Some((length, piece)) = changed {
                at += length;
                out.push(piece);
            } else if let Some((length, text)) = path() {
                at += length;
                out.text.push_str(&text);
            } else {
                let mut chars = line.chars();
                let first = chars.next().unwrap_or_default();
                out.text.push(first);
                at += first.len_utf8();
                let second = chars.next();
                // Escaped characters have no meaning.
                if let Some(second) = second.filter(|c| first == '\\' && c.is_ascii_punctuation()) {
                    out.text.push(second);
                    at += 1;
                }
            }
            if at > end {
                // The line is extended by the lines below that the piece continues on.
                end = self.line_end(at);
                runs = None;
            }
        }
        Scanned {
            pieces: out.finish(),
            end: end.max(at),
        }
    }

    fn comment(
        &mut self,
        closer: &'static str,
        at: usize,
        opener: usize,
    ) -> Option<(usize, Piece)> {
        match self.find(closer, at + opener.min(3)) {
            Some(end) => Some((end + closer.len() - at, none())),
            // Otherwise, the rest of the text would be hidden.
            None => {
                let open = self.source.get(at..at + opener)?;
                self.problem(
                    at,
                    "this comment has no end and is shown as text".to_owned(),
                );
                Some((opener, Piece::Text(format!("\\{open}"))))
            }
        }
    }

    /// `%% … %%` on one line. If text directly follows the opening mark, it must directly precede
    /// the closing one: a batch file contains `%%a`.
    fn wiki_comment(
        &mut self,
        at: usize,
        end: usize,
        before: Option<char>,
    ) -> Option<(usize, Piece)> {
        let line = self.source.get(at + 2..end)?;
        if !line.starts_with(' ') {
            let close = self.find("%%", at + 2).filter(|found| *found < end)?;
            let inside = self.source.get(at + 2..close)?;
            let after = self.source.get(close + 2..end)?;
            let is_apart = before.is_none_or(char::is_whitespace)
                // A single word is a variable.
                && inside.contains(char::is_whitespace)
                && !inside.ends_with(char::is_whitespace)
                && !after.starts_with(|c: char| c.is_alphanumeric() || c == '%');
            return is_apart.then(|| (close + 2 - at, none()));
        }
        if !before.is_none_or(char::is_whitespace) {
            return None;
        }
        let apart = self.find(" %%", at + 2).filter(|found| *found < end);
        let close = match apart {
            Some(found) => found + 1,
            None => self.find("%%", at + 2).filter(|found| *found < end)?,
        };
        Some((close + 2 - at, none()))
    }

    fn erb(&mut self, at: usize) -> Option<(usize, Piece)> {
        let end = self.find_near("%>", at)?;
        let inside = self.source.get(at + 2..end)?;
        let length = end + 2 - at;
        let piece = match inside.strip_prefix('=') {
            Some(expression) => Piece::Text(template::expression(expression.trim())),
            None => none(),
        };
        Some((length, piece))
    }

    fn component(&mut self, at: usize, start: usize, end: usize) -> Option<(usize, Piece)> {
        let rest = self.source.get(at..)?;
        let tag = component_tag(rest, self.is_mdx)?;
        let is_capital = tag.name.starts_with(|c: char| c.is_ascii_uppercase());
        if is_capital && !(tag.is_end || tag.is_closed || self.context.is_ended(tag.name)) {
            return None;
        }
        let before = self.source.get(start..at)?;
        let after = at + tag.length;
        let line_end = if after > end {
            self.line_end(after)
        } else {
            end
        };
        let is_alone =
            before.trim().is_empty() && self.source.get(after..line_end)?.trim().is_empty();
        // A line that begins with such a tag would be HTML up to the next blank line.
        let is_apart = is_alone || !is_capital;
        let piece = match is_apart && tag.is_block {
            true => Piece::Alone(tag.html),
            false => Piece::Text(tag.html),
        };
        Some((tag.length, piece))
    }

    /// A shortcode, tag or expression in braces.
    fn template(&mut self, at: usize) -> Option<(usize, Piece)> {
        let rest = self.source.get(at..)?;
        let (opener, closer) = match rest.as_bytes() {
            [b'{', b'{', b'<', ..] => (3, ">}}"),
            [b'{', b'{', b'%', ..] => (3, "%}}"),
            [b'{', b'%', ..] => (2, "%}"),
            _ => (2, "}}"),
        };
        let end = self.find_near(closer, at + opener)?;
        let inside = self.source.get(at + opener..end)?;
        let length = end + closer.len() - at;
        // A commented shortcode is shown as written.
        if let Some(shown) = inside.strip_prefix("/*").and_then(|i| i.strip_suffix("*/")) {
            let (open, close) = (rest.get(..opener)?, closer);
            let shown = inline_escaped(&format!("{open} {} {close}", shown.trim()));
            return Some((length, Piece::Text(shown)));
        }
        if closer == "}}" {
            if matches!(inside.trim(), "toc" | "TOC" | ">toc" | "content") {
                return Some((length, none()));
            }
            return Some((length, Piece::Text(template::expression(inside.trim()))));
        }
        let mut code = Shortcode::read(inside);
        code.is_paired = self.ended.contains(code.name);
        let whole = match (code.name, code.is_end) {
            ("comment", false) => Some(none()),
            ("highlight" | "code-block" | "codeblock" | "mermaid", false) if code.is_paired => {
                Some(Piece::Fence(String::new()))
            }
            _ => None,
        };
        if let Some(piece) = whole
            && let Some((from, to)) = self.shortcode_end(code.name, at + length)
        {
            let text = self.source.get(at + length..from)?;
            return Some((
                to - at,
                match piece {
                    Piece::Fence(_) => Piece::Fence(text.to_owned()),
                    piece => piece,
                },
            ));
        }
        if code.name == "raw" && !code.is_end {
            self.raw_until = self
                .find("endraw", at)
                .map_or(0, |end| end.saturating_sub(4));
        }
        let pieces = code.pieces().unwrap_or_else(|| {
            let is_new =
                self.unknown.len() < PROBLEM_LIMIT && self.unknown.insert(code.name.to_owned());
            if is_new && !code.is_end {
                let name = code.name;
                self.problem(
                    at,
                    format!(
                        "the shortcode `{name}` is unknown: its tags are left out, its words kept"
                    ),
                );
            }
            code.leftover()
        });
        Some((length, joined(pieces)))
    }

    /// The beginning and end of the tag that ends the shortcode with this name, from `from` on.
    fn shortcode_end(&mut self, name: &str, from: usize) -> Option<(usize, usize)> {
        let rest = self.source.get(from..)?;
        let at = self.end_of(name, from)? - from;
        let open = rest.get(..at)?.rfind('{')?;
        // `{{<` and `{{%` have two braces.
        let open = rest.get(..open)?.strip_suffix('{').map_or(open, str::len);
        let close = at + rest.get(at..)?.find('}')?;
        let close = close
            + rest
                .get(close..)?
                .bytes()
                .take_while(|byte| *byte == b'}')
                .count();
        Some((from + open, from + close))
    }

    /// The next `/name` or `endname`. It is looked for once, not again from each position before
    /// it.
    fn end_of(&mut self, name: &str, from: usize) -> Option<usize> {
        if let Some((searched, found)) = self.tag_ends.get(name)
            && *searched <= from
            && found.is_none_or(|found| found >= from)
        {
            return *found;
        }
        let rest = self.source.get(from..)?;
        let ends = [
            format!("/{name}"),
            format!("/ {name}"),
            format!("end{name}"),
        ];
        let found = ends.iter().filter_map(|end| rest.find(end.as_str())).min();
        let found = found.map(|at| from + at);
        self.tag_ends.insert(name.to_owned(), (from, found));
        found
    }

    /// `[!VIDEO https://…]`, `[!INCLUDE [title](path)]`, `[!code-xml[Main](path)]`: a link.
    fn reference(&mut self, rest: &str) -> Option<(usize, Piece)> {
        let inside = rest.get(2..)?;
        let line = inside.split('\n').next()?;
        let name = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))?;
        let (word, after) = line.split_at(name);
        let lower = word.to_ascii_lowercase();
        let start = 2 + name;
        if lower == "video" && after.starts_with(' ') {
            let end = after.find(']')?;
            let address = after.get(..end)?.trim();
            return Some((start + end + 1, Piece::Text(link::link(address, None))));
        }
        let is_known = lower.starts_with("code") || lower == "include" || lower == "notebook";
        let after_blank = after.trim_start();
        if !is_known || !after_blank.starts_with('[') {
            return None;
        }
        let end = after.find(")]").filter(|_| after.contains("]("))?;
        let inner = after.get(..=end)?.trim();
        let open = inner.find("](")?;
        let (label, target) = (inner.get(1..open)?, inner.get(open + 2..inner.len() - 1)?);
        let label = Some(label.trim()).filter(|label| !label.is_empty());
        Some((
            start + end + 2,
            Piece::Text(link::link(target.trim(), label)),
        ))
    }

    fn directive(&mut self, at: usize) -> Option<(usize, Piece)> {
        let end = self.find_near(":::", at + 3)?;
        let html = directive::inline(self.source.get(at + 3..end)?)?;
        Some((end + 3 - at, Piece::Text(html)))
    }

    /// The editor's mark at a position: `{++new++}`, `{--old--}`, `{==words==}`, `{>>why<<}`.
    fn edit(&mut self, at: usize, end: usize) -> Option<Edit> {
        let (close, shown, tag) = match self.source.get(at..at + 3)? {
            "{++" => ("++}", "", ""),
            "{--" => ("--}", "<s>", "</s>"),
            "{==" => ("==}", "<mark>", "</mark>"),
            "{>>" => ("<<}", "", ""),
            _ => return None,
        };
        if !self.is_near(close, at + 3, end, COMMENT_REACH) {
            return None;
        }
        let is_comment = close == "<<}";
        let length = match is_comment {
            true => self.find(close, at + 3)? + 3 - at,
            false => 3,
        };
        Some(Edit {
            length,
            shown,
            end: (!is_comment).then_some((close, tag)),
        })
    }

    fn problem(&mut self, at: usize, message: String) {
        if self.problems.len() < PROBLEM_LIMIT {
            self.problems.push((at, message));
        }
    }
}

/// An editor's mark for a change.
struct Edit {
    length: usize,
    /// What is written in place of it.
    shown: &'static str,
    /// The mark that ends it, and what is written in place of that.
    end: Option<(&'static str, &'static str)>,
}

/// Joins several pieces into one, if they are all text.
fn joined(pieces: Vec<Piece>) -> Piece {
    let is_text = pieces.iter().all(|piece| matches!(piece, Piece::Text(_)));
    match is_text {
        true => {
            let texts = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                _ => "",
            });
            Piece::Text(texts.collect())
        }
        false => Piece::Several(pieces),
    }
}

/// The names of shortcodes and Liquid tags that have an end somewhere in the text.
fn ended_shortcodes(source: &str) -> HashSet<&str> {
    let mut names = HashSet::new();
    for (at, _) in source.match_indices('{') {
        let rest = source.get(at + 1..).unwrap_or_default();
        let Some(rest) = rest.strip_prefix(['<', '%']) else {
            continue;
        };
        let rest = rest.trim_start_matches('-');
        let blanks = rest
            .bytes()
            .take(4)
            .take_while(|byte| *byte == b' ')
            .count();
        let rest = rest.get(blanks..).unwrap_or_default();
        let Some(name) = rest.strip_prefix('/').or(rest.strip_prefix("end")) else {
            continue;
        };
        let name = name.strip_prefix(' ').unwrap_or(name);
        let end = name
            .bytes()
            .take(60)
            .take_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'>' | b'%' | b'}'))
            .count();
        names.extend(name.get(..end).filter(|name| !name.is_empty()));
    }
    names
}
