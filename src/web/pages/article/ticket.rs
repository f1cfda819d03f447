//! The text about an article that is copied into a ticket.

use crate::{
    article::{Article, Role},
    markup::{Block, text},
    web::sections::sentence_case,
};

/// The sections that help most a person in a hurry, the best first.
const URGENT: [Role; 3] = [Role::Resolution, Role::Workaround, Role::Cause];

/// The text that goes into a ticket (title, link, and the section that helps most), after that section's name.
pub fn ticket_text(article: &Article, link: &str) -> (String, String) {
    let mut note = format!("{}: {}\n{link}\n", article.id, article.title);
    let helping = URGENT
        .iter()
        .find_map(|role| {
            article
                .sections
                .iter()
                .find(|section| section.role == *role)
        })
        .or(article.sections.first());
    let heading = helping.map_or_else(String::new, |section| sentence_case(&section.heading));
    if let Some(section) = helping {
        let blocks: &[Block] = &section.blocks;
        note.push_str(&format!("\n{heading}\n{}", text::write(blocks)));
    }
    (heading.to_lowercase(), note)
}
