//! Markup of trackers and forums: `{noformat}`, `{code:xml}`, `[quote=Bob]`, `[b]`.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::mark::BREAK;

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by the tests of the folder"
)]
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?P<block>\{(?:noformat|code|quote|panel)(?::[^}\n]{0,120})?\}",
        r"|\[/?(?:code|quote)(?:[= ][^\]\n]{0,120})?\]|\[/?(?:pre|spoiler|php|table|list)\]|\[/?cc?\]",
        r"|</?(?:source|syntaxhighlight|nowiki)(?: [^>\n]{0,80})?>)",
        r"|\[/?(?:b|i|u|s|tt|font|size|color|center|url|indent|left|img|li)(?:=[^\]\n]{0,120})?\]",
        r"|\{(?:color|\*)(?::[^}\n]{0,40})?\}|\[\*\]",
    ))
    .expect("the pattern compiles")
});

/// The text without this markup.
pub(super) fn strip(text: &str) -> Option<String> {
    if !text.contains(['{', '[']) {
        return None;
    }
    let bare = MARK.replace_all(text, |found: &Captures<'_>| match found.name("block") {
        Some(_) => format!("\n{BREAK}\n"),
        None => String::new(),
    });
    (bare != text).then(|| bare.into_owned())
}
