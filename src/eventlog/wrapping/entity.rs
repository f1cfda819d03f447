//! HTML references in text (`&nbsp;`, `&lt;`, `&#x27;`). Event XML keeps its own, unless its tags
//! are written with them.

use super::character;

/// At most double escaping is undone.
const ROUNDS: usize = 2;

/// The text with its references resolved.
pub(super) fn strip(text: &str) -> Option<String> {
    let mut bare: Option<String> = None;
    for _ in 0..ROUNDS {
        let now = bare.as_deref().unwrap_or(text);
        let is_markup =
            now.contains("<Event") || now.contains("<System>") || now.contains("</Event");
        if is_markup || !now.contains('&') {
            break;
        }
        let plain = html_escape::decode_html_entities(now).into_owned();
        if plain == now {
            break;
        }
        bare = Some(character::strip(&plain).unwrap_or(plain));
    }
    bare
}
