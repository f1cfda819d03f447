//! Rebuilds the messages of events whose log has only the parameters.

use super::knowledge::Knowledge;
use crate::{
    atlas::Atlas,
    eventlog::{Messages, has_only_strings, rebuilt},
    evidence::{EventRecord, fold_source},
    guide::Guide,
};

/// The message of an event that has only strings; `None` if its text is not known, or if the event
/// has a message already.
pub(super) fn message(known: &Knowledge<'_>, event: &EventRecord) -> Option<String> {
    message_by(known.messages, known.guides, known.atlas, event)
}

/// Rebuilds the message from the provider's message text, or else from a text with parameters that
/// a guide expects, or that an article quotes for exactly this event. Articles write `%1` for other
/// things as well, so such a text must have as many parameters as the event has strings, and no
/// other placeholder.
fn message_by(
    messages: &Messages,
    guides: &[Guide],
    atlas: &Atlas,
    event: &EventRecord,
) -> Option<String> {
    let (source, id) = (event.source.as_deref()?, event.id?);
    if !has_only_strings(event) {
        return None;
    }
    let of_provider = messages.template(source, id);
    let fold = fold_source(source);
    let in_guides: Vec<String> = (guides.iter())
        .flat_map(|guide| guide.messages_of(|of| fold_source(of) == fold, id))
        .collect();
    let quotes = (atlas.event(source, id).into_iter()).flat_map(|event| &event.quotes);
    let quoted = quotes.filter_map(|quote| quote.description.as_deref());
    let of_others = in_guides.iter().map(String::as_str).chain(quoted);
    of_provider
        .into_iter()
        .chain(of_others.filter(|text| has_only_slots(text, event.strings.len())))
        .find_map(|template| rebuilt(event, template))
}

/// Whether a text has exactly the parameters from `%1` up to this number, and no other placeholder.
fn has_only_slots(text: &str, slots: usize) -> bool {
    let slot = |number: usize| text.contains(&format!("%{number}"));
    slots > 0 && (1..=slots).all(slot) && !slot(slots + 1) && !text.contains('<')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{ArticleTexts, Format, read},
        atlas::{AtlasBuilder, AtlasCard},
    };

    fn atlas() -> Atlas {
        let text = "---\nid: LAMP-1\ntitle: t\n---\n\n## Symptoms\n\n```event\nEvent ID: 7\nSource: Lamp\nDescription: The lamp %1 in room %2 is dark.\n```\n\n```event\nEvent ID: 9\nSource: Lamp\nDescription: The door is dark.\n```\n\n```event\nEvent ID: 10\nSource: Lamp\nDescription: The <lamp> fails: %1 %2 is no lamp.\n```\n";
        let (articles, problems) = read(Format::Own, text.as_bytes(), "a.md", None);
        assert_eq!(problems, []);
        let mut builder = AtlasBuilder::default();
        builder.add(AtlasCard::of(&articles[0], &ArticleTexts::of(&articles[0])));
        builder.finish()
    }

    #[test]
    fn a_message_is_rebuilt_from_the_provider_s_text_or_an_article_s() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("messages.tsv");
        std::fs::write(&file, "Lamp\t3221487624\tProvider: %1 %2.\n").unwrap();
        let (of_file, none) = (Messages::open(&file).unwrap().0, Messages::default());
        let atlas = atlas();
        let guide = crate::guide::draft("lamp")
            + "\n[[events]]\nsource = \"Lamp\"\nid = 11\nsays = \"The {lamp} in {} is lit\"\n";
        let guides = [crate::guide::read(&guide, "lamp.toml").0.unwrap()];
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
            // There `%1` is not a parameter of the event.
            (&none, 10, None, None),
            (&none, 11, None, Some("The L1 in R2 is lit.")),
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
            let got = message_by(messages, &guides, &atlas, &event);
            assert_eq!(got.as_deref(), expect, "{id} {description:?}");
        }
    }
}
