//! The filters of a search, each with a link that removes it; the facets of its results, whose
//! values are links that filter; and the operators that can be typed.

use super::form::{SearchForm, parameter};
use crate::{
    language::Language,
    search::{Clauses, FacetCount, FilterKind, Results},
    snapshot::Snapshot,
    web::{paths::Paths, sections::section_name},
    wording,
};

/// How many values of a facet are shown without unfolding it.
const SHOWN: usize = 8;

/// A filter that is set.
pub struct Chip {
    /// Its text.
    pub text: String,
    /// The same search without it.
    pub without: String,
}

/// A filter with its values, and the number of articles for each.
pub struct Facet {
    /// What the values are.
    pub name: &'static str,
    /// The first few values.
    pub shown: Vec<FacetValue>,
    /// The other values.
    pub more: Vec<FacetValue>,
}

/// A value, and how many articles have it.
pub struct FacetValue {
    /// As shown.
    pub name: String,
    /// The number of articles, if they are counted.
    pub articles: Option<usize>,
    /// The same search narrowed to it.
    pub href: String,
}

/// A query that shows what can be typed.
pub struct Example {
    /// What is typed.
    pub query: String,
    /// What it means.
    pub means: &'static str,
    /// The search for it.
    pub href: String,
}

/// What can be typed to narrow a search, and what it means.
const EXAMPLES: [(&str, &str); 11] = [
    (
        "event:68 source:MSExchangeCCMC",
        "articles about this event; each part also works alone, and part of a source name is enough",
    ),
    (
        "code:0xC0000005",
        "articles that mention this error code, however it is written",
    ),
    (
        "product:exchange dirsync",
        "articles about a product with this word in its name; put several words in quotes: product:\"exchange server\"",
    ),
    (
        "type:bug connector",
        "articles of this type: bug, problem, howto, info; or by result: fix, pending, nofix",
    ),
    (
        "year:1999..2000 mail",
        "last changed in these years; also year:1999, year:>1998, year:<=2000",
    ),
    (
        "category:XFOR migration",
        "articles in this category, the part of the title before the colon",
    ),
    (
        "section:cause export",
        "articles with these words in this section: symptoms, cause, resolution, workaround, status, summary, more-information",
    ),
    ("id:Q168465", "only this article"),
    (
        "\"result code 3\"",
        "articles with exactly these words, in this order",
    ),
    (
        "connector -migration",
        "articles without the second word; the minus also works with filters: -type:bug",
    ),
    (
        "migrat*",
        "articles with any word that begins this way; type at least three letters",
    ),
];

/// The examples in the help; those for tags and folders use existing ones.
pub fn examples(snapshot: &Snapshot, paths: &Paths) -> Vec<Example> {
    let example = |query: String, means| Example {
        href: paths.search_for(&[("q", &query), ("go", "0")]),
        query,
        means,
    };
    let known = EXAMPLES.map(|(query, means)| example(query.to_owned(), means));
    let of_value = |name: &str, value: Option<&str>, means| {
        let value = value?;
        let quote = if value.contains(' ') { "\"" } else { "" };
        Some(example(format!("{name}:{quote}{value}{quote}"), means))
    };
    let index = &snapshot.index;
    let tag = of_value("tag", index.a_tag(), "articles with this tag");
    let means = "articles in this folder or below it; the last part of its path is enough";
    let folder = of_value("in", index.a_folder(), means);
    known.into_iter().chain(tag).chain(folder).collect()
}

/// Everything that a search is narrowed to: the filters of its form, and the operators of its
/// query.
pub fn chips(form: &SearchForm, snapshot: &Snapshot, paths: &Paths) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut add = |text: String, clear: &dyn Fn(&mut SearchForm)| {
        let mut other = form.clone();
        clear(&mut other);
        chips.push(Chip {
            text,
            without: other.address(paths, 1),
        });
    };
    for filter in FilterKind::ALL {
        if let Some(text) = filter_text(form, filter, snapshot) {
            add(text, &|form| *form = form.without(filter));
        }
    }
    let clauses = Clauses::read(&form.q);
    for (number, clause) in clauses.narrowing().enumerate() {
        add(clause.to_string(), &|form| {
            form.q = clauses.without(number);
        });
    }
    chips
}

