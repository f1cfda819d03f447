//! Headings that say which version of a product the text below them is for.

use std::collections::{BTreeMap, HashSet};

use super::single::{SAYS_NOTHING, Single, Word, is_version, singles};
use crate::article::Metadata;

/// What the text below a heading applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AppliesTo {
    /// The words before the product, in lower case: headings that differ in these are about
    /// different things.
    pub lead: String,
    /// The versions in a normal spelling: `windows-nt-4.0`.
    pub key: String,
    /// Each single version.
    pub each: Vec<Single>,
    /// The versions as written in the heading.
    pub label: String,
}

/// Products that may be named without a version.
const PRODUCTS: &[&str] = &[
    "windows",
    "nt",
    "xp",
    "vista",
    "me",
    "millennium",
    "exchange",
    "outlook",
    "office",
    "word",
    "excel",
    "powerpoint",
    "publisher",
    "onenote",
    "teams",
    "owa",
    "sql",
    "iis",
    "sharepoint",
    "lync",
    "skype",
    "explorer",
    "edge",
    "chrome",
    "firefox",
    "safari",
    "linux",
    "ubuntu",
    "debian",
    "fedora",
    "centos",
    "rhel",
    "suse",
    "macos",
    "macintosh",
    "mac",
    "os",
    "ios",
    "ipados",
    "android",
    "unix",
    "solaris",
    "netware",
    "dos",
    "foxpro",
    "visio",
    "works",
    "thunderbird",
    "azure",
    "vmware",
];

/// Words in the names of products that are not names by themselves.
const PARTS: &[&str] = &[
    "microsoft",
    "ms",
    "apple",
    "google",
    "internet",
    "visual",
    "basic",
    "studio",
    "access",
    "project",
    "server",
    "servers",
    "workstation",
    "workstations",
    "professional",
    "home",
    "enterprise",
    "advanced",
    "standard",
    "datacenter",
    "embedded",
    "terminal",
    "edition",
    "editions",
    "version",
    "versions",
    "release",
    "releases",
    "service",
    "pack",
    "packs",
    "sp",
    "se",
    "rt",
    "r2",
    "x",
    "and",
    "or",
    "later",
    "earlier",
    "higher",
    "lower",
    "newer",
    "older",
    "above",
    "below",
    "up",
    "to",
    "client",
    "clients",
    "system",
    "systems",
    "computer",
    "computers",
    "based",
    "only",
    "users",
    "bit",
    "x86",
    "x64",
    "arm64",
    "red",
    "hat",
    "online",
    "web",
    "app",
    "365",
    "workgroups",
    "mobile",
    "phone",
    "desktop",
    "v",
    "und",
    "oder",
    "höher",
    "neuer",
    "älter",
    "ab",
    "bis",
    "ausgabe",
    "et",
    "ou",
    "supérieure",
    "ultérieure",
    "y",
    "o",
    "superior",
    "posterior",
];

/// Words after which a product is named.
const BEFORE: &[&str] = &[
    "in", "for", "on", "with", "under", "using", "running", "use", "für", "unter", "mit", "bei",
    "pour", "dans", "sous", "avec", "sur", "para", "en", "con",
];

/// Words before a product that only say that something is to be done.
const NEUTRAL: &[&str] = &[
    "method",
    "resolution",
    "solution",
    "workaround",
    "fix",
    "steps",
    "step",
    "procedure",
    "instructions",
    "if",
    "you",
    "are",
    "re",
    "the",
    "this",
    "lösung",
    "schritte",
    "anleitung",
    "wenn",
    "sie",
    "étapes",
    "si",
    "vous",
    "solución",
    "pasos",
];

/// The longest heading that is read.
const LONGEST: usize = 160;

/// The names of the products that an article is about, as words in lower case.
pub(super) fn own_products(meta: &Metadata) -> HashSet<String> {
    let names = meta.products.iter().chain(&meta.applies_to);
    let words = names.flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
    let is_name = |word: &&str| word.chars().count() > 2 && word.starts_with(char::is_uppercase);
    words.filter(is_name).map(str::to_lowercase).collect()
}

