//! A step of a guide as its page shows it: texts as HTML, links, and cited passages.

mod parts;
mod source;
mod step;
mod words;
mod write;

pub use source::{Passage, Source};
pub use step::{GuidePage, StepView};

#[cfg(test)]
mod tests;
