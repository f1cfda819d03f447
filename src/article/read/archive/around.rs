//! What both archive formats say about an article around its body: labeled lines above and below,
//! the products it applies to, and the extra words for searching.

use std::collections::HashSet;

use time::{Date, Month};

use crate::{article::Metadata, evidence::ArticleId};

/// The label and value of a line such as `Keywords  : kbusage`; the label has at most 24
/// characters.
pub(in crate::article::read) fn labeled(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once(':')?;
    let label = label.trim();
    let is_label = (2..=24).contains(&label.len())
        && label.starts_with(|c: char| c.is_ascii_alphabetic())
        && label
            .chars()
            .all(|c| c.is_ascii_alphabetic() || " ()/".contains(c));
    is_label.then(|| (label, value.trim()))
}

/// The title of an article, or its ID if it has no title or an empty one.
pub(in crate::article::read) fn title(written: Option<String>, id: &ArticleId) -> String {
    written
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| id.to_string())
}

/// Puts the value of a labeled line into its field; lines with unknown labels are kept as further
/// fields.
pub(in crate::article::read) fn put(meta: &mut Metadata, label: &str, value: &str) {
    // The older text sometimes has `PROD/VER::`.
    let value = if label == "PROD/VER" {
        value.trim_start_matches(':').trim()
    } else {
        value
    };
    match label.to_ascii_lowercase().as_str() {
        "product(s)" | "product" if value.eq_ignore_ascii_case("see article") => {}
        "product(s)" | "product" => add_parts(&mut meta.products, value, &['|', ';']),
        "version(s)" | "prod/ver" | "version" => add_versions(&mut meta.versions, value),
        "operating system(s)" | "oper/sys" => add_parts(&mut meta.operating_systems, value, &['|']),
        "keyword(s)" | "keywords" => add_words(&mut meta.keywords, value),
        "technology" => add_words(&mut meta.technology, value),
        "hardware" => add_words(&mut meta.hardware, value),
        "issue type" if meta.issue_type.is_empty() => value.clone_into(&mut meta.issue_type),
        "solution type" if meta.solution_type.is_empty() => {
            value.clone_into(&mut meta.solution_type);
        }
        "last modified" if meta.modified.is_empty() => meta.modified = day(value),
        _ if value.is_empty() => {}
        _ => meta.other.push((label.to_owned(), value.to_owned())),
    }
}

fn add_parts(list: &mut Vec<String>, value: &str, separators: &[char]) {
    let parts = value.split(separators).map(str::trim);
    list.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
}

/// The trailer repeats the versions of the head, sometimes with a colon before them.
fn add_versions(list: &mut Vec<String>, value: &str) {
    let parts = value.split([';', '|']).map(str::trim);
    let bare = parts.map(|part| part.trim_start_matches(':').trim());
    list.extend(bare.filter(|bare| !bare.is_empty()).map(str::to_owned));
}

fn add_words(list: &mut Vec<String>, value: &str) {
    let words = value.split_whitespace();
    let words = words.filter(|word| word.chars().any(char::is_alphanumeric));
    list.extend(words.map(str::to_owned));
}

/// Keeps each value of a field once, in its first position: head and trailer often say the same.
pub(in crate::article::read) fn unite(meta: &mut Metadata) {
    for list in [
        &mut meta.products,
        &mut meta.versions,
        &mut meta.operating_systems,
        &mut meta.keywords,
        &mut meta.technology,
        &mut meta.hardware,
    ] {
        // A set, because the list of a hostile article may be as long as the article.
        if list.len() < 2 {
            continue;
        }
        let mut seen = HashSet::with_capacity(list.len());
        list.retain(|value| seen.insert(value.clone()));
    }
}

/// `27-MAY-1999` as `1999-05-27`; anything else as written.
pub(in crate::article::read) fn day(written: &str) -> String {
    const MONTHS: [&str; 12] = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ];
    let parts: Vec<&str> = written.trim().split('-').collect();
    if let [day, month, year] = parts[..]
        && let (Ok(day), Ok(year)) = (day.parse::<u8>(), year.parse::<i32>())
        && let Some(number) = MONTHS
            .iter()
            .zip(1..)
            .find_map(|(name, number)| name.eq_ignore_ascii_case(month).then_some(number))
        && let Ok(month) = Month::try_from(number)
        && let Ok(date) = Date::from_calendar_date(year, month, day)
        && year >= 1900
    {
        return date.to_string();
    }
    written.trim().to_owned()
}

