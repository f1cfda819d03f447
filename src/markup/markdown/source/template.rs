//! Expressions of template languages: Liquid, Go, Jinja, ERB.

use super::{attributes::first_quoted, escape::inline_escaped};

/// The target of a link without its expressions: `{{< ref "x.md" >}}`, `{% link x.md %}` and `{{
/// "/x" | relative_url }}` become the path, a variable such as `{{ site.baseurl }}` becomes
/// nothing.
pub fn target(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('{') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let from = rest.get(at..).unwrap_or_default();
        let close = match from.as_bytes() {
            [b'{', b'{', b'<', ..] => ">}}",
            [b'{', b'{', b'%', ..] => "%}}",
            [b'{', b'{', ..] => "}}",
            [b'{', b'%', ..] => "%}",
            _ => "",
        };
        match from.find(close).filter(|_| !close.is_empty()) {
            Some(end) => {
                let inside = from.get(2..end).unwrap_or_default();
                out.push_str(path_in(inside.trim_matches(['<', '%', '-', ' '])));
                rest = from.get(end + close.len()..).unwrap_or_default();
            }
            None => {
                out.push('{');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

/// The path in an expression.
fn path_in(inside: &str) -> &str {
    if let Some(quoted) = first_quoted(inside) {
        return quoted;
    }
    let mut words = inside.split_whitespace();
    match words.next() {
        Some("ref" | "relref" | "link" | "post_url" | "file" | "asset" | "asset_path") => {
            words.next().unwrap_or_default()
        }
        _ => "",
    }
}

/// An expression with an unknown value, as code: its name without braces.
pub fn expression(inside: &str) -> String {
    let inside = inside.trim_matches(['-', '=', ' ', '\t']);
    // A literal text needs no template.
    let is_text = inside.starts_with(['"', '\'']);
    if let Some(text) = first_quoted(inside).filter(|_| is_text) {
        return inline_escaped(text);
    }
    match inside.contains('`') || inside.is_empty() {
        true => inline_escaped(inside),
        false => format!("`{}`", inside.replace('|', "\\|").replace('\n', " ")),
    }
}
