//! Which articles are translations of one another.
//!
//! They say so in their front matter, or lie at paths that differ by the tag of their language
//! alone: `docs/en/vpn.md` and `docs/de/vpn.md`, `vpn.md` and `vpn.de.md`.

use std::collections::BTreeMap;

use super::model::Entry;
use crate::{evidence::ArticleId, language::Language};

/// Where Docusaurus keeps the translations of `docs/`, without the tag.
const DOCUSAURUS: &str = "i18n/docusaurus-plugin-content-docs/current/";

/// For each article that has translations, these, in the order of their languages.
pub(super) fn translations(
    entries: &BTreeMap<ArticleId, Entry>,
    keys: &BTreeMap<ArticleId, String>,
) -> BTreeMap<ArticleId, Vec<ArticleId>> {
    let mut found = BTreeMap::new();
    let is_foreign = |entry: &Entry| entry.language != Language::ENGLISH;
    if !entries.values().any(is_foreign) {
        return found;
    }
    let mut groups: BTreeMap<(usize, String), Vec<(Language, &ArticleId)>> = BTreeMap::new();
    for (id, entry) in entries {
        let written = keys.get(id).map(|key| format!("={key}"));
        let key = written.unwrap_or_else(|| without_tag(&entry.origin.path, entry.language));
        let group = groups.entry((entry.origin.layer, key)).or_default();
        // A second one in the same language is another article.
        if group
            .iter()
            .all(|(language, _)| *language != entry.language)
        {
            group.push((entry.language, id));
        }
    }
    for mut group in groups.into_values().filter(|group| group.len() > 1) {
        group.sort_unstable();
        for (_, id) in &group {
            let others = group.iter().filter(|(_, other)| other != id);
            let others = others.map(|(_, other)| (*other).clone()).collect();
            found.insert((*id).clone(), others);
        }
    }
    found
}

/// A path without the tag of a language.
fn without_tag(path: &str, language: Language) -> String {
    let mut rest = path.to_owned();
    let mut tags = Language::in_path(path).into_iter();
    if let Some((_, cut)) = tags.find(|(other, _)| *other == language) {
        rest.replace_range(cut, "");
    }
    rest.replace(DOCUSAURUS, "docs/")
}
