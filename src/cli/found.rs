//! Prints what a text mentions and the guides for it.

use anyhow::Result;
use serde::Serialize;

use super::terminal;
use crate::{
    library::Library,
    lookup::{GuideMatch, GuideStart, Subject, Topic},
    wording,
};

/// A guide, with everything already known as answers.
#[derive(Serialize)]
pub struct GuideJson<'a> {
    id: &'a str,
    title: &'a str,
    /// The answers, by question.
    answers: Vec<(String, String)>,
}

impl<'a> GuideJson<'a> {
    /// A guide that starts from an event, a code or an article in the text.
    pub fn started(start: &GuideStart<'a>) -> Self {
        Self {
            id: &start.guide.id,
            title: &start.guide.title,
            answers: start.answers(),
        }
    }

    /// A guide that matches by its words.
    pub fn matched(found: &GuideMatch<'a>) -> Self {
        Self {
            id: &found.guide.id,
            title: &found.guide.title,
            answers: found.answers.clone(),
        }
    }

    /// Prints it on one line, with its answers on another.
    pub fn print(&self) -> Result<()> {
        terminal::line(format_args!("  Guide: {} ({})", self.title, self.id))?;
        if !self.answers.is_empty() {
            let answers = self.answers.iter();
            let pairs: Vec<String> = answers
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            terminal::line(format_args!("      already answered: {}", pairs.join(", ")))?;
        }
        Ok(())
    }
}

/// Prints a topic with the first of its articles.
pub fn print_topic(topic: &Topic<'_>, library: &Library) -> Result<()> {
    let name = wording::subject(&topic.subject);
    let articles = wording::counted(topic.total, "article");
    match (wording::nothing_known(topic).as_str(), &topic.subject) {
        ("", _) => terminal::line(format_args!("{name}: {articles}"))?,
        // Only the sentence about a code doesn't name the code.
        (nothing, Subject::Code(..)) => terminal::line(format_args!("{name}: {nothing}"))?,
        (nothing, _) => terminal::line(nothing)?,
    }
    for article in &topic.articles {
        let title = library.get(&article.id).map_or("", |entry| &entry.title);
        terminal::line(format_args!("  {}  {title}", article.id))?;
    }
    Ok(())
}
