//! Diagnosis: events into findings, each with the articles for it in order and the reasons.
//!
//! The order follows what is certain: an article that quotes this event of this source comes before one
//! that quotes another source's, and among those the one whose quoted message fits best. Error codes
//! inside the message, the message without its number, and plain search come behind.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::{
    article::Role,
    atlas::{Atlas, Message, Quote},
    evidence::{ArticleId, Code, EventRecord, Family, codes, fold_source},
};

/// Articles a finding names at most.
const MOST_ARTICLES: usize = 10;
/// Findings at most; the commonest are kept.
const MOST_FINDINGS: usize = 500;
/// A code that more articles name than this tells nothing.
const COMMON_CODE: usize = 150;
/// From this score on a message fits a template.
const FITS: f64 = 0.5;
/// From this score on a message fits a template whose number differs.
const FITS_ALONE: f64 = 0.6;

/// What diagnosis says of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The first event of its kind.
    pub event: EventRecord,
    /// How many events of the log are alike.
    pub count: usize,
    /// The articles for it, the best first, at most ten.
    pub articles: Vec<FoundArticle>,
}

/// An article for an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundArticle {
    /// The article.
    pub id: ArticleId,
    /// Why it is named, in short phrases.
    pub why: Vec<String>,
}

/// What is certain about an article, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    SourceAndTemplate,
    Source,
    Code,
    TemplateAndId,
    Template,
    Id,
    Words,
}

/// An article under judgement.
struct Candidate {
    tier: Tier,
    in_catalogue: bool,
    score: f64,
    why: Vec<String>,
}

/// Diagnoses the events of a log: equal ones are collapsed, the order is that of the log.
///
/// `search` finds articles by plain words, the best first, each with its reason; it is asked at most once
/// a finding. Once `is_over` says so, the events that are left get no finding. No events, no findings: the caller then has nothing but the text's words.
pub fn diagnose(
    events: &[EventRecord],
    atlas: &Atlas,
    is_over: &dyn Fn() -> bool,
    search: &dyn Fn(&str) -> Vec<(ArticleId, String)>,
) -> Vec<Finding> {
    let groups = collapse(events);
    if groups.is_empty() {
        return Vec::new();
    }
    let judge = Judge { atlas };
    groups
        .into_iter()
        .take_while(|_| !is_over())
        .map(|(event, count)| Finding {
            event: event.clone(),
            count,
            articles: judge.articles(event, search),
        })
        .collect()
}

