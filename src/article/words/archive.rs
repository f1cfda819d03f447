//! Compares the words of an archive article with those of its source.
//!
//! The words of the sections must be the same in the same order, with list markers as numbers; the
//! facts about the article must have the same set of words, field by field.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashSet},
};

use crate::{
    article::{Article, Format},
    markup::text::{TextPiece, pieces},
};

/// The first difference between the words of the `source` and those of the article, with its
/// surroundings; `None` if no word is lost, added or moved.
pub(super) fn lost(source: &str, format: Format, article: &Article) -> Option<String> {
    let all: Vec<&str> = source.lines().map(str::trim_end).collect();
    let parts = match format {
        Format::ArchiveText => text_parts(&all, article.id.as_str()),
        _ => markdown_parts(&all),
    };
    facts_lost(&parts, article).or_else(|| body_lost(&parts.body, article))
}

/// A source divided into the parts that are compared.
#[derive(Default)]
struct SourceParts<'a> {
    title: Cow<'a, str>,
    /// Label and value of the lines in head and trailer.
    facts: Vec<(&'a str, &'a str)>,
    /// The lines of the "applies to" block.
    applies_to: Vec<&'a str>,
    query_words: Vec<&'a str>,
    /// The lines above "applies to".
    earlier: Vec<&'a str>,
    body: Vec<&'a str>,
}

fn markdown_parts<'a>(all: &[&'a str]) -> SourceParts<'a> {
    let title = all
        .iter()
        .find(|line| line.starts_with("## "))
        .copied()
        .unwrap_or_default();
    let title = title.split_once(": ").map_or("", |(_, title)| title);
    let title = html_escape::decode_html_entities(title);
    let start = all
        .iter()
        .position(|line| *line == "{% raw %}")
        .map_or(0, |at| at + 1);
    let end = all
        .iter()
        .rposition(|line| *line == "{% endraw %}")
        .unwrap_or(all.len());
    let mut parts = SourceParts {
        title,
        ..SourceParts::default()
    };
    let lines: Vec<&str> = all
        .iter()
        .take(end)
        .skip(start)
        .map(|line| line.strip_prefix('\t').unwrap_or(line))
        .skip_while(|line| line.is_empty())
        .collect();
    let head = lines
        .iter()
        .take_while(|line| !line.is_empty() && line.contains(':'))
        .count();
    take_facts(lines.get(..head).unwrap_or_default(), &mut parts);
    take_rest(lines.get(head..).unwrap_or_default(), &mut parts);
    parts
}

fn text_parts<'a>(all: &[&'a str], id: &str) -> SourceParts<'a> {
    let start = all.iter().position(|line| {
        let named = line
            .strip_prefix("DOCUMENT:")
            .and_then(|rest| rest.split_whitespace().next());
        named.is_some_and(|named| named.eq_ignore_ascii_case(id))
    });
    let lines = all.get(start.unwrap_or(0)..).unwrap_or_default();
    let next = lines
        .iter()
        .skip(1)
        .position(|line| line.starts_with("DOCUMENT:"));
    let lines = lines
        .get(..next.map_or(lines.len(), |at| at + 1))
        .unwrap_or_default();
    let legal = lines
        .iter()
        .rposition(|line| line.starts_with("THE INFORMATION PROVIDED IN THE"));
    let lines = lines
        .get(..legal.unwrap_or(lines.len()))
        .unwrap_or_default();
    let mut parts = SourceParts::default();
    let head = lines.iter().take_while(|line| !line.is_empty()).count();
    for line in lines.iter().take(head) {
        match line.split_once(':') {
            Some(("DOCUMENT", value)) => {
                let mut words = value.split_whitespace().skip(1);
                parts
                    .facts
                    .push(("modified", words.next().unwrap_or_default()));
            }
            Some((label, value)) if label.trim() == "TITLE" => parts.title = value.into(),
            Some((label, value)) => parts.facts.push((label.trim(), value)),
            None => parts.body.push(line),
        }
    }
    take_rest(lines.get(head..).unwrap_or_default(), &mut parts);
    parts
}

fn take_facts<'a>(lines: &[&'a str], parts: &mut SourceParts<'a>) {
    for line in lines {
        match line.split_once(':') {
            Some((label, value)) => parts.facts.push((label.trim(), value)),
            None => parts.body.push(line),
        }
    }
}

fn long_rule(line: &str, of: &str) -> bool {
    line.trim().len() > 55 && line.trim().replace(of, "").is_empty()
}

