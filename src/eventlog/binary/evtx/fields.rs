//! The fields of an event in the XML that the `evtx` crate writes.

use std::{borrow::Cow, sync::LazyLock};

use memchr::memmem::Finder;

use super::tags::{Tag, TagKind, Tags, split, unescape};
use crate::{
    eventlog::{
        binary::event::{LONGEST_NAME, LogEvent, MAX_DATA, MAX_TEXT, Sink, cut, joined},
        level::Level,
        utc,
    },
    evidence::EventRecord,
};

/// Reports the event that is written in `xml`.
pub(super) fn report(xml: &str, is_recovered: bool, sink: &mut Sink<'_>) {
    let end = FIELDS.end.find(xml.as_bytes()).unwrap_or_default();
    let (system, behind) = xml.split_at_checked(end).unwrap_or_default();
    let mut fields = Search::of(system);
    let source = provider(&mut fields);
    let id = fields.tag(&FIELDS.id).and_then(event_id);
    let level = fields.read(&FIELDS.level);
    let level = level.and_then(|text| text.parse().ok());
    let keywords = match level {
        Some(0) => fields.read(&FIELDS.keywords),
        _ => None,
    };
    let keywords =
        keywords.and_then(|text| u64::from_str_radix(text.trim_start_matches("0x"), 16).ok());
    let level = Level::of_number(level, keywords.unwrap_or_default());
    let time = fields.read(&FIELDS.time);
    let log = fields.read(&FIELDS.log);
    let computer = fields.read(&FIELDS.computer);
    let record = || {
        let Payload { strings, data } = Payload::read(Tags::of(behind));
        let mut fields = Search::of(system);
        let owned = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
        EventRecord {
            source: owned(&source),
            id,
            kind: Some(level.word().to_owned()),
            category: owned(&fields.read(&FIELDS.task).filter(|task| task != "0")),
            time: owned(&time),
            computer: owned(&computer),
            description: joined(&strings),
            log: owned(&log),
            user: owned(&fields.read(&FIELDS.user)),
            strings,
            data,
        }
    };
    sink(&LogEvent {
        source: source.as_deref(),
        id,
        level,
        computer: computer.as_deref(),
        log: log.as_deref(),
        seconds: time.as_deref().and_then(utc::seconds),
        is_recovered,
        strings: &|| Payload::read(Tags::of(behind)).strings,
        record: &record,
    });
}

/// The source: the provider's classic name if it has one.
fn provider<'x>(fields: &mut Search<'x>) -> Option<Cow<'x, str>> {
    let tag = fields.tag(&FIELDS.provider)?;
    let (attributes, _) = split(tag, b'>').unwrap_or((tag, ""));
    let mut attributes = Search::of(attributes);
    let source = attributes.read(&FIELDS.source);
    attributes.read(&FIELDS.classic_source).or(source)
}

/// The event ID. Its tag may have an attribute with the upper half of the identifier.
fn event_id(tag: &str) -> Option<u32> {
    let (_, value) = split(tag, b'>')?;
    let (value, _) = split(value, b'<')?;
    value.parse::<u32>().ok().map(|id| id & 0xFFFF)
}

/// A search for one field after another.
struct Search<'x> {
    text: &'x str,
    /// Where the last field was found: in logs that Windows wrote, the next one follows it.
    at: usize,
}

impl<'x> Search<'x> {
    fn of(text: &'x str) -> Self {
        Self { text, at: 0 }
    }

    /// The text after the first occurrence of `before`.
    fn tag(&mut self, before: &Finder<'_>) -> Option<&'x str> {
        let rest = self.text.get(self.at..)?.as_bytes();
        let place = before.find(rest).map(|place| self.at + place);
        let place = place.or_else(|| before.find(self.text.as_bytes()))?;
        self.at = place + before.needle().len();
        self.text.get(self.at..)
    }

    /// A value; `None` if it is empty or missing.
    fn read(&mut self, field: &Field) -> Option<Cow<'x, str>> {
        let rest = self.tag(&field.before)?;
        let value = split(rest, field.behind).map_or(rest, |(value, _)| value);
        match value.len() {
            0 => None,
            1..=LONGEST_NAME => Some(unescape(value)),
            _ => Some(Cow::Owned(cut(&unescape(value), LONGEST_NAME).to_owned())),
        }
    }
}

/// A field of the element `System`: its value is between the text that the crate writes before it
/// and the character after it.
struct Field {
    before: Finder<'static>,
    behind: u8,
}

impl Field {
    fn after(before: &'static str) -> Self {
        let behind = match before.ends_with('"') {
            true => b'"',
            false => b'<',
        };
        Self {
            before: Finder::new(before),
            behind,
        }
    }
}

