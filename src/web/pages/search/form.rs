//! A search as described in its URL.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

use crate::{
    article::Role,
    search::{FilterKind, Filters, Request, Results, Sort},
    snapshot::Snapshot,
    web::{
        api::operation::one_of,
        paths::{self, Paths},
        portal::Portal,
    },
};

/// The last page that can be requested.
pub const LAST_PAGE: usize = 10_000;

/// The default and the largest number of results in a response of the API.
const HITS: usize = 10;
const MAX_HITS: usize = 50;

/// The parameters of a search, read once. A value that says nothing (a year that is no number, an
/// unknown section) counts as none, so that an old or mistyped link still finds something.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SearchForm {
    /// What to look for. Without it, the articles that pass the filters are listed.
    pub q: String,
    /// Only articles about this product, as `facets.product` spells it.
    pub product: String,
    /// Only articles of this type, as `facets.type` spells it: `kbbug`, `kbhowto`, `kbinfo`,
    /// `kbprb` and others.
    #[serde(rename = "type")]
    pub kind: String,
    /// Only articles last changed in this year.
    #[serde(deserialize_with = "number")]
    #[schemars(with = "u16", range(min = 1000, max = 9999))]
    pub year: Option<u16>,
    /// Only articles with the words in a section of this kind.
    #[serde(deserialize_with = "section")]
    #[schemars(schema_with = "sections")]
    pub section: Option<Role>,
    /// Only articles of this category: the word before the colon in titles such as `XADM: …`.
    pub prefix: String,
    /// Only articles with this tag.
    pub tag: String,
    /// Only articles in this folder or below it, as `facets.in` spells it: `desk/mail/quota`.
    #[serde(rename = "in")]
    pub folder: String,
    /// Only articles in this language, by its tag: `de`.
    #[serde(rename = "lang")]
    pub language: String,
    /// The order of the articles: the best match first, the latest change first (articles without a
    /// date come last), or by title. If some articles have all that the query says, `newest` and
    /// `title` list all of these and no others.
    #[serde(deserialize_with = "sort")]
    #[schemars(schema_with = "sorts", extend("default" = "best"))]
    pub sort: Sort,
    /// The page of the results.
    #[serde(deserialize_with = "number")]
    #[schemars(with = "usize", range(min = 1, max = LAST_PAGE), extend("default" = 1))]
    page: Option<usize>,
    /// How many articles a page of the results has.
    #[serde(deserialize_with = "number")]
    #[schemars(with = "usize", range(min = 1, max = MAX_HITS), extend("default" = HITS))]
    limit: Option<usize>,
    /// `go=0`: an article id does not lead straight to its article. It never does in the API.
    #[serde(rename = "go", deserialize_with = "is_zero")]
    #[schemars(skip)]
    pub no_redirect: bool,
    /// `1` looks for the words exactly as typed: no spelling is corrected, and no other names are
    /// looked for.
    #[serde(rename = "exact", deserialize_with = "is_one")]
    #[schemars(schema_with = "zero_or_one", extend("default" = "0"))]
    pub is_exact: bool,
}

impl SearchForm {
    /// The requested page, from 1.
    pub fn page(&self) -> usize {
        self.page.unwrap_or(1).clamp(1, LAST_PAGE)
    }

    /// The requested number of results in the API.
    pub fn limit(&self) -> usize {
        self.limit.unwrap_or(HITS).clamp(1, MAX_HITS)
    }

    /// Runs the search in the index.
    pub fn find(&self, portal: &Portal, snapshot: &Snapshot, limit: usize) -> Results {
        let request = Request {
            query: &self.q,
            filters: self.filters(),
            page: self.page(),
            limit,
            is_text: false,
            as_typed: self.is_exact,
            sort: self.sort,
        };
        portal.search(snapshot, &request)
    }