/// "Applies to", body, query words and trailer.
fn take_rest<'a>(lines: &[&'a str], parts: &mut SourceParts<'a>) {
    let mut lines = lines;
    let says_applies = |pair: &[&str]| {
        long_rule(pair[0], "-")
            && pair[1]
                .trim()
                .starts_with("The information in this article applies")
    };
    if let Some(at) = lines
        .iter()
        .take(40)
        .collect::<Vec<_>>()
        .windows(2)
        .position(|pair| says_applies(&[pair[0], pair[1]]))
        && let Some(len) = lines
            .iter()
            .skip(at + 2)
            .position(|line| long_rule(line, "-"))
    {
        parts
            .earlier
            .extend(lines.iter().take(at).filter(|line| !long_rule(line, "=")));
        parts
            .applies_to
            .extend(lines.iter().skip(at + 1).take(len + 1));
        lines = lines.get(at + 3 + len..).unwrap_or_default();
    }
    let mut blocks: Vec<usize> = (0..lines.len())
        .filter(|at| lines.get(*at).is_some_and(|l| long_rule(l, "=")))
        .collect();
    let last = blocks
        .pop()
        .filter(|last| lines.iter().skip(last + 1).all(|l| l.trim().is_empty()));
    if let (Some(last), Some(first)) = (last, blocks.pop()) {
        let fields = lines.get(first + 1..last).unwrap_or_default();
        if fields.iter().all(|line| {
            line.trim().is_empty()
                || line
                    .split_once(':')
                    .is_some_and(|(l, _)| l.trim().len() > 1 && l.len() < 25)
        }) {
            let fields: Vec<&str> = fields
                .iter()
                .copied()
                .filter(|line| !line.trim().is_empty())
                .collect();
            take_facts(&fields, parts);
            lines = lines.get(..first).unwrap_or_default();
        }
    }
    let full = lines
        .iter()
        .rposition(|line| !line.trim().is_empty())
        .map_or(0, |at| at + 1);
    let paragraph = lines
        .iter()
        .take(full)
        .rposition(|line| line.trim().is_empty())
        .map_or(0, |at| at + 1);
    let words = lines.iter().take(full).skip(paragraph).rposition(|line| {
        let line = line.trim().to_lowercase();
        line.starts_with("additional query words:")
            || line.starts_with("additional reference words:")
    });
    let cut = words.map_or(full, |at| paragraph + at);
    parts.query_words.extend(lines.iter().take(full).skip(cut));
    parts.body.extend(lines.iter().take(cut));
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn word_set<'a>(texts: impl IntoIterator<Item = &'a String>) -> HashSet<&'a str> {
    texts.into_iter().flat_map(|text| words(text)).collect()
}

fn facts_lost(parts: &SourceParts, article: &Article) -> Option<String> {
    let meta = &article.meta;
    let of_title = |text: &str| words(text).map(str::to_owned).collect::<Vec<_>>();
    let written = of_title(&parts.title);
    let is_nameless = written.is_empty() && article.title == article.id.as_str();
    if written != of_title(&article.title) && !is_nameless {
        return Some(format!(
            "the title `{}` became `{}`",
            parts.title, article.title
        ));
    }
    // The words of each field are gathered once: a hostile article has as many such lines as it has
    // fields.
    let other = word_set(meta.other.iter().map(|(_, value)| value));
    let (products, versions) = (word_set(&meta.products), word_set(&meta.versions));
    let (systems, keywords) = (word_set(&meta.operating_systems), word_set(&meta.keywords));
    let (technology, hardware) = (word_set(&meta.technology), word_set(&meta.hardware));
    let whole: BTreeSet<&str> = keywords.iter().copied().collect();
    let (issue, solution) = (
        word_set([&meta.issue_type]),
        word_set([&meta.solution_type]),
    );
    let id = words(article.id.as_str()).collect();
    let mut allowed: HashSet<&str> = HashSet::new();
    for (label, value) in &parts.facts {
        let kept = match label.to_ascii_lowercase().as_str() {
            "article" => &id,
            "product(s)" | "product" if value.trim() == "See article" => {
                allowed.extend(words(value));
                continue;
            }
            "product(s)" | "product" => &products,
            "version(s)" | "version" | "prod/ver" => &versions,
            "operating system(s)" | "oper/sys" => &systems,
            "keyword(s)" | "keywords" => &keywords,
            "technology" => &technology,
            "hardware" => &hardware,
            "issue type" => &issue,
            "solution type" => &solution,
            "last modified" | "modified" => {
                if let Some(message) = day_lost(value, &meta.modified) {
                    return Some(message);
                }
                continue;
            }
            _ => &other,
        };
        let is_keywords = label.eq_ignore_ascii_case("keyword(s)") || *label == "KEYWORDS";
        let is_kept =
            |word: &&str| kept.contains(word) || (is_keywords && is_in_whole(word, &whole));
        if let Some(word) = words(value).find(|word| !is_kept(word)) {
            return Some(format!("`{label}` lost the word `{word}`"));
        }
        allowed.extend(words(value));
    }
    let earlier: Vec<&str> = parts.earlier.iter().flat_map(|line| words(line)).collect();
    let kept: Vec<&str> = meta
        .other
        .iter()
        .filter(|(label, _)| label == "Earlier entry")
        .flat_map(|(_, value)| words(value))
        .collect();
    if earlier != kept {
        return Some(format!("the lines above \"applies to\" became {kept:?}"));
    }
    let applies_to: Vec<&str> = parts
        .applies_to
        .iter()
        .flat_map(|line| words(line))
        .skip(7)
        .collect();
    let kept: Vec<&str> = meta
        .applies_to
        .iter()
        .flat_map(|line| words(line))
        .collect();
    if let Some(difference) = first_difference(&applies_to, &kept) {
        return Some(format!("applies to: {difference}"));
    }
    let query_words: Vec<&str> = parts
        .query_words
        .iter()
        .flat_map(|line| words(line))
        .skip(3)
        .collect();
    let kept: Vec<&str> = words(&meta.query_words).collect();
    if let Some(difference) = first_difference(&query_words, &kept) {
        return Some(format!("query words: {difference}"));
    }
    let facts = [
        &meta.products,
        &meta.versions,
        &meta.keywords,
        &meta.technology,
        &meta.hardware,
    ];
    let added = facts.into_iter().flatten().flat_map(|fact| words(fact));
    added
        .into_iter()
        .find(|word| !allowed.contains(word))
        .map(|word| format!("the word `{word}` is in no line about the article"))
}

