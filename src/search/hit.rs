//! What is shown of an article found: title, passage, and why.

use tantivy::DocAddress;

use super::{
    Hit,
    index::Search,
    kept::Kept,
    rank::{Asked, Found},
    schema::Part,
    snippet::{self, Wanted},
};
use crate::article::Role;

impl Search<'_> {
    pub(super) fn hit(
        &mut self,
        address: DocAddress,
        found: &Found,
        asked: &Asked,
        wanted: &Wanted<'_>,
        named: bool,
    ) -> Option<Hit> {
        let kept: Kept = self.searcher.doc(address).ok()?;
        let article = kept.article()?;
        let role = match found.part {
            Some(Part::Section(role)) => Some(role),
            _ => None,
        };
        let best = snippet::best(&article, role, wanted, &mut self.tokenizer);
        let section = best.as_ref().map(|(section, _)| section.role);
        let anchor = best.as_ref().map(|(section, _)| section.anchor.clone());
        let snippet = best.map(|(_, snippet)| snippet).unwrap_or_default();
        let why = why(found, asked, &kept.cited, named);
        Some(Hit {
            id: article.id,
            title: article.title,
            section,
            anchor,
            snippet,
            why,
            missing: Vec::new(),
            score: found.score,
        })
    }
}

fn why(found: &Found, asked: &Asked, cited: &str, named: bool) -> Vec<String> {
    let mut why = Vec::new();
    if named {
        why.push("its number".to_owned());
    }
    for (key, stands) in &found.exact {
        let name = asked.key(*key).map_or("", |key| key.name.as_str());
        let how = if stands.in_record { "quoted in" } else { "in" };
        why.push(format!("{name} {how} {}", place(stands.part)));
    }
    match (found.phrase, found.near) {
        (Some(Part::Cited), _) | (None, Some(Part::Cited)) => {
            why.push(format!("cited as “{cited}”"));
        }
        (Some(part), _) => why.push(format!("exact words in {}", place(part))),
        (None, Some(part)) => why.push(format!("words near one another in {}", place(part))),
        (None, None) => {}
    }
    if asked.terms.len() > 1 {
        let words = match found.all_words {
            true => "all words",
            false if found.coverage >= 0.6 => "most words",
            false => "some words",
        };
        why.push(words.to_owned());
    }
    if let (true, 1, Some(part)) = (why.is_empty(), asked.terms.len(), found.part) {
        why.push(format!("the word in {}", place(part)));
    }
    if why.is_empty() {
        why.clone_from(&asked.conditions);
    }
    for other in asked.also(std::iter::once(found)) {
        why.push(format!("by another name: {other}"));
    }
    why
}

fn place(part: Part) -> String {
    match part {
        Part::Title => "the title".to_owned(),
        Part::Cited => "a title it is cited by".to_owned(),
        Part::QueryWords => "the query words".to_owned(),
        Part::Section(Role::Body | Role::Other) | Part::End => "the text".to_owned(),
        Part::Section(role) => {
            let mut word = role.word().replace('-', " ");
            if let Some(first) = word.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            word
        }
    }
}
