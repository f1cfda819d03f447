//! Operators: what an article must be or have, written as `name:value`.

use std::fmt;

use crate::{
    article::Role,
    evidence::{ArticleId, Code, codes, fold_source, query_article_id},
    language::Language,
    search::index::{prefix_named, tag_named, type_named, type_word},
};

/// A condition on an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// It mentions an event with this ID; if sources are given, too, from one of them.
    Event(u32),
    /// It mentions an event from this source, in any spelling or in part.
    Source(String),
    /// It mentions this error code, in any spelling and reading.
    Code(String),
    /// It is about a product with these words in its name.
    Product(String),
    /// The words of the query are in a section of this role.
    Section(Role),
    /// It is of this type, in the archive's spelling: `kbbug`.
    Type(String),
    /// It was last changed in one of these years.
    Year(Years),
    /// Its title begins with this word and a colon.
    Prefix(String),
    /// It has this tag, in lower case.
    Tag(String),
    /// It is in a folder with this name, or whose path ends with it.
    Folder(String),
    /// It is in this language.
    Language(Language),
    /// It is this article.
    Id(ArticleId),
}

/// The years from one to another, including both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// The first.
    pub from: u16,
    /// The last.
    pub to: u16,
}

/// Stands for no first year, and for no last one.
const FIRST_YEAR: u16 = 1000;
const LAST_YEAR: u16 = 9999;

/// An operator of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The condition.
    pub condition: Condition,
    /// Whether articles that fulfill it are left out.
    pub excludes: bool,
}

impl Condition {
    /// Reads `name` and `value`; `None` if they have no meaning as an operator, and so are words.
    ///
    /// Names are in lower case: with a capital (`Source:`, `ID:`), they are labels from an event
    /// log.
    pub(super) fn read(name: &str, value: &str) -> Option<Self> {
        let value = value.trim().trim_end_matches(['.', ',', ';']).trim_end();
        let text = || Some(value.to_owned()).filter(|text| text.chars().any(char::is_alphanumeric));
        match name {
            "event" => digits(value, 1..=10)?.parse().ok().map(Self::Event),
            "source" => text().map(Self::Source),
            "code" => Some(Self::Code(value.to_owned())).filter(|_| !readings(value).is_empty()),
            "product" => text().map(Self::Product),
            "section" => section_named(value).map(Self::Section),
            "type" => type_named(value).map(Self::Type),
            "year" => Years::read(value).map(Self::Year),
            // `prefix` is an older name of `category`.
            "category" | "prefix" => prefix_named(value.trim_end_matches(':')).map(Self::Prefix),
            "tag" => text().map(|tag| Self::Tag(tag_named(&tag))),
            "in" => text().map(|path| Self::Folder(path.trim_matches('/').to_owned())),
            "lang" => Language::of_tag(value).map(Self::Language),
            // Up to five digits alone may also be an event ID.
            "id" if digits(value, 0..=5).is_none() => id_named(value).map(Self::Id),
            _ => None,
        }
    }

    /// The names of all operators.
    pub const NAMES: [&str; 12] = [
        "event", "source", "code", "product", "section", "type", "year", "category", "tag", "in",
        "lang", "id",
    ];

    /// The operator's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Event(_) => "event",
            Self::Source(_) => "source",
            Self::Code(_) => "code",
            Self::Product(_) => "product",
            Self::Section(_) => "section",
            Self::Type(_) => "type",
            Self::Year(_) => "year",
            Self::Prefix(_) => "category",
            Self::Tag(_) => "tag",
            Self::Folder(_) => "in",
            Self::Language(_) => "lang",
            Self::Id(_) => "id",
        }
    }

    /// The value, without quotes.
    pub fn value(&self) -> String {
        match self {
            Self::Event(id) => id.to_string(),
            Self::Source(text) | Self::Code(text) | Self::Product(text) => text.clone(),
            Self::Type(text) | Self::Prefix(text) | Self::Tag(text) | Self::Folder(text) => {
                text.clone()
            }
            Self::Section(role) => role.word().to_owned(),
            Self::Year(years) => years.to_string(),
            Self::Language(language) => language.tag().to_owned(),
            Self::Id(id) => id.to_string(),
        }
    }

    /// Whether it can exclude articles; a section is only a part of one.
    pub(super) fn can_exclude(&self) -> bool {
        !matches!(self, Self::Section(_))
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = if self.excludes { "-" } else { "" };
        let name = self.condition.name();
        let value = match &self.condition {
            Condition::Type(kind) => type_word(kind).to_owned(),
            condition => condition.value(),
        };
        let quote = if value.contains(char::is_whitespace) {
            "\""
        } else {
            ""
        };
        write!(f, "{minus}{name}:{quote}{value}{quote}")
    }
}

