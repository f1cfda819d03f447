//! Makes guides from what people already have: a spreadsheet table, a flowchart, an article.
//!
//! Each is read into an [`Outline`], which is written as a guide's file. Every line of that file
//! knows where it came from, so that problems are reported in terms of the table or the chart.

mod chart;
mod draft_of_article;
mod escaped;
mod file;
mod outline;
mod scenarios;
mod table;

pub use chart::read_chart;
pub use draft_of_article::{ArticleParts, outline_of_article};
pub use escaped::quoted;
pub use file::{GuideFile, write_guide};
pub use outline::{Outline, OutlineEvent};
pub use table::read_table;

#[cfg(test)]
mod tests;
