//! Writes texts for TOML.

/// A text between double quotes.
pub fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    for c in text.chars() {
        match c {
            '\\' | '"' => written.extend(['\\', c]),
            '\n' => written.push_str("\\n"),
            c if c.is_control() => written.push(' '),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

/// A list of texts.
pub(super) fn quoted_list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(quoted).collect();
    format!("[{}]", texts.join(", "))
}

/// A text whose braces are not placeholders.
pub(super) fn plain(text: &str) -> String {
    quoted(&text.replace('{', "{{").replace('}', "}}"))
}
