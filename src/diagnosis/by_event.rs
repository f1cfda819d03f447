//! Finds articles that mention the event itself.

use std::collections::HashSet;

use super::{
    candidate::{Candidates, Tier, propose, standing},
    reason::Reason,
};
use crate::{
    atlas::{Atlas, Message},
    evidence::EventRecord,
};

/// From this score on a message fits a template.
const FITS: f64 = 0.5;

/// Articles that name this event: of this source, or else of another.
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
                .map(|text| message.fit(&atlas.message(text)))
                .unwrap_or_default();
            let fits = fit.score >= FITS;
            let is_unnamed = source.fold.is_empty() || event.source.is_none();
            let tier = match (same_source, fits) {
                (true, true) if fit.is_same => Tier::SameMessage,
                (false, true) if fit.is_literal && is_unnamed => Tier::UnnamedMessage,
                (true, true) => Tier::SourceAndTemplate,
                (true, false) => Tier::Source,
                (false, true) => Tier::TemplateAndId,
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
            propose(found, quote, tier, fit.score + standing(quote), fits, why);
        }
    }
}
