//! The fields of [`Metadata`], by their names in front matter.

use super::Metadata;

/// The fields that hold several values, in the order in which they are written.
pub(super) const LIST_KEYS: [&str; 10] = [
    "products",
    "versions",
    "operating_systems",
    "applies_to",
    "keywords",
    "tags",
    "technology",
    "hardware",
    "other_titles",
    "aliases",
];

/// The fields that hold one text, in the order in which they are written.
pub(super) const TEXT_KEYS: [&str; 16] = [
    "issue_type",
    "solution_type",
    "modified",
    "description",
    "query_words",
    "source",
    "lang",
    "translation_key",
    "owner",
    "reviewed",
    "review_in",
    "order",
    "status",
    "superseded_by",
    "visibility",
    "adds",
];

/// The field of several values that has this name.
pub(super) fn list_field<'m>(meta: &'m mut Metadata, key: &str) -> Option<&'m mut Vec<String>> {
    Some(match key {
        "products" => &mut meta.products,
        "versions" => &mut meta.versions,
        "operating_systems" => &mut meta.operating_systems,
        "applies_to" => &mut meta.applies_to,
        "keywords" => &mut meta.keywords,
        "tags" => &mut meta.tags,
        "technology" => &mut meta.technology,
        "hardware" => &mut meta.hardware,
        "other_titles" => &mut meta.other_titles,
        "aliases" => &mut meta.aliases,
        _ => return None,
    })
}

/// The field of one text that has this name.
pub(super) fn text_field<'m>(meta: &'m mut Metadata, key: &str) -> Option<&'m mut String> {
    Some(match key {
        "issue_type" => &mut meta.issue_type,
        "solution_type" => &mut meta.solution_type,
        "modified" => &mut meta.modified,
        "description" => &mut meta.description,
        "query_words" => &mut meta.query_words,
        "source" => &mut meta.source,
        "lang" => &mut meta.lang,
        "translation_key" => &mut meta.translation_key,
        "owner" => &mut meta.owner,
        "reviewed" => &mut meta.reviewed,
        "review_in" => &mut meta.review_in,
        "order" => &mut meta.order,
        "status" => &mut meta.status,
        "superseded_by" => &mut meta.superseded_by,
        "visibility" => &mut meta.visibility,
        "adds" => &mut meta.adds,
        _ => return None,
    })
}
