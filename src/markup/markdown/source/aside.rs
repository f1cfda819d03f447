//! Lines for a site generator, not for people.

/// Whether a line is a tag whose content is still Markdown: `<div class="grid" markdown>`.
pub fn is_markdown_in_html(words: &str) -> bool {
    let Some(inside) = words.strip_prefix('<').and_then(|w| w.strip_suffix('>')) else {
        return false;
    };
    inside.starts_with(|c: char| c.is_ascii_lowercase())
        && !inside.contains(['<', '>'])
        && inside
            .split_whitespace()
            .skip(1)
            .any(|attribute| attribute == "markdown" || attribute.starts_with("markdown="))
}

/// The file in a line that includes a part of it: `--8<-- "inc/a.md"`.
pub fn snippet(words: &str) -> Option<&str> {
    let rest = words
        .strip_prefix("--8<--")
        .or(words.strip_prefix("-8<-"))?;
    let file = rest.trim().trim_matches(['"', '\'']);
    (!file.is_empty()).then_some(file)
}

/// Whether a line defines an abbreviation, which sites show in tooltips.
pub fn is_abbreviation(words: &str) -> bool {
    let inside = words.strip_prefix("*[");
    inside.is_some_and(|inside| inside.find("]: ").is_some_and(|end| (1..60).contains(&end)))
}

/// The name and value of an option of a directive, `:name: value`.
pub fn option(words: &str) -> Option<(&str, &str)> {
    let (name, value) = words.strip_prefix(':')?.split_once(':')?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let is_option = !name.is_empty() && name.chars().all(is_name);
    is_option.then_some((name, value.trim()))
}

/// How many more brackets a line opens than it closes.
pub fn brackets(words: &str) -> i32 {
    let one = |byte: u8| match byte {
        b'{' | b'(' | b'[' => 1,
        b'}' | b')' | b']' => -1,
        _ => 0,
    };
    words.bytes().map(one).sum()
}

/// Whether a text has lines that import components.
pub fn is_mdx(source: &str) -> bool {
    source
        .lines()
        .any(|line| line.starts_with(['i', 'e']) && is_module_line(line))
}

/// `import Tabs from '@theme/Tabs';`, `export const x = …;`
pub fn is_module_line(line: &str) -> bool {
    let line = line.trim_end().trim_end_matches(';');
    let imports = line.strip_prefix("import ").is_some_and(|rest| {
        (rest.contains(" from ") || rest.starts_with(['"', '\''])) && rest.ends_with(['"', '\''])
    });
    let exports = [
        "export const ",
        "export default ",
        "export let ",
        "export function ",
    ];
    let is_export = |word: &str| {
        let rest = line.strip_prefix(word);
        // A sentence may begin like this, too.
        rest.is_some_and(|rest| rest.contains(['=', '(', '{']) || !rest.trim().contains(' '))
    };
    imports || exports.into_iter().any(is_export)
}
