//! Replaces the include directives in a text by the files that they name.

use std::collections::BTreeMap;

/// The deepest nesting of included files.
const DEEPEST: usize = 5;

/// The most bytes of a text with everything that it includes.
const LARGEST: usize = 2 << 20;

/// A text with its includes in place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Inlined {
    /// The text.
    pub(super) text: String,
    /// For each of its lines the line of the file that it comes from, from 1.
    pub(super) lines: Vec<usize>,
}

/// The paths that a text includes, as written, in order.
pub(super) fn included(text: &str) -> Vec<&str> {
    let mut paths = Vec::new();
    let mut rest = text;
    while let Some(directive) = Directive::next_in(rest) {
        paths.push(directive.path);
        rest = directive.after;
    }
    paths
}

/// A text with its included files in place, directly or not; `files` holds them by the paths in the
/// directives. A directive whose file is missing stays.
pub(super) fn inline(text: &str, files: &BTreeMap<String, String>) -> Inlined {
    let mut inlined = Inlined {
        text: String::with_capacity(text.len()),
        lines: Vec::new(),
    };
    let mut line = 1;
    let mut rest = text;
    while let Some(directive) = Directive::next_in(rest) {
        inlined.push(directive.before, &mut line);
        let room = LARGEST.saturating_sub(inlined.text.len());
        match expanded(directive.path, files, 0, room) {
            Some(included) => {
                // All of it counts as the line of the directive.
                for _ in included.matches('\n') {
                    inlined.lines.push(line);
                }
                inlined.text.push_str(&included);
                line += directive.written.matches('\n').count();
            }
            None => inlined.push(directive.written, &mut line),
        }
        rest = directive.after;
    }
    inlined.push(rest, &mut line);
    inlined.lines.push(line);
    inlined
}

impl Inlined {
    fn push(&mut self, text: &str, line: &mut usize) {
        for _ in text.matches('\n') {
            self.lines.push(*line);
            *line += 1;
        }
        self.text.push_str(text);
    }
}

/// The content for a path, with its own includes; `None` if it is missing or there is no room for
/// it.
fn expanded(
    path: &str,
    files: &BTreeMap<String, String>,
    depth: usize,
    room: usize,
) -> Option<String> {
    let text = files.get(path).filter(|text| text.len() <= room)?;
    let text = without_front_matter(text).trim_end_matches('\n');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(directive) = Directive::next_in(rest) {
        out.push_str(directive.before);
        let left = room.saturating_sub(out.len() + directive.after.len());
        let inner = (depth < DEEPEST).then(|| expanded(directive.path, files, depth + 1, left));
        out.push_str(inner.flatten().as_deref().unwrap_or(directive.written));
        rest = directive.after;
    }
    out.push_str(rest);
    (out.len() <= room).then_some(out)
}

/// A text without front matter at its beginning.
fn without_front_matter(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}');
    let Some(rest) = text.strip_prefix("---\n").or(text.strip_prefix("---\r\n")) else {
        return text;
    };
    match rest.split_once("\n---") {
        Some((_, after)) => after.split_once('\n').map_or("", |(_, body)| body),
        None => text,
    }
}

/// A directive in a text.
struct Directive<'t> {
    before: &'t str,
    written: &'t str,
    path: &'t str,
    after: &'t str,
}

/// How directives begin and end, and what comes before the path.
const FORMS: [(&str, &str, Path); 7] = [
    ("[!INCLUDE", ")]", Path::InParentheses),
    ("[!include", ")]", Path::InParentheses),
    ("--8<--", "\n", Path::Quoted),
    (
        "{{<",
        ">}}",
        Path::After(&["include", "readfile", "snippet"]),
    ),
    (
        "{{%",
        "%}}",
        Path::After(&["include", "readfile", "snippet"]),
    ),
    (
        "{%",
        "%}",
        Path::After(&["include_relative", "include", "include_file"]),
    ),
    ("<%=", "%>", Path::After(&["partial", "render"])),
];

/// Where the path is in a directive.
#[derive(Clone, Copy)]
enum Path {
    InParentheses,
    Quoted,
    /// After one of these words.
    After(&'static [&'static str]),
}

