//! Our own article format: Markdown with YAML front matter, in which any article can be written.

mod front_matter;
mod reader;
mod report;
#[cfg(test)]
mod tests;
mod yaml;

pub(super) use reader::{WORD, read, recognises};
