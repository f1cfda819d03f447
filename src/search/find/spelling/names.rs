//! Names that are correct even if no article has them.

use std::{collections::HashSet, sync::LazyLock};

static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("names.txt").lines();
    let names = lines.filter(|line| !line.starts_with('#'));
    names.flat_map(str::split_whitespace).collect()
});

/// Whether a word in lower case is the name of something that help desks are asked about.
pub(super) fn is_name(word: &str) -> bool {
    NAMES.contains(word)
}
