//! A request to search.

use crate::article::Role;

/// A search.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// What the person typed; only the first 512 bytes and 32 words of a longer text are read.
    pub query: &'a str,
    /// The filters of the results.
    pub filters: Filters<'a>,
    /// Which page, from 1; 0 counts as 1.
    pub page: usize,
    /// Results per page, at most 100; 0 means ten.
    pub limit: usize,
    /// Whether the query is the text of a message or a log, which was not written as a query and
    /// has no operators.
    pub is_text: bool,
    /// Whether the words are looked for exactly as typed: no spelling is corrected, and no other
    /// name counts.
    pub as_typed: bool,
    /// The order of the results.
    pub sort: Sort,
}

/// An order of results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best match first.
    #[default]
    Best,
    /// The latest change first; articles without a date come last.
    Newest,
    /// By title.
    Title,
}

impl Sort {
    /// All orders, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Best, Self::Newest, Self::Title];

    /// The word for it in addresses and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Newest => "newest",
            Self::Title => "title",
        }
    }

    /// The order that a word means.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.word() == word)
    }
}

/// The filters of a search; `None` filters nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filters<'a> {
    /// The [`slug`](crate::library::slug) of a product.
    pub product: Option<&'a str>,
    /// `kbprb`, in any letter case. What a title calls the article (`PRB:`) and how the issue was
    /// solved (`kbfix`) are types, too.
    pub issue_type: Option<&'a str>,
    /// Year of the last change.
    pub year: Option<u16>,
    /// Only words and evidence in sections of this role count.
    pub section: Option<Role>,
    /// The word before the colon at the beginning of the title, in upper case.
    pub prefix: Option<&'a str>,
    /// A tag, in any letter case.
    pub tag: Option<&'a str>,
    /// The path of a folder, or its end; articles in its subfolders count, too.
    pub folder: Option<&'a str>,
    /// The tag of a language.
    pub language: Option<&'a str>,
}

/// A filter of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKind {
    /// By product.
    Product,
    /// By issue type.
    IssueType,
    /// By year.
    Year,
    /// By section.
    Section,
    /// By category, the prefix of the title.
    Prefix,
    /// By tag.
    Tag,
    /// By folder.
    Folder,
    /// By language.
    Language,
}

impl FilterKind {
    /// All filters, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Product,
        Self::IssueType,
        Self::Year,
        Self::Prefix,
        Self::Tag,
        Self::Folder,
        Self::Language,
        Self::Section,
    ];

    /// Whether it is set.
    pub fn is_set(self, filters: &Filters<'_>) -> bool {
        match self {
            Self::Product => filters.product.is_some(),
            Self::IssueType => filters.issue_type.is_some(),
            Self::Year => filters.year.is_some(),
            Self::Section => filters.section.is_some(),
            Self::Prefix => filters.prefix.is_some(),
            Self::Tag => filters.tag.is_some(),
            Self::Folder => filters.folder.is_some(),
            Self::Language => filters.language.is_some(),
        }
    }

    /// The filters without this one.
    pub fn clear(self, mut filters: Filters<'_>) -> Filters<'_> {
        match self {
            Self::Product => filters.product = None,
            Self::IssueType => filters.issue_type = None,
            Self::Year => filters.year = None,
            Self::Section => filters.section = None,
            Self::Prefix => filters.prefix = None,
            Self::Tag => filters.tag = None,
            Self::Folder => filters.folder = None,
            Self::Language => filters.language = None,
        }
        filters
    }
}