impl Years {
    fn read(value: &str) -> Option<Self> {
        let year = |text: &str| digits(text, 4..=4)?.parse::<u16>().ok();
        let year = |text: &str| year(text).filter(|year| *year >= FIRST_YEAR);
        let (from, to) = if let Some(text) = value.strip_prefix(">=") {
            (year(text)?, LAST_YEAR)
        } else if let Some(text) = value.strip_prefix("<=") {
            (FIRST_YEAR, year(text)?)
        } else if let Some(text) = value.strip_prefix('>') {
            (year(text)? + 1, LAST_YEAR)
        } else if let Some(text) = value.strip_prefix('<') {
            (FIRST_YEAR, year(text)? - 1)
        } else if let Some((from, to)) = value.split_once("..") {
            (year(from)?, year(to)?)
        } else {
            (year(value)?, year(value)?)
        };
        let (from, to) = (from.min(to), from.max(to));
        (from >= FIRST_YEAR && to <= LAST_YEAR).then_some(Self { from, to })
    }
}

impl fmt::Display for Years {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (from, to) if from == to => write!(f, "{from}"),
            (from, LAST_YEAR) => write!(f, ">={from}"),
            (FIRST_YEAR, to) => write!(f, "<={to}"),
            (from, to) => write!(f, "{from}..{to}"),
        }
    }
}

/// All readings of a code as it is typed, the likeliest first.
pub fn readings(value: &str) -> Vec<Code> {
    let found = codes(value);
    let found = if found.is_empty() {
        // A bare `1e` or `c2` is a stop code or nothing.
        codes(&format!("stop {value}"))
    } else {
        found
    };
    let mut readings: Vec<Code> = Vec::new();
    for code in found.into_iter().flat_map(|mention| mention.readings) {
        if !readings.contains(&code) {
            readings.push(code);
        }
    }
    readings
}

/// The ID in a value; a mere word is not one.
fn id_named(value: &str) -> Option<ArticleId> {
    let is_name = |text: &&str| text.contains(|c: char| c.is_ascii_digit() || c == '/');
    let other = || ArticleId::of_path(Some(value).filter(is_name)?);
    query_article_id(value).or_else(other)
}

fn section_named(value: &str) -> Option<Role> {
    let word = value.to_lowercase().replace([' ', '_'], "-");
    let spelled = Role::ALL.into_iter().find(|role| role.word() == word);
    spelled.or_else(|| Some(Role::of_heading(value)).filter(|role| *role != Role::Other))
}

/// The value if it consists of digits, as many as `count` allows.
fn digits(value: &str, count: std::ops::RangeInclusive<usize>) -> Option<&str> {
    Some(value)
        .filter(|value| count.contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit()))
}

/// The words of a source as they are matched: folded, and as written.
pub fn source_words(source: &str) -> impl Iterator<Item = (String, &str)> {
    let words = source.split_whitespace();
    words
        .map(|word| (fold_source(word), word))
        .filter(|(folded, _)| !folded.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_or_are_words() {
        for (name, value, spelled) in [
            ("event", "68", "event:68"),
            ("event", "068,", "event:68"),
            ("event", "abc", ""),
            ("event", "99999999999", ""),
            ("source", "MSExchangeCCMC", "source:MSExchangeCCMC"),
            (
                "source",
                "Service Control Manager",
                "source:\"Service Control Manager\"",
            ),
            ("source", "-", ""),
            ("code", "0x1e", "code:0x1e"),
            ("code", "1e", "code:1e"),
            ("code", "-1018", "code:-1018"),
            ("code", "e_fail", "code:e_fail"),
            ("code", "nothing", ""),
            ("product", "exchange", "product:exchange"),
            ("product", " ", ""),
            ("section", "cause", "section:cause"),
            ("section", "More Information", "section:more-information"),
            ("section", "nowhere", ""),
            ("type", "Bug", "type:bug"),
            ("type", "kbother", "type:kbother"),
            ("type", "error", ""),
            ("year", "1999", "year:1999"),
            ("year", "1999..1997", "year:1997..1999"),
            ("year", ">1998", "year:>=1999"),
            ("year", "<=1998", "year:<=1998"),
            ("year", "<1000", ""),
            ("year", "99", ""),
            ("year", "", ""),
            ("category", "xadm", "category:XADM"),
            ("prefix", "XADM:", "category:XADM"),
            ("category", "?", ""),
            ("tag", "VPN  client", "tag:\"vpn client\""),
            ("tag", "-", ""),
            ("in", "/net/vpn/", "in:net/vpn"),
            ("in", "", ""),
            ("id", "q168465", "id:Q168465"),
            ("id", "KB168465", "id:Q168465"),
            ("id", "168465", "id:Q168465"),
            ("id", "16846", ""),
            ("id", "VPN-012", "id:VPN-012"),
            ("foo", "bar", ""),
            ("Source", "MSExchangeCCMC", ""),
        ] {
            let read = Condition::read(name, value).map(|condition| Operator {
                condition,
                excludes: false,
            });
            let named = read.as_ref().map(|operator| operator.condition.name());
            let asked = if name == "prefix" { "category" } else { name };
            assert!(named.is_none_or(|own| own == asked && Condition::NAMES.contains(&own)));
            let got = read.map(|operator| operator.to_string());
            assert_eq!(got.unwrap_or_default(), spelled, "{name}:{value}");
        }
    }
}
