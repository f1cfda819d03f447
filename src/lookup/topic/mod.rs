//! Topics: the things that a text may mean, each with its articles and guides.

mod article;
mod code;
mod event;
mod types;

pub(super) use article::article;
pub(super) use code::codes;
pub(super) use event::events;
pub use types::{EventSource, Mention, Subject, Topic, TopicArticle};
