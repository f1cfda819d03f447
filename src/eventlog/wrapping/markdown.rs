//! Markdown: fences, bold and inline code, headings, and backslashes before signs.

use std::sync::LazyLock;

use regex::Regex;

use super::mark::BREAK;

fn pattern(text: &str) -> Regex {
    #[expect(
        clippy::expect_used,
        reason = "constant patterns, compiled by the tests of the folder"
    )]
    Regex::new(text).expect("the pattern compiles")
}

static BOLD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\*\*(?P<in>[^*\n]{1,400})\*\*|__(?P<low>[^_\n]{1,400})__"));
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"``?(?P<in>[^`\n]{1,2000})``?"));
/// Bold text of chats and trackers: a whole label or value between asterisks.
static STARS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?m)(?P<before>^|[ \t|])\*(?P<in>[^*\s][^*\n]{0,80})\*(?P<after>[ \t:|]|$)")
});
static HEADING: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^#{1,6} "));
static ESCAPED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\\(?P<in>[_*\[\]#|`])"));

/// The text without its Markdown.
pub(super) fn strip(text: &str) -> Option<String> {
    if !text.contains(['`', '*', '~', '#', '_']) {
        return None;
    }
    let mut bare = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            bare.push('\n');
        }
        let trimmed = line.trim();
        if let Some(behind) = trimmed
            .strip_prefix("```")
            .or_else(|| trimmed.strip_prefix("~~~"))
        {
            bare.push(BREAK);
            // Some put the first line on the line of the fence.
            if behind.contains([':', '<']) {
                bare.push('\n');
                bare.push_str(behind.trim_end_matches('`'));
            }
        } else if let Some(before) = trimmed.strip_suffix("```") {
            bare.push_str(before);
            bare.push('\n');
            bare.push(BREAK);
        } else {
            bare.push_str(line);
        }
    }
    let bare = BOLD.replace_all(&bare, "$in$low");
    let bare = STARS.replace_all(&bare, "$before$in$after");
    let bare = CODE.replace_all(&bare, "$in");
    let bare = HEADING.replace_all(&bare, "");
    let bare = ESCAPED.replace_all(&bare, "$in");
    (bare != text).then(|| bare.into_owned())
}
