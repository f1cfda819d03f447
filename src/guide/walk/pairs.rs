//! Answers as the pairs of a query string.

use std::collections::BTreeMap;

use super::super::format::Texts;

/// Pairs of a query string.
pub type Pairs = Vec<(String, String)>;

/// Converts answers in a guide's file to those of a walk.
pub fn pairs(answers: &BTreeMap<String, Texts>) -> Pairs {
    let pairs = answers.iter().flat_map(|(name, texts)| {
        let texts = texts.all().iter();
        texts.map(|text| (name.clone(), text.clone()))
    });
    pairs.collect()
}
