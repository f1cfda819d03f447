//! Chats: the time and the name before what is said.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::mark::BREAK;

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by the tests of the folder"
)]
static SPEAKER: LazyLock<Regex> = LazyLock::new(|| {
    let time = r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?";
    let date = r"(?:\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4},? )?";
    Regex::new(&format!(
        concat!(
            r"(?m)^[ \t]{{0,4}}(?:\[{date}{time}\][ \t]{{0,3}}(?:<[^>\n]{{1,40}}>|[^:|\n]{{1,40}}:)[ \t]",
            r"|(?:{date}{time}[ \t]{{1,3}})?<[\w. \-]{{1,30}}>[ \t]",
            r"|[\w.\-]{{1,30}}(?: [\w.\-]{{1,30}})?[ \t]{{1,3}}\[{date}{time}\]:?[ \t\n]",
            r"|\p{{Lu}}[\w.\-]{{1,30}}(?: [\w.\-]{{1,30}})? {{1,3}}\d{{1,2}}:\d{{2}}(?: ?[AaPp][Mm])? {{0,3}}\n)",
        ),
        date = date,
        time = time
    ))
    .expect("the pattern compiles")
});

/// What is said.
pub(super) fn take_off(text: &str) -> Option<String> {
    let bare = SPEAKER.replace_all(text, |_: &Captures<'_>| format!("{BREAK}\n"));
    (bare != text).then(|| bare.into_owned())
}
