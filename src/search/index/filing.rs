//! How an article is classified: its types and its category, the prefix of its title.

use crate::article::Article;

/// The words that people use for a type, the best first, and how the archive calls it.
const TYPES: [(&str, &str); 18] = [
    ("bug", "kbbug"),
    ("bugs", "kbbug"),
    ("problem", "kbprb"),
    ("prb", "kbprb"),
    ("problems", "kbprb"),
    ("howto", "kbhowto"),
    ("how-to", "kbhowto"),
    ("how to", "kbhowto"),
    ("info", "kbinfo"),
    ("inf", "kbinfo"),
    ("information", "kbinfo"),
    ("fix", "kbfix"),
    ("fixed", "kbfix"),
    ("fixes", "kbfix"),
    ("pending", "kbpending"),
    ("nofix", "kbnofix"),
    ("no-fix", "kbnofix"),
    ("no fix", "kbnofix"),
];

/// The longest prefix of a title, in bytes.
const MAX_PREFIX: usize = 16;

/// The type that a word names, in the archive's own spelling and lower case (`Bug`, `kbbug` →
/// `kbbug`).
pub fn type_named(word: &str) -> Option<String> {
    let word = word.to_lowercase();
    let known = TYPES.iter().find(|(name, _)| *name == word);
    let is_own = |word: &String| {
        let rest = word.strip_prefix("kb").unwrap_or_default();
        (1..=32).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    known
        .map(|(_, own)| (*own).to_owned())
        .or_else(|| Some(word).filter(is_own))
}

/// The word that people use for a type; the type itself where there is none.
pub fn type_word(kind: &str) -> &str {
    let known = TYPES.iter().find(|(_, own)| *own == kind);
    known.map_or(kind, |(word, _)| word)
}

/// The types of an article: its issue types, whether it tells a fix, and what its title says of
/// itself (`BUG:`).
pub fn types(article: &Article) -> Vec<String> {
    let meta = &article.meta;
    let issue = meta.issue_type.split_whitespace();
    let issue = issue.map(|word| type_named(word).unwrap_or_else(|| word.to_lowercase()));
    let solution = meta.solution_type.split_whitespace();
    let said = prefix(&article.title);
    let mut types: Vec<String> = issue
        .chain(solution.filter_map(type_named))
        .chain(said.and_then(|prefix| type_named(&prefix)))
        .collect();
    types.sort_unstable();
    types.dedup();
    types
}

/// The prefix by which a title says where it belongs, in upper case: `XADM` of `XADM: Mailbox Is
/// Full`.
pub fn prefix(title: &str) -> Option<String> {
    let (word, _) = title.split_once(": ")?;
    prefix_named(word)
}

/// The prefix that a word names, in upper case.
pub fn prefix_named(word: &str) -> Option<String> {
    let fits = (2..=MAX_PREFIX).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/&.-+_".contains(&b));
    fits.then(|| word.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Metadata, evidence::ArticleId};

    #[test]
    fn people_name_types_in_their_own_words() {
        for (word, own) in [
            ("bug", Some("kbbug")),
            ("Problem", Some("kbprb")),
            ("how-to", Some("kbhowto")),
            ("KBINFO", Some("kbinfo")),
            ("fix", Some("kbfix")),
            ("kbother", Some("kbother")),
            ("kb", None),
            ("kb?", None),
            ("error", None),
        ] {
            assert_eq!(type_named(word).as_deref(), own, "{word}");
        }
    }

    #[test]
    fn a_prefix_is_one_word_before_a_colon() {
        for (title, expect) in [
            ("XADM: Mailbox Is Full", Some("XADM")),
            ("Wd97: Text Is Cut", Some("WD97")),
            ("ADT/ODE: Set-up", Some("ADT/ODE")),
            ("Err Msg: Not Found", None),
            ("cc:Mail Is Slow", None),
            ("4: A number", None),
            ("C:\\ is full: what now", None),
            ("No prefix", None),
        ] {
            assert_eq!(prefix(title).as_deref(), expect, "{title}");
        }
    }

    #[test]
    fn types_come_from_metadata_and_title() {
        for (title, issue, solution, expect) in [
            ("It fails", "kbprb", "", "kbprb"),
            ("FIX: It fails", "kbbug", "kbfix", "kbbug kbfix"),
            ("BUG: It fails", "", "", "kbbug"),
            ("How it works", "kbhowto KBINFO", "", "kbhowto kbinfo"),
            ("It burns", "Incident", "", "incident"),
            ("It works", "", "", ""),
        ] {
            let article = Article {
                id: ArticleId::parse("Q10001").unwrap(),
                title: title.to_owned(),
                meta: Metadata {
                    issue_type: issue.to_owned(),
                    solution_type: solution.to_owned(),
                    ..Metadata::default()
                },
                sections: vec![],
            };
            assert_eq!(types(&article).join(" "), expect, "{title}");
        }
    }
}
