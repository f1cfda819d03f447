//! Line ends and tabs that became letters: `\r\n`, `\n`, `\t` in program text, `#011` in syslog.

/// At least this many line ends written as letters, with hardly any real ones, are escapes and not
/// paths.
const LEAST: usize = 3;

/// The text with real line ends and tabs.
pub(super) fn strip(text: &str) -> Option<String> {
    let tabs = text.contains("#011");
    let escaped = text.matches("\\n").count() >= LEAST;
    if !tabs && !escaped {
        return None;
    }
    let mut bare = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            bare.push('\n');
        }
        let in_object = line.trim_start().starts_with(['{', '[']);
        if line.matches("\\n").count() >= LEAST && !in_object {
            unescape(line, &mut bare);
        } else {
            bare.push_str(line);
        }
    }
    Some(if tabs {
        bare.replace("#011", "\t")
    } else {
        bare
    })
}

/// Adds a line that is a separate text, perhaps in quotation marks.
fn unescape(line: &str, bare: &mut String) {
    let trimmed = line.trim();
    let whole = trimmed
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let mut rest = whole.unwrap_or(line);
    while let Some(at) = rest.find('\\') {
        bare.push_str(rest.get(..at).unwrap_or_default());
        let after = rest.get(at + 1..).unwrap_or_default();
        let (put, skip) = match after.chars().next() {
            Some('n') => ("\n", 1),
            Some('r') => ("", 1),
            Some('t') => ("\t", 1),
            Some('"') => ("\"", 1),
            Some('\\') => ("\\", 1),
            _ => ("\\", 0),
        };
        bare.push_str(put);
        rest = after.get(skip..).unwrap_or_default();
    }
    bare.push_str(rest);
}