impl<'t> Directive<'t> {
    /// The first directive of a text.
    fn next_in(text: &'t str) -> Option<Self> {
        let mut from = 0;
        loop {
            let at = from + text.get(from..)?.find(['[', '-', '{', '<'])?;
            let begun = text.get(at..)?;
            if let Some(found) = FORMS.iter().find_map(|form| Self::read(begun, *form)) {
                let (written, path) = found;
                return Some(Self {
                    before: text.get(..at)?,
                    written,
                    path,
                    after: text.get(at + written.len()..)?,
                });
            }
            from = at + 1;
        }
    }

    /// A directive of one form at the beginning of a text, with its path.
    fn read(text: &'t str, (begin, end, place): (&str, &str, Path)) -> Option<(&'t str, &'t str)> {
        let inside = text.strip_prefix(begin)?;
        // Directives are never longer than this.
        let near = inside
            .get(..inside.floor_char_boundary(300))
            .unwrap_or(inside);
        let length = match near.find(end) {
            Some(length) => length,
            None if end == "\n" && near.len() == inside.len() => near.len(),
            None => return None,
        };
        let inside = inside.get(..length)?;
        let kept = if end == "\n" { 0 } else { end.len() };
        let written = text.get(..begin.len() + length + kept)?;
        let path = match place {
            Path::InParentheses => inside.rsplit_once('(')?.1,
            Path::Quoted => quoted(inside)?,
            Path::After(words) => {
                let inside = inside.trim_start_matches('-').trim();
                let (word, rest) = inside.split_once(char::is_whitespace)?;
                words.contains(&word).then_some(())?;
                let first = rest.split_whitespace().next()?;
                match first.contains(['"', '\'', '=']) {
                    true => quoted(rest)?,
                    false => first,
                }
            }
        };
        let path = path.trim();
        (!path.is_empty() && !path.contains('\n')).then_some((written, path))
    }
}

/// The text in the first quotation marks.
fn quoted(text: &str) -> Option<&str> {
    let at = text.find(['"', '\''])?;
    let mark = text.get(at..at + 1)?;
    let rest = text.get(at + 1..)?;
    rest.split_once(mark).map(|(inside, _)| inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> BTreeMap<String, String> {
        let file = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
        let files = [
            ("inc/a.md", "---\nms.topic: include\n---\nOne\n\nTwo\n"),
            ("b.md", "B and {% include c.md %}."),
            ("c.md", "C"),
            ("loop.md", "again {% include loop.md %}"),
        ];
        files.into_iter().map(file).collect()
    }

    #[test]
    fn directives_of_every_kind_are_read() {
        for (text, path) in [
            ("[!INCLUDE [A note](inc/a.md)]", "inc/a.md"),
            ("x [!INCLUDE[a](../inc/a.md)] y", "../inc/a.md"),
            ("--8<-- \"inc/a.md\"\n", "inc/a.md"),
            ("{{< include \"a.md\" >}}", "a.md"),
            ("{{% readfile file=\"a.md\" %}}", "a.md"),
            ("{% include_relative a.md %}", "a.md"),
            ("{% include note.html content=\"x\" %}", "note.html"),
            ("<%= partial 'documentation/a' %>", "documentation/a"),
        ] {
            assert_eq!(included(text), [path], "{text}");
        }
        for text in [
            "[!NOTE]",
            "{{ include }}",
            "{% if include %}",
            "<% a %>",
            "[!INCLUDE",
            "{{<",
        ] {
            assert!(included(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn included_files_appear_where_they_are_named() {
        let inlined = inline(
            "first\n[!INCLUDE [a](inc/a.md)]\nlast {% include none.md %}\n",
            &files(),
        );
        assert_eq!(
            inlined.text,
            "first\nOne\n\nTwo\nlast {% include none.md %}\n"
        );
        assert_eq!(inlined.lines, [1, 2, 2, 2, 3, 4]);
        assert_eq!(inline("{% include b.md %}", &files()).text, "B and C.");
        let endless = inline("{% include loop.md %}", &files()).text;
        assert!(endless.ends_with("{% include loop.md %}") && endless.len() < 100);
    }
}
