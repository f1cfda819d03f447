//! Escapes plain text for Markdown.

/// A line of plain text as Markdown that reads the same.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\`*_[]<>#|~&".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
