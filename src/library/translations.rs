//! Which articles are translations of one another.
//!
//! Their front matter says so, or their paths differ only by the tag of their language:
//! `docs/en/vpn.md` and `docs/de/vpn.md`, `vpn.md` and `vpn.de.md`.

use std::collections::BTreeMap;

use super::model::Entry;
use crate::{evidence::ArticleId, language::Language};

/// Where Docusaurus keeps the translations of `docs/`, without the tag.
const DOCUSAURUS: &str = "i18n/docusaurus-plugin-content-docs/current/";

/// An article with its language and the language's tag in its path.
type Translated<'l> = (Language, &'l str, &'l ArticleId);

/// The translations of each article that has any, in the order of their languages.
pub(super) fn translations(
    entries: &BTreeMap<ArticleId, Entry>,
    keys: &BTreeMap<ArticleId, String>,
) -> BTreeMap<ArticleId, Vec<ArticleId>> {
    let mut found = BTreeMap::new();
    let is_foreign = |entry: &Entry| entry.language != Language::ENGLISH;
    if !entries.values().any(is_foreign) {
        return found;
    }
    let mut groups: BTreeMap<(usize, String), Vec<Translated<'_>>> = BTreeMap::new();
    for (id, entry) in entries {
        let written = keys.get(id).map(|key| format!("={key}"));
        let (tag, rest) = without_tag(&entry.origin.path, entry.language);
        let key = written.unwrap_or(rest);
        let group = groups.entry((entry.origin.layer, key)).or_default();
        // A second one in the same language that is not for another country is a different article.
        let is_same =
            |(language, other, _): &Translated<'_>| *language == entry.language && *other == tag;
        if !group.iter().any(is_same) {
            group.push((entry.language, tag, id));
        }
    }
    for mut group in groups.into_values().filter(|group| group.len() > 1) {
        group.sort_unstable();
        for (_, _, id) in &group {
            let others = group.iter().filter(|(_, _, other)| other != id);
            let others = others.map(|(_, _, other)| (*other).clone()).collect();
            found.insert((*id).clone(), others);
        }
    }
    found
}

/// The tag of a language in a path, empty if it has none, and the path without it.
fn without_tag(path: &str, language: Language) -> (&str, String) {
    let mut rest = path.to_owned();
    let mut tags = Language::in_path(path).into_iter();
    let cut = tags.find(|(other, _)| *other == language);
    let cut = cut.map_or(0..0, |(_, cut)| cut);
    rest.replace_range(cut.clone(), "");
    let tag = path.get(cut).unwrap_or_default();
    (
        tag.trim_matches(['/', '.', '_']),
        rest.replace(DOCUSAURUS, "docs/"),
    )
}

/// The tag of an article's language in its path, such as `zh-Hant`; empty if there is none.
pub fn tag_in_path(entry: &Entry) -> &str {
    without_tag(&entry.origin.path, entry.language).0
}
