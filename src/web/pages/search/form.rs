//! A search as its URL describes it.

use serde::{Deserialize, Deserializer};

use crate::{
    article::Role,
    lookup::Filter,
    search::{Filters, Request, Results},
    snapshot::Snapshot,
    web::{
        paths::{self, Paths},
        portal::Portal,
    },
};

/// The last page that can be asked for.
pub const LAST_PAGE: usize = 100;

/// The parameters of a search, read once. A value that says nothing (a year that is no number, an unknown section) counts as
/// none, so that an old or mistyped link still finds something.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SearchForm {
    /// What to look for.
    pub q: String,
    /// A product's slug.
    pub product: String,
    /// An issue type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Year of the last change.
    #[serde(deserialize_with = "number")]
    pub year: Option<u16>,
    /// The section that has the words.
    #[serde(deserialize_with = "section")]
    pub section: Option<Role>,
    /// The word and colon that titles begin with.
    pub prefix: String,
    #[serde(deserialize_with = "number")]
    page: Option<usize>,
    /// Hits on a page, in the API.
    #[serde(deserialize_with = "number")]
    pub limit: Option<usize>,
    /// `go=0`: an article id does not lead straight to its article.
    #[serde(rename = "go", deserialize_with = "is_zero")]
    pub stays: bool,
    /// `exact=1`: the words count exactly as they are typed.
    #[serde(rename = "exact", deserialize_with = "is_one")]
    pub is_exact: bool,
}

impl SearchForm {
    /// The page asked for, from 1.
    pub fn page(&self) -> usize {
        self.page.unwrap_or(1).clamp(1, LAST_PAGE)
    }

    /// Asks the index.
    pub fn find(&self, portal: &Portal, snapshot: &Snapshot, limit: usize) -> Results {
        let request = Request {
            query: &self.q,
            filters: self.filters(),
            page: self.page(),
            limit,
            is_text: false,
            as_typed: self.is_exact,
        };
        portal.search(snapshot, &request)
    }

    /// What the hits are narrowed to.
    pub fn filters(&self) -> Filters<'_> {
        Filters {
            product: some(&self.product),
            issue_type: some(&self.kind),
            year: self.year,
            section: self.section,
            prefix: some(&self.prefix),
        }
    }

    /// Whether it asks for anything at all.
    pub fn is_empty(&self) -> bool {
        self.q.trim().is_empty() && !self.has_filters()
    }

    /// Whether it is narrowed to anything.
    pub fn has_filters(&self) -> bool {
        self.filters() != Filters::default()
    }

    /// The value of a filter as a URL has it; empty where it is not set.
    pub fn value(&self, filter: Filter) -> String {
        match filter {
            Filter::Product => self.product.clone(),
            Filter::IssueType => self.kind.clone(),
            Filter::Year => self.year.map(|year| year.to_string()).unwrap_or_default(),
            Filter::Section => self.section.map(Role::word).unwrap_or_default().to_owned(),
            Filter::Prefix => self.prefix.clone(),
        }
    }

    /// The first page of the same search without a filter.
    pub fn without(&self, filter: Filter) -> Self {
        let mut form = self.with_query(&self.q);
        match filter {
            Filter::Product => form.product.clear(),
            Filter::IssueType => form.kind.clear(),
            Filter::Year => form.year = None,
            Filter::Section => form.section = None,
            Filter::Prefix => form.prefix.clear(),
        }
        form
    }

    /// The first page of the same search without any filter.
    pub fn without_filters(&self) -> Self {
        let all = Filter::ALL.into_iter();
        all.fold(self.clone(), |form, filter| form.without(filter))
    }

    /// The first page of the same search for something else.
    pub fn with_query(&self, query: &str) -> Self {
        Self {
            q: query.to_owned(),
            page: None,
            ..self.clone()
        }
    }

    /// The same search with no slip corrected and no other name looked for.
    pub fn as_typed(&self) -> Self {
        Self {
            is_exact: true,
            ..self.clone()
        }
    }

    /// The address of a page of this search.
    pub fn address(&self, paths: &Paths, page: usize) -> String {
        let page = match page {
            0 | 1 => String::new(),
            page => page.to_string(),
        };
        let exact = if self.is_exact { "1" } else { "" };
        let filters = Filter::ALL.map(|filter| (parameter(filter), self.value(filter)));
        let mut pairs = vec![("q", self.q.as_str())];
        pairs.extend(filters.iter().map(|(name, value)| (*name, value.as_str())));
        pairs.extend([("page", page.as_str()), ("exact", exact), ("go", "0")]);
        paths.search_for(&pairs)
    }

    /// The filters as they go into the search log.
    pub fn logged_filters(&self) -> String {
        let filters = Filter::ALL.map(|filter| (parameter(filter), self.value(filter)));
        let pairs = filters.iter().map(|(name, value)| (*name, value.as_str()));
        paths::query(&pairs.collect::<Vec<_>>())
    }
}

/// The URL's parameter of a filter.
pub fn parameter(filter: Filter) -> &'static str {
    match filter {
        Filter::Product => "product",
        Filter::IssueType => "type",
        Filter::Year => "year",
        Filter::Section => "section",
        Filter::Prefix => "prefix",
    }
}

fn number<'de, T: std::str::FromStr, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Ok(String::deserialize(from)?.parse().ok())
}

fn section<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Role>, D::Error> {
    let word = String::deserialize(from)?;
    Ok(Role::ALL.into_iter().find(|role| role.word() == word))
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