/// The fields, each searched for separately, since most of the XML is not needed.
struct Fields {
    end: Finder<'static>,
    provider: Finder<'static>,
    source: Field,
    classic_source: Field,
    /// Searches for the tag up to its attribute, if it has one.
    id: Finder<'static>,
    level: Field,
    task: Field,
    keywords: Field,
    time: Field,
    log: Field,
    computer: Field,
    user: Field,
}

static FIELDS: LazyLock<Fields> = LazyLock::new(|| Fields {
    end: Finder::new("</System>"),
    provider: Finder::new("<Provider"),
    source: Field::after(" Name=\""),
    classic_source: Field::after(" EventSourceName=\""),
    // There is an `EventRecordID` as well, so the `<` is needed.
    id: Finder::new("<EventID"),
    level: Field::after("<Level>"),
    task: Field::after("<Task>"),
    keywords: Field::after("<Keywords>"),
    time: Field::after("<TimeCreated SystemTime=\""),
    log: Field::after("<Channel>"),
    computer: Field::after("<Computer>"),
    user: Field::after("<Security UserID=\""),
});

/// The event's own data.
#[derive(Debug, Default)]
struct Payload {
    strings: Vec<String>,
    data: Option<String>,
}

impl Payload {
    /// Reads the elements that contain no others, in order.
    fn read(tags: Tags<'_>) -> Self {
        let mut payload = Self::default();
        let mut room = MAX_TEXT;
        let mut opened: Option<Tag<'_>> = None;
        for tag in tags {
            let leaf = match tag.kind {
                TagKind::Opens => None,
                TagKind::Empty => Some(tag),
                TagKind::Closes => opened.filter(|opened| opened.name == tag.name),
            };
            opened = Some(tag).filter(|tag| tag.kind == TagKind::Opens);
            let Some(leaf) = leaf.filter(|leaf| !is_frame(leaf.name)) else {
                continue;
            };
            let text = match leaf.kind {
                TagKind::Empty => Cow::Borrowed(""),
                _ => leaf.text(),
            };
            if leaf.name == "Binary" {
                let digits = cut(&text, 2 * MAX_DATA).to_ascii_lowercase();
                payload.data = Some(digits).filter(|digits| !digits.is_empty());
            } else if room > 0 {
                let text = cut(&text, room);
                room -= text.len();
                payload.strings.push(text.to_owned());
            }
        }
        payload
    }
}

/// Elements that only enclose the event's data, and are empty if it has none.
fn is_frame(name: &str) -> bool {
    matches!(name, "System" | "Event" | "EventData" | "UserData")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(system: &str, behind: &str) -> EventRecord {
        let xml = format!("<Event><System>{system}</System>{behind}</Event>");
        let mut read = None;
        report(&xml, false, &mut |event| read = Some((event.record)()));
        read.unwrap()
    }

    #[test]
    fn fields_are_read() {
        let record = read(
            "<Provider Name=\"Lamp\" Guid=\"{0}\"/><EventID Qualifiers=\"49152\">7</EventID><Level>2</Level>\
             <Task>3</Task><Keywords>0x80000000000000</Keywords><TimeCreated SystemTime=\"2020-01-02T03:04:05.5Z\"/>\
             <Channel>System</Channel><Computer>PC&amp;1</Computer><Security UserID=\"S-1-5-18\"/>",
            "<EventData><Data Name=\"a\">one</Data><Data/><Data>two &lt;\r\nthree</Data><Binary>0A0b</Binary></EventData>",
        );
        let expect = EventRecord {
            source: Some("Lamp".to_owned()),
            id: Some(7),
            kind: Some("Error".to_owned()),
            category: Some("3".to_owned()),
            time: Some("2020-01-02T03:04:05.5Z".to_owned()),
            computer: Some("PC&1".to_owned()),
            description: Some("one two < three".to_owned()),
            log: Some("System".to_owned()),
            user: Some("S-1-5-18".to_owned()),
            strings: vec!["one".to_owned(), String::new(), "two <\r\nthree".to_owned()],
            data: Some("0a0b".to_owned()),
        };
        assert_eq!(record, expect);
    }

    #[test]
    fn a_classic_source_is_called_by_its_own_name() {
        let provider = "<Provider Name=\"Microsoft-Windows-Lamp\" EventSourceName=\"Lamp\"/>";
        assert_eq!(read(provider, "").source.as_deref(), Some("Lamp"));
    }

    #[test]
    fn innermost_elements_of_a_programs_own_data_are_strings() {
        let behind = "<UserData><X xmlns=\"urn:x\"><A>one</A><B><C>two</C></B><D/></X></UserData>";
        assert_eq!(read("", behind).strings, ["one", "two", ""]);
        assert_eq!(read("", "<EventData/>").strings, Vec::<String>::new());
        assert_eq!(read("", "").description, None);
    }
}
