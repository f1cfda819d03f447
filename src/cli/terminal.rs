//! Prints to the terminal: text from articles, files and people never reaches it with control
//! characters.
//!
//! Everything that a command prints goes through here, except for the lines between Fixpath's own
//! processes.

use std::{
    fmt::{self, Display},
    io::{self, IsTerminal, Write, stderr, stdout},
};

use serde::Serialize;
use tracing_subscriber::{
    field::{MakeExt, RecordFields},
    fmt::{FormatFields, format},
};

/// Replaces a character that has no visible symbol of its own.
const HIDDEN: char = '\u{FFFD}';

/// Whether a terminal, or a reader of the line, would treat a character as something other than a
/// letter: control characters, line breaks, and characters that change the writing direction. Tabs
/// are harmless.
pub(super) fn controls(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(
            c,
            '\u{61C}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2066}'..='\u{2069}'
        )
}

/// A text on one line, with a visible symbol for each character that would control a terminal, so
/// that it keeps its width.
pub(super) fn visible(text: &str) -> String {
    let shown = text.chars().map(|c| match c {
        '\u{7F}' => '\u{2421}',
        c if !controls(c) => c,
        c => match u32::from(c) {
            code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or(HIDDEN),
            _ => HIDDEN,
        },
    });
    shown.collect()
}

/// Prints a line on standard output.
pub(super) fn line(text: impl Display) -> io::Result<()> {
    writeln!(stdout(), "{}", visible(&text.to_string()))
}

/// Prints a line on standard error. Write errors are ignored; `eprintln` would panic.
pub(super) fn error_line(text: impl Display) {
    let _ = writeln!(stderr(), "{}", visible(&text.to_string()));
}

/// Prints our own text unchanged. Content in it must have no character that [`controls`] a
/// terminal.
pub(super) fn text(text: &str) -> io::Result<()> {
    stdout().write_all(text.as_bytes())
}

/// Prints a value as JSON on a line.
pub(super) fn json(value: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_string(value).map_err(io::Error::other)?;
    writeln!(stdout(), "{}", escaped(&json))
}

/// The same JSON with escapes for all characters that would control a terminal. They can only be in
/// its strings.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        match controls(c) {
            true => escaped.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => escaped.push(c),
        }
    }
    escaped
}

/// Whether the log has colors: on a terminal, unless `NO_COLOR` is set.
pub(super) fn has_colors() -> bool {
    stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Writes the fields of a log line. The colors around them come from the log itself.
pub(super) fn fields() -> impl for<'w> FormatFields<'w> + 'static {
    Fields(
        format::debug_fn(|to, field, value| {
            let value = visible(&format!("{value:?}"));
            match field.name() {
                "message" => write!(to, "{value}"),
                name => write!(to, "{name}={value}"),
            }
        })
        .delimited(" "),
    )
}

/// Gives the type returned by the function above a name.
struct Fields<F>(F);

impl<'w, F: FormatFields<'w>> FormatFields<'w> for Fields<F> {
    fn format_fields<R: RecordFields>(&self, to: format::Writer<'w>, fields: R) -> fmt::Result {
        self.0.format_fields(to, fields)
    }
}

/// Standard error, for lines of JSON.
pub(super) struct JsonLines;

impl Write for JsonLines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let (body, end) = match text.strip_suffix('\n') {
            Some(body) => (body, "\n"),
            None => (&*text, ""),
        };
        stderr().write_all(format!("{}{end}", escaped(body)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        stderr().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_and_not_obeyed() {
        let all = (0..0x20).chain(0x7F..0xA0).chain(0x202A..0x202F);
        let all = all
            .chain(0x2066..0x206A)
            .chain([0x2028, 0x2029, 0x200E, 0x61C]);
        for c in all.filter_map(char::from_u32).filter(|c| *c != '\t') {
            let text = format!("a{c}b");
            let shown = visible(&text);
            assert!(!shown.chars().any(controls), "{c:?}");
            assert_eq!(shown.chars().count(), 3, "{c:?}");
            let json = escaped(&serde_json::to_string(&text).unwrap());
            assert!(!json.chars().any(controls), "{c:?}");
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
        let plain = "Größe\t\u{5D0} 日本 \u{1F480}";
        assert_eq!(visible(plain), plain);
    }
}
