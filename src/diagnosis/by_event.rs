//! Finds articles that mention the event itself.

use std::collections::HashSet;

use super::{
    candidate::{Candidates, Tier, bonus, propose},
    reason::Reason,
};
use crate::{
    atlas::{Atlas, Message, Quote},
    eventlog::has_only_strings,
    evidence::EventRecord,
};

/// The lowest score of a message that fits a template.
const FITS: f64 = 0.5;

/// Articles that mention this event: from this source, or else from another.
pub(super) fn by_event(
    atlas: &Atlas,
    event: &EventRecord,
    message: &Message,
    found: &mut Candidates,
) {
    let Some(id) = event.id else { return };
    let meant: HashSet<&str> = match event.source.as_deref() {
        Some(name) => atlas
            .sources_named(name)
            .into_iter()
            .map(|source| source.fold.as_str())
            .collect(),
        None => HashSet::new(),
    };
    for (source, known) in atlas.with_id(id) {
        let same_source = meant.contains(source.fold.as_str());
        for quote in &known.quotes {
            let fit = quote
                .description
                .as_deref()
                .filter(|_| !message.is_empty())
                .map(|text| message.fit(&atlas.message(text)))
                .unwrap_or_default();
            let fits = fit.score >= FITS;
            let is_unnamed = source.fold.is_empty() || event.source.is_none();
            let tier = match (same_source, fits) {
                (true, true) if fit.is_same => Tier::SameMessage,
                (false, true) if fit.is_literal && is_unnamed => Tier::UnnamedMessage,
                (true, true) => Tier::SourceAndMessage,
                (true, false) => Tier::Source,
                (false, true) => Tier::MessageAndId,
                (false, false) => Tier::Id,
            };
            let source = Some(&source.name).filter(|_| !source.fold.is_empty());
            let source = source.cloned();
            let mut why = vec![match same_source {
                true => Reason::Event { id, source },
                false => Reason::OtherEvent { id, source },
            }];
            if fits {
                why.push(Reason::Message {
                    is_same: fit.is_same,
                });
            }
            let score = fit.score + bonus(quote) + alike(event, quote);
            propose(found, quote, tier, score, fits, why);
        }
    }
}

/// How well a quoted message fits the parameters of an event without a message, for example because
/// both name a device.
fn alike(event: &EventRecord, quote: &Quote) -> f64 {
    let quoted = quote.description.as_deref().unwrap_or_default();
    if quoted.is_empty() || !has_only_strings(event) {
        return 0.0;
    }
    let quoted: HashSet<String> = long_runs(quoted).collect();
    let shared = event.strings.iter().flat_map(|text| long_runs(text));
    let shared: HashSet<String> = shared.filter(|name| quoted.contains(name)).collect();
    0.2 * f64::from(u32::try_from(shared.len().min(3)).unwrap_or_default())
}

/// The runs of at least four letters in a text, in lower case.
fn long_runs(text: &str) -> impl Iterator<Item = String> {
    let runs = text.split(|c: char| !c.is_alphabetic());
    let long = runs.filter(|run| run.len() >= 4);
    long.map(str::to_lowercase)
}