/// Groups events of the same source, number and message, whatever stands in the message's slots.
fn collapse(events: &[EventRecord]) -> Vec<(&EventRecord, usize)> {
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

/// A message without the words that hold digits: times, addresses and numbers change from event to event.
fn skeleton(description: &str) -> String {
    let words = description
        .split_whitespace()
        .filter(|word| !word.bytes().any(|b| b.is_ascii_digit()));
    words.take(60).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Weighs the articles for an event.
struct Judge<'a> {
    atlas: &'a Atlas,
}

impl Judge<'_> {
    fn articles(
        &self,
        event: &EventRecord,
        search: &dyn Fn(&str) -> Vec<(ArticleId, String)>,
    ) -> Vec<FoundArticle> {
        let description = event.description.as_deref().unwrap_or_default();
        let message = self.atlas.message(description);
        let mut found: BTreeMap<ArticleId, Candidate> = BTreeMap::new();
        self.by_event(event, &message, &mut found);
        self.by_code(event, description, &mut found);
        self.by_template(&message, &mut found);
        if found.len() < MOST_ARTICLES {
            by_words(event, description, search, &mut found);
        }
        let mut order: Vec<(ArticleId, Candidate)> = found.into_iter().collect();
        order.sort_by(|(one, a), (other, b)| {
            let place = |c: &Candidate| {
                (
                    c.tier.max(Tier::Source).min(Tier::Words),
                    c.in_catalogue,
                    c.tier,
                )
            };
            place(a)
                .cmp(&place(b))
                .then_with(|| b.score.total_cmp(&a.score))
                .then_with(|| one.cmp(other))
        });
        order
            .into_iter()
            .take(MOST_ARTICLES)
            .map(|(id, candidate)| FoundArticle {
                id,
                why: candidate.why,
            })
            .collect()
    }

    /// Articles that name this event: of this source, or else of another.
    fn by_event(
        &self,
        event: &EventRecord,
        message: &Message,
        found: &mut BTreeMap<ArticleId, Candidate>,
    ) {
        let Some(id) = event.id else { return };
        let meant: HashSet<&str> = match event.source.as_deref() {
            Some(name) => self
                .atlas
                .sources_named(name)
                .into_iter()
                .map(|source| source.fold.as_str())
                .collect(),
            None => HashSet::new(),
        };
        for (source, known) in self.atlas.with_id(id) {
            let same_source = meant.contains(source.fold.as_str());
            for quote in &known.quotes {
                let fit = quote
                    .description
                    .as_deref()
                    .map(|text| message.fit(&self.atlas.message(text)))
                    .unwrap_or_default();
                let fits = fit.score >= FITS;
                let tier = match (same_source, fits) {
                    (true, true) => Tier::SourceAndTemplate,
                    (true, false) => Tier::Source,
                    (false, true) => Tier::TemplateAndId,
                    (false, false) => Tier::Id,
                };
                let name = if source.fold.is_empty() {
                    "no source named"
                } else {
                    &source.name
                };
                let mut why = vec![if same_source {
                    format!("names event {id} of {name}")
                } else {
                    format!("names event {id} ({name})")
                }];
                if fits {
                    why.push("quotes this message".to_owned());
                }
                propose(found, quote, tier, fit.score + standing(quote), why);
            }
        }
    }

    /// Articles that name an error code of the message, the rarest codes first.
    fn by_code(
        &self,
        event: &EventRecord,
        description: &str,
        found: &mut BTreeMap<ArticleId, Candidate>,
    ) {
        let mut scores: BTreeMap<&ArticleId, (f64, Vec<String>)> = BTreeMap::new();
        let mut own_events = Vec::new();
        let mut seen = HashSet::new();
        for mention in codes(description) {
            for (place, code) in mention.readings.iter().enumerate() {
                if !seen.insert(code.key()) {
                    continue;
                }
                if code.family == Family::Status {
                    own_events.extend(service_event(code));
                }
                let articles = self.atlas.articles_for_code(&code.key());
                if articles.len() > COMMON_CODE || (place > 0 && articles.len() > COMMON_CODE / 3) {
                    continue;
                }
                let weight = 1.0
                    / f64::from(u32::try_from(articles.len().max(1)).unwrap_or(u32::MAX)).sqrt();
                for id in articles {
                    let entry = scores.entry(id).or_default();
                    entry.0 += weight;
                    // The other readings of the same number are no further reason.
                    if place == 0 || entry.1.is_empty() {
                        entry.1.push(format!("names {}", code.commonest_spelling()));
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
                    in_catalogue: false,
                    score,
                    why,
                };
                found.insert(id.clone(), candidate);
            }
        }
        // A service-specific error is the service's own event: its number stands in the low word.
        for number in own_events {
            for (source, known) in self.atlas.with_id(number) {
                let named = source.name.len() >= 4 && said.contains(&source.name.to_lowercase());
                let other = event.source.as_deref().map(fold_source) != Some(source.fold.clone());
                if named && other {
                    for quote in &known.quotes {
                        let why = vec![format!("names event {number} of {}", source.name)];
                        propose(found, quote, Tier::Code, standing(quote), why);
                    }
                }
            }
        }
    }

    /// Articles that quote the message under another number.
    fn by_template(&self, message: &Message, found: &mut BTreeMap<ArticleId, Candidate>) {
        if message.len() < 3 {
            return;
        }
        for quoted in self
            .atlas
            .messages()
            .filter(|quoted| quoted.message.len() >= 3)
        {
            let fit = message.fit(quoted.message);
            if fit.score >= FITS_ALONE {
                let id = quoted.id;
                let why = if quoted.source.fold.is_empty() {
                    format!("quotes this message as event {id}")
                } else {
                    format!(
                        "quotes this message as event {id} of {}",
                        quoted.source.name
                    )
                };
                let score = fit.score + standing(quoted.quote);
                propose(found, quoted.quote, Tier::Template, score, vec![why]);
            }
        }
    }
}

/// Articles that plain search finds for the message.
fn by_words(
    event: &EventRecord,
    description: &str,
    search: &dyn Fn(&str) -> Vec<(ArticleId, String)>,
    found: &mut BTreeMap<ArticleId, Candidate>,
) {
    let words: Vec<&str> = event
        .source
        .as_deref()
        .into_iter()
        .chain(description.split_whitespace().take(40))
        .collect();
    if words.len() < 2 {
        return;
    }
    for (place, (id, why)) in search(&words.join(" "))
        .into_iter()
        .take(MOST_ARTICLES)
        .enumerate()
    {
        let score = 1.0 / f64::from(u32::try_from(place + 1).unwrap_or(u32::MAX));
        found.entry(id).or_insert_with(|| {
            let why = if why.is_empty() {
                "has the message's words".to_owned()
            } else {
                why
            };
            Candidate {
                tier: Tier::Words,
                in_catalogue: false,
                score,
                why: vec![why],
            }
        });
    }
}

/// Keeps the best that speaks for an article.
fn propose(
    found: &mut BTreeMap<ArticleId, Candidate>,
    quote: &Quote,
    tier: Tier,
    score: f64,
    why: Vec<String>,
) {
    let candidate = Candidate {
        tier,
        in_catalogue: quote.in_catalogue,
        score,
        why,
    };
    match found.get_mut(&quote.article) {
        Some(known) if (known.tier, -known.score) <= (tier, -score) => {}
        Some(known) => *known = candidate,
        None => {
            found.insert(quote.article.clone(), candidate);
        }
    }
}

/// A little more for the article whose symptom or title names the event.
fn standing(quote: &Quote) -> f64 {
    let symptom = if quote.role == Role::Symptoms {
        0.02
    } else {
        0.0
    };
    symptom + if quote.in_title { 0.02 } else { 0.0 }
}

/// The number of the service's own event that a customer-defined status carries.
fn service_event(code: &Code) -> Option<u32> {
    let value = u32::from_str_radix(&code.value, 16).ok()?;
    let number = value & 0xFFFF;
    // Severity error or warning, facility 4 (as services use it) or none.
    let is_message = matches!(value >> 16, 0xC004 | 0x8004 | 0xC000 | 0x4004);
    (is_message && number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, Metadata, Section, Texts},
        atlas::{AtlasBuilder, Sheet},
        markup::Block,
    };

    fn article(id: &str, text: &str) -> Article {
        Article {
            id: ArticleId::parse(id).unwrap(),
            title: String::new(),
            meta: Metadata::default(),
            sections: vec![Section {
                role: Role::Symptoms,
                anchor: "symptoms".to_owned(),
                heading: "SYMPTOMS".to_owned(),
                blocks: vec![Block::Preformatted {
                    text: text.to_owned(),
                }],
            }],
        }
    }

    fn atlas(articles: &[(&str, &str)]) -> Atlas {
        let mut builder = AtlasBuilder::default();
        for (id, text) in articles {
            let article = article(id, text);
            builder.add(Sheet::of(&article, &Texts::of(&article)));
        }
        builder.finish()
    }

    fn record(source: Option<&str>, id: u32, description: &str) -> EventRecord {
        EventRecord {
            source: source.map(str::to_owned),
            id: Some(id),
            description: Some(description.to_owned()),
            ..EventRecord::default()
        }
    }

    fn ids(event: EventRecord, atlas: &Atlas) -> Vec<String> {
        let findings = diagnose(&[event], atlas, &|| false, &|_| Vec::new());
        findings[0]
            .articles
            .iter()
            .map(|found| found.id.to_string())
            .collect()
    }

    const LIBRARY: &[(&str, &str)] = &[
        (
            "Q1001",
            "Event ID: 7000\nSource: Service Control Manager\nDescription: The Foo service did not start: access is denied.",
        ),
        (
            "Q1002",
            "Event ID: 7000\nSource: Service Control Manager\nDescription: The Bar service did not start: file missing.",
        ),
        (
            "Q1003",
            "Event ID: 7000\nSource: Other Thing\nDescription: The lamp is off.",
        ),
        ("Q1004", "it fails with 0x80004005 at once"),
        (
            "Q1005",
            "Event ID: 7\nSource: FooLicensing\nDescription: Cannot open the data.",
        ),
        (
            "Q1006",
            "Event ID: 42\nSource: Lamp\nDescription: The server <server name> has no light in %1.",
        ),
    ];

    #[test]
    fn the_slot_tells_articles_of_one_event_apart() {
        let atlas = atlas(LIBRARY);
        for (message, first) in [
            ("The Foo service did not start: access is denied.", "Q1001"),
            ("The Bar service did not start: file missing.", "Q1002"),
        ] {
            let found = ids(
                record(Some("Service Control Manager"), 7000, message),
                &atlas,
            );
            assert_eq!(found[0], first, "{message}");
            assert_eq!(found.len(), 3, "{message}");
            assert_eq!(found[2], "Q1003", "{message}");
        }
    }

    #[test]
    fn codes_templates_and_words_come_behind() {
        let atlas = atlas(LIBRARY);
        for (event, first) in [
            (
                record(Some("Nobody"), 9999, "It ended with -2147467259."),
                "Q1004",
            ),
            (
                record(
                    Some("Nobody"),
                    9999,
                    "The server ALPHA has no light in room 5.",
                ),
                "Q1006",
            ),
            (record(None, 42, "unknown words"), "Q1006"),
            (
                record(
                    Some("SCM"),
                    7024,
                    "FooLicensing ended with service-specific error 3221487623.",
                ),
                "Q1005",
            ),
        ] {
            assert_eq!(
                ids(event.clone(), &atlas).first().map(String::as_str),
                Some(first),
                "{event:?}"
            );
        }
        let findings = diagnose(
            &[record(Some("Nobody"), 9999, "strange words")],
            &atlas,
            &|| false,
            &|words| {
                assert!(words.contains("strange"));
                vec![(ArticleId::parse("Q1003").unwrap(), String::new())]
            },
        );
        assert_eq!(findings[0].articles[0].id.as_str(), "Q1003");
    }

    #[test]
    fn equal_events_are_one_finding() {
        let atlas = atlas(LIBRARY);
        let events = [
            record(Some("Lamp"), 42, "Failed at 10:05 in port 3."),
            record(Some("LAMP"), 42, "Failed at 11:05 in port 4."),
            record(Some("Lamp"), 43, "Failed at 11:05 in port 4."),
        ];
        let counts: Vec<usize> = diagnose(&events, &atlas, &|| false, &|_| Vec::new())
            .iter()
            .map(|f| f.count)
            .collect();
        assert_eq!(counts, [2, 1]);
        assert_eq!(diagnose(&[], &atlas, &|| false, &|_| Vec::new()), []);
    }

    #[test]
    fn a_catalogue_comes_behind_a_fix() {
        let list: String = (1..60)
            .map(|n| {
                format!("Event ID: {n}\nSource: Lamp\nDescription: Number {n} of many words.\n\n")
            })
            .collect();
        let atlas = atlas(&[
            ("Q1001", &list),
            ("Q1002", "Event ID: 5\nSource: Lamp\nDescription: Dark."),
        ]);
        let found = ids(record(Some("Lamp"), 5, "Number 5 of many words."), &atlas);
        assert_eq!(found, ["Q1002", "Q1001"]);
    }
}
