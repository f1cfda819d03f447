//! The fields of the index.
//!
//! All words of an article are in one field, `text`, one part after another with a gap between, so
//! that a phrase never crosses from one part to the next; the column `layout` says where each part
//! begins. A single list of positions per word is then enough to know how often it is in the title,
//! the symptoms or the cause, and how near to the other words.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use super::positioned::TOKENIZER;

/// The fields of the index.
#[derive(Clone, Copy)]
pub struct Fields {
    /// The article's ID.
    pub id: Field,
    /// All its words, with positions.
    pub text: Field,
    /// The words of its titles, own and cited, and its keywords, for finding candidates.
    pub titles_and_keywords: Field,
    /// Its words as written, in lower case, for correcting typos.
    pub spelling: Field,
    /// Its events and codes; the position says where each is, see
    /// [`KeyPlace`](super::part::KeyPlace).
    pub evidence: Field,
    /// Slugs of its products.
    pub product: Field,
    /// Its types in lower case.
    pub issue_type: Field,
    /// The year of its last change.
    pub year: Field,
    /// The prefix of its title.
    pub prefix: Field,
    /// Its tags in lower case.
    pub tag: Field,
    /// The folders that it is in, each as its path in the layer.
    pub folder: Field,
    /// The tag of its language.
    pub language: Field,
    /// The article as it is shown, in packed form.
    pub article: Field,
    /// The first title by which another article cites it.
    pub cited: Field,
    /// Its source.
    pub source: Field,
    /// The number of its format.
    pub format: Field,
    /// Where its parts begin.
    pub layout: Field,
    /// The bytes of its ID as numbers, to break ties.
    pub id_order: Field,
    /// How many different events it mentions.
    pub event_count: Field,
    /// The day of its last change, for sorting.
    pub date: Field,
    /// Its title, for sorting.
    pub title_order: Field,
}

/// Names of the columns that are read by name.
pub const LAYOUT: &str = "layout";
pub const ID_ORDER: &str = "order";
pub const EVENT_COUNT: &str = "events";
pub const PRODUCT: &str = "product";
pub const ISSUE_TYPE: &str = "issue_type";
pub const YEAR: &str = "year";
pub const PREFIX: &str = "prefix";
pub const TAG: &str = "tag";
pub const FOLDER: &str = "folder";
pub const LANGUAGE: &str = "language";
pub const DATE: &str = "date";
pub const TITLE_ORDER: &str = "title_order";

impl Fields {
    /// The schema and its fields.
    pub fn schema() -> (Schema, Self) {
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
                indexed(TOKENIZER, IndexRecordOption::WithFreqsAndPositions, true),
            ),
            titles_and_keywords: schema.add_text_field(
                "title",
                indexed(TOKENIZER, IndexRecordOption::WithFreqs, true),
            ),
            spelling: schema.add_text_field(
                "spelling",
                indexed(TOKENIZER, IndexRecordOption::Basic, false),
            ),
            evidence: schema.add_text_field(
                "evidence",
                indexed(TOKENIZER, IndexRecordOption::WithFreqsAndPositions, false),
            ),
            product: schema.add_text_field(PRODUCT, label()),
            issue_type: schema.add_text_field(ISSUE_TYPE, label()),
            year: schema.add_u64_field(YEAR, INDEXED | FAST),
            prefix: schema.add_text_field(PREFIX, label()),
            tag: schema.add_text_field(TAG, label()),
            folder: schema.add_text_field(FOLDER, label()),
            language: schema.add_text_field(LANGUAGE, label()),
            article: schema.add_text_field("article", STORED),
            cited: schema.add_text_field("cited", STORED),
            source: schema.add_bytes_field("source", STORED),
            format: schema.add_u64_field("format", STORED),
            layout: schema.add_u64_field(LAYOUT, FAST),
            id_order: schema.add_u64_field(ID_ORDER, FAST),
            event_count: schema.add_u64_field(EVENT_COUNT, FAST),
            date: schema.add_u64_field(DATE, FAST),
            title_order: schema.add_text_field(TITLE_ORDER, TextOptions::default().set_fast("raw")),
        };
        (schema.build(), fields)
    }
}
