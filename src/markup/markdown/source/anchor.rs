//! Anchors written on a line: `{#id}`, ` ^id`, `(id)=`.

use super::mark::{are_attributes, has_word};

/// The anchor at the end of a heading (`{#id}`), and the heading without its attributes.
pub fn heading_anchor(words: &str) -> (Option<&str>, &str) {
    let bare = words.trim_end();
    let found = bare.strip_suffix('}').filter(|_| words.starts_with('#'));
    let Some((heading, inside)) = found.and_then(|bare| bare.rsplit_once('{')) else {
        return (None, words);
    };
    // Docusaurus puts it in a comment, to hide it from the MDX parser.
    let inside = inside
        .strip_prefix("/*")
        .and_then(|i| i.strip_suffix("*/"))
        .unwrap_or(inside);
    let (inside, is_marked) = match inside.strip_prefix(':') {
        Some(inside) => (inside.trim(), true),
        None => (inside.trim(), false),
    };
    let are_meant = is_marked || may_be_attributes(inside);
    if heading.ends_with('\\')
        || !inside.starts_with(['#', '.'])
        || inside.contains(['\\', '/'])
        || !are_meant
    {
        return (None, words);
    }
    let id = inside
        .split_whitespace()
        .find_map(|word| word.strip_prefix('#'));
    (id.filter(|id| !id.is_empty()), heading.trim_end())
}

/// Whether the text in braces at the end of a heading may be attributes: an ID may have any
/// letters.
fn may_be_attributes(inside: &str) -> bool {
    let others = inside
        .split_whitespace()
        .filter(|word| !word.starts_with('#'));
    let others = others.collect::<Vec<_>>().join(" ");
    !has_word(&others) && are_attributes(&others)
}

/// The anchor at the end of a line that is not a heading, as `{#id}` or, in Obsidian, ` ^id`; and
/// the line without it.
pub fn line_anchor(words: &str) -> (Option<&str>, &str) {
    let bare = words.trim_end();
    if words.starts_with(['#', '|']) || !bare.ends_with(|c: char| c == '}' || c.is_alphanumeric()) {
        return (None, words);
    }
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    if let Some(inside) = bare.strip_suffix('}') {
        let Some((text, name)) = inside.rsplit_once("{#") else {
            return (None, words);
        };
        let is_one = is_name(name) && !text.ends_with(['\\', '{', '$', '`']);
        return match is_one && !text.trim().is_empty() {
            true => (Some(name), text.trim_end()),
            false => (None, words),
        };
    }
    let last = bare.rsplit_once(' ');
    match last.and_then(|(text, last)| Some((text, last.strip_prefix('^')?))) {
        Some((text, name)) if name.len() >= 4 && name.is_ascii() && is_name(name) => {
            (Some(name), text.trim_end())
        }
        _ => (None, words),
    }
}

/// The anchor that a MyST line gives to the text after it: `(name)=`.
pub fn target_name(words: &str) -> Option<&str> {
    let name = words.strip_prefix('(')?.strip_suffix(")=")?;
    let is_name = |c: char| c.is_alphanumeric() || "-_.:".contains(c);
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_end_with_names_or_words() {
        for (line, name, text) in [
            ("# Lamp {#lamp}", Some("lamp"), "# Lamp"),
            ("# Lamp {#1-für .small a=\"b c\"}", Some("1-für"), "# Lamp"),
            ("# Lamp {.unnumbered}", None, "# Lamp"),
            ("# Lamp {: .NoToc }", None, "# Lamp"),
            ("# Use {.NET}", None, "# Use {.NET}"),
            ("# Use {.net framework}", None, "# Use {.net framework}"),
            ("# Use {.small .NET}", None, "# Use {.small .NET}"),
            ("# Use {# of lamps}", None, "# Use {# of lamps}"),
        ] {
            assert_eq!(heading_anchor(line), (name, text), "{line}");
        }
    }

    #[test]
    fn names_at_the_end_of_lines_are_found() {
        for (line, name, text) in [
            ("Lamp{#lamp}", Some("lamp"), "Lamp"),
            ("Lamp  {#lamp-2} ", Some("lamp-2"), "Lamp"),
            ("It glows ^a1b2", Some("a1b2"), "It glows"),
            ("10 ^2", None, "10 ^2"),
            ("a ${#x}", None, "a ${#x}"),
            ("{#lamp}", None, "{#lamp}"),
            ("| a {#b}", None, "| a {#b}"),
            ("x {#a b}", None, "x {#a b}"),
        ] {
            assert_eq!(line_anchor(line), (name, text), "{line}");
        }
    }
}
