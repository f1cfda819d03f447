//! British spellings, which are indexed and searched as the American ones.

use std::{collections::HashMap, sync::LazyLock};

/// Beginnings of words that have `our` for `or`, whatever the ending.
const OUR: &[&str] = &[
    "armour",
    "behaviour",
    "colour",
    "discolour",
    "dishonour",
    "endeavour",
    "favour",
    "flavour",
    "harbour",
    "honour",
    "humour",
    "labour",
    "misbehaviour",
    "neighbour",
    "odour",
    "parlour",
    "rigour",
    "rumour",
    "saviour",
    "savour",
    "splendour",
    "vapour",
    "vigour",
    "watercolour",
];

/// Verbs in `ise` that are also written `ize`, without that ending.
const ISE: &[&str] = &[
    "alphabet",
    "anonym",
    "apolog",
    "author",
    "capital",
    "categor",
    "central",
    "character",
    "computer",
    "critic",
    "custom",
    "decentral",
    "defrag",
    "deserial",
    "digit",
    "economi",
    "emphas",
    "equal",
    "external",
    "familiar",
    "final",
    "formal",
    "general",
    "global",
    "harmon",
    "hospital",
    "ideal",
    "immun",
    "initial",
    "internal",
    "international",
    "item",
    "legal",
    "legitim",
    "local",
    "magnet",
    "material",
    "maxim",
    "mechan",
    "memor",
    "minim",
    "mobil",
    "modern",
    "modular",
    "monopol",
    "neutral",
    "normal",
    "optim",
    "organ",
    "parallel",
    "parameter",
    "penal",
    "personal",
    "polar",
    "popular",
    "prior",
    "privat",
    "public",
    "random",
    "rational",
    "real",
    "recogn",
    "reinitial",
    "reorgan",
    "resynchron",
    "revolution",
    "sanit",
    "scrutin",
    "serial",
    "social",
    "special",
    "stabil",
    "standard",
    "steril",
    "subsid",
    "summar",
    "symbol",
    "sympath",
    "synchron",
    "systemat",
    "televis",
    "theor",
    "token",
    "unauthor",
    "uninitial",
    "unrecogn",
    "util",
    "vandal",
    "virtual",
    "visual",
];

/// The endings of a verb in `ise`, and the same in `ize`.
const ISE_ENDINGS: &[(&str, &str)] = &[
    ("isable", "izable"),
    ("isation", "ization"),
    ("isational", "izational"),
    ("isations", "izations"),
    ("ise", "ize"),
    ("ised", "ized"),
    ("iser", "izer"),
    ("isers", "izers"),
    ("ises", "izes"),
    ("ising", "izing"),
];

/// Verbs whose last letter is doubled where American spelling has a single one.
const DOUBLED: &[&str] = &[
    "bevel", "cancel", "channel", "counsel", "dial", "duel", "enamel", "equal", "fuel", "funnel",
    "initial", "jewel", "label", "level", "marshal", "marvel", "model", "panel", "pencil",
    "relabel", "remodel", "signal", "spiral", "symbol", "total", "travel", "tunnel", "unravel",
    "worship",
];

/// Endings after a doubled letter.
const DOUBLED_ENDINGS: &[&str] = &["ed", "er", "ers", "ing", "ings"];

/// Other words.
const WORDS: &[(&str, &str)] = &[
    ("acknowledgement", "acknowledgment"),
    ("acknowledgements", "acknowledgments"),
    ("ageing", "aging"),
    ("aluminium", "aluminum"),
    ("analogue", "analog"),
    ("analogues", "analogs"),
    ("analyse", "analyze"),
    ("analysed", "analyzed"),
    ("analyser", "analyzer"),
    ("analysers", "analyzers"),
    ("analysing", "analyzing"),
    ("artefact", "artifact"),
    ("artefacts", "artifacts"),
    ("calibre", "caliber"),
    ("catalogue", "catalog"),
    ("catalogued", "cataloged"),
    ("catalogues", "catalogs"),
    ("cataloguing", "cataloging"),
    ("centimetre", "centimeter"),
    ("centimetres", "centimeters"),
    ("centre", "center"),
    ("centred", "centered"),
    ("centres", "centers"),
    ("centring", "centering"),
    ("defence", "defense"),
    ("dialogue", "dialog"),
    ("dialogues", "dialogs"),
    ("enrol", "enroll"),
    ("enrolment", "enrollment"),
    ("fibre", "fiber"),
    ("fibres", "fibers"),
    ("fulfil", "fulfill"),
    ("fulfils", "fulfills"),
    ("grey", "gray"),
    ("greyed", "grayed"),
    ("greying", "graying"),
    ("greyscale", "grayscale"),
    ("instal", "install"),
    ("instalment", "installment"),
    ("instalments", "installments"),
    ("judgement", "judgment"),
    ("kilometre", "kilometer"),
    ("kilometres", "kilometers"),
    ("learnt", "learned"),
    ("licence", "license"),
    ("licences", "licenses"),
    ("litre", "liter"),
    ("litres", "liters"),
    ("manoeuvre", "maneuver"),
    ("metre", "meter"),
    ("metres", "meters"),
    ("millimetre", "millimeter"),
    ("millimetres", "millimeters"),
    ("misspelt", "misspelled"),
    ("offence", "offense"),
    ("paralyse", "paralyze"),
    ("paralysed", "paralyzed"),
    ("practise", "practice"),
    ("practised", "practiced"),
    ("practising", "practicing"),
    ("pretence", "pretense"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("sceptical", "skeptical"),
    ("theatre", "theater"),
    ("theatres", "theaters"),
    ("uncoloured", "uncolored"),
    ("whilst", "while"),
];

/// All words except those that have `our`.
static AMERICAN: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let verbs = ISE.iter().flat_map(|verb| {
        let forms = ISE_ENDINGS.iter();
        forms.map(move |(own, other)| (format!("{verb}{own}"), format!("{verb}{other}")))
    });
    let doubled = DOUBLED.iter().flat_map(|verb| {
        let last = verb.get(verb.len() - 1..).unwrap_or_default();
        let forms = DOUBLED_ENDINGS.iter();
        forms.map(move |ending| (format!("{verb}{last}{ending}"), format!("{verb}{ending}")))
    });
    let words = WORDS.iter();
    let words = words.map(|(own, other)| ((*own).to_owned(), (*other).to_owned()));
    verbs.chain(doubled).chain(words).collect()
});

/// The American spelling of a word in lower case; `None` if it is not a British one.
pub(super) fn american(word: &str) -> Option<String> {
    if word.contains("our")
        && let Some(beginning) = OUR.iter().find(|beginning| word.starts_with(**beginning))
    {
        let rest = word.get(beginning.len()..)?;
        let stem = beginning.strip_suffix("our")?;
        return Some(format!("{stem}or{rest}"));
    }
    AMERICAN.get(word).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn british_spellings_have_an_american_one() {
        for (word, expect) in [
            ("colours", Some("colors")),
            ("neighbourhood", Some("neighborhood")),
            ("organisation", Some("organization")),
            ("synchronising", Some("synchronizing")),
            ("cancelled", Some("canceled")),
            ("dialling", Some("dialing")),
            ("licence", Some("license")),
            ("exercise", None),
            ("advertise", None),
            ("four", None),
            ("hourly", None),
            ("install", None),
            ("color", None),
        ] {
            assert_eq!(american(word).as_deref(), expect, "{word}");
        }
    }

    #[test]
    fn no_american_spelling_is_a_british_one() {
        for american_word in AMERICAN.values() {
            assert_eq!(american(american_word), None, "{american_word}");
        }
    }
}
