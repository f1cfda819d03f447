//! A step of a guide as its page shows it: texts as HTML, links, and cited passages.

mod guide_links;
mod parts;
mod passages;
mod step;
mod step_writer;
mod words;

pub use guide_links::{GuideLinks, KnownArticle, Passage};
pub use step::{GuidePage, StepView};

#[cfg(test)]
mod tests;
