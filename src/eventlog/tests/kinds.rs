//! Forms that need more than one line of this file each: lists, messages above the fields, unusual
//! labels, chats, mails, cut-off objects, security monitoring.

use super::read;

const DARK: &str = "The lamp in the hall went out after 17 hours.";
const OPEN: &str = "Nobody has closed the door named West for 40 minutes.";

/// A paste: its text, with `{D}` and `{O}` for two messages; the source, number and message of each
/// event in it; and the text that is shown around them.
type Paste<'p> = (&'p str, &'p [(&'p str, u32, &'p str)], &'p [&'p str]);

const LAMP: (&str, u32, &str) = ("Lamp Control", 145, DARK);
const DOOR: (&str, u32, &str) = ("DoorSvc", 3021, OPEN);

fn check(pastes: &[Paste<'_>]) {
    for (text, events, shown) in pastes {
        let text = text.replace("{D}", DARK).replace("{O}", OPEN);
        let reading = read(text.as_bytes());
        let got: Vec<_> = reading
            .records
            .iter()
            .map(|record| {
                let text = |value: &Option<String>| value.clone().unwrap_or_default();
                (text(&record.source), record.id, text(&record.description))
            })
            .collect();
        let expect: Vec<_> = events
            .iter()
            .map(|(source, id, said)| ((*source).to_owned(), Some(*id), (*said).to_owned()))
            .collect();
        assert_eq!(got, expect, "{text}\n{reading:#?}");
        let around = [reading.prose.clone(), reading.not_understood.clone()].concat();
        for part in *shown {
            assert!(
                around.join("\n").contains(part),
                "{part}: {text}\n{reading:#?}"
            );
        }
    }
}

#[test]
fn a_list_has_one_event_per_line() {
    check(&[
        (
            "2020-03-11 10:17:08 - Lamp Control (145): {D}\n2020-03-11 10:18:08 - DoorSvc (3021): {O}\n",
            &[LAMP, DOOR],
            &[],
        ),
        (
            "Seen today:\n\n- Event ID: 145 (Lamp Control): {D}\n- Event ID: 3021 (DoorSvc): {O}\n\nWhat now?",
            &[LAMP, DOOR],
            &["Seen today:", "What now?"],
        ),
        (
            "1. Event ID 145 - Lamp Control - {D}\n2. Event ID 3021 - DoorSvc - {O}\n",
            &[LAMP, DOOR],
            &[],
        ),
        (
            "[2020-03-11 10:17:08] [ERROR] DoorSvc[3021]: {O}\n[2020-03-11 10:17:09] [ERROR] DoorSvc[3022]: {O}\n",
            &[DOOR, ("DoorSvc", 3022, OPEN)],
            &[],
        ),
        (
            "Event 145 (Lamp Control): {D}\n  In all rooms.\nEvent 3021 (DoorSvc): {O}",
            &[
                (
                    "Lamp Control",
                    145,
                    "The lamp in the hall went out after 17 hours. In all rooms.",
                ),
                DOOR,
            ],
            &[],
        ),
    ]);
}

#[test]
fn a_message_may_be_above_its_fields() {
    check(&[
        (
            "{D}\nEvent ID: 145\nSource: Lamp Control\n\n{O}\nEvent ID: 3021\nSource: DoorSvc\n",
            &[LAMP, DOOR],
            &[],
        ),
        (
            "Description: {D}\nEvent ID: 145\nSource: Lamp Control\n\nDescription: {O}\nEvent ID: 3021\nSource: DoorSvc\n",
            &[LAMP, DOOR],
            &[],
        ),
        (
            "Source: Lamp Control\nDescription: {D}\nEvent ID: 145\n\nSource: DoorSvc\nDescription: {O}\nEvent ID: 3021\n",
            &[LAMP, DOOR],
            &[],
        ),
        (
            "This is what the log says\nEvent ID: 145\nSource: Lamp Control\n{D}\n",
            &[LAMP],
            &["This is what the log says"],
        ),
        (
            "Event Properties - Event 145, Lamp Control\nGeneral Details\n{D}\nSource: Lamp Control\nEvent ID: 145\nLevel: Error\n",
            &[LAMP],
            &[],
        ),
    ]);
}

#[test]
fn labels_that_nobody_knows_are_shown() {
    check(&[
        (
            "Source: Lamp Control\nSeverity rating: high\nAsset: 5\nEvent ID: 145\nRack: B7\nDescription: {D}",
            &[LAMP],
            &["Severity rating: high", "Asset: 5", "Rack: B7"],
        ),
        (
            "Source: DoorSvc Asset: 55 Event ID: 3021 Level: Error Description: {O}",
            &[DOOR],
            &["Asset: 55"],
        ),
        (
            "Source: Lamp Control | Asset tag: 5 | Event ID: 145 | Level: Error | Description: {D}",
            &[LAMP],
            &["Asset tag: 5"],
        ),
        (
            "Category: Server\nShort description: dark\nDescription: Bob says:\nLog Name: System\nSource: Lamp Control\nEvent ID: 145\nLevel: Error\nDescription: {D}",
            &[LAMP],
            &["Category: Server", "Bob says:"],
        ),
    ]);
}

#[test]
fn a_value_ends_before_a_message_and_at_its_quotation_mark() {
    check(&[
        (
            "Event ID: 145 Level: Error Source: Lamp Control {D}",
            &[LAMP],
            &[],
        ),
        (
            "Event ID: 3021 Level: Error Source: DoorSvc {O}",
            &[DOOR],
            &[],
        ),
        (
            "EventID=145 Source=\"Lamp Control\" rack=7 Message=\"{D}\" tail=\"x\"",
            &[LAMP],
            &["rack=7", "tail=\"x\""],
        ),
        (
            "source=\"DoorSvc\" message=\"Source: x, User: bob\" id=\"3021\" level=Error",
            &[("DoorSvc", 3021, "Source: x, User: bob")],
            &[],
        ),
    ]);
}

#[test]
fn senders_and_recipients_are_not_part_of_an_event() {
    let viewer =
        "Log Name: System\nSource: Lamp Control\nEvent ID: 145\nLevel: Error\nDescription:\n{D}\n";
    for (before, behind, shown) in [
        (
            "[10:17 AM] Bob Smith\n",
            "\n[10:19 AM] Ann Lee\nno idea",
            "no idea",
        ),
        (
            "Bob Smith\n10:17 AM\n",
            "\nAnn Lee\n10:18 AM\nno idea",
            "Ann Lee",
        ),
        (
            "Bob Smith  10:17 AM\n",
            "\nann [10:18 AM]\nno idea",
            "ann [10:18 AM]",
        ),
        (
            "2020-03-11 10:17:08 - Bob Smith (Work notes)\n",
            "\n2020-03-11 10:20:08 - Ann Lee (Additional comments)\nReplace it.",
            "Ann Lee (Additional comments)",
        ),
        (
            "From: Bob\nDate: Wed, 11 Mar 2020 10:17\nTo: Ann\nSubject: event 12 from Marketing\n\n",
            "",
            "Subject: event 12 from Marketing",
        ),
        (
            "Von: Bob\nGesendet: Mittwoch\nAn: Ann\nBetreff: Event ID 145 from Lamp Control\n\n",
            "\nGruß\nBob",
            "Gruß",
        ),
    ] {
        let text = format!("{before}{viewer}{behind}");
        check(&[(&text, &[LAMP], &[shown])]);
        let text = text.replace("{D}", DARK);
        assert_eq!(read(text.as_bytes()).records[0].time, None, "{text}");
    }
}

#[test]
fn objects_are_read_beside_cut_ones_and_nothing_in_them_is_lost() {
    check(&[
        (
            "{\"EventID\":145,\"SourceName\":\"Lamp Control\",\"Message\":\"The lamp\n\
             {\"EventID\":3021,\"SourceName\":\"DoorSvc\",\"Message\":\"{O}\"}",
            &[("Lamp Control", 145, "The lamp"), DOOR],
            &[],
        ),
        (
            "{\"a\":{\"b\":\"half a va\n{\"EventID\":3021,\"SourceName\":\"DoorSvc\",\"Message\":\"{O}\"}",
            &[DOOR],
            &["half a va"],
        ),
        (
            "{\"ticket\":\"INC42\",\"from\":\"bob\",\"prio\":3,\"tags\":[\"disk\"],\"body\":\"Source: DoorSvc\\nEvent ID: 3021\\nDescription: {O}\"}",
            &[DOOR],
            &["INC42", "bob", "\"prio\":3", "disk"],
        ),
        (
            "{\"EventID\":3021,\"SourceName\":\"DoorSvc\",\"Message\":\"{O}\",\"Rack\":\"B7\"}",
            &[DOOR],
            &["{\"Rack\":\"B7\"}"],
        ),
        (
            "<Event><System><Provider Name='DoorSvc'/><EventID>3021</EventID></System><EventData><Data>a b</Data></EventData></Event>\n\
             <Event><System><Provider Name='Lost'/><Level>2</Level></System></Event>",
            &[("DoorSvc", 3021, "a b")],
            &["<Event><System><Provider Name='Lost'/>"],
        ),
    ]);
}

#[test]
fn lines_of_security_monitoring_are_read() {
    check(&[
        (
            "Mar 11 10:17:08 relay CEF:0|M|Windows||Lamp Control:145|Dark|High|eventId=4711 externalId=145 dvchost=HALL2 cs1=a\\=b msg={D}",
            &[LAMP],
            &["cs1=a\\=b"],
        ),
        (
            "LEEF:2.0|M|Windows|10|3021|^|EventSource=DoorSvc^identHostName=GATE1^rack=7^msg={O}",
            &[DOOR],
            &["rack=7"],
        ),
        (
            "AgentDevice=WindowsLog\tAgentLogFile=System\tSource=Lamp Control\tComputer=HALL2\tEventID=145\tEventIDCode=145\tMessage={D}",
            &[LAMP],
            &["AgentDevice=WindowsLog"],
        ),
    ]);
    let text = "LEEF:1.0|M|Windows|10|7|devTime=1583921828\tsource=Lamp\tidentHostName=HALL2\tmsg=It is dark.";
    let record = &read(text.as_bytes()).records[0];
    assert_eq!(record.time.as_deref(), Some("2020-03-11T10:17:08Z"));
    assert_eq!(record.computer.as_deref(), Some("HALL2"));
}

#[test]
fn words_are_an_event_only_if_their_form_or_source_shows_it() {
    check(&[
        (
            "Our event 12 from Marketing is on Monday.",
            &[],
            &["Marketing"],
        ),
        ("Come to event 12 in room 5, after event 3.", &[], &[]),
        ("Event 2024 planning: who comes to event 3?", &[], &[]),
        (
            "we see event 5719 from NETLOGON all day",
            &[("NETLOGON", 5719, "all day")],
            &[],
        ),
        (
            "we see event 7 from Lamp on HALL2: It is dark in here.",
            &[("Lamp", 7, "It is dark in here.")],
            &[],
        ),
        (
            "Event ID 7 from Lamp and event ID 8 from Door come together.",
            &[("Lamp", 7, "and"), ("Door", 8, "come together.")],
            &[],
        ),
    ]);
}
