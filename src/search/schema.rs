//! What the index keeps of an article.
//!
//! All words of an article stand in one field, `text`, one part after the other with a gap between, so
//! that a phrase never runs over the end of a part; the column `layout` says where each part begins.
//! One list of places a word is then enough to know how often it stands in the title, the symptoms or
//! the cause, and how near to the other words.

use std::cmp::Ordering;

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use super::placed::NAME;
use crate::article::Role;

/// Positions left free between two parts of an article.
pub(super) const GAP: u32 = 64;

/// The most parts of an article that are told apart; what follows counts to the last.
pub(super) const MAX_PARTS: usize = 64;

/// A part of an article as the ranking sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Its title.
    Title,
    /// A title under which another article cites it.
    Cited,
    /// Its `Additional query words` and keywords.
    QueryWords,
    /// A section.
    Section(Role),
    /// Nothing: where the last part ends.
    End,
}

impl Part {
    /// As a small number: sections from 3, in the order of [`Role::ALL`].
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Title => 0,
            Self::Cited => 1,
            Self::QueryWords => 2,
            Self::Section(role) => {
                let at = Role::ALL
                    .iter()
                    .position(|other| *other == role)
                    .unwrap_or(0);
                3 + u8::try_from(at).unwrap_or(0)
            }
            Self::End => u8::MAX,
        }
    }

    /// The part of a code.
    pub(super) fn of_code(code: u8) -> Self {
        match code {
            0 => Self::Title,
            1 => Self::Cited,
            2 => Self::QueryWords,
            _ => Role::ALL
                .get(usize::from(code) - 3)
                .map_or(Self::End, |role| Self::Section(*role)),
        }
    }

    /// A value of the column `layout`.
    pub(super) fn layout(self, start: u32) -> u64 {
        u64::from(start) << 8 | u64::from(self.code())
    }

    /// The part and its first position, from a value of the column `layout`.
    pub(super) fn of_layout(value: u64) -> (Self, u32) {
        let code = u8::try_from(value & 0xff).unwrap_or(u8::MAX);
        (
            Self::of_code(code),
            u32::try_from(value >> 8).unwrap_or(u32::MAX),
        )
    }
}

/// Where in an article a key of the field `evidence` stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The part.
    pub part: Part,
    /// Whether a quoted record of an event log has it there, rather than running text.
    pub in_record: bool,
}

/// Marks positions of keys that quoted records have.
const IN_RECORD: u8 = 0x40;

impl Place {
    /// As the position of the key.
    pub(super) fn position(self) -> u32 {
        let mark = if self.in_record { IN_RECORD } else { 0 };
        u32::from(self.part.code() | mark)
    }

    /// The place that a position stands for.
    pub(super) fn of_position(position: u32) -> Self {
        let code = u8::try_from(position).unwrap_or(u8::MAX);
        Self {
            part: Part::of_code(code & !IN_RECORD),
            in_record: code & IN_RECORD != 0,
        }
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        self.position().cmp(&other.position())
    }
}

/// The fields of the index.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// The article's id.
    pub id: Field,
    /// All its words, with places.
    pub text: Field,
    /// The words of its titles, own and cited, and its query words, to find candidates by.
    pub title: Field,
    /// Its words as written, in lower case, to correct slips by.
    pub spelling: Field,
    /// Its events and codes; their positions say where they stand, see [`Place`].
    pub evidence: Field,
    /// Slugs of its products.
    pub product: Field,
    /// Its types in lower case.
    pub issue_type: Field,
    /// The year of its last change.
    pub year: Field,
    /// The prefix of its title.
    pub prefix: Field,
    /// The article as it is shown, packed.
    pub article: Field,
    /// The first title under which another article cites it.
    pub cited: Field,
    /// Its source.
    pub source: Field,
    /// The number of its format.
    pub format: Field,
    /// Where its parts begin.
    pub layout: Field,
    /// The bytes of its id as numbers, to break ties.
    pub order: Field,
    /// How many different events it names.
    pub events: Field,
}

/// Names of the columns that are read by name.
pub(super) const LAYOUT: &str = "layout";
pub(super) const ORDER: &str = "order";
pub(super) const EVENTS: &str = "events";
pub(super) const PRODUCT: &str = "product";
pub(super) const ISSUE_TYPE: &str = "issue_type";
pub(super) const YEAR: &str = "year";
pub(super) const PREFIX: &str = "prefix";

impl Fields {
    /// The schema and its fields.
    pub(super) fn schema() -> (Schema, Self) {
        let indexed = |tokenizer, record, norms| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer(tokenizer)
                    .set_index_option(record)
                    .set_fieldnorms(norms),
            )
        };
        let label = || indexed("raw", IndexRecordOption::Basic, false).set_fast("raw");
        let mut schema = Schema::builder();
        let fields = Self {
            id: schema.add_text_field("id", STRING),
            text: schema.add_text_field(
                "text",
                indexed(NAME, IndexRecordOption::WithFreqsAndPositions, true),
            ),
            title: schema
                .add_text_field("title", indexed(NAME, IndexRecordOption::WithFreqs, true)),
            spelling: schema
                .add_text_field("spelling", indexed(NAME, IndexRecordOption::Basic, false)),
            evidence: schema.add_text_field(
                "evidence",
                indexed(NAME, IndexRecordOption::WithFreqsAndPositions, false),
            ),
            product: schema.add_text_field(PRODUCT, label()),
            issue_type: schema.add_text_field(ISSUE_TYPE, label()),
            year: schema.add_u64_field(YEAR, INDEXED | FAST),
            prefix: schema.add_text_field(PREFIX, label()),
            article: schema.add_text_field("article", STORED),
            cited: schema.add_text_field("cited", STORED),
            source: schema.add_bytes_field("source", STORED),
            format: schema.add_u64_field("format", STORED),
            layout: schema.add_u64_field(LAYOUT, FAST),
            order: schema.add_u64_field(ORDER, FAST),
            events: schema.add_u64_field(EVENTS, FAST),
        };
        (schema.build(), fields)
    }
}