/// Takes the facts about the article from `lines`, which are the lines after the labeled lines of
/// the head, and returns the lines of the body. Lines above "applies to" are an older head; they
/// become a further field.
pub(in crate::article::read) fn take_around<'l, 'a>(
    lines: &'l [&'a str],
    meta: &mut Metadata,
) -> &'l [&'a str] {
    let lines = take_applies_to(lines, meta);
    let lines = take_trailer(lines, meta);
    take_query_words(lines, meta)
}

fn is_rule(line: &str, of: char, at_least: usize) -> bool {
    let line = line.trim();
    line.len() >= at_least && line.chars().all(|c| c == of)
}

fn take_applies_to<'l, 'a>(lines: &'l [&'a str], meta: &mut Metadata) -> &'l [&'a str] {
    let is_block_rule = |line: &&str| is_rule(line, '-', 60);
    let says_so = |line: &str| {
        line.trim()
            .to_ascii_lowercase()
            .starts_with("the information in this article applies to")
    };
    let opening = lines.iter().zip(lines.iter().skip(1)).take(40);
    let Some(first) = opening
        .into_iter()
        .position(|(rule, line)| is_block_rule(rule) && says_so(line))
    else {
        return lines;
    };
    let (before, inside) = lines.split_at_checked(first).unwrap_or_default();
    let inside = inside.get(1..).unwrap_or_default();
    let Some(end) = inside.iter().position(is_block_rule) else {
        return lines;
    };
    let (block, rest) = inside.split_at_checked(end).unwrap_or_default();
    let rest = rest.get(1..).unwrap_or_default();
    let earlier: Vec<&str> = before
        .iter()
        .map(|line| line.trim())
        .filter(|line| line.contains(char::is_alphanumeric))
        .collect();
    if !earlier.is_empty() {
        meta.other
            .push(("Earlier entry".to_owned(), earlier.join("; ")));
    }
    let head_tail = block
        .first()
        .and_then(|line| line.split_once(':'))
        .map(|(_, tail)| tail.trim());
    if let Some(tail) = head_tail.filter(|tail| !tail.is_empty()) {
        meta.applies_to
            .push(tail.trim_start_matches("- ").to_owned());
    }
    take_products_applied_to(block.get(1..).unwrap_or_default(), meta);
    rest
}

fn take_products_applied_to(block: &[&str], meta: &mut Metadata) {
    let mut levels: Vec<usize> = Vec::new();
    let mut parted = true;
    for line in block {
        let text = line.trim();
        if text.is_empty() {
            parted = true;
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let product = text
            .strip_prefix("- ")
            .or_else(|| text.strip_prefix("* "))
            .map(str::trim);
        match (product, meta.applies_to.last_mut()) {
            (None, Some(last)) if !parted => {
                last.push(' ');
                last.push_str(text);
            }
            _ => {
                while levels.last().is_some_and(|level| *level >= indent) {
                    levels.pop();
                }
                let level = levels.len().min(8);
                levels.push(indent);
                meta.applies_to
                    .push(format!("{}{}", "  ".repeat(level), product.unwrap_or(text)));
            }
        }
        parted = false;
    }
}

fn take_trailer<'l, 'a>(lines: &'l [&'a str], meta: &mut Metadata) -> &'l [&'a str] {
    let is_trailer_rule = |line: &&str| is_rule(line, '=', 60);
    let Some(last) = lines.iter().rposition(is_trailer_rule) else {
        return lines;
    };
    let Some(above) = lines.get(..last) else {
        return lines;
    };
    if lines
        .get(last + 1..)
        .unwrap_or_default()
        .iter()
        .any(|line| !line.trim().is_empty())
    {
        return lines;
    }
    let Some(first) = above.iter().rposition(is_trailer_rule) else {
        return lines;
    };
    let (Some(body), Some(fields)) = (above.get(..first), above.get(first + 1..)) else {
        return lines;
    };
    let fields: Vec<&str> = fields
        .iter()
        .copied()
        .filter(|line| !line.trim().is_empty())
        .collect();
    if fields.iter().any(|line| labeled(line).is_none()) {
        return lines;
    }
    for (label, value) in fields.into_iter().filter_map(labeled) {
        if label.eq_ignore_ascii_case("keywords") {
            drop_damaged(&mut meta.keywords, value);
        }
        put(meta, label, value);
    }
    body
}

