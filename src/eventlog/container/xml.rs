//! Event XML: one or more events, with or without a root, cut off at either end, copied from
//! browsers and mails. Only its tags are read, so it doesn't need to be well-formed; nothing that a
//! document declares is ever expanded.

use std::ops::Range;

use memchr::memmem;

use super::{
    super::{
        field::{Field, named},
        record::Fields,
    },
    piece::{Form, Piece},
};

/// Longer text between tags is not part of the event.
const MAX_STRAY: usize = 12;
/// The most bytes of a comment or of raw text that are skipped.
const LONGEST_SKIPPED: usize = 2_048;

/// How an event can begin if its beginning is cut off.
const OPENINGS: [&str; 12] = [
    "<?xml ",
    "<Event ",
    "<Event>",
    "<Events",
    "<System>",
    "<Provider ",
    "<EventID",
    "<QueryList",
    "<Objs ",
    "<Objects",
    "<Object ",
    "</EventID>",
];

/// The parts of a text that are event XML, each with its events; events without an ID are kept as
/// not understood.
pub(super) fn spans(text: &str) -> Vec<(Range<usize>, Vec<Piece>)> {
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(start) = next_opening(text, from) {
        let mut reader = Reader::new(text, start);
        reader.read();
        let end = reader.at.max(start + 1);
        if !reader.pieces.is_empty() {
            spans.push((start..end, reader.pieces));
        }
        from = end;
    }
    spans
}

/// Where event XML begins.
fn next_opening(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + found;
        let rest = text.get(start..)?;
        if OPENINGS.iter().any(|opening| rest.starts_with(opening)) || is_prefixed(rest) {
            // If everything before the event ID is missing, it begins the XML.
            let cut = rest.starts_with("</EventID>");
            let back = text.get(from..start).unwrap_or_default();
            let line = back.rfind('\n').map_or(0, |line| line + 1);
            return Some(if cut { from + line } else { start });
        }
        at = start + 1;
    }
    None
}

/// `<e:Event xmlns:e=…`.
fn is_prefixed(text: &str) -> bool {
    let name = text.get(1..).unwrap_or_default();
    let letters = name
        .bytes()
        .take(12)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    letters > 0
        && name
            .get(letters..)
            .is_some_and(|rest| rest.starts_with(":Event ") || rest.starts_with(":Event>"))
}

/// The tag that a text begins with.
struct Tag<'t> {
    /// Without prefix.
    name: &'t str,
    attributes: &'t str,
    closes: bool,
    is_empty: bool,
    length: usize,
}