impl AppliesTo {
    /// What a heading says that its text applies to; `own` are the article's own products.
    pub(super) fn of(heading: &str, own: &HashSet<String>) -> Option<Self> {
        if heading.len() > LONGEST {
            return None;
        }
        let words = words(heading);
        let is_own = |at: usize| words.get(at).is_some_and(|word| own.contains(&word.text));
        let is_name = |at: usize| is_of_name(&words, at) || is_own(at);
        let begins = (0..words.len())
            .rev()
            .take_while(|at| is_name(*at))
            .last()?;
        let before = words.get(..begins)?;
        let named = words.get(begins..)?;
        if !before
            .last()
            .is_none_or(|word| BEFORE.contains(&&*word.text))
        {
            return None;
        }
        let has = |of: &[&str]| named.iter().any(|word| of.contains(&&*word.text));
        let has_number = named.iter().any(|word| is_version(&word.text));
        let has_own = (begins..words.len()).any(is_own);
        if !(has(PRODUCTS) || has_number && (has_own || has(&["version", "versions"]))) {
            return None;
        }
        let says = |word: &&Word| !SAYS_NOTHING.contains(&&*word.text);
        let key: Vec<&str> = named.iter().filter(says).map(|word| &*word.text).collect();
        let is_neutral = |word: &&Word| {
            let text = &*word.text;
            NEUTRAL.contains(&text) || BEFORE.contains(&text)
        };
        let lead = before.iter().filter(|word| !is_neutral(word));
        let lead: Vec<&str> = lead.map(|word| &*word.text).collect();
        let (first, last) = (named.first()?, named.last()?);
        Some(Self {
            lead: lead.join(" "),
            key: key.join("-"),
            each: singles(heading, named),
            label: heading.get(first.start..last.end)?.to_owned(),
        })
    }

    /// Whether both may be about the same version.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let with_any = |one: &Single| other.each.iter().any(|other| one.overlaps(other));
        self.each.iter().any(with_any)
    }
}

/// Whether a word may be part of the name of a product or a version.
fn is_of_name(words: &[Word], at: usize) -> bool {
    let text = |at: usize| words.get(at).map_or("", |word| &*word.text);
    match text(at) {
        "for" => text(at + 1) == "workgroups",
        word => PRODUCTS.contains(&word) || PARTS.contains(&word) || is_version(word),
    }
}

fn words(heading: &str) -> Vec<Word> {
    let is_end = |c: char| !(c.is_alphanumeric() || c == '.');
    let mut at = 0;
    let mut words = Vec::new();
    for piece in heading.split(is_end) {
        let bare = piece.trim_matches('.');
        let start = at + (piece.len() - piece.trim_start_matches('.').len());
        if !bare.is_empty() {
            words.push(Word {
                text: bare.to_lowercase(),
                start,
                end: start + bare.len(),
            });
        }
        let rest = heading.get(at + piece.len()..).unwrap_or_default();
        at += piece.len() + rest.chars().next().map_or(0, char::len_utf8);
    }
    words
}

/// The headings that are a choice between versions: those for which there are others of the same
/// kind and lead for other versions. Their indices, group by group.
pub(super) fn groups<K: Copy + Ord>(headings: &[(usize, K, AppliesTo)]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<(K, &str), Vec<(usize, &str)>> = BTreeMap::new();
    for (at, kind, named) in headings {
        let group = groups.entry((*kind, &named.lead)).or_default();
        group.push((*at, &named.key));
    }
    let differ = |group: &Vec<(usize, &str)>| {
        let first = group.first().map(|(_, key)| *key);
        group.iter().any(|(_, key)| Some(*key) != first)
    };
    let groups = groups.into_values().filter(differ);
    let places = groups.map(|group| group.into_iter().map(|(at, _)| at).collect());
    places.collect()
}
