//! How an article is classified: its types, its category (the prefix of its title), its tags, and
//! the folders that it is in.

use std::collections::BTreeSet;

use crate::{
    article::{Article, Format},
    evidence::ArticleId,
    library::{folder_of, name_of},
};

/// The words that people use for a type, the best first, and the archive's name for it.
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

/// The most tags of an article, and the most folders that it is in.
const MAX_TAGS: usize = 32;
const MAX_FOLDERS: usize = 16;

/// The longest tag, in bytes.
const MAX_TAG: usize = 60;

/// The type that a word means, in the archive's spelling and lower case (`Bug`, `kbbug` → `kbbug`).
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

/// The word that people use for a type; if there is none, the type itself.
pub fn type_word(kind: &str) -> &str {
    let known = TYPES.iter().find(|(_, own)| *own == kind);
    known.map_or(kind, |(word, _)| word)
}

/// The types of an article: its issue types, whether it describes a fix, and what its title calls
/// it (`BUG:`).
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

/// The category at the beginning of a title, in upper case: `XADM` in `XADM: Mailbox Is Full`.
pub fn prefix(title: &str) -> Option<String> {
    let (word, _) = title.split_once(": ")?;
    prefix_named(word)
}

/// The category that a word means, in upper case.
pub fn prefix_named(word: &str) -> Option<String> {
    let fits = (2..=MAX_PREFIX).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/&.-+_".contains(&b));
    fits.then(|| word.to_ascii_uppercase())
}

/// The tags of an article as filters use them. The keywords of other programs are tags, too; the
/// archive's keywords (`kbZNotKeyword2`) meant something only to the search engines of its time.
pub fn tags(article: &Article, format: Format) -> BTreeSet<String> {
    let keywords = match format.is_archive() {
        true => &[][..],
        false => &article.meta.keywords,
    };
    let all = article.meta.tags.iter().chain(keywords);
    let tags = all.map(|tag| tag_named(tag));
    let fits = |tag: &String| (1..=MAX_TAG).contains(&tag.len());
    tags.filter(fits).take(MAX_TAGS).collect()
}

/// The tag in a text: in lower case, with one space between words.
pub fn tag_named(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// The filter that finds the articles in a folder of a layer: the folder's path after the layer's
/// label. `None` if there can't be one.
pub fn folder_filter(label: &str, folder: &str) -> Option<String> {
    let all = folders(label, &format!("{folder}/a"));
    let filter = match folder {
        "" => label.to_owned(),
        folder => format!("{label}/{folder}"),
    };
    all.contains(&filter).then_some(filter)
}

/// The folders that the article in a file is in, each as a path that begins with the label of its
/// layer; the label alone is the first. A folder whose name is only a number, as in the archive,
/// says nothing, and one named `Q168465` is the article's own.
pub fn folders(label: &str, path: &str) -> Vec<String> {
    let mut folders = vec![label.to_owned()];
    let folder = folder_of(path);
    let ends = folder.match_indices('/').map(|(at, _)| at);
    for end in ends.chain([folder.len()]) {
        let path = folder.get(..end).unwrap_or_default();
        let name = name_of(path);
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        let is_own = || ArticleId::parse(name).is_some_and(|id| id.number().is_some());
        if !is_number && !is_own() && folders.len() < MAX_FOLDERS {
            folders.push(format!("{label}/{path}"));
        }
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Metadata, evidence::ArticleId};

    #[test]
    fn types_are_recognized_in_peoples_own_words() {
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
    fn folders_are_those_around_an_article() {
        for (path, expect) in [
            ("a.md", &["kb"][..]),
            ("net/vpn.md", &["kb", "kb/net"]),
            ("net/vpn/index.md", &["kb", "kb/net", "kb/net/vpn"]),
            ("168/Q168465.md", &["kb"]),
            ("a/168/Q168465/README.md", &["kb", "kb/a"]),
        ] {
            assert_eq!(folders("kb", path), expect, "{path}");
        }
        for (folder, expect) in [
            ("", Some("kb")),
            ("net/vpn", Some("kb/net/vpn")),
            ("168", None),
            ("a/Q168465", None),
        ] {
            assert_eq!(folder_filter("kb", folder).as_deref(), expect, "{folder}");
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
