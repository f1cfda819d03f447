//! Finds the front matter of a text: YAML between `---`, TOML between `+++`, JSON in braces or
//! between `;;;`.

use super::json;

/// Beginnings of lines that are comments to other programs.
const COMMENTS: [&str; 4] = ["[//]:", "[comment]:", "{#", "{%"];

/// The syntax of front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Yaml,
    Toml,
    Json,
}

/// A text divided into front matter and body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SplitText<'t> {
    /// The front matter, with the line of the file on which it begins.
    pub(super) front: Option<(Syntax, &'t str, usize)>,
    pub(super) body: &'t str,
    /// The line of the file on which the body begins.
    pub(super) body_line: usize,
    /// The mark that is missing after the front matter, and the line of the opening one.
    pub(super) unclosed: Option<(&'static str, usize)>,
}

impl<'t> SplitText<'t> {
    fn whole(text: &'t str) -> Self {
        Self {
            front: None,
            body: text,
            body_line: 1,
            unclosed: None,
        }
    }

    /// Divides a text. A line `---` without `key: value` after it is a Markdown rule.
    pub(super) fn of(text: &'t str) -> Self {
        let start = text.len() - text.trim_ascii_start().len();
        // An indented line is code.
        let start = text
            .get(..start)
            .and_then(|blank| blank.rfind('\n'))
            .map_or(0, |at| at + 1);
        let above = text.get(..start).unwrap_or_default().matches('\n').count();
        let rest = text.get(start..).unwrap_or_default();
        let mark = rest.lines().next().unwrap_or_default().trim_end();
        let after = rest
            .find('\n')
            .and_then(|at| rest.get(at + 1..))
            .unwrap_or_default();
        let (syntax, mark, begins): (_, _, fn(&str) -> bool) = match mark {
            "---" => (Syntax::Yaml, "---", begins_yaml),
            "+++" => (Syntax::Toml, "+++", begins_toml),
            ";;;" => (Syntax::Json, ";;;", begins_json),
            _ if rest.starts_with('{') && rest.get(1..).is_some_and(begins_json) => {
                return Self::with_object(text, rest, above);
            }
            _ => return Self::whole(text),
        };
        if !begins(after) && !closes_at_once(after, mark) {
            return Self::whole(text);
        }
        let mut at = 0;
        for (index, line) in after.split_inclusive('\n').enumerate() {
            let bare = line.trim_end();
            if bare == mark || (syntax == Syntax::Yaml && bare == "...") {
                return Self {
                    front: Some((syntax, after.get(..at).unwrap_or_default(), above + 2)),
                    body: after.get(at + line.len()..).unwrap_or_default(),
                    body_line: above + index + 3,
                    unclosed: None,
                };
            }
            at += line.len();
        }
        Self {
            unclosed: Some((mark, above + 1)),
            ..Self::whole(text)
        }
    }

    /// Divides a text that begins with a JSON object. A broken object ends at the first line `}`.
    fn with_object(text: &'t str, rest: &'t str, above: usize) -> Self {
        let length = json::length(rest).or_else(|| rest.find("\n}").map(|at| at + 2));
        let Some((front, after)) = length.and_then(|length| rest.split_at_checked(length)) else {
            return Self::whole(text);
        };
        let line_end = after.find('\n').map_or(after.len(), |at| at + 1);
        let (blank, body) = after.split_at(line_end);
        if !blank.trim().is_empty() {
            return Self::whole(text);
        }
        Self {
            front: Some((Syntax::Json, front, above + 1)),
            body,
            body_line: above + front.matches('\n').count() + 2,
            unclosed: None,
        }
    }
}

/// Whether a text begins with a mark of front matter, or a part of one, but lacks the closing mark.
pub fn is_cut_off(text: &str) -> bool {
    let rest = text.trim_start();
    let (first, after) = rest.split_once('\n').unwrap_or((rest, ""));
    let first = first.trim_end();
    match first {
        "---" | "+++" | ";;;" => !after.lines().any(|line| {
            let line = line.trim_end();
            line == first || first == "---" && line == "..."
        }),
        "-" | "--" | "+" | "++" | ";" | ";;" | "{" if after.trim().is_empty() => true,
        _ => {
            let inside = rest.strip_prefix('{');
            inside.is_some_and(begins_json) && json::length(rest).is_none() && !rest.contains("\n}")
        }
    }
}

/// The line of front matter that doesn't count, because it is below comments or indented, but that
/// may say whom the text is for.
pub(super) fn below_comments(text: &str) -> Option<usize> {
    let mut rest = text.trim_start();
    loop {
        let after = match rest.strip_prefix("<!--") {
            Some(comment) => comment.split_once("-->")?.1,
            None if COMMENTS.iter().any(|mark| rest.starts_with(mark)) => rest.split_once('\n')?.1,
            None => break,
        };
        rest = after.trim_start();
    }
    let split_text = SplitText::of(rest);
    let front = match split_text.unclosed {
        Some(_) => rest,
        None => split_text.front?.1,
    };
    let above = text.get(..text.len() - rest.len())?;
    let mentions_visibility = front.to_lowercase().contains("visibility");
    mentions_visibility.then(|| above.matches('\n').count() + 1)
}

fn closes_at_once(text: &str, mark: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| line.trim_end() == mark)
}

