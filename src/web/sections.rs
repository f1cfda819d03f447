//! The sections of an article on a page, and their names.

use std::collections::HashSet;

use super::{links::PageLinks, safe_html::SafeHtml};
use crate::{
    article::{Role, Section},
    budget::{Budget, OutOfTime},
    markup::heading_name,
};

/// A section ready for a page.
pub struct SectionView {
    /// Its anchor.
    pub anchor: String,
    /// Another name of it in links, made of its heading as other programs make it; `None` where it
    /// has none of its own.
    pub link_name: Option<String>,
    /// Its heading as people write it now: `More information`.
    pub heading: String,
    /// Its text.
    pub html: SafeHtml,
}

impl SectionView {
    /// Writes a section with its links.
    ///
    /// # Errors
    ///
    /// Where the budget is spent before it begins.
    pub fn new(
        section: &Section,
        links: &PageLinks<'_>,
        budget: Budget,
    ) -> Result<Self, OutOfTime> {
        budget.check()?;
        Ok(Self {
            anchor: section.anchor.clone(),
            link_name: None,
            heading: sentence_case(&section.heading),
            html: SafeHtml::blocks(&section.blocks, links),
        })
    }
}

/// Gives sections the names in links that their headings have elsewhere, each once.
pub fn name_in_links(sections: &[Section], views: &mut [SectionView]) {
    let mut taken: HashSet<String> = sections.iter().map(|one| one.anchor.clone()).collect();
    for (section, view) in sections.iter().zip(views) {
        let name = heading_name(&section.heading);
        let is_free = !name.is_empty() && taken.insert(name.clone());
        view.link_name = is_free.then_some(name);
    }
}

/// What a person calls a section of this role (`More information`); empty where it has no name of
/// its own.
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
}
