//! Forms in which articles mention events and codes, each as a small text of our own with the same
//! labels, punctuation and numbers. The number is that of the article that has this form.

use super::*;

/// A form from an article: its number, a text, the events that must be found (ID and source), the
/// codes that must be found, and what must not be found.
struct Example {
    shape: &'static str,
    text: &'static str,
    events: &'static [(u32, &'static str)],
    codes: &'static [&'static str],
    not: &'static [&'static str],
}

const EXAMPLES: &[Example] = &[
    Example {
        shape: "Q166045: labels without blanks after a STOP that is a picture's name",
        text: "  STOP\n  Event ID:70\n  Source:MSExchangeCCMC\n  Type:Error\n  Category:General\n\n  Description:\n  The file msgxxxx.ccm returned result code 3. It goes on.\n",
        events: &[(70, "MSExchangeCCMC")],
        codes: &["result:3"],
        not: &["stop:"],
    },
    Example {
        shape: "Q168465: five labeled fields",
        text: "Event ID: 68\nSource: MSExchangeCCMC\nType: Error\nCategory: General\nDescription: CCMDIR.EXP returned result code 1.",
        events: &[(68, "MSExchangeCCMC")],
        codes: &["result:1"],
        not: &[],
    },
    Example {
        shape: "Q192786: blanks before the colon",
        text: "Event ID   :  11\nSource     :  Lamp\n",
        events: &[(11, "Lamp")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q155523: ID and source on a line, the message unlabeled",
        text: "Event id: 5703 Source: Netlogon\nNobody knows this computer's name.",
        events: &[(5703, "Netlogon")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q324113: a dash between ID and source",
        text: "Event ID: 1345 - Source: SNA Host Security\n\nNothing is known of the master.",
        events: &[(1345, "SNA Host Security")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q185379: equals signs, the source first",
        text: "System Error, Source=W3SVC, Event ID=16",
        events: &[(16, "W3SVC")],
        codes: &[],
        not: &["win32:16"],
    },
    Example {
        shape: "Q152310: equals signs and blanks",
        text: "Event id=5007 Source= MSEXchange SA\n",
        events: &[(5007, "MSEXchange SA")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q266383: source, colon, EventId in one word",
        text: "Source: MSExchangeMTA: EventId: 2026\nIt could not write [BASE XFER-IN 18 40] (16)",
        events: &[(2026, "MSExchangeMTA")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q178378: the source after `from`",
        text: "Event id 2078 from MSExchangeIS Private\nCategory: Gateway\nDescription: It was not sent.",
        events: &[(2078, "MSExchangeIS Private")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q126978: `Event` alone as the label",
        text: "Event: 5009\nSource: IBMTOK\n",
        events: &[(5009, "IBMTOK")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q163331: `ID` alone, the source in lower case",
        text: "ID: 21 Source: cirrus\nTwo drivers want the same memory at 0x28.",
        events: &[(21, "cirrus")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q201199: all fields on one line in capitals",
        text: "EVENT ID: 13005 Source: MSExchangeMig TYPE: Error Category: (4) Description: No way.",
        events: &[(13_005, "MSExchangeMig")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q260835: the block of Windows 2000, tabs and trailing blanks",
        text: "Event Type:\tSuccess Audit \r\nEvent Source:\tSecurity \r\nEvent Category:\tLogon/Logoff \r\nEvent ID:\t528 \r\nUser:\t\tDOM\\Bob \r\nDescription: \r\nUser Name: Bob\r\n",
        events: &[(528, "Security")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q237739: STOP as the name of a call",
        text: "Event ID: 8010\nSource: NTBackup\nDescription:\nThe service returned 'XXX' from a call to 'ControlService(STOP)' for 'Lamp'",
        events: &[(8010, "NTBackup")],
        codes: &[],
        not: &["stop:"],
    },
    Example {
        shape: "Q117304: a catalog with labels of its own",
        text: "RAS EVENT ID: 20001\nSYMBOL NAME : LAMP_BROKEN\nMESSAGE TEXT: The lamp is broken.\nEXPLANATION : It fell.\n\nRAS EVENT ID: 20002\nSYMBOL NAME : LAMP_GONE\nMESSAGE TEXT: No lamp.\n",
        events: &[(20_001, ""), (20_002, "")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q174074: templates with %1",
        text: "  Event ID: 514\n      Type: Success Audit\nDescription: A package is there.\n            Package Name: %1\n\n  Event ID: 515\n      Type: Success Audit\nDescription: %1 is trusted.\n",
        events: &[(514, ""), (515, "")],
        codes: &[],
        not: &["win32:1"],
    },
    Example {
        shape: "Q247654: an exception that carries another code",
        text: "Event ID: 1171\nException e0010004 has occurred with parameters -1069 and 0.",
        events: &[(1171, "")],
        codes: &["status:e0010004", "jet:-1069"],
        not: &[],
    },
    Example {
        shape: "Q246784: a row that lost its tabs, and %%1721",
        text: "Event ID: 7023Service Control ManagerN/A<Servername> The Lamp service terminated with: %%1721",
        events: &[(7023, "Service Control Manager")],
        codes: &["win32:1721"],
        not: &[],
    },
    Example {
        shape: "Q190233: an event that carries the number of another",
        text: "  Source: Service Control Manager Event ID: 7024 The Lamp\n  service terminated with service-specific error 3221487623.\n\n  Source: LampLicensing Event ID: 7 No data.\n",
        events: &[(7024, "Service Control Manager"), (7, "LampLicensing")],
        codes: &["status:c0040007"],
        not: &[],
    },
    Example {
        shape: "Q184209: -1019 in three spellings, event 0, service- and specific on two lines",
        text: "The store terminated with service-\nspecific error 4294966277.\n\n  Event ID: 0\n  Source: ESE97\n  Type: Error\n  Description: MSExchangeIS ((451)) -1019\n\n  Event ID: 1120\n  Source: MSExchangeIS\n  Type Error\n  Description: Error 0xfffffc05 at the store.\n",
        events: &[(0, "ESE97"), (1120, "MSExchangeIS")],
        codes: &["jet:-1019"],
        not: &[],
    },
    Example {
        shape: "Q242063: a table without labels",
        text: "Source  Category      Event ID   Description  \n======\nESE97\tInformation\t100\tIt began. \nESE97\tError\t\t145\tIt could not. \nMSExchangeIS\tError\t1120\tNo database.\n",
        events: &[(100, "ESE97"), (145, "ESE97"), (1120, "MSExchangeIS")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q151238: a list with commas and `and`",
        text: "Event ID 442, 443, 444, 445, and 446 are in the log.",
        events: &[(442, ""), (443, ""), (444, ""), (445, ""), (446, "")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q158379: two numbers and a slash, the source after them without a label",
        text: "  Event ID 2380 MSExchangeMSMI\n\n  A message is broken.\n\n  Event ID 2446/2447 MSExchangeMSMI\n\n  It stays.\n\n  The object is not valid. ID no: c1035b3c.\n",
        events: &[
            (2380, "MSExchangeMSMI"),
            (2446, "MSExchangeMSMI"),
            (2447, "MSExchangeMSMI"),
        ],
        codes: &["status:c1035b3c"],
        not: &[],
    },
    Example {
        shape: "Q123169: a range",
        text: "WINS Event Log IDs 4096 - 4134 (Informational Messages)",
        events: &[(4096, ""), (4115, ""), (4134, "")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q235849: two names of a source",
        text: "Event ID: 631\nSource: SNA Server (or SNA Application)\nDescription: Bad sequence number 183 (expected 184)",
        events: &[(631, "SNA Server (or SNA Application)")],
        codes: &[],
        not: &[],
    },
    Example {
        shape: "Q256919: a placeholder in the source's name",
        text: "Event ID: 705\nSource: SNA <type> Link Service\nType: Warning\nDescription: Denied -- Error Code: 44",
        events: &[(705, "SNA <type> Link Service")],
        codes: &["win32:44"],
        not: &[],
    },
    Example {
        shape: "Q234163: an event and an error of the same number",
        text: "  Event ID 721 \"No answer\" error 721.\n",
        events: &[(721, "")],
        codes: &["win32:721"],
        not: &[],
    },
    Example {
        shape: "Q233400: what follows the dash is the message, no source",
        text: "  Event ID 145 - MSExchangeIS((1856)) could not open\n  Edb.chk\n\n  Event ID 5000 - The store did not start\n  error0xfffffbfb\n",
        events: &[(145, ""), (5000, "")],
        codes: &["jet:-1029"],
        not: &[],
    },
];

#[test]
fn every_shape_is_read() {
    for example in EXAMPLES {
        let records = quoted_events(example.text);
        let events: Vec<(u32, &str)> = records
            .iter()
            .filter_map(|record| Some((record.id?, record.source.as_deref().unwrap_or_default())))
            .collect();
        for event in example.events {
            assert!(events.contains(event), "{}: {events:?}", example.shape);
        }
        let listed = events.iter().filter(|event| example.events.contains(event));
        let is_range = example.shape.contains("range");
        assert!(
            is_range || listed.count() == events.len(),
            "{}: more than is there: {events:?}",
            example.shape
        );
        let keys: Vec<String> = codes(example.text)
            .iter()
            .flat_map(|mention| mention.readings.iter().map(Code::key))
            .collect();
        for key in example.codes {
            assert!(
                keys.iter().any(|known| known == key),
                "{}: {keys:?}",
                example.shape
            );
        }
        for key in example.not {
            assert!(
                !keys.iter().any(|known| known.starts_with(key)),
                "{}: {keys:?}",
                example.shape
            );
        }
    }
}
