//! The options of a question, and the answers offered besides them.

use serde::Deserialize;

/// The answer "I don't know", for every question.
pub const UNKNOWN: &str = "unknown";
/// The answer "none of these", for questions with several choices.
pub const NONE: &str = "none";

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Written")]
pub struct Choice {
    /// Its value in the URL and in conditions.
    pub value: String,
    /// The text that the person reads.
    pub label: String,
    /// The same in a few words, for the trail, the note and the map; if empty, the label is used.
    pub short: String,
    /// The heading above it; empty if there is none.
    pub group: String,
}

/// How an option is written: as a table, or as one text that is both its value and its label.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Word(String),
    Table(Table),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    value: String,
    label: String,
    #[serde(default)]
    short: String,
    #[serde(default)]
    group: String,
}

impl From<Written> for Choice {
    fn from(written: Written) -> Self {
        match written {
            Written::Word(word) => Self {
                value: word.clone(),
                label: word,
                short: String::new(),
                group: String::new(),
            },
            Written::Table(Table {
                value,
                label,
                short,
                group,
            }) => Self {
                value,
                label,
                short,
                group,
            },
        }
    }
}

/// The options, each with what the person reads.
pub(super) fn choices(options: &[Choice]) -> Vec<(&str, &str)> {
    let choices = options.iter();
    choices
        .map(|option| (&*option.value, &*option.label))
        .collect()
}

/// The short text of an option; the value itself if there is no such option.
pub(super) fn short_label<'a>(options: &'a [Choice], value: &'a str) -> &'a str {
    match options.iter().find(|option| option.value == value) {
        Some(option) if !option.short.is_empty() => &option.short,
        Some(option) => &option.label,
        None => value,
    }
}

/// The length in bytes of each option's text.
pub(super) fn lengths(options: &[Choice]) -> impl Iterator<Item = usize> {
    let options = options.iter();
    options.map(|option| option.label.len().max(option.short.len()))
}

/// The possible choices, as advice to the author.
pub(super) fn advice(choices: &[(&str, &str)]) -> String {
    let values: Vec<_> = choices
        .iter()
        .map(|(value, _)| format!("`{value}`"))
        .collect();
    format!("Its answers are {}", values.join(", "))
}
