//! Events and their sources, as they are typed.

use std::{cmp::Reverse, collections::BTreeSet};

use super::{Draft, Suggestion, counted};
use crate::{
    atlas::{AtlasEvent, Source},
    evidence::{ArticleId, fold_source},
};

/// Events that are shown at most, and sources.
const EVENTS: usize = 4;
const SOURCES: usize = 2;
/// A name of an event source, in letters: shorter ones stand in too many.
const SHORTEST_NAME: usize = 3;

impl Draft<'_> {
    /// The events of the number typed, of the sources whose name is typed beside it. A number may go on where the text says
    /// that it is an event's.
    pub(super) fn events(&self) -> Vec<Suggestion> {
        let (labelled, number, name) = read_event(self.typed);
        let Some(number) = number else {
            return Vec::new();
        };
        let mut found: Vec<(&Source, &AtlasEvent)> = self
            .snapshot
            .atlas
            .events()
            .filter(|(source, _)| name.iter().all(|word| source.fold.contains(word.as_str())))
            .filter(|(_, event)| {
                let id = event.id.to_string();
                id == number || ((labelled || !name.is_empty()) && id.starts_with(&number))
            })
            .collect();
        found.sort_by_cached_key(|(source, event)| {
            let id = event.id.to_string();
            (
                id != number,
                source.fold.is_empty(),
                Reverse(articles(event)),
                Reverse(self.guides_for(source, event)),
                event.id,
                &source.fold,
            )
        });
        let exact = found
            .iter()
            .filter(|(_, event)| event.id.to_string() == number);
        let sources = exact.count();
        let mut shown: Vec<Suggestion> = found
            .into_iter()
            .take(EVENTS)
            .map(|(source, event)| self.event(source, event))
            .collect();
        if let Ok(id) = number.parse::<u32>()
            && sources > EVENTS
        {
            shown.push(Suggestion {
                kind: "event",
                text: format!("Event {id} of any source"),
                note: format!("{sources} sources"),
                href: self.paths.events_with_id(id),
            });
        }
        shown
    }

    /// How many guides claim an event.
    fn guides_for(&self, source: &Source, event: &AtlasEvent) -> usize {
        let claims = |name: &str| fold_source(name) == source.fold;
        let guides = self.snapshot.guides.iter();
        guides
            .filter(|guide| guide.start_with_event(claims, event.id, None).is_some())
            .count()
    }

    fn event(&self, source: &Source, event: &AtlasEvent) -> Suggestion {
        let mut note = counted(articles(event), "article");
        match self.guides_for(source, event) {
            0 => {}
            guides => note.push_str(&format!(", {}", counted(guides, "guide"))),
        }
        let (name, href) = if source.fold.is_empty() {
            ("source not named", self.paths.events_with_id(event.id))
        } else {
            (
                source.name.as_str(),
                self.paths.event(&source.fold, event.id),
            )
        };
        Suggestion {
            kind: "event",
            text: format!("Event {} · {name}", event.id),
            note,
            href,
        }
    }

    /// Event sources by their name: those that are it or end with it, as short names do, the first of them with its events;
    /// and those that begin with it or in which it stands.
    pub(super) fn sources(&self) -> (Vec<Suggestion>, Vec<Suggestion>) {
        let name = read_event(self.typed).2.concat();
        if name.len() < SHORTEST_NAME {
            return (Vec::new(), Vec::new());
        }
        let rank = |source: &Source| match &source.fold {
            fold if *fold == name => Some(0),
            fold if fold.ends_with(&name) => Some(1),
            fold if fold.starts_with(&name) => Some(2),
            fold => fold.contains(&name).then_some(3),
        };
        let atlas = &self.snapshot.atlas;
        let mut found: Vec<(i32, &Source)> = atlas
            .sources()
            .filter_map(|source| Some((rank(source)?, source)))
            .collect();
        found.sort_by_key(|(rank, source)| (*rank, Reverse(source.articles), &source.fold));
        let (near, far) = found.split_at(found.partition_point(|(rank, _)| *rank < 2));
        let shown = |sources: &[(i32, &Source)]| -> Vec<Suggestion> {
            let most = sources.iter().take(SOURCES);
            most.map(|(_, source)| self.source(source)).collect()
        };
        let mut first = shown(near);
        if let Some((_, source)) = near.first() {
            let mut events: Vec<&AtlasEvent> = atlas.events_of(&source.fold).collect();
            events.sort_by_key(|event| {
                let is_titled = event.quotes.iter().any(|quote| quote.in_title);
                (!is_titled, Reverse(articles(event)), event.id)
            });
            let most = events.into_iter().take(EVENTS - first.len());
            first.extend(most.map(|event| self.event(source, event)));
        }
        (first, shown(far))
    }

    fn source(&self, source: &Source) -> Suggestion {
        let events = counted(source.events, "event");
        Suggestion {
            kind: "source",
            text: source.name.clone(),
            note: format!("{events}, {}", counted(source.articles, "article")),
            href: self.paths.source(&source.fold),
        }
    }
}

/// Reads `event 68 ccmc`: whether it says that it is an event, the number, and the words of the source, folded. A number is
/// only read where it is the only one.
pub(super) fn read_event(typed: &str) -> (bool, Option<String>, Vec<String>) {
    let (mut labelled, mut numbers, mut name) = (false, Vec::new(), Vec::new());
    let separates = |c: char| c.is_whitespace() || matches!(c, ':' | '=' | ',' | '(' | ')');
    for word in typed.split(separates).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        if word.bytes().all(|b| b.is_ascii_digit()) {
            let number = word.trim_start_matches('0');
            numbers.push(if number.is_empty() { "0" } else { number }.to_owned());
        } else if ["event", "eventid", "evt", "id", "source"].contains(&lower.as_str()) {
            labelled = true;
        } else {
            name.push(fold_source(word));
        }
    }
    name.retain(|word| !word.is_empty());
    let number = (numbers.len() == 1).then(|| numbers.concat());
    (labelled, number.filter(|number| number.len() <= 5), name)
}

/// How many articles quote an event.
fn articles(event: &AtlasEvent) -> usize {
    let all: BTreeSet<&ArticleId> = event.quotes.iter().map(|quote| &quote.article).collect();
    all.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read_while_it_is_typed() {
        for (typed, labelled, number, name) in [
            ("68", false, Some("68"), ""),
            ("event 68", true, Some("68"), ""),
            ("Event ID: 68 CCMC", true, Some("68"), "ccmc"),
            (
                "msexchangeis private 1018",
                false,
                Some("1018"),
                "msexchangeis private",
            ),
            ("windows 95 98", false, None, "windows"),
            ("1234567", false, None, ""),
            ("event 0", true, Some("0"), ""),
            ("event 007", true, Some("7"), ""),
            ("", false, None, ""),
        ] {
            let (is_labelled, found, words) = read_event(typed);
            assert_eq!(
                (is_labelled, found.as_deref()),
                (labelled, number),
                "{typed}"
            );
            assert_eq!(words.join(" "), name, "{typed}");
        }
    }
}
