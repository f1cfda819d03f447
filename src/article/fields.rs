//! The fields of [`Metadata`], by their names in front matter.

use super::Metadata;

/// The fields that hold several values, in the order in which they are written.
pub(super) const LIST_KEYS: [&str; 7] = [
    "products",
    "versions",
    "operating_systems",
    "applies_to",
    "keywords",
    "technology",
    "hardware",
];

/// The fields that hold one text, in the order in which they are written.
pub(super) const TEXT_KEYS: [&str; 10] = [
    "issue_type",
    "solution_type",
    "modified",
    "query_words",
    "source",
    "lang",
    "owner",
    "reviewed",
    "status",
    "superseded_by",
];

/// The field of several values that has this name.
pub(super) fn list_field<'m>(meta: &'m mut Metadata, key: &str) -> Option<&'m mut Vec<String>> {
    Some(match key {
        "products" => &mut meta.products,
        "versions" => &mut meta.versions,
        "operating_systems" => &mut meta.operating_systems,
        "applies_to" => &mut meta.applies_to,
        "keywords" => &mut meta.keywords,
        "technology" => &mut meta.technology,
        "hardware" => &mut meta.hardware,
        _ => return None,
    })
}

/// The field of one text that has this name.
pub(super) fn text_field<'m>(meta: &'m mut Metadata, key: &str) -> Option<&'m mut String> {
    Some(match key {
        "issue_type" => &mut meta.issue_type,
        "solution_type" => &mut meta.solution_type,
        "modified" => &mut meta.modified,
        "query_words" => &mut meta.query_words,
        "source" => &mut meta.source,
        "lang" => &mut meta.lang,
        "owner" => &mut meta.owner,
        "reviewed" => &mut meta.reviewed,
        "status" => &mut meta.status,
        "superseded_by" => &mut meta.superseded_by,
        _ => return None,
    })
}
