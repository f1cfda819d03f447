//! Escapes words, so that they have no meaning in Markdown or HTML.

/// `text` as an attribute value in double quotes, on one line.
pub fn escaped(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    // Tables are split at bars before tags are read.
    text.replace('|', "&#124;").replace(['\n', '\r'], " ")
}

/// The words, escaped so that they have no meaning in Markdown or HTML.
pub fn inline_escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\n' => out.push(' '),
            '|' => out.push_str("&#124;"),
            c if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | '-' | '/' | ':' | '\'') => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// The words without the backslashes that escape them.
pub fn unescaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}
