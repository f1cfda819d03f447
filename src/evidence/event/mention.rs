//! Finds the events that a text mentions.

use super::{beside::source_beside, model::EventMention, number::numbers, table};

/// Every event that is named in `text`, in order.
///
/// The source is the one next to the number: in the next field of a quoted record, after `from`, or
/// right before the label. Numbers without the word `event` or a source aren't events.
pub fn events(text: &str) -> Vec<EventMention> {
    let numbers = numbers(text);
    let mut mentions = Vec::new();
    // The source of a record belongs to one number; this is where the last source that was used
    // ends.
    let mut taken = 0;
    for (index, number) in numbers.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| numbers.get(before));
        let from = before.map_or(0, |before| before.span.end);
        let next = numbers.get(index + 1);
        let to = next.map_or(text.len(), |next| next.span.start);
        let source = source_beside(text, from.max(taken), number, to);
        if number.needs_source && source.is_none() {
            continue;
        }
        let name = source.map(|(name, end)| {
            taken = taken.max(end);
            name
        });
        mentions.extend(number.ids.iter().map(|id| EventMention {
            span: number.span.clone(),
            id: *id,
            source: name.clone(),
        }));
    }
    let rows = table::rows(text);
    if !rows.is_empty() {
        mentions.extend(rows.into_iter().map(|row| EventMention {
            span: row.span,
            id: row.id,
            source: Some(row.source),
        }));
        mentions.sort_by_key(|mention| mention.span.start);
    }
    mentions
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<(u32, Option<String>)> {
        events(text).into_iter().map(|m| (m.id, m.source)).collect()
    }

    #[test]
    fn reads_every_label_and_its_source() {
        for (text, id, source) in [
            (
                "STOP\nEvent ID:70\nSource:MSExchangeCCMC\nType:Error\n",
                70,
                Some("MSExchangeCCMC"),
            ),
            (
                "Event ID: 68\nSource: MSExchangeCCMC\nType: Error",
                68,
                Some("MSExchangeCCMC"),
            ),
            ("Event ID   :  11", 11, None),
            ("the EVENT ID will be 3090 there", 3090, None),
            ("Event ID:\n7. It is out.", 7, None),
            (
                "Event id: 5703 Source: Netlogon\nNobody knows the name.",
                5703,
                Some("Netlogon"),
            ),
            (
                "Event ID: 1345 - Source: SNA Host Security\n\nNo way.",
                1345,
                Some("SNA Host Security"),
            ),
            ("System Error, Source=W3SVC, Event ID=16", 16, Some("W3SVC")),
            (
                "Event id=5007 Source= MSEXchange SA",
                5007,
                Some("MSEXchange SA"),
            ),
            (
                "Source: MSExchangeMTA: EventId: 2026\nIt broke.",
                2026,
                Some("MSExchangeMTA"),
            ),
            (
                "an Event id 2078 from MSExchangeIS Private is logged",
                2078,
                Some("MSExchangeIS Private"),
            ),
            ("Event: 5009\nSource: IBMTOK", 5009, Some("IBMTOK")),
            ("ID: 21 Source: cirrus", 21, Some("cirrus")),
            (
                "EVENT ID: 13005 Source: Foo Bar TYPE: Error Category: (4)",
                13005,
                Some("Foo Bar"),
            ),
            (
                "Event Type:\tSuccess Audit \nEvent Source:\tSecurity \nEvent Category:\tLogon/Logoff \nEvent ID:\t528 \n",
                528,
                Some("Security"),
            ),
            ("RAS EVENT ID: 20001\nMESSAGE TEXT: none", 20001, None),
            (
                "Event ID: 512\nType: Success Audit\nDescription: %1 began.",
                512,
                None,
            ),
            (
                "Event ID: 7023Service Control ManagerN/A<Servername>",
                7023,
                Some("Service Control Manager"),
            ),
            (
                "Source: Service Control Manager Event ID: 7024 The service ended.",
                7024,
                Some("Service Control Manager"),
            ),
            ("Event ID: 0\nSource: ESE97\nType: Error", 0, Some("ESE97")),
            (
                "Event ID: 631\nSource: SNA Server (or SNA Application)\n",
                631,
                Some("SNA Server (or SNA Application)"),
            ),
            (
                "Event ID: 705\nSource: SNA <type> Link Service\n",
                705,
                Some("SNA <type> Link Service"),
            ),
            ("Event ID 721 \"no answer\" error 721.", 721, None),
            (
                "Event ID 145 - MSExchangeIS((1856)) could not access",
                145,
                None,
            ),
            (
                "Event ID 145 - MSExchangeIS\nNothing.",
                145,
                Some("MSExchangeIS"),
            ),
            ("the log shows Event\nID 5719 at start", 5719, None),
            ("a bare event 5719 (NETLOGON)", 5719, None),
            ("EventID: 4097", 4097, None),
            ("Event-ID 12", 12, None),
            ("Event ID (42)", 42, None),
            (
                "source MSExchangeMTA id 2127:\nBroken.",
                2127,
                Some("MSExchangeMTA"),
            ),
            (
                "Log Name:      Application\nSource:        Foo Public\nDate:          3/26/2001 9:11:07 AM\nEvent ID:      9038\n",
                9038,
                Some("Foo Public"),
            ),
            (
                "Description for Event ID ( 8007 ) in Source ( NwRdr ) could not",
                8007,
                Some("NwRdr"),
            ),
        ] {
            assert_eq!(found(text), [(id, source.map(str::to_owned))], "{text}");
        }
    }

    #[test]
    fn reads_lists_and_ranges() {
        for (text, ids) in [
            (
                "Event ID 442, 443, 444, 445, and 446 appear",
                vec![442, 443, 444, 445, 446],
            ),
            ("Events 2446/2447 are logged", vec![2446, 2447]),
            ("Event ID: 11 - 14", vec![11, 12, 13, 14]),
            ("Event IDs 7000 and 7001", vec![7000, 7001]),
            ("event ID 7000 or event ID 7001", vec![7000, 7001]),
            ("Event ID 7000, 2 services", vec![7000]),
            ("Event ID 1000 - 3/4/2001", vec![1000]),
        ] {
            assert_eq!(
                found(text).into_iter().map(|m| m.0).collect::<Vec<_>>(),
                ids,
                "{text}"
            );
        }
        assert_eq!(found("Event ID 4096 - 4134").len(), 39);
        assert_eq!(found("Event ID 4096 - 9134").len(), 2);
    }

    #[test]
    fn each_record_keeps_its_own_source() {
        for text in [
            "Event ID: 1\nSource: Aaa\nDescription: x y\n\nEvent ID: 2\nSource: Bbb\nDescription: z",
            "Source: Aaa\nEvent ID: 1\nSource: Bbb\nEvent ID: 2\n",
            "Source: Aaa Event ID: 1 The first.\n\nSource: Bbb Event ID: 2 The second.",
        ] {
            let expect = [(1, Some("Aaa".to_owned())), (2, Some("Bbb".to_owned()))];
            assert_eq!(found(text), expect, "{text}");
        }
    }

    #[test]
    fn leaves_other_numbers_alone() {
        for text in [
            "returned 'XXX' from a call to 'ControlService(STOP)'",
            "error 721",
            "your ID: 21 is in the mail",
            "event 4.5 and AT_EVENT 5",
            "in the event of 3 failures",
            "events 70000",
            "Choose Lamp Event.\n3. Wait.",
            "CLEAR EVENTS\n5) Light it.",
            "void Event1([in] short lamp)",
            "the event was 5 minutes ago",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn spans_lie_inside(text in "(?s)((event id: ?|Source: |[0-9]{1,6}|, |/|-|\\n|.){0,30})") {
            let mut start = 0;
            for mention in events(&text) {
                prop_assert!(text.get(mention.span.clone()).is_some());
                prop_assert!(mention.span.start >= start);
                prop_assert!(mention.id <= 65_535);
                start = mention.span.start;
            }
        }
    }
}