/// Whether a keyword that was cut, or run together with the next, also appears in full.
fn is_in_whole(word: &str, whole: &BTreeSet<&str>) -> bool {
    let is_part = |part: &str| {
        let mut from = whole.range(part..);
        from.next().is_some_and(|whole| whole.starts_with(part))
    };
    word.len() <= 80
        && (is_part(word)
            || word.char_indices().skip(1).any(|(at, _)| {
                let (one, other) = word.split_at(at);
                whole.contains(one) && is_part(other)
            }))
}

fn day_lost(written: &str, kept: &str) -> Option<String> {
    let months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    let number = |word: &str| {
        let month = months
            .find(&word.to_uppercase())
            .filter(|_| word.len() == 3);
        month.map_or_else(
            || word.trim_start_matches('0').to_owned(),
            |at| (at / 3 + 1).to_string(),
        )
    };
    let sorted = |text: &str| {
        let mut words: Vec<String> = words(text).map(number).collect();
        words.sort();
        words
    };
    (sorted(written) != sorted(kept)).then(|| format!("the date `{written}` became `{kept}`"))
}

fn first_difference(source: &[&str], kept: &[&str]) -> Option<String> {
    let at = (0..source.len().max(kept.len())).find(|at| source.get(*at) != kept.get(*at))?;
    let around = |words: &[&str]| {
        words
            .iter()
            .skip(at.saturating_sub(4))
            .take(9)
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    };
    Some(format!("`{}` became `{}`", around(source), around(kept)))
}

/// The most possible positions that are followed at once.
const MAX_PLACES: usize = 64;

/// A word of the source, and whether it opens its line and so may be a list marker.
struct SourceWord<'a> {
    word: &'a str,
    opens_line: bool,
}

