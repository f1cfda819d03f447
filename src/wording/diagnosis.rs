//! What was read from logs, and why an article is listed for an event.

use super::search::search_reasons;
use crate::{
    diagnosis::{Reason, Relation},
    eventlog::Tally,
    evidence::EventRecord,
    number::{counted, grouped},
};

/// All reasons for an article, in order.
pub fn diagnosis_reasons(reasons: &[Reason]) -> Vec<String> {
    reasons.iter().map(diagnosis_reason).collect()
}

/// How many events were read: `5,009 events, plus 3 recovered; 1 place could not be read`.
pub fn tally(tally: Tally) -> String {
    let mut text = counted(tally.records, "event");
    if tally.recovered > 0 {
        text += &format!(", plus {} recovered", grouped(tally.recovered));
    }
    if tally.damaged > 0 {
        text += &format!("; {} could not be read", counted(tally.damaged, "place"));
    }
    text
}

/// How often an event happened: `5 times, plus 3 in recovered records`.
pub fn times(count: usize, recovered: u64) -> String {
    let mut text = counted(count, "time");
    if recovered > 0 {
        text += &format!(", plus {} in recovered records", grouped(recovered));
    }
    text
}

/// How articles with a relation are related to an event: the heading above them.
pub fn relation(relation: Relation, event: &EventRecord) -> String {
    let id = event.id.map(|id| format!("event {id}"));
    let id = id.unwrap_or_else(|| "the event".to_owned());
    let from = event.source.iter().map(|source| format!(" from {source}"));
    let from = from.collect::<String>();
    match relation {
        Relation::SameMessage => "Articles that quote this message".to_owned(),
        Relation::Event => format!("Articles about {id}{from}"),
        Relation::Code => "Articles about an error code in the message".to_owned(),
        Relation::OtherMessage => "Articles that quote a similar message".to_owned(),
        Relation::OtherEvent => format!("Articles about {id} from other sources"),
        Relation::Words => "Articles with words of the message".to_owned(),
    }
}

/// The reasons that the heading does not state.
pub fn beyond(relation: Relation, reasons: &[Reason]) -> Vec<String> {
    let is_said = |reason: &&Reason| {
        matches!(
            (relation, reason),
            (
                Relation::SameMessage,
                Reason::Message { is_same: true } | Reason::Event { .. }
            ) | (Relation::Event, Reason::Event { .. })
        )
    };
    let beyond = reasons.iter().filter(|reason| !is_said(reason));
    beyond.map(diagnosis_reason).collect()
}

fn diagnosis_reason(reason: &Reason) -> String {
    match reason {
        Reason::Event { id, source } => format!("mentions event {id} from {}", named(source)),
        Reason::OtherEvent { id, source } => format!("mentions event {id} ({})", named(source)),
        Reason::Message { is_same } => format!("quotes {}", message(*is_same)),
        Reason::MessageOf {
            id,
            source,
            is_same,
        } => {
            let from = source.iter().map(|source| format!(" from {source}"));
            let from = from.collect::<String>();
            format!("quotes {} as event {id}{from}", message(*is_same))
        }
        Reason::Code(code) => format!("mentions {}", code.commonest_spelling()),
        Reason::Words(reasons) if reasons.is_empty() => {
            "contains words from the message".to_owned()
        }
        Reason::Words(reasons) => search_reasons(reasons).join("; "),
    }
}

fn message(is_same: bool) -> &'static str {
    match is_same {
        true => "this message",
        false => "a similar message",
    }
}

fn named(source: &Option<String>) -> &str {
    source.as_deref().unwrap_or("unknown source")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Code;

    #[test]
    fn reasons_are_a_few_words_long() {
        let lamp = || Some("Lamp".to_owned());
        let stop = Code::from_slug("stop:1e").unwrap();
        for (reason, said) in [
            (
                Reason::Event {
                    id: 7,
                    source: lamp(),
                },
                "mentions event 7 from Lamp",
            ),
            (
                Reason::OtherEvent {
                    id: 7,
                    source: None,
                },
                "mentions event 7 (unknown source)",
            ),
            (Reason::Message { is_same: true }, "quotes this message"),
            (
                Reason::Message { is_same: false },
                "quotes a similar message",
            ),
            (
                Reason::MessageOf {
                    id: 7,
                    source: lamp(),
                    is_same: true,
                },
                "quotes this message as event 7 from Lamp",
            ),
            (
                Reason::MessageOf {
                    id: 7,
                    source: None,
                    is_same: false,
                },
                "quotes a similar message as event 7",
            ),
            (Reason::Code(stop), "mentions STOP 0x0000001E"),
        ] {
            assert_eq!(diagnosis_reason(&reason), said);
        }
    }

    #[test]
    fn what_a_heading_says_is_not_repeated() {
        let event = EventRecord {
            source: Some("Lamp".to_owned()),
            id: Some(7),
            ..EventRecord::default()
        };
        let nameless = EventRecord::default();
        let mentions = || Reason::Event {
            id: 7,
            source: Some("Lamp".to_owned()),
        };
        let same = Reason::Message { is_same: true };
        let similar = Reason::Message { is_same: false };
        assert_eq!(
            relation(Relation::Event, &event),
            "Articles about event 7 from Lamp"
        );
        assert_eq!(
            relation(Relation::Event, &nameless),
            "Articles about the event"
        );
        assert_eq!(beyond(Relation::SameMessage, &[mentions(), same]), [""; 0]);
        assert_eq!(
            beyond(Relation::Event, &[mentions(), similar]),
            ["quotes a similar message"]
        );
        assert_eq!(
            beyond(Relation::OtherEvent, &[mentions()]),
            ["mentions event 7 from Lamp"]
        );
    }
}
