//! Facts about an article besides its text: those that matter to its readers, and the rest.

use std::collections::HashMap;

use crate::{
    article::{Article, Metadata},
    markup::{Block, text},
    wording::kind,
};

/// The facts that matter to readers and aren't shown above the text, as label and text.
pub(super) fn fields(article: &Article) -> Vec<(&'static str, String)> {
    let meta = &article.meta;
    let applies_to = match meta.applies_to == meta.products {
        // They are shown above the text already.
        true => String::new(),
        false => meta.applies_to.join("\n"),
    };
    given([
        ("Applies to", applies_to),
        ("Operating systems", meta.operating_systems.join(", ")),
        ("Last reviewed", meta.reviewed.clone()),
        ("Review interval", meta.review_in.clone()),
        ("Language", language_name(article)),
        ("Owner", meta.owner.clone()),
        ("Status", meta.status.clone()),
        ("Tags", meta.tags.join(", ")),
        ("Source", meta.source.clone()),
        ("Also titled", meta.other_titles.join("\n")),
        ("Also known as", meta.aliases.join("\n")),
    ])
}

/// Fields of the source that are not meant for readers, as written, and all its other fields, each
/// name once.
pub(super) fn details(article: &Article) -> Vec<(&str, String)> {
    let meta = &article.meta;
    let mut details: Vec<(&str, String)> = given([
        ("Versions", meta.versions.join("; ")),
        ("Issue type", meta.issue_type.clone()),
        ("Solution type", meta.solution_type.clone()),
        ("Keywords", meta.keywords.join(" ")),
        ("Technology", meta.technology.join(" ")),
        ("Hardware", meta.hardware.join(" ")),
        ("Search words", meta.query_words.clone()),
    ]);
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (label, value) in &meta.other {
        match known
            .get(label.as_str())
            .and_then(|at| details.get_mut(*at))
        {
            Some((_, values)) => {
                values.push('\n');
                values.push_str(value);
            }
            None => {
                known.insert(label, details.len());
                details.push((label, value.clone()));
            }
        }
    }
    details
}

/// The kind of article, and how its problem was solved: `Bug, Fixed`. Words of the archive that say
/// neither are left out.
pub(super) fn kinds(meta: &Metadata) -> String {
    let words = [&meta.issue_type, &meta.solution_type].into_iter();
    let names = words.filter_map(|word| match kind(word) {
        Some(name) => Some(name),
        None => Some(word.as_str()).filter(|word| !word.is_empty() && !word.starts_with("kb")),
    });
    names.collect::<Vec<_>>().join(", ")
}

/// The name of its language, if its source states it or it isn't English.
fn language_name(article: &Article) -> String {
    match article.meta.lang.is_empty() {
        true => String::new(),
        false => article.language().name().to_owned(),
    }
}

/// The text under the title: the description, unless the article begins with it.
pub(super) fn lead(article: &Article) -> &str {
    let description = article.meta.description.as_str();
    let begins = match article
        .sections
        .first()
        .and_then(|first| first.blocks.first())
    {
        Some(Block::Paragraph { text }) => text::inlines(text),
        _ => String::new(),
    };
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words(&begins).starts_with(&words(description)) {
        true => "",
        false => description,
    }
}

/// The fields that have a value.
fn given<const N: usize>(fields: [(&str, String); N]) -> Vec<(&str, String)> {
    let fields = fields.into_iter();
    fields.filter(|(_, value)| !value.is_empty()).collect()
}
