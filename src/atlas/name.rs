//! The names of event sources: their short forms and misspellings.

use std::collections::BTreeMap;

/// A name that more articles use than this is not a typo.
const RARE: usize = 2;
/// A rare name is treated as a typo of one that at least this many times as many articles use.
const COMMONER: usize = 8;
/// A name with fewer letters is never treated as a typo.
const SHORTEST: usize = 8;

/// The first letters of a name's words, in lower case; empty for a single word.
pub(super) fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.len() < 2 {
        return String::new();
    }
    words
        .iter()
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether `initials`, in lower case, are those of a name of two or more words.
pub(super) fn has_initials(name: &str, initials: &str) -> bool {
    let firsts = name
        .split_whitespace()
        .filter_map(|word| word.chars().next());
    initials.len() >= 2 && firsts.flat_map(char::to_lowercase).eq(initials.chars())
}

/// Whether two names are one edit apart: a letter added, left out or replaced, or two swapped.
pub(super) fn differ_in_one(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let head = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let tail_of = |from: usize, to: usize| {
        one.get(from..).unwrap_or_default() == other.get(to..).unwrap_or_default()
    };
    match one.len().cmp(&other.len()) {
        std::cmp::Ordering::Greater => tail_of(head + 1, head),
        std::cmp::Ordering::Less => tail_of(head, head + 1),
        std::cmp::Ordering::Equal => {
            let swapped =
                one.get(head) == other.get(head + 1) && one.get(head + 1) == other.get(head);
            tail_of(head + 1, head + 1) || (swapped && tail_of(head + 2, head + 2))
        }
    }
}

/// How often a name is used, and its initials.
#[derive(Debug, Default)]
pub(super) struct Usage {
    pub(super) articles: usize,
    /// Empty for a single word.
    pub(super) initials: String,
}

/// The folded names that are typos or initials of others, each with the name meant.
pub(super) fn typos(names: &BTreeMap<&str, Usage>) -> BTreeMap<String, String> {
    let common = |usage: &Usage| usage.articles >= COMMONER;
    let common: Vec<_> = names.iter().filter(|(_, usage)| common(usage)).collect();
    // Events without a source have an empty name.
    let rare = names
        .iter()
        .filter(|(name, usage)| !name.is_empty() && usage.articles <= RARE);
    let meant = rare.filter_map(|(typo, usage)| {
        // Digits distinguish sources: `ESE97`, `ESE98`.
        let digits = |name: &str| -> String { name.chars().filter(char::is_ascii_digit).collect() };
        let means = |name: &str, initials: &str| {
            let alike =
                typo.len() >= SHORTEST && (differ_in_one(name, typo) || leaves_out(typo, name));
            initials == *typo || (alike && digits(name) == digits(typo))
        };
        let mut common = common.iter().filter(|(name, other)| {
            other.articles >= usage.articles * COMMONER && means(name, &other.initials)
        });
        let (name, _) = common.next()?;
        let only_one = common.next().is_none();
        only_one.then(|| ((*typo).to_owned(), (**name).to_owned()))
    });
    meant.collect()
}

/// Whether `short` is `long` with one part left out, a quarter of it at most (`Service Control
/// Mar`).
fn leaves_out(short: &str, long: &str) -> bool {
    let (short, long) = (short.as_bytes(), long.as_bytes());
    let missing = long.len().saturating_sub(short.len());
    if missing == 0 || missing * 4 > long.len() {
        return false;
    }
    let head = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let tail = short
        .iter()
        .rev()
        .zip(long.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    head + tail >= short.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_name_like_a_far_commoner_one_is_a_typo() {
        let articles = BTreeMap::from(
            [
                ("servicecontrolmanager", 60),
                ("servicecontrolmar", 1),
                ("msexchangeimc", 40),
                ("msexchnageimc", 1),
                ("msexchangeis", 40),
                ("msexchangeisprivate", 40),
                ("msexchangeispublic", 8),
                ("nwlinkipx1", 30),
                ("nwlinkipx2", 1),
                ("netlogon", 30),
                ("netlogin", 5),
                ("srv", 30),
                ("srw", 1),
                ("scm", 2),
            ]
            .map(|(name, articles)| {
                let initials = match name {
                    "servicecontrolmanager" => "scm".to_owned(),
                    _ => String::new(),
                };
                (name, Usage { articles, initials })
            }),
        );
        let typos = typos(&articles);
        let typos: Vec<_> = typos
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(
            typos,
            [
                ("msexchnageimc", "msexchangeimc"),
                ("scm", "servicecontrolmanager"),
                ("servicecontrolmar", "servicecontrolmanager"),
            ]
        );
    }

    #[test]
    fn the_empty_name_is_never_a_typo() {
        let usage = |articles| Usage {
            articles,
            ..Usage::default()
        };
        let names = BTreeMap::from([("", usage(1)), ("msexchangeccmc", usage(13))]);
        assert_eq!(typos(&names), BTreeMap::new());
    }
}
