//! The subject of an article, in a few dozen weighted terms; a pure function of the article.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    article::{Article, ArticleTexts, Role},
    search::index::{Tokenizer, keys, words},
};

/// The most terms that are kept of one article.
const MAX_TERMS: usize = 64;

/// How many words of the title are read, and the worth of each; the category before it (`XADM:`)
/// counts as one of them.
const TITLE: (usize, f32) = (40, 3.0);
/// How many words are read in the opening (the symptoms or, without them, the beginning), and what
/// each is worth.
const OPENING: (usize, f32) = (120, 1.5);
/// How many words are read in each further part about the fault or the task, and what each is
/// worth.
const FURTHER: (usize, f32) = (120, 1.0);
const FURTHER_ROLES: [Role; 5] = [
    Role::Cause,
    Role::Summary,
    Role::MoreInformation,
    Role::Resolution,
    Role::Workaround,
];

/// The worth of an event with its source, or of an error code.
const EVIDENCE: f32 = 3.0;
/// The most events and codes that are kept for one article: an article that mentions many is not
/// about any of them.
const MAX_EVIDENCE: usize = 8;
/// How many bytes of a text are searched for events and codes.
const EVIDENCE_BYTES: usize = 2_000;

/// Weights are stored in sixteenths.
const UNIT: f32 = 16.0;

/// A term, as a hash of it.
pub(super) type TermHash = u32;

/// Words that say nothing about the subject of an article.
const EMPTY_WORDS: &str = "about after all also an and any are as at be because been before but by can cannot cause \
    causes could did do does during error following for from had has have how if in information into is it its may \
    message microsoft more not occur occurs of on one only or other problem so some such than that the their them then \
    there these they this those to try use used using was were when where which while will with would you your";

/// What an article is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its terms with their weights in sixteenths, by hash.
    pub(super) terms: Vec<(TermHash, u8)>,
    /// Whether its title offers a package of fixes rather than describes a fault.
    pub(super) offers_package: bool,
}

/// Makes profiles; one per thread.
pub struct Profiler {
    tokenizer: Tokenizer,
    empty: BTreeSet<TermHash>,
    /// The terms of the part that is being read.
    part: Vec<TermHash>,
}

impl Default for Profiler {
    fn default() -> Self {
        let mut tokenizer = Tokenizer::new();
        let empty = EMPTY_WORDS
            .split(' ')
            .map(|word| hash(tokenizer.term(word)));
        Self {
            empty: empty.collect(),
            tokenizer,
            part: Vec::new(),
        }
    }
}

impl Profiler {
    /// The profile of an article: its title, its symptoms (or its beginning if it has none) and
    /// their cause, then what to do about them.
    pub fn profile(&mut self, article: &Article, texts: &ArticleTexts) -> Profile {
        self.tokenizer.read_in(&[article.language()]);
        let mut found = Vec::new();
        let mut evidence = BTreeSet::new();
        self.read(&article.title, TITLE, &mut found);
        evidence.extend(keys::named_in(&texts.title, usize::MAX));
        let sections = || article.sections.iter().zip(&texts.sections);
        let of_role = |role| sections().find(move |(section, _)| section.role == role);
        let opening = [Role::Symptoms, Role::Summary]
            .into_iter()
            .find_map(of_role);
        let opening = opening.or_else(|| sections().next());
        if let Some((_, text)) = opening {
            self.read(text.body(), OPENING, &mut found);
            evidence.extend(keys::named_in(text, EVIDENCE_BYTES));
        }
        let opening = opening.map(|(section, _)| section.role);
        let further = FURTHER_ROLES.into_iter();
        for (section, text) in further
            .filter(|role| Some(*role) != opening)
            .filter_map(of_role)
        {
            self.read(text.body(), FURTHER, &mut found);
            if section.role == Role::Cause {
                evidence.extend(keys::named_in(text, EVIDENCE_BYTES));
            }
        }
        let exact = evidence.iter();
        let exact = exact.filter(|key| key.starts_with('c') || key.contains('@'));
        found.extend(exact.take(MAX_EVIDENCE).map(|key| (hash(key), EVIDENCE)));
        Profile {
            terms: heaviest(found),
            offers_package: offers_package(&article.title),
        }
    }

    /// Adds the terms of a text, up to the number of words that are read. A repeated term has more
    /// weight, but each repetition adds less.
    fn read(&mut self, text: &str, worth: (usize, f32), found: &mut Vec<(TermHash, f32)>) {
        let (most, worth) = worth;
        self.part.clear();
        for word in words(text).take(most) {
            let word = text.get(word).unwrap_or_default();
            if word.len() < 2 {
                continue;
            }
            let term = hash(self.tokenizer.term(word));
            if !self.empty.contains(&term) {
                self.part.push(term);
            }
        }
        self.part.sort_unstable();
        let runs = self.part.chunk_by(PartialEq::eq);
        found.extend(runs.filter_map(|run| {
            let term = run.first()?;
            Some((*term, worth * (1.0 + (run.len() as f32).ln())))
        }));
    }
}

