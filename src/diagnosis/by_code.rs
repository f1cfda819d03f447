//! Finds articles that mention an error code of the message.

use std::collections::{BTreeMap, HashSet};

use super::{
    candidate::{Candidate, Candidates, Tier, bonus, propose},
    reason::Reason,
};
use crate::{
    atlas::Atlas,
    evidence::{ArticleId, Code, EventRecord, Family, fold_source, spelled_codes},
};

/// A code that more articles mention than this says too little.
const COMMON_CODE: usize = 150;

/// Articles that mention an error code of the message, the rarest codes first.
pub(super) fn by_code(
    atlas: &Atlas,
    event: &EventRecord,
    description: &str,
    found: &mut Candidates,
) {
    let mut scores: BTreeMap<&ArticleId, (f64, Vec<Reason>)> = BTreeMap::new();
    let mut own_events = Vec::new();
    let mut seen = HashSet::new();
    // A number that is only a message parameter is not a code.
    for mention in spelled_codes(description) {
        for (place, code) in mention.readings.iter().enumerate() {
            if !seen.insert(code.key()) {
                continue;
            }
            if code.family == Family::Status {
                own_events.extend(service_event(code));
            }
            let articles = atlas.articles_by_code_key(&code.key());
            if articles.len() > COMMON_CODE || (place > 0 && articles.len() > COMMON_CODE / 3) {
                continue;
            }
            let weight =
                1.0 / f64::from(u32::try_from(articles.len().max(1)).unwrap_or(u32::MAX)).sqrt();
            for id in articles {
                let entry = scores.entry(id).or_default();
                entry.0 += weight;
                // Other readings of the same number are no additional reason.
                if place == 0 || entry.1.is_empty() {
                    entry.1.push(Reason::Code(code.clone()));
                }
            }
        }
    }
    let said = description.to_lowercase();
    for (id, (score, why)) in scores {
        if let Some(known) = found.get_mut(id) {
            known.score += 0.15 * score.min(1.0);
            known.why.extend(why);
        } else {
            let candidate = Candidate {
                tier: Tier::Code,
                in_catalog: false,
                quoted: None,
                score,
                why,
            };
            found.insert(id.clone(), candidate);
        }
    }
    // A service-specific error is the service's own event: its ID is in the low word.
    for number in own_events {
        for (source, known) in atlas.with_id(number) {
            let named = source.name.len() >= 4 && said.contains(&source.name.to_lowercase());
            let other = event.source.as_deref().map(fold_source) != Some(source.fold.clone());
            if named && other {
                for quote in &known.quotes {
                    let why = vec![Reason::Event {
                        id: number,
                        source: Some(source.name.clone()),
                    }];
                    propose(found, quote, Tier::Code, bonus(quote), false, why);
                }
            }
        }
    }
}

/// The ID of the service's own event that a customer-defined status contains.
fn service_event(code: &Code) -> Option<u32> {
    let value = u32::from_str_radix(&code.value, 16).ok()?;
    let number = value & 0xFFFF;
    // Severity error or warning, facility 4 (as services use it) or none.
    let is_message = matches!(value >> 16, 0xC004 | 0x8004 | 0xC000 | 0x4004);
    (is_message && number > 0).then_some(number)
}