/// Drops those keywords of the head that the trailer, `whole`, has undamaged: the head was cut off
/// at its end, and its line breaks were lost.
fn drop_damaged(keywords: &mut Vec<String>, whole: &str) {
    /// No keyword is longer, not even two run together.
    const LONGEST: usize = 100;
    let mut whole: Vec<&str> = whole.split_whitespace().collect();
    whole.sort_unstable();
    let is_whole = |word: &str| whole.binary_search(&word).is_ok();
    let opens_one = |word: &str| {
        let at = whole.partition_point(|other| *other < word);
        whole.get(at).is_some_and(|other| other.starts_with(word))
    };
    let is_two = |word: &str| {
        let mut ends = 1..word.len().min(LONGEST);
        ends.any(|end| {
            word.split_at_checked(end)
                .is_some_and(|(one, other)| is_whole(one) && opens_one(other))
        })
    };
    keywords.retain(|word| is_whole(word) || !(opens_one(word) || is_two(word)));
}

fn take_query_words<'l, 'a>(lines: &'l [&'a str], meta: &mut Metadata) -> &'l [&'a str] {
    const LABELS: [&str; 2] = ["additional query words:", "additional reference words:"];
    let Some(last) = lines.iter().rposition(|line| !line.trim().is_empty()) else {
        return lines;
    };
    // The words may wrap; they reach to the end of the text, without an empty line between them.
    for (at, line) in lines.iter().enumerate().take(last + 1).rev() {
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        let Some(head) = line.get(..LABELS[0].len().min(line.len())) else {
            break;
        };
        let label = LABELS.iter().find(|label| {
            head.eq_ignore_ascii_case(label)
                || line
                    .get(..label.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(label))
        });
        if let Some(label) = label {
            let mut words = line
                .get(label.len()..)
                .unwrap_or_default()
                .trim()
                .to_owned();
            for more in lines.get(at + 1..=last).unwrap_or_default() {
                words.push(' ');
                words.push_str(more.trim());
            }
            words.trim().clone_into(&mut meta.query_words);
            return lines.get(..at).unwrap_or(lines);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_days() {
        for (written, day_read) in [
            ("27-MAY-1999", "1999-05-27"),
            ("4-sep-1990", "1990-09-04"),
            ("31-FEB-1990", "31-FEB-1990"),
            ("recently", "recently"),
            ("", ""),
        ] {
            assert_eq!(day(written), day_read);
        }
    }

    #[test]
    fn combines_what_head_and_trailer_say() {
        let mut meta = Metadata::default();
        for (label, value) in [
            ("Product(s)", "See article"),
            ("Keyword(s)", "USER | kba | kbb"),
            ("Keywords", "kbb kbc"),
            ("Version(s)", "1.0; MAC:2.0"),
            ("Version", ":1.0"),
            ("Colour", "green"),
        ] {
            put(&mut meta, label, value);
        }
        unite(&mut meta);
        assert!(meta.products.is_empty());
        assert_eq!(meta.keywords, ["USER", "kba", "kbb", "kbc"]);
        assert_eq!(meta.versions, ["1.0", "MAC:2.0"]);
        assert_eq!(meta.other, [("Colour".to_owned(), "green".to_owned())]);
    }

    #[test]
    fn damaged_keywords_are_removed_if_intact_ones_exist() {
        for (head, whole, expect) in [
            ("kblamp kbGr", "kblamp kbGrpLamps", "kblamp"),
            ("kblampkbhot", "kblamp kbhot", ""),
            ("kbhot kblampkbG", "kblamp kbhot kbGrp", "kbhot"),
            ("kblamp kblamps", "kblamp kbhot", "kblamp kblamps"),
            ("USER kbhot", "kblamp", "USER kbhot"),
        ] {
            let mut keywords: Vec<String> = head.split(' ').map(str::to_owned).collect();
            drop_damaged(&mut keywords, whole);
            assert_eq!(keywords.join(" "), expect, "{head}");
        }
    }

    #[test]
    fn takes_what_is_around_the_body() {
        let rule = "-".repeat(79);
        let (open, close) = ("=".repeat(70), "=".repeat(77));
        let lines = [
            "3.10",
            "",
            &rule,
            "The information in this article applies to:",
            "",
            "- Lamp, versions 1.0,",
            "  2.0",
            "  - with a shade",
            "- Candle",
            &rule,
            "Text.",
            "",
            "Additional query words: light",
            "  flame",
            &open,
            "Keywords   : kba",
            "Issue type : kbprb",
            "",
            &close,
            "",
        ];
        let mut meta = Metadata::default();
        assert_eq!(take_around(&lines, &mut meta), ["Text.", ""]);
        assert_eq!(
            meta.applies_to,
            ["Lamp, versions 1.0, 2.0", "  with a shade", "Candle"]
        );
        assert_eq!(meta.query_words, "light flame");
        assert_eq!(meta.issue_type, "kbprb");
        assert_eq!(
            meta.other,
            [("Earlier entry".to_owned(), "3.10".to_owned())]
        );
    }
}