/// The terms with the most weight, each once, by hash.
fn heaviest(mut found: Vec<(TermHash, f32)>) -> Vec<(TermHash, u8)> {
    found.sort_by_key(|(term, _)| *term);
    let together = found.chunk_by(|(a, _), (b, _)| a == b).filter_map(|same| {
        let weight: f32 = same.iter().map(|(_, weight)| weight).sum();
        Some((same.first()?.0, (weight * UNIT).round() as u8))
    });
    let mut terms: Vec<(TermHash, u8)> = together.collect();
    if terms.len() > MAX_TERMS {
        terms.sort_by_key(|(term, weight)| (std::cmp::Reverse(*weight), *term));
        terms.truncate(MAX_TERMS);
        terms.sort_by_key(|(term, _)| *term);
    }
    terms
}

/// FNV-1a, which is the same on every machine.
fn hash(term: &str) -> TermHash {
    term.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Whether a title offers a package of fixes (how to get it, what it contains) rather than
/// describes a fault.
fn offers_package(title: &str) -> bool {
    const PACKAGE: [&str; 5] = [
        "service pack",
        "service packs",
        "service release",
        "rollup",
        "srp",
    ];
    const OFFER: [&str; 10] = [
        "obtain",
        "latest",
        "list",
        "readme",
        "contents",
        "fixes",
        "fixed",
        "availability",
        "available",
        "features",
    ];
    let words: Vec<String> = words(title)
        .map(|word| title.get(word).unwrap_or_default().to_lowercase())
        .collect();
    let title = format!(" {} ", words.join(" "));
    let has = |name: &str| title.contains(&format!(" {name} "));
    let is_numbered = |word: &String| {
        word.strip_prefix("sp")
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let names_package = PACKAGE.into_iter().any(has) || words.iter().any(is_numbered);
    (names_package && OFFER.into_iter().any(has)) || has("list of bugs fixed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::read_own, evidence::codes};

    fn profile(title: &str, body: &str) -> Profile {
        let source = format!("---\nid: LAMP-1\ntitle: \"{title}\"\n---\n\n{body}\n");
        let article = read_own(source.as_bytes(), "LAMP-1.md", None).0.unwrap();
        Profiler::default().profile(&article, &ArticleTexts::of(&article))
    }

    fn weight(profile: &Profile, term: &str) -> Option<u8> {
        let terms = &profile.terms;
        let found = terms.iter().find(|(other, _)| *other == hash(term));
        found.map(|(_, weight)| *weight)
    }

    #[test]
    fn the_title_weighs_most_then_the_opening_then_the_rest() {
        let found = profile(
            "BUG: Lamps flicker",
            "## Symptoms\n\nThe bulb of a lamp is dark, dark, dark.\n\n## Cause\n\nIts fuse.\n\n## Resolution\n\nCandles.",
        );
        for (term, expect) in [
            ("lamp", Some((16.0 * 4.5) as u8)),
            ("flicker", Some(48)),
            ("bug", Some(48)),
            ("dark", Some(50)),
            ("bulb", Some(24)),
            ("fuse", Some(16)),
            ("candl", Some(16)),
            ("the", None),
            ("a", None),
        ] {
            assert_eq!(weight(&found, term), expect, "{term}");
        }
    }

    #[test]
    fn without_symptoms_the_opening_counts() {
        let found = profile("Lamps", "## More information\n\nFilaments glow.");
        assert_eq!(weight(&found, "filament"), Some(24));
    }

    #[test]
    fn events_and_codes_count_in_any_spelling() {
        let found = profile(
            "Lamps",
            "## Symptoms\n\nEvent ID: 7, Source: Lamp Driver. Then STOP 0x0000001E.",
        );
        let stop = codes("STOP 1E").remove(0);
        for key in [
            keys::event_of(7, "LAMP Driver"),
            keys::code(&stop.readings[0]),
        ] {
            assert_eq!(weight(&found, &key), Some(48), "{key}");
        }
    }

    #[test]
    fn a_profile_is_bounded() {
        let words: Vec<String> = (0..500).map(|number| format!("word{number}")).collect();
        let found = profile("Lamps", &format!("## Symptoms\n\n{}", words.join(" ")));
        assert_eq!(found.terms.len(), MAX_TERMS);
        assert!(found.terms.is_sorted());
        assert!(weight(&found, "lamp").is_some());
    }

    #[test]
    fn packages_are_known_by_their_titles() {
        for (title, expect) in [
            ("How to Obtain the Latest Windows NT 4.0 Service Pack", true),
            (
                "XGEN: List of Bugs Fixed in Exchange Server 5.5 Service Packs",
                true,
            ),
            (
                "SMS: List of Bugs Fixed in Systems Management Server 2.0 SP4",
                true,
            ),
            ("SNA 3.0 Service Pack 1 Readme.txt File", true),
            (
                "INFO: Visual Basic 5.0 Fixes in Visual Studio 97 Service Pack 2",
                true,
            ),
            ("Availability of Microsoft Windows 95 Service Pack 1", true),
            ("List of Bugs Fixed in Terminal Server Edition", true),
            ("Stop 0x0000000A After Installing Service Pack 4", false),
            ("How to Obtain a List of Users", false),
            ("FIX: Spooler Stops with SP3", false),
        ] {
            assert_eq!(offers_package(title), expect, "{title}");
        }
    }
}
