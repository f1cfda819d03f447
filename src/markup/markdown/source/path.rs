//! Windows paths, in which Markdown would drop backslashes before punctuation.

/// The longest path.
const LENGTH_LIMIT: usize = 400;

/// If `rest`, which comes right after `before`, begins with a Windows path: its length and its
/// Markdown. Escapes that the author wrote are left to Markdown.
pub fn path(before: Option<char>, rest: &str) -> Option<(usize, String)> {
    // A path begins where a word begins.
    if before.is_some_and(|c| !c.is_whitespace() && !"(\"'[*>=,|".contains(c)) {
        return None;
    }
    let rest = head(rest, LENGTH_LIMIT);
    // Most words are not paths, which this shows quickly.
    if !rest.contains('\\') {
        return None;
    }
    let bytes = rest.as_bytes();
    let is_root = match bytes {
        [b'\\', b'\\', next, ..] => next.is_ascii_alphanumeric() || matches!(next, b'<' | b'%'),
        [drive, b':', b'\\', ..] => drive.is_ascii_alphabetic(),
        [b'%', ..] => is_variable(head(rest, 40)),
        [b'H', b'K', ..] => head(rest, 24).contains('\\'),
        [first, ..] => first.is_ascii_alphanumeric(),
        _ => false,
    };
    if !is_root {
        return None;
    }
    let length = length(rest);
    let word = rest.get(..length)?;
    let is_share = word.starts_with("\\\\");
    let tail = word.get(if is_share { 2 } else { 0 }..)?;
    // A path with doubled backslashes is already escaped.
    if !tail.contains('\\') && !is_share || tail.contains("\\\\") {
        return None;
    }
    let has_bare = bare_underscore(tail);
    // A path is also escaped if both brackets of a placeholder in it are.
    let is_placeholder = tail.contains("\\<") && tail.contains("\\>");
    let is_sure = is_share
        || matches!(bytes, [_, b':', b'\\', ..])
        || word.starts_with('%')
        || (word.starts_with("HK") && !word.starts_with("HKEY\\_"))
        || joins_words(tail);
    let mut changed = String::with_capacity(word.len() + 8);
    if is_share {
        changed.push_str("\\\\\\\\");
    }
    let mut before = '\\';
    let mut chars = tail.chars().peekable();
    let mut is_changed = is_share;
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match (c, next) {
            ('\\', Some('_')) if !(is_sure && (has_bare || matches!(before, ':' | '%'))) => {
                changed.push_str("\\_");
                chars.next();
                before = '_';
                continue;
            }
            ('\\', Some('|' | '`')) => changed.push('\\'),
            ('\\', Some(next @ ('<' | '>'))) if is_placeholder => {
                changed.push('\\');
                changed.push(next);
                chars.next();
                before = next;
                continue;
            }
            ('\\', Some(next)) if next.is_ascii_punctuation() && is_sure => {
                is_changed = true;
                changed.push_str("\\\\");
                if matches!(next, '*' | '[' | ']' | '<' | '~') {
                    changed.push('\\');
                }
            }
            ('_', _) if is_changed => changed.push_str("\\_"),
            (c, _) => changed.push(c),
        }
        before = c;
    }
    is_changed.then_some((length, changed))
}

/// Whether `text` begins with a variable and a backslash, as in `%windir%\`.
fn is_variable(text: &str) -> bool {
    let inside = text.get(1..).unwrap_or_default();
    inside.find("%\\").is_some_and(|end| {
        let name = inside.get(..end).unwrap_or_default();
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "_()".contains(c))
    })
}

/// The beginning of a text, without cutting a character in half.
fn head(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The length of the word, up to a space or a character with a meaning in Markdown.
fn length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        // An escaped backtick doesn't begin code.
        if c == '`' && escaped {
            return at - 1;
        }
        if c.is_whitespace()
            || c == '`'
            || (matches!(c, '[' | ']' | '<' | '*' | '&' | '|') && !escaped)
        {
            return at;
        }
        escaped = c == '\\';
    }
    rest.len()
}

/// Whether `word` contains an underscore without a backslash before it.
fn bare_underscore(word: &str) -> bool {
    let mut escaped = false;
    for c in word.chars() {
        if c == '_' && !escaped {
            return true;
        }
        escaped = c == '\\';
    }
    false
}

/// Whether a single backslash is between letters or digits.
fn joins_words(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.windows(3).any(|window| {
        matches!(window, [a, b'\\', b] if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_keep_their_backslashes() {
        for (word, expect) in [
            (r"\\server\share", Some(r"\\\\server\share")),
            (r"\\server", Some(r"\\\\server")),
            (r"HKLM\Software\_My_", Some(r"HKLM\Software\\\_My\_")),
            (r"C:\_x_", Some(r"C:\\\_x\_")),
            (r"C:\Users\.ssh", Some(r"C:\Users\\.ssh")),
            (r"C:\temp\*.log", Some(r"C:\temp\\\*.log")),
            (r"%Temp%\Log_\<time\>.txt", None),
            (r"C:\_x_\<name\>", Some(r"C:\\\_x\_\<name\>")),
            (r"C:\", None),
            (r"C:\dir\file", None),
            (r"C:\\Users\\\_x", None),
            (r"my\_name", None),
            (r"HKEY\_LOCAL\_MACHINE\Software", None),
            (r"a\*b", None),
            ("word", None),
        ] {
            let got = path(None, word);
            assert_eq!(got.map(|(_, text)| text).as_deref(), expect, "{word}");
        }
    }
}
