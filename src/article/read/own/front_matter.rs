//! The front matter of an article: its id, its title and a key for each field of [`Metadata`].

use std::collections::HashSet;

use super::{
    report::Report,
    yaml::{self, YamlEntry},
};
use crate::{
    article::{
        Metadata,
        fields::{LIST_KEYS, TEXT_KEYS, list_field, text_field},
    },
    evidence::ArticleId,
};

/// Largest front matter that is read, in bytes.
pub(super) const FRONT_MATTER_LIMIT: usize = 64 * 1024;

/// How an id is written.
const ID_ADVICE: &str = "an ID is a word, a hyphen and a number, such as `VPN-012`";

/// What the front matter says.
#[derive(Default)]
pub(super) struct FrontMatter {
    pub(super) id: Option<ArticleId>,
    pub(super) title: Option<String>,
    pub(super) meta: Metadata,
}

impl FrontMatter {
    /// Reads the lines between the marks.
    pub(super) fn read(yaml: &str, report: &mut Report<'_>) -> Self {
        let mut front = Self::default();
        if yaml.len() > FRONT_MATTER_LIMIT {
            let message = "the front matter is larger than 64 KB and was ignored";
            report.error(1, message, "shorten it");
            return front;
        }
        let (entries, fault) = yaml::read(yaml);
        let mut seen = HashSet::new();
        for entry in entries {
            // The front matter begins on the second line of the file.
            let line = entry.line + 1;
            if seen.insert(entry.key.clone()) {
                front.field(entry, line, report);
            } else {
                let message = format!("`{}` is given twice", entry.key);
                report.error(line, message, "remove one of the two");
            }
        }
        if let Some((line, message)) = fault {
            let message = format!("the front matter can't be read: {message}");
            report.error(line + 1, message, "");
        }
        front
    }

    fn field(&mut self, entry: YamlEntry, line: usize, report: &mut Report<'_>) {
        let YamlEntry { key, value, .. } = entry;
        if let Some(field) = list_field(&mut self.meta, &key) {
            match value.into_texts() {
                Some(texts) => *field = texts,
                None => not_texts(&key, line, report),
            }
        } else if key == "id" || key == "title" || TEXT_KEYS.contains(&key.as_str()) {
            match value.into_text() {
                Some(text) => self.text(&key, text, line, report),
                None => report.error(
                    line,
                    format!("`{key}` must be text"),
                    format!("write `{key}: …` on one line"),
                ),
            }
        } else if key == "other" {
            match value.into_pairs() {
                Some(pairs) => self.meta.other.extend(pairs),
                None => report.error(
                    line,
                    "`other` must be a list of labels with text",
                    "write each as `- label: text`",
                ),
            }
        } else {
            let advice = match nearest(&key, known_keys()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => String::new(),
            };
            report.warning(line, format!("`{key}` is not a known field"), advice);
            match value.into_texts() {
                Some(texts) => {
                    self.meta
                        .other
                        .extend(texts.into_iter().map(|text| (key.clone(), text)));
                }
                None => not_texts(&key, line, report),
            }
        }
    }

    fn text(&mut self, key: &str, text: String, line: usize, report: &mut Report<'_>) {
        match key {
            "id" => match ArticleId::parse(text.trim()) {
                Some(id) => self.id = Some(id),
                None => report.error(line, format!("`{text}` is not an article ID"), ID_ADVICE),
            },
            "title" if text.trim().is_empty() => {}
            "title" => self.title = Some(text),
            _ => {
                if key == "status"
                    && !["", "draft", "published", "retired"].contains(&text.as_str())
                {
                    let message = format!("`{text}` is not a known status");
                    report.warning(line, message, "write `draft`, `published` or `retired`");
                }
                if key == "superseded_by" && !text.is_empty() && ArticleId::parse(&text).is_none() {
                    let message = format!("`{text}` is not an article ID");
                    report.warning(line, message, ID_ADVICE);
                }
                if let Some(field) = text_field(&mut self.meta, key) {
                    *field = text;
                }
            }
        }
    }
}

fn not_texts(key: &str, line: usize, report: &mut Report<'_>) {
    report.error(
        line,
        format!("`{key}` must be text or a list of texts"),
        format!("write `{key}: [one, two]`"),
    );
}

fn known_keys() -> impl Iterator<Item = &'static str> {
    ["id", "title", "other"]
        .into_iter()
        .chain(LIST_KEYS)
        .chain(TEXT_KEYS)
}

/// The known key that `key` was probably meant to be: at most two typos away.
fn nearest<'k>(key: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let spelled = key.trim().to_lowercase().replace(['-', ' '], "_");
    if spelled.len() > 40 {
        return None;
    }
    known
        .map(|known| (strsim::levenshtein(&spelled, known), known))
        .filter(|(distance, known)| *distance <= 2 && *distance < known.len())
        .min()
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_key_that_was_meant() {
        let known = ["id", "title", "products", "applies_to"];
        for (key, expect) in [
            ("product", Some("products")),
            ("Applies-To", Some("applies_to")),
            ("titel", Some("title")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(nearest(key, known.into_iter()), expect, "{key}");
        }
    }
}
