//! Groups identical events of a log.

use std::collections::HashMap;

use crate::evidence::{EventRecord, fold_source};

/// Findings at most; the commonest are kept.
const MOST_FINDINGS: usize = 500;

/// Groups events of the same source, number and message, whatever is in the message's slots.
pub(super) fn collapse(events: &[EventRecord]) -> Vec<(&EventRecord, usize)> {
    let mut places: HashMap<(String, Option<u32>, String), usize> = HashMap::new();
    let mut groups: Vec<(&EventRecord, usize)> = Vec::new();
    for event in events {
        let source = event.source.as_deref().map(fold_source).unwrap_or_default();
        let key = (
            source,
            event.id,
            skeleton(event.description.as_deref().unwrap_or_default()),
        );
        let place = *places.entry(key).or_insert_with(|| {
            groups.push((event, 0));
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.1 += 1;
        }
    }
    if groups.len() > MOST_FINDINGS {
        let mut counts: Vec<usize> = groups.iter().map(|(_, count)| *count).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let least = counts.get(MOST_FINDINGS - 1).copied().unwrap_or_default();
        groups.retain(|(_, count)| *count >= least);
        groups.truncate(MOST_FINDINGS);
    }
    groups
}

/// A message without the words that hold digits: times, addresses and numbers change from event to
/// event.
fn skeleton(description: &str) -> String {
    let words = description
        .split_whitespace()
        .filter(|word| !word.bytes().any(|b| b.is_ascii_digit()));
    words.take(60).collect::<Vec<_>>().join(" ").to_lowercase()
}
