//! One event in the forms in which people paste it, each alone and in pairs.

mod kinds;
mod mixed;

use std::{fmt::Write as _, time::Duration};

use proptest::prelude::*;

use super::LogReading;
use crate::{budget::Budget, evidence::EventRecord};

/// Reads a text without a time limit.
fn read(bytes: &[u8]) -> LogReading {
    super::read(bytes, Budget::of(Duration::from_secs(3600)))
}

/// What was logged.
struct Logged {
    source: &'static str,
    id: u32,
    kind: &'static str,
    time: &'static str,
    computer: &'static str,
    message: &'static str,
    strings: [&'static str; 2],
}

const LAMP: Logged = Logged {
    source: "Lamp Control",
    id: 145,
    kind: "Error",
    time: "4/12/2001 9:05:31 AM",
    computer: "HALL2",
    message: "The lamp in room C:\\north went out after 17 hours.",
    strings: ["C:\\north", "17"],
};
const DOOR: Logged = Logged {
    source: "DoorSvc",
    id: 3021,
    kind: "Warning",
    time: "5/12/2001 9:05:31 AM",
    computer: "GATE1",
    message: "Nobody has closed the door named West for 40 minutes.",
    strings: ["West", "40"],
};

/// The fields that a form has.
#[derive(Clone, Copy, PartialEq)]
enum Has {
    /// All fields: source, ID, type, time, computer, message.
    All,
    /// All except the computer.
    NoComputer,
    /// Source, ID, message.
    Named,
    /// Source, ID, and the strings in place of the message.
    Strings,
}

/// A form: its name, the fields it has, and a function that writes it.
type Form = (&'static str, Has, fn(&Logged) -> String);

const FORMS: [Form; 46] = [
    ("viewer 2000", Has::All, viewer_2000),
    ("viewer", Has::All, viewer),
    ("viewer, empty lines", Has::All, |e| {
        viewer(e).replace('\n', "\n\n")
    }),
    ("viewer, quoted", Has::All, |e| prefixed(&viewer(e), ">> ")),
    ("viewer, quoted with a bar", Has::All, |e| {
        prefixed(&viewer(e), "| ")
    }),
    ("viewer, in a comment", Has::All, |e| {
        prefixed(&viewer_2000(e), "//")
    }),
    ("viewer, in a batch file", Has::All, |e| {
        prefixed(&viewer_2000(e), "REM ")
    }),
    ("viewer, wrapped", Has::All, |e| {
        viewer(e)
            .replace(" after", "\nafter")
            .replace(" named", "\nnamed")
    }),
    ("viewer, in one line", Has::All, |e| {
        viewer(e).replace('\n', " ")
    }),
    ("viewer, glued", Has::All, |e| {
        viewer_2000(e).replace("\r\n", "")
    }),
    ("viewer, with bars", Has::All, |e| {
        format!("[10:17] Bob: {}", viewer(e).trim().replace('\n', " | "))
    }),
    ("viewer, in a fence", Has::All, |e| {
        format!("See:\n\n```text\n{}```\n\nWhat now?\n", viewer(e))
    }),
    ("viewer, in noformat", Has::All, |e| {
        format!("{{noformat}}\n{}{{noformat}}\n", viewer(e))
    }),
    ("viewer, in code", Has::All, |e| {
        format!("[code]{}[/code]\n", viewer(e))
    }),
    ("viewer, bold", Has::All, |e| {
        let bold = |line: &str| match line.split_once(": ") {
            Some((name, value)) if !value.trim().is_empty() && !name.contains(' ') => {
                format!("**{name}:** {value}\n")
            }
            _ => format!("{line}\n"),
        };
        viewer(e).lines().map(bold).collect()
    }),
    ("viewer, bullets", Has::All, |e| prefixed(&viewer(e), "- ")),
    ("viewer, as a page", Has::All, |e| {
        format!("<p>{}</p>", viewer(e).replace('\n', "<br />"))
    }),
    ("viewer, as cells", Has::All, |e| {
        let row =
            |(name, value): (&str, &str)| format!("<tr><td>{name}</td><td>{value}</td></tr>\n");
        format!(
            "<table>{}</table>",
            fields(e)
                .into_iter()
                .map(|(n, v)| row((n, &v)))
                .collect::<String>()
        )
    }),
    ("viewer, in Markdown cells", Has::All, |e| {
        fields(e)
            .into_iter()
            .fold(String::new(), |mut text, (name, value)| {
                let _ = writeln!(text, "| {name} | {value} |");
                text
            })
    }),
    ("viewer, with entities", Has::All, |e| {
        viewer(e).replace("  ", "&nbsp;&nbsp;")
    }),
    ("viewer, wide blanks", Has::All, |e| {
        viewer(e)
            .replace("  ", "\u{3000}\u{a0}")
            .replace("Source", "\u{200b}Source")
    }),
    ("viewer, scanned", Has::All, |e| {
        viewer(e)
            .replace("Event ID", "Event lD")
            .replace("Source:", "Source ;")
    }),
    ("viewer, in JSON", Has::All, |e| {
        serde_json::json!({"id": 5, "type": "mail", "body": format!("help\n{}", viewer(e))})
            .to_string()
    }),
    ("viewer, German", Has::All, |e| {
        translated(
            e,
            [
                "Protokollname",
                "Quelle",
                "Datum",
                "Ereignis-ID",
                "Ebene",
                "Computer",
                "Beschreibung",
            ],
        )
    }),
    ("viewer, French", Has::All, |e| {
        translated(
            e,
            [
                "Nom du journal",
                "Source",
                "Date",
                "ID de l’événement",
                "Niveau",
                "Ordinateur",
                "Description",
            ],
        )
    }),
    ("viewer, Polish", Has::All, |e| {
        translated(
            e,
            [
                "Nazwa dziennika",
                "Źródło",
                "Data",
                "Identyfikator zdarzenia",
                "Poziom",
                "Komputer",
                "Opis",
            ],
        )
    }),
    ("viewer, Chinese", Has::All, |e| {
        translated(
            e,
            [
                "日志名称",
                "来源",
                "日期",
                "事件 ID",
                "级别",
                "计算机",
                "描述",
            ],
        )
        .replace(": ", "：")
    }),
    ("XML", Has::All, xml),
    ("XML, quoted", Has::All, |e| {
        prefixed(&xml(e).replace("><", ">\n<"), "> ")
    }),
    ("XML, from a browser", Has::All, |e| {
        xml(e)
            .replace("<System>", "\n- <System>")
            .replace("<Event ", "- <Event ")
    }),
    ("XML, escaped twice", Has::All, |e| {
        escaped(&escaped(&xml(e)))
    }),
    ("XML, with the text before", Has::All, |e| {
        format!("{}Event Xml:\n{}\n", viewer(e), xml(e))
    }),
    ("wevtutil", Has::All, |e| {
        format!("Event[0]:\n{}", viewer(e).replace("Log Name", "  Log Name"))
    }),
    ("list", Has::All, |e| properties(e, " : ")),
    ("list, wmic", Has::All, |e| {
        properties(e, "=").replace('\n', "\r\r\n")
    }),
    ("table", Has::NoComputer, |e| {
        format!(
            "\n   ProviderName: {}\n\nTimeCreated                     Id LevelDisplayName Message\n\
         -----------                     -- ---------------- -------\n{} {:>9} {:<16} {}\n",
            e.source, e.time, e.id, e.kind, e.message,
        )
    }),
    ("commas", Has::NoComputer, |e| {
        format!(
            "Level,Date and Time,Source,Event ID,Task Category\n{},{},{},{},None,\"{}\"\n",
            e.kind, e.time, e.source, e.id, e.message,
        )
    }),
    ("semicolons, other order", Has::All, |e| {
        format!(
            "Computer;Message;Event ID;Source;Type;Date\n{};{};{};{};{};{}\n",
            e.computer, e.message, e.id, e.source, e.kind, e.time,
        )
    }),
    ("tabs, no header", Has::All, |e| {
        format!(
            "{}\t{}\t{}\tNone\t{}\tN/A\t{}\t{}\n",
            e.time.replacen(' ', "\t", 1),
            e.source,
            e.kind,
            e.id,
            e.computer,
            e.message,
        )
    }),
    ("Snare", Has::All, |e| {
        format!(
            "<13>Mar 11 09:05:31 {3} MSWinEventLog\t1\tSystem\t7\tThu Apr 12 09:05:31 2001\t{1}\t{0}\tN/A\tN/A\t{2}\t{3}\tNone\t\t{4}\t8\n",
            e.source, e.id, e.kind, e.computer, e.message,
        )
    }),
    ("JSON", Has::All, |e| {
        serde_json::json!({
            "EventTime": e.time, "Hostname": e.computer, "EventType": e.kind, "EventID": e.id,
            "SourceName": e.source, "Message": e.message,
        })
        .to_string()
    }),
    ("JSON, nested", Has::All, |e| {
        serde_json::json!({
            "@timestamp": e.time, "message": e.message, "log": {"level": e.kind.to_lowercase()},
            "agent": {"id": "x"}, "event": {"code": e.id.to_string(), "created": "late"},
            "winlog": {"event_id": e.id, "provider_name": e.source, "computer_name": e.computer},
        })
        .to_string()
    }),
    ("PsLogList", Has::All, |e| {
        format!(
            "[0077] {}\n   Type:     {}\n   Computer: {}\n   Time:     {}   ID:       {}\n{}\n",
            e.source,
            e.kind.to_uppercase(),
            e.computer,
            e.time,
            e.id,
            e.message,
        )
    }),
    ("sentence", Has::Named, |e| {
        format!(
            "we get event {} from {} on {} each night: {}\n",
            e.id, e.source, e.computer, e.message
        )
    }),
    ("pair", Has::Named, |e| {
        format!("{} / {}\n{}\n", e.source, e.id, e.message)
    }),
    ("missing message", Has::Strings, |e| {
        format!(
            "The description for Event ID ( {} ) in Source ( {} ) cannot be found. The following information is part of the event: {}.\n",
            e.id,
            e.source,
            e.strings.join(", "),
        )
    }),
];

fn fields(e: &Logged) -> Vec<(&'static str, String)> {
    vec![
        ("Log Name", "System".to_owned()),
        ("Source", e.source.to_owned()),
        ("Date", e.time.to_owned()),
        ("Event ID", e.id.to_string()),
        ("Level", e.kind.to_owned()),
        ("Computer", e.computer.to_owned()),
        ("Description", e.message.to_owned()),
    ]
}

fn viewer(e: &Logged) -> String {
    let lines = fields(e).into_iter().map(|(name, value)| match name {
        "Description" => format!("Description:\n{value}\n"),
        name => format!("{:<14} {value}\n", format!("{name}:")),
    });
    lines.collect()
}

fn viewer_2000(e: &Logged) -> String {
    let (date, time) = e.time.split_once(' ').unwrap();
    format!(
        "Event Type:\t{}\r\nEvent Source:\t{}\r\nEvent Category:\tNone\r\nEvent ID:\t{}\r\nDate:\t\t{date}\r\n\
         Time:\t\t{time}\r\nUser:\t\tN/A\r\nComputer:\t{}\r\nDescription:\r\n{}\r\n",
        e.kind, e.source, e.id, e.computer, e.message,
    )
}

fn translated(e: &Logged, names: [&str; 7]) -> String {
    let lines = fields(e)
        .into_iter()
        .zip(names)
        .map(|((_, value), name)| format!("{name}: {value}\n"));
    lines.collect()
}

fn xml(e: &Logged) -> String {
    let level = if e.kind == "Error" { 2 } else { 3 };
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{}'/>\
         <EventID Qualifiers='49152'>{}</EventID><Level>{level}</Level><TimeCreated SystemTime='{}'/>\
         <Channel>System</Channel><Computer>{}</Computer></System><EventData><Data>{}</Data><Data>{}</Data>\
         </EventData></Event>",
        e.source, e.id, e.time, e.computer, e.strings[0], e.strings[1],
    )
}

fn properties(e: &Logged, mark: &str) -> String {
    let width = if mark == "=" { 0 } else { 16 };
    let each = [
        ("Message", e.message.to_owned()),
        ("Id", e.id.to_string()),
        ("ProviderName", e.source.to_owned()),
        ("ProcessId", "5".to_owned()),
        ("MachineName", e.computer.to_owned()),
        ("TimeCreated", e.time.to_owned()),
        ("LevelDisplayName", e.kind.to_owned()),
    ];
    let lines = each
        .into_iter()
        .map(|(name, value)| format!("{name:<width$}{mark}{value}\n"));
    format!("\n{}\n", lines.collect::<String>())
}

fn prefixed(text: &str, mark: &str) -> String {
    text.lines().map(|line| format!("{mark}{line}\n")).collect()
}

fn escaped(text: &str) -> String {
    html_escape::encode_safe(text).into_owned()
}

/// The mistakes in the record that was read from a form of an event.
fn wrong(reading: &LogReading, e: &Logged, has: Has) -> Vec<String> {
    let Some(record) = reading
        .records
        .iter()
        .find(|record| record.id == Some(e.id))
    else {
        return vec![format!("event {} is lost: {reading:#?}", e.id)];
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let strings = e.strings.join(" ");
    let said = text(&record.description);
    let message = match has {
        Has::Strings => said == strings,
        _ => said == e.message || said == strings,
    };
    let all = matches!(has, Has::All | Has::NoComputer);
    let day = &e.time[..e.time.find('/').unwrap()];
    let time = text(&record.time);
    let checks = [
        ("source", text(&record.source) == e.source),
        ("message", message),
        ("kind", !all || text(&record.kind) == e.kind),
        (
            "time",
            !all || (time.contains("9:05:31")
                && (time.contains(day) || time.contains("Apr"))
                && time.len() < 40),
        ),
        (
            "computer",
            has != Has::All || text(&record.computer) == e.computer,
        ),
    ];
    let wrong = checks.into_iter().filter(|(_, right)| !right);
    wrong
        .map(|(field, _)| format!("{field} of {record:?}"))
        .collect()
}

#[test]
fn an_event_is_read_in_every_form() {
    for (name, has, write) in FORMS {
        for event in [&LAMP, &DOOR] {
            let text = write(event);
            let reading = read(text.as_bytes());
            assert_eq!(reading.records.len(), 1, "{name}: {text}\n{reading:#?}");
            assert_eq!(
                wrong(&reading, event, has),
                Vec::<String>::new(),
                "{name}: {text}"
            );
        }
    }
}

#[test]
fn no_two_forms_mix_their_events() {
    for (first, _, one) in FORMS {
        for (second, _, other) in FORMS {
            let text = format!("{}\n\n{}", one(&LAMP), other(&DOOR));
            let reading = read(text.as_bytes());
            let names: Vec<_> = reading
                .records
                .iter()
                .map(|r| (r.id, r.source.as_deref()))
                .collect();
            let lamp = (Some(LAMP.id), Some(LAMP.source));
            let door = (Some(DOOR.id), Some(DOOR.source));
            assert_eq!(names, [lamp, door], "{first}, {second}: {text}");
        }
    }
}

#[test]
fn what_is_not_an_event_is_not_read_as_one() {
    for text in [
        "",
        "the printer is broken",
        "Date: tomorrow\nSource: the boss\nMessage: come at 10:17",
        "*** STOP: 0x0000001E (0xC0000005,0x8013F31C,0x00000000,0x00000000)\nKMODE_EXCEPTION_NOT_HANDLED",
        "The following recipient(s) could not be reached:\n\n  Bob on 3/11/1999 10:17 AM\n    MSEXCH:MSExchangeMTA:Site:SRV",
        "1: turn it off\n2: turn it on",
        "{\"id\": 5, \"message\": \"all is well here today\", \"source\": \"web\", \"level\": \"info\"}",
        "Name: bob\nID: 17\nUser: bob\nMessage: hello there my friend",
        "Process ID: 5\nUser: a\nComputer: b\nDescription: c d e",
        "Windows / 98\nThe setup does not go on.",
    ] {
        let reading = read(text.as_bytes());
        assert_eq!(reading.records, [], "{text}");
        let kept = reading.prose.join("\n");
        assert!(
            text.split_whitespace().all(|word| kept.contains(word)),
            "{text}"
        );
    }
}

#[test]
fn an_event_that_a_colleague_mentions_is_understood() {
    for (text, source, id, said) in [
        (
            "got this: Event ID 7000 from Service Control Manager: The X service failed",
            "Service Control Manager",
            7000,
            "The X service failed",
        ),
        (
            "seen today, source Lamp Control id 7009:\nNo answer within time.",
            "Lamp Control",
            7009,
            "No answer within time.",
        ),
        (
            "Event ID 7 from source Lamp on HALL2\nIt is dark in here.",
            "Lamp",
            7,
            "It is dark in here.",
        ),
        (
            "68: It is dark in the hall.",
            "",
            68,
            "It is dark in the hall.",
        ),
        ("help, event 5719 netlogon", "", 5719, "netlogon"),
        (
            "Event ID: 1345 - Source: SNA Host Security\n\nNothing is known.",
            "SNA Host Security",
            1345,
            "Nothing is known.",
        ),
        (
            "EVENT ID: 13005 Source: MSExchangeFoo TYPE: Error Category: (4) Description: No way.",
            "MSExchangeFoo",
            13005,
            "No way.",
        ),
        (
            "Event ID: 68\nSource: A1\nDescription: Nothing came\nout.\nUser Name: bob",
            "A1",
            68,
            "Nothing came out. User Name: bob",
        ),
    ] {
        let reading = read(text.as_bytes());
        let [record] = reading.records.as_slice() else {
            panic!("{text}: {reading:?}");
        };
        let got = (
            record.source.as_deref().unwrap_or_default(),
            record.id,
            record.description.as_deref(),
        );
        assert_eq!(got, (source, Some(id), Some(said)), "{text}");
    }
}

#[test]
fn every_field_is_kept() {
    let text = "Event Type:\tFailure Audit\nEvent Source:\tLamp\nEvent Category:\tLogon \nEvent ID:\t529\nDate:\t\t4/12/2001\n\
                Time:\t\t9:05:31 AM\nUser:\t\tHALL\\bob\nComputer:\tHALL2\nDescription:\nNo light:\n \tReason:\t\tdark\nData:\n0000: 5e 00 00 c0   ^..A\n0008: 01 02\n\nThat is all.";
    let reading = read(text.as_bytes());
    let expect = EventRecord {
        source: Some("Lamp".to_owned()),
        id: Some(529),
        kind: Some("Audit Failure".to_owned()),
        category: Some("Logon".to_owned()),
        time: Some("4/12/2001 9:05:31 AM".to_owned()),
        computer: Some("HALL2".to_owned()),
        description: Some("No light: Reason: dark".to_owned()),
        log: None,
        user: Some("HALL\\bob".to_owned()),
        strings: Vec::new(),
        data: Some("0000: 5e 00 00 c0   ^..A\n0008: 01 02".to_owned()),
    };
    assert_eq!(reading.records, [expect]);
    assert_eq!(reading.prose, ["That is all."]);
}

#[test]
fn reports_what_it_cannot_read() {
    let reading = read(b"MZ\0\0\x05");
    assert_eq!(reading.records, []);
    assert!(reading.problems[0].message.contains("neither"));
    assert!(reading.problems[0].suggestion.contains("text"));
}

#[test]
fn xml_is_read_whatever_is_missing() {
    let whole = xml(&LAMP);
    let id = whole.find("Qualifiers").unwrap();
    for (text, source) in [
        (whole.replace("</EventData></Event>", ""), Some(LAMP.source)),
        (
            format!("{whole}<Event><System><EventID>5</EventI"),
            Some(LAMP.source),
        ),
        (whole[id..].to_owned(), None),
        (
            format!("<?xml version='1.0'?><Events>{whole}</Events>"),
            Some(LAMP.source),
        ),
        (
            format!(
                "<!DOCTYPE a [<!ENTITY b 'bomb'>]>{}",
                whole.replace("17", "1&b;7")
            ),
            Some(LAMP.source),
        ),
    ] {
        let reading = read(text.as_bytes());
        let first = &reading.records[0];
        assert_eq!(
            (first.id, first.source.as_deref()),
            (Some(LAMP.id), source),
            "{text}"
        );
        assert!(first.strings.concat().ends_with("17"), "{text}");
    }
}

proptest! {
    #[test]
    fn never_fails(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read(&bytes);
    }

    #[test]
    fn every_record_has_an_id(
        text in "(?s)((<Event>|<System>|</Event>|<EventID>|<Data>|Event ID: ?|Source: |Description:|Data:|[0-9]{1,6}|\\t|\\n|,|;|\"|\\||\\{|\\}|> |```|Message : |EventCode=|----|.){0,40})"
    ) {
        for record in read(text.as_bytes()).records {
            prop_assert!(record.id.is_some());
        }
    }
}

#[test]
fn words_in_angle_brackets_and_scripts_that_never_end_hide_nothing() {
    let text = "Event ID: 1309\nSource: ASP.NET\nDescription: A value (txt=\"<script>alert\").\n\n\
        Event ID: 7\nSource: Disk\nDescription: Cannot open <title> in <path> of <label>.\n";
    let reading = read(text.as_bytes());
    let said: Vec<_> = reading
        .records
        .iter()
        .map(|record| (record.id.unwrap(), record.description.as_deref().unwrap()))
        .collect();
    assert_eq!(
        said,
        [
            (1309, "A value (txt=\"<script>alert\")."),
            (7, "Cannot open <title> in <path> of <label>."),
        ]
    );
}

#[test]
fn long_prose_is_cut_and_the_page_says_so() {
    let text = format!("We get event 1053 all day.\n\n{}", "word ".repeat(20_000));
    let reading = read(text.as_bytes());
    assert_eq!(reading.records[0].id, Some(1053));
    let kept: usize = reading.prose.iter().map(String::len).sum();
    assert!((60_000..70_000).contains(&kept), "{kept}");
    assert!(reading.problems[0].message.contains("are not shown"));
}

#[test]
fn what_there_was_no_time_for_is_reported() {
    let text = viewer(&LAMP);
    let reading = super::read(text.as_bytes(), Budget::of(Duration::ZERO));
    assert_eq!((reading.records, reading.prose), (vec![], vec![]));
    let said = format!("Time ran out; {} bytes were not read", text.len());
    assert_eq!(reading.problems[0].message, said);
}

#[test]
fn the_number_of_a_ticket_is_not_an_event_id() {
    let text = "Ticket ID: 48213\nSource: Email\nType: Incident\nDescription: Printer broken.\n";
    assert_eq!(read(text.as_bytes()).records, []);
}