/// The first line that has content.
fn first_line<'t>(text: &'t str, comment: &str) -> &'t str {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with(comment))
        .unwrap_or_default()
}

fn begins_yaml(text: &str) -> bool {
    let line = first_line(text, "#");
    if line.starts_with(['"', '\'', '?', '{', '&', '<', '!']) {
        return line.contains(':') || line.starts_with(['?', '{']);
    }
    let Some((key, rest)) = line.split_once(':') else {
        return false;
    };
    let is_name = |c: char| c.is_alphanumeric() || "_-. /@$".contains(c);
    (rest.is_empty() || rest.starts_with([' ', '\t']))
        && !key.starts_with('-')
        && key.chars().all(is_name)
        && key.split_whitespace().count() <= 3
}

fn begins_toml(text: &str) -> bool {
    let line = first_line(text, "#");
    line.starts_with('[') || line.contains('=')
}

fn begins_json(text: &str) -> bool {
    text.trim_start().starts_with(['"', '}', '{'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_front_matter_of_every_syntax() {
        use Syntax::{Json, Toml, Yaml};
        for (text, front, body, line) in [
            ("---\na: 1\n---\nx", Some((Yaml, "a: 1\n", 2)), "x", 4),
            (
                "---\r\na: 1\r\n---\r\nx",
                Some((Yaml, "a: 1\r\n", 2)),
                "x",
                4,
            ),
            ("\n\n---\na: 1\n...\nx", Some((Yaml, "a: 1\n", 4)), "x", 6),
            ("---\n---\nx", Some((Yaml, "", 2)), "x", 3),
            (
                "---\n# a\n\nms.date: 1\n---\n",
                Some((Yaml, "# a\n\nms.date: 1\n", 2)),
                "",
                6,
            ),
            ("+++\na = 1\n+++\nx", Some((Toml, "a = 1\n", 2)), "x", 4),
            (
                ";;;\n\"a\": 1\n;;;\nx",
                Some((Json, "\"a\": 1\n", 2)),
                "x",
                4,
            ),
            (
                "{\n\"a\": 1\n}\n\nx",
                Some((Json, "{\n\"a\": 1\n}", 1)),
                "\nx",
                4,
            ),
            ("{\n\"a\" 1\n}\nx", Some((Json, "{\n\"a\" 1\n}", 1)), "x", 4),
            // Rules and other braces.
            ("---\ntext\n---\nx", None, "---\ntext\n---\nx", 1),
            ("---\n\n# A: b\n", None, "---\n\n# A: b\n", 1),
            ("+++\ntext", None, "+++\ntext", 1),
            ("{% raw %}\nx", None, "{% raw %}\nx", 1),
            ("{\"a\": 1} and more", None, "{\"a\": 1} and more", 1),
            ("    ---\na: 1\n---\n", None, "    ---\na: 1\n---\n", 1),
            ("", None, "", 1),
        ] {
            let split_text = SplitText {
                front,
                body,
                body_line: line,
                unclosed: None,
            };
            assert_eq!(SplitText::of(text), split_text, "{text}");
        }
        assert_eq!(SplitText::of("---\na: 1\nx").unclosed, Some(("---", 1)));
    }
}
