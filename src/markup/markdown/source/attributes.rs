//! The arguments of shortcodes, directives and components: `name="value" name=value "value" word`.

/// The arguments after a name.
#[derive(Debug, Default, Clone)]
pub struct Arguments {
    pairs: Vec<(String, String)>,
    /// Values without a name, in order.
    pub values: Vec<String>,
}

impl Arguments {
    /// Reads arguments; never fails.
    pub fn read(text: &str) -> Self {
        let mut read = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let name_end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | '{' | '`'))
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at(name_end);
            let after_blank = after.trim_start();
            if let Some(value) = after_blank.strip_prefix('=').filter(|_| !name.is_empty()) {
                let (value, after) = value_of(value.trim_start());
                read.pairs.push((name.to_ascii_lowercase(), value));
                rest = after;
            } else if name.is_empty() {
                let (value, after) = value_of(after);
                read.values.push(value);
                rest = after;
            } else {
                read.values.push(name.to_owned());
                rest = after;
            }
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        }
        read
    }

    /// The value of the first of these names that has one.
    pub fn get(&self, names: &[&str]) -> Option<&str> {
        let value = |name: &&str| {
            let found = self.pairs.iter().find(|(key, _)| key == name);
            found
                .map(|(_, value)| value.trim())
                .filter(|value| !value.is_empty())
        };
        names.iter().find_map(value)
    }

    /// The first value without a name.
    pub fn first(&self) -> Option<&str> {
        self.values.first().map(String::as_str)
    }
}

/// A value, and the text after it. The value of an expression in braces is its first quoted text.
fn value_of(text: &str) -> (String, &str) {
    let mut chars = text.chars();
    match chars.next() {
        Some(quote @ ('"' | '\'' | '`')) => {
            let inside = chars.as_str();
            match inside.find(quote) {
                Some(end) => {
                    let value = inside.get(..end).unwrap_or_default();
                    (value.to_owned(), inside.get(end + 1..).unwrap_or_default())
                }
                None => (inside.to_owned(), ""),
            }
        }
        Some('{') => {
            let end = braces_end(text).unwrap_or(text.len());
            let inside = text.get(1..end.saturating_sub(1)).unwrap_or_default();
            let value = first_quoted(inside).unwrap_or_default();
            (value.to_owned(), text.get(end..).unwrap_or_default())
        }
        Some('=') => value_of(chars.as_str()),
        _ => {
            let end = text.find(char::is_whitespace).unwrap_or(text.len());
            let (value, rest) = text.split_at(end);
            (value.to_owned(), rest)
        }
    }
}

/// Where the braces at the beginning of `text` end.
pub fn braces_end(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => open += 1,
            '}' => {
                open = open.checked_sub(1)?;
                if open == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The first quoted text.
pub fn first_quoted(text: &str) -> Option<&str> {
    let start = text.find(['"', '\'', '`'])?;
    let quote = text.get(start..)?.chars().next()?;
    let inside = text.get(start + 1..)?;
    inside.get(..inside.find(quote)?)
}
