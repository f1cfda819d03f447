//! What counted uses say: what was searched for in vain, what no article knows, what is used most.

use std::collections::{BTreeMap, HashMap};

use crate::{
    desk::{Counted, UseKind},
    web::pages::guides::StepCounts,
};

/// A search that led nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VainSearch {
    /// The query.
    pub query: String,
    /// How often it was made.
    pub count: i64,
    /// What was searched for instead, and how often, the most frequent first.
    pub instead: Vec<(String, i64)>,
}

/// What was diagnosed and is in no article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// An event: its ID and its source, which may be empty.
    Event(String, String),
    /// A code.
    Code(String),
}

/// What happened on some days, each list with the most frequent first.
#[derive(Debug, Default)]
pub struct UsageStatistics {
    /// Searches that found nothing.
    pub found_nothing: Vec<VainSearch>,
    /// Searches that found something, of which nothing was opened.
    pub nothing_opened: Vec<VainSearch>,
    /// What no article knows, and how often it was diagnosed.
    pub unknown: Vec<(Unknown, i64)>,
    /// Articles, and how often they were opened.
    pub articles: Vec<(String, i64)>,
    /// The steps of each guide.
    pub guides: BTreeMap<String, StepCounts>,
}

impl UsageStatistics {
    /// The statistics of counted uses, the most frequent of which come first.
    pub fn of(counted: &[Counted]) -> Self {
        let mut usage = Self::default();
        let of_kind = |kind| counted.iter().filter(move |one| one.what.kind == kind);
        let by_what = |kind| {
            let mut sums: HashMap<&str, i64> = HashMap::new();
            for one in of_kind(kind) {
                *sums.entry(&one.what.what).or_default() += one.count;
            }
            sums
        };
        let (vain, opened) = (by_what(UseKind::FoundNothing), by_what(UseKind::Opened));
        let mut instead: HashMap<&str, Vec<(String, i64)>> = HashMap::new();
        for one in of_kind(UseKind::Rephrased) {
            let next = instead.entry(&one.what.what).or_default();
            next.push((one.what.target.clone(), one.count));
        }
        for one in of_kind(UseKind::Search) {
            let query = one.what.what.as_str();
            let search = |count| VainSearch {
                query: query.to_owned(),
                count,
                instead: instead.get(query).cloned().unwrap_or_default(),
            };
            match vain.get(query) {
                Some(times) => usage.found_nothing.push(search(*times)),
                None if !opened.contains_key(query) => usage.nothing_opened.push(search(one.count)),
                None => {}
            }
        }
        usage.found_nothing.sort_by_key(|search| -search.count);
        let unknown = counted.iter().filter_map(|one| {
            let (what, of) = (one.what.what.clone(), one.what.target.clone());
            match one.what.kind {
                UseKind::UnknownEvent => Some((Unknown::Event(what, of), one.count)),
                UseKind::UnknownCode => Some((Unknown::Code(what), one.count)),
                _ => None,
            }
        });
        usage.unknown = unknown.collect();
        let articles = of_kind(UseKind::Article);
        usage.articles = articles
            .map(|one| (one.what.what.clone(), one.count))
            .collect();
        let mut steps: BTreeMap<&str, Vec<(&str, i64)>> = BTreeMap::new();
        for one in of_kind(UseKind::Step) {
            let of_guide = steps.entry(&one.what.what).or_default();
            of_guide.push((&one.what.target, one.count));
        }
        let guides = steps.into_iter();
        usage.guides = guides
            .map(|(guide, steps)| (guide.to_owned(), StepCounts::new(steps)))
            .collect();
        usage
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Use;

    #[test]
    fn searches_in_vain_are_told_with_what_they_were_changed_into() {
        use UseKind::{Article, FoundNothing, Opened, Rephrased, Search, Step, UnknownCode};
        let counted = [
            (Search, "fax", "", 9),
            (Search, "printer", "", 7),
            (Search, "fux", "", 5),
            (FoundNothing, "fux", "", 4),
            (Rephrased, "fux", "fax", 3),
            (Opened, "fax", "Q1", 2),
            (Article, "Q1", "", 2),
            (Step, "g", ">a", 3),
            (Step, "g", "a>b", 2),
            (UnknownCode, "0x1", "", 1),
        ];
        let counted: Vec<Counted> = counted
            .into_iter()
            .map(|(kind, what, target, count)| Counted {
                what: Use::leading(kind, what, target),
                count,
            })
            .collect();
        let usage = UsageStatistics::of(&counted);
        let fux = &usage.found_nothing[0];
        assert_eq!((fux.query.as_str(), fux.count), ("fux", 4));
        assert_eq!(fux.instead, [("fax".to_owned(), 3)]);
        let unopened: Vec<&str> = usage.nothing_opened.iter().map(|one| &*one.query).collect();
        assert_eq!(unopened, ["printer"]);
        assert_eq!(usage.unknown, [(Unknown::Code("0x1".to_owned()), 1)]);
        let counts = &usage.guides["g"];
        assert_eq!(
            (counts.begun(), counts.stopped("a"), counts.reached("b")),
            (3, 1, 2)
        );
    }
}