fn tag(text: &str) -> Option<Tag<'_>> {
    let inside = text.strip_prefix('<')?;
    let closes = inside.starts_with('/');
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let name_length = inside
        .bytes()
        .take(80)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-' | b'.'))
        .count();
    let name = inside.get(..name_length).filter(|name| !name.is_empty())?;
    let rest = inside.get(name_length..)?;
    let end = rest.find(['<', '>'])?;
    if !rest.get(end..)?.starts_with('>') {
        return None;
    }
    let attributes = rest.get(..end)?;
    Some(Tag {
        name: name.rsplit(':').next().unwrap_or(name),
        attributes: attributes.trim_end_matches('/'),
        closes,
        is_empty: attributes.ends_with('/'),
        length: 1 + usize::from(closes) + name_length + end + 1,
    })
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    pieces: Vec<Piece>,
    fields: Fields,
    /// Where the event begins that the fields belong to.
    begun: usize,
    /// Whether it is certainly an event.
    is_event: bool,
    /// Whether an event is open.
    is_inside: bool,
    /// The enclosing elements that decide what a leaf means.
    in_data: bool,
    in_rendering: bool,
    /// The innermost element and where its text begins.
    leaf: Option<(&'t str, &'t str, usize)>,
    /// Where the last event ended.
    done: usize,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, start: usize) -> Self {
        Self {
            text,
            at: start,
            pieces: Vec::new(),
            fields: Fields::default(),
            begun: start,
            is_event: false,
            is_inside: false,
            in_data: false,
            in_rendering: false,
            leaf: None,
            done: start,
        }
    }

    /// Reads events until other text comes.
    fn read(&mut self) {
        let mut mark = self.at;
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(found) = rest.find('<') else {
                self.cut_end(mark);
                return;
            };
            let start = self.at + found;
            let between = self.text.get(mark..start).unwrap_or_default();
            if self.leaf.is_none() && is_stray(between) && !self.is_cut_id(start, between) {
                self.finish(mark.min(start));
                self.at = if self.pieces.is_empty() {
                    mark.max(self.done)
                } else {
                    self.done.max(mark.min(start))
                };
                return;
            }
            let head = self.text.get(start..).unwrap_or_default();
            if let Some(skip) = skipped(head) {
                if let Some(data) = head.strip_prefix("<![CDATA[") {
                    let inside = data.get(..skip.saturating_sub(12)).unwrap_or_default();
                    if let Some((name, attributes, _)) = self.leaf.take() {
                        self.store(name, attributes, inside);
                    }
                }
                self.at = start + skip;
                mark = self.at;
                continue;
            }
            let Some(tag) = tag(head) else {
                self.at = start + 1;
                if self.leaf.is_none() {
                    mark = self.at;
                }
                continue;
            };
            self.at = start + tag.length;
            self.tag(&tag, start, between);
            mark = self.at;
        }
    }

    /// Whether this is an event ID whose opening tag is cut off.
    fn is_cut_id(&self, at: usize, between: &str) -> bool {
        let cut = self
            .text
            .get(at..)
            .is_some_and(|rest| rest.starts_with("</EventID>"));
        cut && between.len() < 200 && !self.fields.has(Field::Id)
    }

    fn tag(&mut self, tag: &Tag<'t>, start: usize, between: &str) {
        match (tag.name, tag.closes) {
            ("Event", false) => {
                self.finish(start);
                self.begun = start;
                self.is_inside = true;
            }
            ("Event", true) => {
                self.finish(self.at);
                self.done = self.at;
            }
            ("EventData" | "UserData" | "ProcessingErrorData", false) => {
                self.in_data = !tag.is_empty
            }
            ("EventData" | "UserData" | "ProcessingErrorData", true) => {
                self.leaf = None;
                self.in_data = false;
            }
            ("RenderingInfo", closes) => {
                self.in_rendering = !closes && !tag.is_empty;
                self.leaf = None;
            }
            ("System" | "Events", _) => {
                self.leaf = None;
                self.is_event |= tag.name == "System";
            }
            ("Obj" | "Object", closes) => {
                self.leaf = None;
                if !closes && attribute(tag.attributes, "N").is_none() && self.fields.id().is_some()
                {
                    self.finish(start);
                    self.begun = start;
                }
                self.is_inside = true;
            }
            ("Objs" | "Objects", true) => {
                self.finish(start);
                self.done = self.at;
            }
            (name, true) => {
                let leaf = self.leaf.take();
                match leaf {
                    Some((open, attributes, from)) if open == name => {
                        let value = self.text.get(from..start).unwrap_or_default();
                        self.store(open, attributes, value);
                    }
                    // The beginning is cut off.
                    None if name == "EventID" => {
                        let value = between.rsplit('>').next().unwrap_or_default();
                        self.store(name, "", value);
                    }
                    _ => {}
                }
            }
            (name, false) => {
                self.attributes(name, tag.attributes);
                self.leaf = Some((name, tag.attributes, self.at)).filter(|_| !tag.is_empty);
                if tag.is_empty && self.in_data && name == "Data" {
                    self.fields.add_string("");
                }
            }
        }
    }

    /// Handles the rest of a text that ends inside an event.
    fn cut_end(&mut self, mark: usize) {
        if let Some((name, attributes, from)) = self.leaf.take() {
            let value = self.text.get(from..).unwrap_or_default();
            let value = value.split('\n').next().unwrap_or_default();
            self.store(name, attributes, value);
        }
        let open = self.is_inside;
        self.finish(self.text.len());
        // Text after the last event does not belong to it.
        let behind = self.text.get(mark..).unwrap_or_default();
        self.at = match open && !is_stray(behind) || behind.trim().is_empty() {
            true => self.text.len(),
            false => mark.max(self.done),
        };
    }

    fn attributes(&mut self, name: &str, attributes: &str) {
        let value = |wanted: &str| attribute(attributes, wanted);
        match name {
            "Provider" if !self.in_rendering => {
                let source = value("EventSourceName").or_else(|| value("Name"));
                self.fields.put(Field::Source, &source.unwrap_or_default());
            }
            "TimeCreated" => self
                .fields
                .put(Field::Moment, &value("SystemTime").unwrap_or_default()),
            "Security" => self
                .fields
                .put(Field::User, &value("UserID").unwrap_or_default()),
            _ => {}
        }
    }

    fn store(&mut self, name: &str, attributes: &str, raw: &str) {
        let value = unescaped(raw);
        let value = value.trim();
        // PowerShell's form of an event's properties.
        let property = attribute(attributes, if name == "Property" { "Name" } else { "N" });
        if let Some(property) = property.filter(|_| name != "Data") {
            if let Some(field) = named(&property) {
                self.fields.put(field, value);
            }
            return;
        }
        match name {
            _ if self.in_rendering => match name {
                "Message" => self.fields.put(Field::Description, value),
                "Task" => self.fields.put(Field::Category, value),
                // In the computer's language, but in words.
                "Level" => self.fields.put(Field::Type, value),
                "Keyword" => self.fields.put(Field::Keywords, value),
                _ => {}
            },
            "Message" => self.fields.put(Field::Description, value),
            "Data" | "string" => self.fields.add_string(value),
            "Binary" => self.fields.put(Field::Data, value),
            _ if self.in_data => self.fields.add_string(value),
            "EventID" => {
                self.is_inside = true;
                self.fields.put(Field::Id, value);
            }
            "Level" => self.fields.put(Field::Level, value),
            "Computer" => self.fields.put(Field::Computer, value),
            "Channel" => self.fields.put(Field::Log, value),
            "Keywords" => self.fields.put(Field::Keywords, value),
            _ => {}
        }
    }

    /// Ends the open event at a position.
    fn finish(&mut self, end: usize) {
        self.leaf = None;
        self.is_inside = false;
        self.in_data = false;
        self.in_rendering = false;
        let fields = std::mem::take(&mut self.fields);
        let is_empty = fields.is_empty();
        match fields.record() {
            Some(record) => self
                .pieces
                .push(Piece::Event(Form::Markup, Box::new(record))),
            None if self.is_event && !is_empty => {
                let raw = self.text.get(self.begun..end).unwrap_or_default();
                self.pieces.push(Piece::Unread(raw.to_owned()));
            }
            None => {}
        }
        self.begun = self.at;
        self.is_event = false;
    }
}

