//! A step of a walk as its page shows it: texts written as HTML, links spelled out, passages looked up.

mod parts;
mod source;
mod step;
mod words;
mod write;

pub use source::{Passage, Source};
pub use step::{GuidePage, StepView};

#[cfg(test)]
mod tests;
