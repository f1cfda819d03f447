//! The draft of a new article about what was searched for.

use crate::{evidence::ArticleId, snapshot::Snapshot, web::portal::Portal};

/// The most bytes of a title that is made from a search.
const TITLE: usize = 120;
/// How many IDs are tried for a draft.
const DRAFTS: usize = 999;

/// The draft of a new article.
pub struct Draft {
    /// The address at which it can be written, if that is set.
    pub href: Option<String>,
    /// The command that prints it.
    pub command: String,
}

impl Draft {
    /// The draft of an article on what was searched for, with an unused ID.
    pub fn new(query: &str, portal: &Portal, snapshot: &Snapshot) -> Self {
        let title = title(query);
        let free = |id: &ArticleId| snapshot.library.get(id).is_none();
        let mut ids =
            (1..=DRAFTS).filter_map(|number| ArticleId::parse(&format!("NEW-{number:03}")));
        let id = ids
            .find(free)
            .map_or_else(|| "NEW-1000".to_owned(), |id| id.to_string());
        Self {
            href: portal.external.draft_url(&id, &title, query),
            command: format!(
                "fixpath new article {id} --title=\"{}\" > {id}.md",
                plain(&title)
            ),
        }
    }
}

/// What was searched for on one line, as a title.
fn title(query: &str) -> String {
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut title = words.join(" ");
    title.truncate(title.floor_char_boundary(TITLE));
    title
}

/// A text that every shell takes as one word in double quotes.
fn plain(text: &str) -> String {
    let safe = |c: char| {
        if c.is_alphanumeric() || " .,:;-_#/()+=@?*[]".contains(c) {
            c
        } else {
            ' '
        }
    };
    let text: String = text.chars().map(safe).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_contains_nothing_that_a_shell_interprets() {
        for (query, expect) in [
            ("printer is on fire", "printer is on fire"),
            (
                "a\"; rm -rf ~ $(x) `y` %PATH% !! \\ 'z'",
                "a ; rm -rf (x) y PATH z",
            ),
            ("event 68, CCMC", "event 68, CCMC"),
            ("\n", ""),
        ] {
            assert_eq!(plain(query), expect);
        }
    }

    #[test]
    fn a_title_is_one_bounded_line() {
        assert_eq!(title(" a\n b\t c "), "a b c");
        assert_eq!(title(&"é".repeat(200)).len(), TITLE);
    }
}
