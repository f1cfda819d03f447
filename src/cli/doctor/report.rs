//! The page of `fixpath doctor`: sections of lines, with what to do about problems.

use std::io;

use crate::cli::terminal;

/// The width of the names before the values.
const NAMES: usize = 22;

/// The page, while it is written.
#[derive(Default)]
pub struct Report {
    lines: Vec<String>,
    advice: Vec<String>,
}

impl Report {
    /// Begins a section.
    pub fn section(&mut self, title: &str) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.push(title.to_owned());
    }

    /// Adds a line.
    pub fn line(&mut self, name: &str, value: impl AsRef<str>) {
        let value = value.as_ref();
        self.lines.push(format!("  {name:NAMES$} {value}"));
    }

    /// Adds a problem and what to do about it, below the line that it belongs to.
    pub fn advise(&mut self, advice: impl Into<String>) {
        let advice = advice.into();
        self.lines.push(format!("  {:NAMES$} ! {advice}", ""));
        self.advice.push(advice);
    }

    /// Prints the page; returns whether there is no problem.
    pub fn print(&self) -> io::Result<bool> {
        self.lines.iter().try_for_each(terminal::line)?;
        terminal::line("")?;
        match self.advice.len() {
            0 => terminal::line("No problems found.")?,
            1 => terminal::line("1 thing to do, marked with ! above.")?,
            count => terminal::line(format_args!("{count} things to do, marked with ! above."))?,
        }
        Ok(self.advice.is_empty())
    }
}

/// A number of bytes, roughly: `12.3 GB`.
pub fn size(bytes: u64) -> String {
    let units = ["bytes", "KB", "MB", "GB", "TB"];
    let (mut value, mut unit) = (bytes as f64, 0);
    while value >= 1000.0 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    let decimals = usize::from(unit > 0 && value < 100.0);
    format!("{value:.decimals$} {}", units.get(unit).unwrap_or(&""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        for (bytes, expect) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_500, "1.5 KB"),
            (45_000_000, "45.0 MB"),
            (123_456_789, "123 MB"),
            (4_000_000_000_000_000, "4000 TB"),
        ] {
            assert_eq!(size(bytes), expect);
        }
    }
}
