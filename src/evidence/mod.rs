//! The exact things that a text mentions: article ids, events, error codes.
//!
//! The same functions read articles when they are indexed, queries, and pasted events, so that all
//! of them meet on the same keys. Everything here is pure and uses no other module of the crate.

mod article_id;
mod code;
mod event;
mod label;

pub use article_id::{ArticleId, article_ids, own_ids, query_article_id};
pub use code::{
    Code, CodeMention, CodeReading, Family, Known, Parts, SpelledThing, codes, readings,
    spelled_codes,
};
pub use event::{
    EventMention, EventRecord, events, fold_source, quoted_among, quoted_events, shown_id,
};

pub use label::{is_code_label, is_event_label, is_label};

#[cfg(test)]
mod examples;
