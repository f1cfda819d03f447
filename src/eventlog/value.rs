//! Values as they are written: numbers, names, lists.

use crate::evidence::shown_id;

/// The most strings that are kept of an event.
pub(super) const MAX_STRINGS: usize = 100;
/// A text on one line is cut after this many bytes.
const LONGEST_LINE: usize = 8 * 1024;

/// The event ID in a text: `68`, `(68)`, `0x44`, `3221487684`, `7O24`.
pub(super) fn id(written: &str) -> Option<u32> {
    let (number, after) = number_at_start(written)?;
    let apart = !after.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '%');
    let is_part = after.starts_with(['.', ':', '/', ','])
        && after.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    (apart && !is_part).then(|| shown_id(number)).flatten()
}

/// The number at the beginning of a text, in brackets or not, and the text after it.
pub(super) fn number_at_start(text: &str) -> Option<(u64, &str)> {
    let text = text
        .trim_start()
        .trim_start_matches(['(', '"', '\'', '#', '<', '[']);
    let text = text.trim_start();
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        let digits = hex.bytes().take_while(u8::is_ascii_hexdigit).count();
        let number = u64::from_str_radix(hex.get(..digits.min(9))?, 16).ok()?;
        return Some((number, hex.get(digits..)?));
    }
    // Scanned texts have `O` and `l` in place of some digits, but hardly of all.
    let is_digit = |b: &u8| b.is_ascii_digit() || matches!(b, b'O' | b'l');
    let digits = text.bytes().take_while(is_digit).count();
    let written = text.get(..digits)?;
    if digits == 0 || digits > 10 || !written.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = written.replace('O', "0").replace('l', "1").parse().ok()?;
    Some((number, text.get(digits..)?))
}

/// A complete identifier, which some programs write as a negative number.
pub(super) fn identifier(written: &str) -> Option<u32> {
    let written = written.trim();
    match written.strip_prefix('-') {
        Some(digits) => digits.parse::<u32>().ok().map(u32::wrapping_neg),
        None => u32::try_from(number_at_start(written)?.0).ok(),
    }
}

/// The name of a source without the punctuation around it.
pub(super) fn source(written: &str) -> Option<String> {
    let line = written.lines().next().unwrap_or_default();
    let bare = line
        .trim()
        .trim_matches(['"', '\'', '`', '*', '|', '='])
        .trim()
        .trim_end_matches([',', ';', ':', '-', '|'])
        .trim();
    let bare = match (bare.strip_suffix("..."), bare.strip_suffix('.')) {
        (None, Some(name)) => name,
        _ => bare,
    };
    let bare = bare
        .strip_suffix(')')
        .filter(|name| !name.contains('('))
        .unwrap_or(bare);
    let bare = bare
        .strip_prefix('(')
        .filter(|name| !name.contains(')'))
        .unwrap_or(bare);
    let name = joined(bare);
    let sensible = name.len() <= 120 && name.chars().any(char::is_alphabetic);
    sensible.then_some(name)
}

/// The strings that a program lists in one value: `{EXPORT, CCMDIR.EXP, 1}`.
pub(super) fn listed(value: &str) -> Vec<String> {
    let inside = value.trim_start_matches('{').trim_end_matches('}').trim();
    if inside.is_empty() {
        return Vec::new();
    }
    let each = inside
        .split(", ")
        .map(|one| one.trim().trim_matches('"').to_owned());
    each.take(MAX_STRINGS).collect()
}

/// Lines joined by spaces.
pub(super) fn joined(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.len() + word.len() > LONGEST_LINE {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The first bytes of a text, `most` at most.
pub(super) fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_written() {
        for (written, expect) in [
            ("68", Some(68)),
            ("(68)", Some(68)),
            ("0x44", Some(68)),
            ("3221487684", Some(68)),
            ("7O24 ", Some(7024)),
            ("68, Level", Some(68)),
            ("10:17:08", None),
            ("3/11", None),
            ("5.5", None),
            ("none", None),
        ] {
            assert_eq!(id(written), expect, "{written}");
        }
        assert_eq!(identifier("-1073479612"), Some(0xC004_0044));
    }
}
