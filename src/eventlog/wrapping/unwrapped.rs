//! Removes everything that an event is wrapped in, one kind of wrapping after the other.

use std::borrow::Cow;

use super::{character, chat, entity, escape, html, markdown, quote, signature, ticket};

/// Each strips one kind of wrapping, or returns `None` if a text has none of it; in the order in
/// which they are removed.
const ALL: [fn(&str) -> Option<String>; 9] = [
    character::strip,
    escape::strip,
    quote::strip,
    html::strip,
    entity::strip,
    ticket::strip,
    markdown::strip,
    chat::strip,
    signature::strip,
];

/// A text without everything that it is wrapped in.
pub fn unwrapped(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for strip in ALL {
        if let Some(bare) = strip(&text) {
            text = Cow::Owned(bare);
        }
    }
    // Escaped text may itself be a quotation or a page.
    for strip in [quote::strip, entity::strip] {
        if let Some(bare) = strip(&text) {
            text = Cow::Owned(bare);
        }
    }
    text
}

/// A text without XML, with its character references resolved.
pub fn without_references(text: &str) -> Cow<'_, str> {
    entity::strip(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eventlog::wrapping::BREAK;

    #[test]
    fn every_wrapping_is_stripped() {
        let bare = "Source: Lamp\nEvent ID: 7";
        for text in [
            "Source: Lamp\r\nEvent ID: 7",
            "Source:\u{a0}Lamp\u{2028}\u{200b}Event\u{3000}ID: 7",
            ">> Source: Lamp\n>> Event ID: 7",
            "<p>Source: Lamp<br />Event ID: 7</p>",
            "Source:&nbsp;Lamp&#10;Event ID: 7",
            "{code:xml}\nSource: Lamp\nEvent ID: 7\n{code}",
            "[quote=\"Bob\"]Source: Lamp\n[b]Event ID:[/b] 7[/quote]",
            "```text\nSource: Lamp\nEvent ID: 7\n```",
            "**Source:** Lamp\nEvent ID: `7`",
            "// Source: Lamp\n// Event ID: 7\n//",
            "&gt; Source: Lamp\n&gt; Event ID: 7",
        ] {
            let got = unwrapped(text).replace(BREAK, "");
            let lines: Vec<&str> = got
                .lines()
                .map(str::trim)
                .filter(|l| !l.is_empty())
                .collect();
            assert_eq!(lines.join("\n"), bare, "{text}");
        }
    }

    #[test]
    fn speakers_are_separated_from_their_words() {
        let text = unwrapped("[10:17] Bob: Source: Lamp\nEvent ID: 7");
        let parts: Vec<&str> = text.split(BREAK).map(str::trim).collect();
        assert_eq!(parts, ["", "[10:17] Bob:", "Source: Lamp\nEvent ID: 7"]);
    }

    #[test]
    fn what_is_not_wrapping_stays() {
        for text in [
            "a > b\n#1 is 5",
            "C:\\new\\table",
            "<Event><Data>a &amp; b</Data></Event>",
            "the value *p and [x]",
            "0000: 5e 00 00 c0",
        ] {
            assert_eq!(unwrapped(text), text);
        }
    }
}
