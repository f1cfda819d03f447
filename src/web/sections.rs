//! The sections of an article on a page, and their names.

use std::{borrow::Cow, collections::HashSet};

use super::{links::PageLinks, safe_html::SafeHtml};
use crate::{
    article::{Role, Section},
    budget::{Budget, OutOfTime},
    markup::{Block, Inline, heading_name},
};

/// A section as it is shown on a page.
pub struct SectionView {
    /// Its heading in modern spelling: `More information`.
    pub heading: String,
    /// Its text.
    pub html: SafeHtml,
}

impl SectionView {
    /// Writes a section with its links.
    ///
    /// # Errors
    ///
    /// If the budget is spent before it begins.
    pub fn new(
        section: &Section,
        links: &PageLinks<'_>,
        budget: Budget,
    ) -> Result<Self, OutOfTime> {
        budget.check()?;
        let (_, blocks) = names_apart(section);
        Ok(Self {
            heading: sentence_case(&section.heading),
            html: SafeHtml::blocks(&blocks, links),
        })
    }
}

/// The names in links at the beginning of a section, which belong to its heading, and its blocks
/// without them.
fn names_apart(section: &Section) -> (Vec<String>, Cow<'_, [Block]>) {
    let whole = (Vec::new(), Cow::Borrowed(section.blocks.as_slice()));
    let Some((Block::Paragraph { text }, rest)) = section.blocks.split_first() else {
        return whole;
    };
    let names = text.iter().map_while(|inline| match inline {
        Inline::Anchor { name } => Some(name.clone()),
        _ => None,
    });
    let names: Vec<String> = names.collect();
    if names.is_empty() || section.heading.is_empty() {
        return whole;
    }
    let text = text.get(names.len()..).unwrap_or_default().to_vec();
    let first = (!text.is_empty()).then_some(Block::Paragraph { text });
    (
        names,
        first.into_iter().chain(rest.iter().cloned()).collect(),
    )
}

/// Removes the names in links from the beginning of a section's text, and returns them.
pub fn take_names(section: &mut Section) -> Vec<String> {
    let (names, blocks) = names_apart(section);
    if let Cow::Owned(blocks) = blocks {
        section.blocks = blocks;
    }
    names
}

/// The most sections with the same words that are distinguished.
const SAME_WORDS: usize = 20;

/// Gives sections further names in links: those that their headings have in other programs, each
/// once.
pub fn name_in_links(sections: &[Section], names: &mut [Vec<String>]) {
    let mut taken: HashSet<String> = sections.iter().map(|one| one.anchor.clone()).collect();
    for block in sections.iter().flat_map(|section| &section.blocks) {
        if let Block::Heading { anchor, .. } = block {
            taken.insert(anchor.clone());
        }
    }
    for (section, names) in sections.iter().zip(names) {
        names.retain(|name| taken.insert(name.clone()));
        let name = heading_name(&section.heading);
        if name.is_empty() || section.anchor == name {
            continue;
        }
        // If several have the same words, all but the first get a number.
        let numbered = (1..=SAME_WORDS).map(|number| format!("{name}-{number}"));
        let mut others = std::iter::once(name.clone()).chain(numbered);
        if let Some(free) = others.find(|name| taken.insert(name.clone())) {
            names.push(free);
        }
    }
}

/// What people call a section with this role (`More information`); empty if the role has no name.
pub fn section_name(role: Role) -> String {
    match role {
        Role::Body | Role::Other => String::new(),
        role => sentence_case(&role.word().replace('-', " ").to_uppercase()),
    }
}

/// `MORE INFORMATION` as `More information`; a heading in mixed case stays.
pub fn sentence_case(heading: &str) -> String {
    if heading.chars().any(char::is_lowercase) {
        return heading.to_owned();
    }
    let mut chars = heading.chars();
    chars.next().map_or_else(String::new, |first| {
        first
            .to_uppercase()
            .chain(chars.flat_map(char::to_lowercase))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shouted_headings_are_calmed() {
        for (heading, expect) in [
            ("MORE INFORMATION", "More information"),
            ("Method 1", "Method 1"),
            ("", ""),
        ] {
            assert_eq!(sentence_case(heading), expect);
        }
    }

    #[test]
    fn names_move_to_the_heading() {
        let anchor = || Inline::Anchor {
            name: "own".to_owned(),
        };
        let paragraph = |text| Block::Paragraph { text };
        let text = || Inline::text("a");
        for (heading, first, names, blocks) in [
            (
                "Fix",
                vec![anchor(), text()],
                1,
                vec![paragraph(vec![text()])],
            ),
            ("Fix", vec![anchor()], 1, vec![]),
            ("Fix", vec![text()], 0, vec![paragraph(vec![text()])]),
            ("", vec![anchor()], 0, vec![paragraph(vec![anchor()])]),
        ] {
            let section = Section {
                role: Role::Other,
                anchor: "fix".to_owned(),
                heading: heading.to_owned(),
                blocks: vec![paragraph(first)],
            };
            let (found, rest) = names_apart(&section);
            assert_eq!((found.len(), rest.as_ref()), (names, blocks.as_slice()));
        }
    }
}