/// A word of the article, or a position at which the source has a marker.
#[derive(Debug)]
enum ReadWord<'a> {
    Word(&'a str),
    Number(u32),
    Bullet,
    Label(&'static str),
}

fn body_lost(lines: &[&str], article: &Article) -> Option<String> {
    let mut source = Vec::new();
    for line in lines {
        let opening = line.trim_start().trim_start_matches('(');
        let marker_like = opening.starts_with(|c: char| c.is_alphanumeric())
            && words(opening).next().is_some_and(|word| {
                let after = opening.get(word.len()..).unwrap_or_default();
                after.is_empty() || after.starts_with(['.', ')', ' ', '\t'])
            });
        for (at, word) in words(line).enumerate() {
            source.push(SourceWord {
                word,
                opens_line: at == 0 && marker_like,
            });
        }
    }
    let mut read = Vec::new();
    for section in &article.sections {
        read.extend(words(&section.heading).map(ReadWord::Word));
        pieces(&section.blocks, &mut |piece| match piece {
            TextPiece::Text(text) => read.extend(words(text).map(ReadWord::Word)),
            TextPiece::Number(number) => read.push(ReadWord::Number(number)),
            TextPiece::Bullet => read.push(ReadWord::Bullet),
            TextPiece::Label(kind) => read.push(ReadWord::Label(kind.word())),
        });
    }
    // Only the bullet `o` is also a word, and only what follows tells which of the two it was. So
    // there may be several possible positions in the source.
    let mut reached = vec![0];
    let mut after_marker = false;
    for (place, word) in read.iter().enumerate() {
        let furthest = reached.last().copied().unwrap_or(0);
        let mut next = Vec::with_capacity(reached.len());
        for at in reached {
            let Some(here) = source.get(at) else {
                if matches!(word, ReadWord::Bullet) {
                    next.push(at);
                }
                continue;
            };
            // Markers follow each other in `1. a) …` and `NOTE: 1. …`.
            let may_be_marker = here.opens_line || after_marker;
            let is_same = match word {
                ReadWord::Word(word) => here.word == *word,
                ReadWord::Label(label) => here.word.eq_ignore_ascii_case(label),
                ReadWord::Number(number) => {
                    may_be_marker && marker_number(here.word) == Some(*number)
                }
                ReadWord::Bullet => {
                    next.push(at);
                    may_be_marker && here.word == "o"
                }
            };
            if is_same {
                next.push(at + 1);
            }
        }
        after_marker = !matches!(word, ReadWord::Word(_));
        next.dedup();
        next.truncate(MAX_PLACES);
        if next.is_empty() {
            return Some(difference(&source, furthest, &read, place));
        }
        reached = next;
    }
    let furthest = reached.last().copied().unwrap_or(0);
    (furthest < source.len()).then(|| difference(&source, furthest, &read, read.len()))
}

/// `12` and `c` as numbers of an item.
fn marker_number(word: &str) -> Option<u32> {
    match word.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => {
            Some(u32::from(letter.to_ascii_lowercase() - b'a') + 1)
        }
        _ => word.parse().ok(),
    }
}

fn difference(source: &[SourceWord], at: usize, read: &[ReadWord], place: usize) -> String {
    let source: Vec<&str> = source
        .iter()
        .skip(at.saturating_sub(5))
        .take(10)
        .map(|word| word.word)
        .collect();
    let read: Vec<String> = read
        .iter()
        .skip(place.saturating_sub(5))
        .take(10)
        .map(|word| match word {
            ReadWord::Word(word) => (*word).to_owned(),
            ReadWord::Label(label) => format!("[{label}]"),
            ReadWord::Number(number) => format!("[{number}]"),
            ReadWord::Bullet => "[-]".to_owned(),
        })
        .collect();
    format!("`{}` became `{}`", source.join(" "), read.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{read, recognize};

    const SOURCE: &str = "---\npermalink: /kb/010/Q10999/\n---\n\n## Q10999: A &quot;B&quot; &#91;C&#93;\n\n\
        {% raw %}\n\n\tArticle: Q10999\n\tProduct(s): Lamp\n\tVersion(s): 1.0\n\
        \tKeyword(s): kba | kbb\n\tLast Modified: 2-MAY-1999\n\t\n\
        \tSYMPTOMS\n\t========\n\t\n\t1. Turn it on.\n\t\n\t2. NOTE: It is hot.\n\n{% endraw %}\n";

    fn article(source: &str) -> Article {
        read(recognize(source.as_bytes()), source.as_bytes(), "a", None)
            .0
            .remove(0)
    }

    #[test]
    fn nothing_is_lost_where_nothing_changed() {
        assert_eq!(
            lost(SOURCE, Format::ArchiveMarkdown, &article(SOURCE)),
            None
        );
    }

    #[test]
    fn a_bullet_may_be_a_word_or_come_before_one() {
        for list in [
            "- --\n\to /o /",
            "o Open it.\n\n\to Shut it.",
            "- o rings\n\n\t- o",
            "o o rings\n\n\to rings",
        ] {
            let source = SOURCE.replace("1. Turn it on.", list);
            let read = article(&source);
            let difference = lost(&source, Format::ArchiveMarkdown, &read);
            assert_eq!(difference, None, "{list}");
        }
    }

    #[test]
    fn every_change_is_noticed() {
        for (was, is) in [
            ("Turn it on", "Turn on"),
            ("It is hot", "It is very hot"),
            ("1. Turn", "7. Turn"),
            ("NOTE:", "TIP:"),
            ("A &quot;B", "A &quot;X"),
            ("kbb", "kbx"),
            ("kba |", "kbakb |"),
            ("Lamp", "Bulb"),
            ("2-MAY", "3-MAY"),
            ("SYMPTOMS\n\t========", "CAUSE\n\t====="),
        ] {
            let other = article(&SOURCE.replace(was, is));
            assert!(
                lost(SOURCE, Format::ArchiveMarkdown, &other).is_some(),
                "{is}"
            );
        }
    }
}
