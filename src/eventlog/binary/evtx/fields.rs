//! The fields of an event in the XML of the `evtx` crate.

use std::borrow::Cow;

use super::tags::{Tag, TagKind, Tags};
use crate::{
    eventlog::{
        binary::event::{LONGEST_NAME, LogEvent, MOST_DATA, MOST_TEXT, Sink, cut, joined},
        level::Level,
        utc,
    },
    evidence::EventRecord,
};

/// What stands in the element `System`.
#[derive(Debug, Default)]
struct System<'x> {
    source: Option<Cow<'x, str>>,
    id: Option<u32>,
    level: Option<u8>,
    keywords: u64,
    task: Option<Cow<'x, str>>,
    time: Option<Cow<'x, str>>,
    log: Option<Cow<'x, str>>,
    computer: Option<Cow<'x, str>>,
    user: Option<Cow<'x, str>>,
}

/// Tells of the event that is written in `xml`.
pub(super) fn tell(xml: &str, is_recovered: bool, sink: &mut Sink<'_>) {
    let mut tags = Tags::of(xml);
    let system = System::read(&mut tags);
    let behind = tags.rest();
    let level = Level::of_number(system.level, system.keywords);
    let record = || {
        let Payload { strings, data } = Payload::read(Tags::of(behind));
        EventRecord {
            source: system.source.as_deref().map(str::to_owned),
            id: system.id,
            kind: Some(level.word().to_owned()),
            category: system.task.as_deref().map(str::to_owned),
            time: system.time.as_deref().map(str::to_owned),
            computer: system.computer.as_deref().map(str::to_owned),
            description: joined(&strings),
            log: system.log.as_deref().map(str::to_owned),
            user: system.user.as_deref().map(str::to_owned),
            strings,
            data,
        }
    };
    sink(&LogEvent {
        source: system.source.as_deref(),
        id: system.id,
        level,
        computer: system.computer.as_deref(),
        log: system.log.as_deref(),
        seconds: system.time.as_deref().and_then(utc::seconds),
        is_recovered,
        record: &record,
    });
}

impl<'x> System<'x> {
    fn read(tags: &mut Tags<'x>) -> Self {
        let mut system = Self::default();
        for tag in tags {
            match (tag.name, tag.kind) {
                ("System", TagKind::Closes) => break,
                (_, TagKind::Closes) => {}
                _ => system.take(&tag),
            }
        }
        system
    }

    fn take(&mut self, tag: &Tag<'x>) {
        match tag.name {
            "Provider" => {
                let source = || tag.attribute("EventSourceName").and_then(name);
                self.source = source().or_else(|| tag.attribute("Name").and_then(name));
            }
            "EventID" => self.id = tag.text().parse().ok().map(|id: u32| id & 0xFFFF),
            "Level" => self.level = tag.text().parse().ok(),
            "Keywords" => {
                let digits = tag.text();
                let digits = digits.trim_start_matches("0x");
                self.keywords = u64::from_str_radix(digits, 16).unwrap_or_default();
            }
            "Task" => self.task = name(tag.text()).filter(|task| task != "0"),
            "TimeCreated" => self.time = tag.attribute("SystemTime").and_then(name),
            "Channel" => self.log = name(tag.text()),
            "Computer" => self.computer = name(tag.text()),
            "Security" => self.user = tag.attribute("UserID").and_then(name),
            _ => {}
        }
    }
}

/// What the event says of itself.
#[derive(Debug, Default)]
struct Payload {
    strings: Vec<String>,
    data: Option<String>,
}

impl Payload {
    /// Reads the elements that hold no others, in order.
    fn read(tags: Tags<'_>) -> Self {
        let mut payload = Self::default();
        let mut room = MOST_TEXT;
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
                let digits = cut(&text, 2 * MOST_DATA).to_ascii_lowercase();
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

/// Elements around what an event says, and so empty where it says nothing.
fn is_frame(name: &str) -> bool {
    matches!(name, "Event" | "EventData" | "UserData")
}

fn name(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let text = match text.len() {
        0..=LONGEST_NAME => text,
        _ => Cow::Owned(cut(&text, LONGEST_NAME).to_owned()),
    };
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(system: &str, behind: &str) -> EventRecord {
        let xml = format!("<Event><System>{system}</System>{behind}</Event>");
        let mut read = None;
        tell(&xml, false, &mut |event| read = Some((event.record)()));
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
    fn a_classic_source_goes_by_its_own_name() {
        let provider = "<Provider Name=\"Microsoft-Windows-Lamp\" EventSourceName=\"Lamp\"/>";
        assert_eq!(read(provider, "").source.as_deref(), Some("Lamp"));
    }

    #[test]
    fn leaves_of_a_program_s_own_elements_are_strings() {
        let behind = "<UserData><X xmlns=\"urn:x\"><A>one</A><B><C>two</C></B><D/></X></UserData>";
        assert_eq!(read("", behind).strings, ["one", "two", ""]);
        assert_eq!(read("", "<EventData/>").strings, Vec::<String>::new());
        assert_eq!(read("", "").description, None);
    }
}
