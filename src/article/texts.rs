//! An article as plain text, part by part, with the events and codes that each part mentions. This
//! is done once, for everything that is derived from the article.

use serde::{Deserialize, Serialize};

use super::{Article, Section};
use crate::{
    evidence::{CodeMention, EventMention, codes, events},
    markup,
};

/// The plain texts of an article; a pure function of it.
#[derive(Debug)]
pub struct ArticleTexts {
    /// Its title.
    pub title: PartText,
    /// Its description.
    pub description: PartText,
    /// Its sections, in order.
    pub sections: Vec<PartText>,
}

/// A title, a description or a section.
#[derive(Debug, Default)]
pub struct PartText {
    /// Plain text; that of a section begins with its heading, on a line of its own.
    pub plain: String,
    /// The events and codes that it mentions.
    pub mentions: Mentions,
    /// Where the text under the heading begins, in bytes.
    pub start: usize,
}

/// The events and codes that a text mentions.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Mentions {
    /// Events, in order.
    pub events: Vec<EventMention>,
    /// Codes, in order.
    pub codes: Vec<CodeMention>,
}

impl ArticleTexts {
    /// Extracts the texts of an article, and finds what they mention.
    pub fn of(article: &Article) -> Self {
        let search = |text: PartText| {
            let (events, codes) = (events(&text.plain), codes(&text.plain));
            let mentions = Mentions { events, codes };
            PartText { mentions, ..text }
        };
        let sections = article.sections.iter().map(PartText::of_section);
        Self {
            title: search(PartText::whole(&article.title)),
            description: search(PartText::whole(&article.meta.description)),
            sections: sections.map(search).collect(),
        }
    }

    /// The texts of an article whose [`ArticleTexts::mentions`] are known; `None` if these are of
    /// another article.
    pub fn with(article: &Article, mentions: Vec<Mentions>) -> Option<Self> {
        let mut mentions = mentions.into_iter();
        let mut known = |text: PartText| {
            let mentions = mentions.next()?;
            Some(PartText { mentions, ..text })
        };
        let title = known(PartText::whole(&article.title))?;
        let description = known(PartText::whole(&article.meta.description))?;
        let sections = article.sections.iter();
        let sections = sections.map(|section| known(PartText::of_section(section)));
        let sections = sections.collect::<Option<_>>()?;
        Some(Self {
            title,
            description,
            sections,
        })
    }

    /// The mentions of the title, the description and the sections.
    pub fn mentions(&self) -> Vec<&Mentions> {
        let texts = [&self.title, &self.description]
            .into_iter()
            .chain(&self.sections);
        texts.map(|text| &text.mentions).collect()
    }
}

impl PartText {
    fn whole(text: &str) -> Self {
        Self {
            plain: text.to_owned(),
            ..Self::default()
        }
    }

    fn of_section(section: &Section) -> Self {
        let mut text = section.heading.clone();
        text.push('\n');
        let start = text.len();
        markup::text::write_to(&section.blocks, &mut text);
        Self {
            plain: text,
            start,
            ..Self::default()
        }
    }

    /// The text under the heading; all of a title or description.
    pub fn body(&self) -> &str {
        self.plain.get(self.start..).unwrap_or_default()
    }
}