    /// The filters of the results.
    pub fn filters(&self) -> Filters<'_> {
        Filters {
            product: some(&self.product),
            issue_type: some(&self.kind),
            year: self.year,
            section: self.section,
            prefix: some(&self.prefix),
            tag: some(&self.tag),
            folder: some(&self.folder),
            language: some(&self.language),
        }
    }

    /// Whether it has neither a query nor filters.
    pub fn is_empty(&self) -> bool {
        self.q.trim().is_empty() && !self.has_filters()
    }

    /// Whether it has any filters.
    pub fn has_filters(&self) -> bool {
        self.filters() != Filters::default()
    }

    /// The value of a filter as in a URL; empty if it is not set.
    pub fn value(&self, filter: FilterKind) -> String {
        match filter {
            FilterKind::Product => self.product.clone(),
            FilterKind::IssueType => self.kind.clone(),
            FilterKind::Year => self.year.map(|year| year.to_string()).unwrap_or_default(),
            FilterKind::Section => self.section.map(Role::word).unwrap_or_default().to_owned(),
            FilterKind::Prefix => self.prefix.clone(),
            FilterKind::Tag => self.tag.clone(),
            FilterKind::Folder => self.folder.clone(),
            FilterKind::Language => self.language.clone(),
        }
    }

    /// The first page of the same search without a filter.
    pub fn without(&self, filter: FilterKind) -> Self {
        let mut form = self.with_query(&self.q);
        match filter {
            FilterKind::Product => form.product.clear(),
            FilterKind::IssueType => form.kind.clear(),
            FilterKind::Year => form.year = None,
            FilterKind::Section => form.section = None,
            FilterKind::Prefix => form.prefix.clear(),
            FilterKind::Tag => form.tag.clear(),
            FilterKind::Folder => form.folder.clear(),
            FilterKind::Language => form.language.clear(),
        }
        form
    }

    /// The first page of the same search without any filter.
    pub fn without_filters(&self) -> Self {
        let all = FilterKind::ALL.into_iter();
        all.fold(self.clone(), |form, filter| form.without(filter))
    }

    /// The first page of the same search with another query.
    pub fn with_query(&self, query: &str) -> Self {
        Self {
            q: query.to_owned(),
            page: None,
            ..self.clone()
        }
    }

    /// The same search without corrected spellings or other names.
    pub fn as_typed(&self) -> Self {
        Self {
            is_exact: true,
            ..self.clone()
        }
    }

    /// The first page of the same search in another order.
    pub fn sorted(&self, sort: Sort) -> Self {
        Self {
            sort,
            ..self.with_query(&self.q)
        }
    }

    /// The address of a page of this search.
    pub fn address(&self, paths: &Paths, page: usize) -> String {
        let page = match page {
            0 | 1 => String::new(),
            page => page.to_string(),
        };
        let exact = if self.is_exact { "1" } else { "" };
        let sort = match self.sort {
            Sort::Best => "",
            sort => sort.word(),
        };
        let filters = FilterKind::ALL.map(|filter| (parameter(filter), self.value(filter)));
        let mut pairs = vec![("q", self.q.as_str())];
        pairs.extend(filters.iter().map(|(name, value)| (*name, value.as_str())));
        pairs.extend([
            ("sort", sort),
            ("page", page.as_str()),
            ("exact", exact),
            ("go", "0"),
        ]);
        paths.search_for(&pairs)
    }

    /// The filters as they are written to the search log.
    pub fn logged_filters(&self) -> String {
        let filters = FilterKind::ALL.map(|filter| (parameter(filter), self.value(filter)));
        let pairs = filters.iter().map(|(name, value)| (*name, value.as_str()));
        paths::query(&pairs.collect::<Vec<_>>())
    }
}

/// The URL parameter for a filter.
pub fn parameter(filter: FilterKind) -> &'static str {
    match filter {
        FilterKind::Product => "product",
        FilterKind::IssueType => "type",
        FilterKind::Year => "year",
        FilterKind::Section => "section",
        FilterKind::Prefix => "prefix",
        FilterKind::Tag => "tag",
        FilterKind::Folder => "in",
        FilterKind::Language => "lang",
    }
}

fn number<'de, T: std::str::FromStr, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Ok(String::deserialize(from)?.parse().ok())
}

fn section<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Role>, D::Error> {
    let word = String::deserialize(from)?;
    Ok(Role::ALL.into_iter().find(|role| role.word() == word))
}

fn sort<'de, D: Deserializer<'de>>(from: D) -> Result<Sort, D::Error> {
    let word = String::deserialize(from)?;
    Ok(Sort::of_word(&word).unwrap_or_default())
}

fn sorts(_: &mut SchemaGenerator) -> Schema {
    one_of(Sort::ALL.map(Sort::word))
}

fn sections(_: &mut SchemaGenerator) -> Schema {
    one_of(Role::ALL.map(Role::word))
}

fn zero_or_one(_: &mut SchemaGenerator) -> Schema {
    one_of(["0", "1"])
}

fn is_zero<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(String::deserialize(from)? == "0")
}

fn is_one<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(String::deserialize(from)? == "1")
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