/// Whether text between tags has a meaning of its own: browsers put dashes there.
fn is_stray(text: &str) -> bool {
    let signs = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '+' | '>' | '|' | '.'));
    signs.take(MAX_STRAY + 1).count() > MAX_STRAY
}

/// The length of a comment, a declaration or raw text.
fn skipped(text: &str) -> Option<usize> {
    for (opening, closing) in [
        ("<!--", "-->"),
        ("<![CDATA[", "]]>"),
        ("<?", "?>"),
        ("<!", ">"),
    ] {
        if text.starts_with(opening) {
            let end = closing_at(text, closing)?;
            return Some(end + closing.len());
        }
    }
    None
}

/// The position of a closing mark, if it is not too far away: otherwise, many marks that are never
/// closed would each search the whole rest of the text.
fn closing_at(text: &str, closing: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let near = bytes.get(..bytes.len().min(LONGEST_SKIPPED))?;
    memmem::find(near, closing.as_bytes())
}

/// The value of an attribute.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some(at) = rest.find('=') {
        let (key, behind) = rest.split_at_checked(at)?;
        let behind = behind.get(1..)?.trim_start();
        let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => {
                let inside = behind.get(1..)?;
                let end = inside.find(quote).unwrap_or(inside.len());
                (
                    inside.get(..end)?,
                    inside.get(end..)?.get(1..).unwrap_or_default(),
                )
            }
            None => {
                let end = behind.find(char::is_whitespace).unwrap_or(behind.len());
                (behind.get(..end)?, behind.get(end..)?)
            }
        };
        if key.trim() == name {
            return Some(unescaped(value).trim().to_owned());
        }
        rest = after;
    }
    None
}

/// Text with character references resolved: the five names that XML defines, and numbers.
fn unescaped(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        text.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let end = rest.bytes().take(12).position(|b| b == b';');
        let name = end.and_then(|end| rest.get(1..end)).unwrap_or_default();
        let character = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            _ => number(name),
        };
        match (character, end) {
            (Some(character), Some(end)) => {
                text.push(character);
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            // Entities that a document declares are dropped.
            (None, Some(end))
                if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()) =>
            {
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            _ => {
                text.push('&');
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    text.push_str(rest);
    text
}

fn number(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let value = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(value).filter(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r'))
}
