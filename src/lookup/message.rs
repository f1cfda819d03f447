//! The messages of events whose log has only what goes into their slots.

use crate::{
    atlas::Atlas,
    eventlog::{Messages, has_only_strings, rebuilt},
    evidence::EventRecord,
};

/// The slot that every text with slots has.
const SLOT: &str = "%1";

/// The message of an event that has only strings: by the text of its provider, or else by one with
/// slots that an article quotes of this very event; `None` if there is none, or the event has a
/// message of its own.
pub(super) fn message(messages: &Messages, atlas: &Atlas, event: &EventRecord) -> Option<String> {
    let (source, id) = (event.source.as_deref()?, event.id?);
    if !has_only_strings(event) {
        return None;
    }
    let of_provider = messages.template(source, id);
    let in_articles = atlas.event(source, id).into_iter();
    let quotes = in_articles.flat_map(|event| &event.quotes);
    let quoted = quotes.filter_map(|quote| quote.description.as_deref());
    of_provider
        .into_iter()
        .chain(quoted.filter(|text| text.contains(SLOT)))
        .find_map(|template| rebuilt(event, template))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Format, Texts, read},
        atlas::{AtlasBuilder, AtlasCard},
    };

    fn atlas() -> Atlas {
        let text = "---\nid: LAMP-1\ntitle: t\n---\n\n## Symptoms\n\n```event\nEvent ID: 7\nSource: Lamp\nDescription: The lamp %1 in room %2 is dark.\n```\n\n```event\nEvent ID: 9\nSource: Lamp\nDescription: The door is dark.\n```\n";
        let (articles, problems) = read(Format::Own, text.as_bytes(), "a.md", None);
        assert_eq!(problems, []);
        let mut builder = AtlasBuilder::default();
        builder.add(AtlasCard::of(&articles[0], &Texts::of(&articles[0])));
        builder.finish()
    }

    #[test]
    fn a_message_is_rebuilt_from_the_provider_s_text_or_an_article_s() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("messages.tsv");
        std::fs::write(&file, "Lamp\t3221487624\tProvider: %1 %2.\n").unwrap();
        let (of_file, none) = (Messages::open(&file).unwrap().0, Messages::default());
        let atlas = atlas();
        for (messages, id, description, expect) in [
            (&none, 7, None, Some("The lamp L1 in room R2 is dark.")),
            (
                &none,
                7,
                Some("L1 R2"),
                Some("The lamp L1 in room R2 is dark."),
            ),
            (&none, 7, Some("It has a message."), None),
            (&none, 8, None, None),
            (&none, 9, None, None),
            (&of_file, 7, None, Some("The lamp L1 in room R2 is dark.")),
            (&of_file, 8, None, Some("Provider: L1 R2.")),
        ] {
            let event = EventRecord {
                source: Some("LAMP".to_owned()),
                id: Some(id),
                description: description.map(str::to_owned),
                strings: vec!["L1".to_owned(), "R2".to_owned()],
                ..EventRecord::default()
            };
            let got = message(messages, &atlas, &event);
            assert_eq!(got.as_deref(), expect, "{id} {description:?}");
        }
    }
}
