//! Chooses an article's title among its first heading, its front matter and its file name.

use std::borrow::Cow;

use crate::{
    article::Role,
    markup::{Block, text},
};

/// The most titles that are kept for an article.
const MAX_TITLES: usize = 20;

/// The titles of an article, the best first, each once. A heading that becomes the title is removed
/// from the blocks.
///
/// A sole heading of level 1 at the beginning is the title; otherwise the title comes from the
/// front matter, or else from the file name. If there are several such headings, the first is the
/// title if the front matter agrees or says nothing; otherwise they are sections.
pub(in crate::article::read) fn take_titles(
    given: Vec<String>,
    name: &str,
    blocks: &mut Vec<Block>,
) -> Vec<String> {
    let is_index = ["index", "_index", "readme"].contains(&name.to_lowercase().as_str());
    let name = readable(name);
    if !given.is_empty() || !name.is_empty() {
        blocks.retain(|block| heading_1(block).is_none_or(|heading| !is_placeholder(&heading)));
    }
    let heading = leading(&given, blocks).map(|at| blocks.remove(at));
    let heading = heading.as_ref().and_then(heading_1);
    let mut titles: Vec<String> = Vec::new();
    for title in heading.into_iter().chain(given) {
        let is_new = !titles.iter().any(|known| same(known, &title));
        if is_new && !title.trim().is_empty() && titles.len() < MAX_TITLES {
            titles.push(title);
        }
    }
    // A name such as `index` says nothing about the article.
    let is_new = !name.is_empty() && !titles.iter().any(|known| same(known, &name));
    if is_new && (titles.is_empty() || !is_index) {
        titles.push(name);
    }
    titles
}

/// The position of the heading that is the title.
fn leading(given: &[String], blocks: &[Block]) -> Option<usize> {
    let mut headings = blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| Some((at, heading_1(block)?)));
    let (at, heading) = headings.next()?;
    let is_sole = headings.next().is_none();
    if heading.trim().is_empty() {
        return None;
    }
    let mut above = blocks.get(..at)?.iter();
    let is_first = above.clone().all(|block| matches!(block, Block::Rule));
    let only_text_above = !above.any(|block| matches!(block, Block::Heading { .. }));
    let agrees = given.iter().any(|title| same(title, &heading));
    let is_title = match is_sole {
        true => is_first || (only_text_above && (given.is_empty() || agrees)),
        false => {
            let has_role = Role::of_heading(&heading) != Role::Other;
            is_first && (agrees || (given.is_empty() && !has_role))
        }
    };
    is_title.then_some(at)
}

fn heading_1(block: &Block) -> Option<String> {
    match block {
        Block::Heading { level: 1, text, .. } => Some(text::inlines(text).replace('\n', " ")),
        _ => None,
    }
}

/// Whether two titles have the same words.
pub fn same(one: &str, other: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase)
    }
    one == other || (letters(one).next().is_some() && letters(one).eq(letters(other)))
}

/// Whether a text is nothing but a template placeholder: `{{ page.title }}`.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    [("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("${", "}")]
        .iter()
        .any(|(begin, end)| text.starts_with(begin) && text.ends_with(end))
}

/// The text, with each heading of level 1 that is nothing but a placeholder replaced by an empty
/// line: the title that fills it in is stated elsewhere.
pub(super) fn without_placeholders(body: &str) -> Cow<'_, str> {
    let is_one = |line: &str| line.strip_prefix("# ").is_some_and(is_placeholder);
    if !body.lines().any(is_one) {
        return Cow::Borrowed(body);
    }
    let lines = body.split_inclusive('\n');
    let kept = lines.map(|line| if is_one(line) { "\n" } else { line });
    Cow::Owned(kept.collect())
}

/// A file's name as people read it: `how-to_reset-vpn` → `How to reset vpn`, `02-setup` → `Setup`.
pub fn readable(name: &str) -> String {
    let name = name.replace("%20", " ");
    let is_separator = |c: char| c.is_whitespace() || matches!(c, '-' | '_' | '+' | '~');
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = name.split_at(digits);
    let is_order = (1..=2).contains(&digits) || (digits == 3 && number.starts_with('0'));
    let name = match rest.strip_prefix(|c: char| is_separator(c) || c == '.') {
        Some(rest) if is_order && rest.contains(char::is_alphabetic) => rest,
        _ => &name,
    };
    let words: Vec<&str> = name.split(is_separator).filter(|w| !w.is_empty()).collect();
    let words = words.join(" ");
    let mut chars = words.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::markdown;

    #[test]
    fn chooses_the_title() {
        for (body, given, name, titles, blocks) in [
            // A sole heading wins; the others can be searched, too.
            ("# A\n\nx", "B|C", "d", "A|B|C|D", 1),
            ("# A\n\n## S\n", "a", "d", "A|D", 1),
            ("---\n\n# A\n\nx", "", "d", "A|D", 2),
            ("x\n\n# A\n\ny", "", "d", "A|D", 2),
            ("x\n\n# A\n\ny", "A", "d", "A|D", 2),
            ("x\n\n# A\n\ny", "B", "d", "B|D", 3),
            ("## S\n\n# A\n", "", "d", "D", 2),
            // Several headings are sections if the title is another.
            ("# A\n\n# B\n", "T", "d", "T|D", 2),
            ("# A\n\n# B\n", "A", "d", "A|D", 1),
            ("# A\n\n# B\n", "", "d", "A|D", 1),
            ("# Symptoms\n\n# Cause\n", "", "d", "D", 2),
            // A placeholder is not a title.
            ("# {{ page.title }}\n\nx", "T", "d", "T|D", 1),
            ("# <%= current_page.data.title %>\n\nx", "", "d", "D", 1),
            ("x", "T", "_index", "T", 1),
            ("x", "", "index", "Index", 1),
            ("x", "", "", "", 1),
        ] {
            let given = given.split('|').filter(|title| !title.is_empty());
            let (mut read, _) = markdown::read(&without_placeholders(body));
            let taken = take_titles(given.map(str::to_owned).collect(), name, &mut read);
            assert_eq!(taken.join("|"), titles, "{body}");
            assert_eq!(read.len(), blocks, "{body}");
        }
    }

    #[test]
    fn names_are_readable() {
        for (name, title) in [
            ("how-to_reset-vpn", "How to reset vpn"),
            ("02-setup", "Setup"),
            ("001_intro", "Intro"),
            ("365-login", "365 login"),
            ("2019-05-27", "2019 05 27"),
            ("CephMonQuorumAtRisk", "CephMonQuorumAtRisk"),
            ("release-notes-1.13", "Release notes 1.13"),
            ("My%20page", "My page"),
            ("über-uns", "Über uns"),
            ("", ""),
        ] {
            assert_eq!(readable(name), title, "{name}");
        }
    }
}