/// What a filter narrows the search to, as shown; `None` if it is not set.
fn filter_text(form: &SearchForm, filter: FilterKind, snapshot: &Snapshot) -> Option<String> {
    let value = Some(form.value(filter)).filter(|value| !value.is_empty())?;
    Some(match filter {
        FilterKind::Product => {
            let product = snapshot.library.product(&value);
            let name = product.map_or(value.as_str(), |product| product.name.as_str());
            format!("Product: {name}")
        }
        FilterKind::IssueType => format!("Type: {}", type_name(&value)),
        FilterKind::Year => format!("Year: {value}"),
        FilterKind::Section => {
            let name = form.section.map(section_name).unwrap_or_default();
            let name = if name.is_empty() { &value } else { &name };
            format!("Section: {name}")
        }
        FilterKind::Prefix => format!("Category: {value}"),
        FilterKind::Tag => format!("Tag: {value}"),
        FilterKind::Folder => format!("Folder: {}", folder_name(&value)),
        FilterKind::Language => format!("Language: {}", language_name(&value)),
    })
}

/// The facets whose values narrow the search further.
pub fn facets(
    form: &SearchForm,
    results: &Results,
    snapshot: &Snapshot,
    paths: &Paths,
) -> Vec<Facet> {
    let product_name = |slug: &str| {
        let product = snapshot.library.product(slug);
        product.map_or_else(|| slug.to_owned(), |product| product.name.clone())
    };
    let facet =
        |name, filter: FilterKind, counts: &[FacetCount], name_of: &dyn Fn(&str) -> String| {
            let set = form.value(filter);
            let all = results
                .complete_matches
                .filter(|_| results.facets.are_exact);
            let all = all.unwrap_or(results.total);
            // A value that all results have narrows nothing; another value of a filter that is set
            // replaces it.
            let narrowing = counts.iter().filter(|count| match set.is_empty() {
                true => count.hits < all,
                false => !count.value.eq_ignore_ascii_case(&set),
            });
            let others = form.without(filter).address(paths, 1);
            let value = |count: &FacetCount| FacetValue {
                name: name_of(&count.value),
                articles: results.facets.are_exact.then_some(count.hits),
                href: paths.narrowed(&others, parameter(filter), &count.value),
            };
            let mut shown: Vec<FacetValue> = narrowing.map(value).collect();
            let more = shown.split_off(SHOWN.min(shown.len()));
            Facet { name, shown, more }
        };
    let counted = &results.facets;
    let short_name = |path: &str| short_folder_name(path, &counted.folder);
    let as_is = |value: &str| value.to_owned();
    let all = [
        facet(
            "Product",
            FilterKind::Product,
            &counted.product,
            &product_name,
        ),
        facet(
            "Type",
            FilterKind::IssueType,
            &counted.issue_type,
            &type_name,
        ),
        facet("Year", FilterKind::Year, &counted.year, &as_is),
        facet("Category", FilterKind::Prefix, &counted.prefix, &as_is),
        facet("Folder", FilterKind::Folder, &counted.folder, &short_name),
        facet("Tag", FilterKind::Tag, &counted.tag, &as_is),
        facet(
            "Language",
            FilterKind::Language,
            &counted.language,
            &language_name,
        ),
    ];
    let has_values = |facet: &Facet| !facet.shown.is_empty();
    all.into_iter().filter(has_values).collect()
}

/// The name of a folder among others. Its layer is named only if several layers have such a folder.
fn short_folder_name(path: &str, all: &[FacetCount]) -> String {
    fn inside(path: &str) -> Option<&str> {
        path.split_once('/').map(|(_, inside)| inside)
    }
    let same = all
        .iter()
        .filter(|other| inside(&other.value) == inside(path));
    match inside(path) {
        Some(name) if same.count() == 1 => folder_name(name),
        _ => folder_name(path),
    }
}

/// The path of a folder as it is shown: `mail › quota`.
fn folder_name(path: &str) -> String {
    path.replace('/', " › ")
}

/// The name of the language with this tag.
fn language_name(tag: &str) -> String {
    match Language::of_tag(tag) {
        Some(language) => language.name().to_owned(),
        None => tag.to_owned(),
    }
}

/// What people call one of the archive's types.
fn type_name(kind: &str) -> String {
    wording::kind(kind).unwrap_or(kind).to_owned()
}
