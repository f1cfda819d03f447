//! The text about an article that is copied into a ticket.

use crate::{
    article::{Article, Role, Section},
    markup::{Block, text},
    steps::{StepList, Ticks, reproduces},
    web::sections::sentence_case,
};

/// The most bytes of text that are copied completely if no part of an article is the fix.
const SHORT: usize = 2000;

/// The most bytes of several sections that are copied together.
const LONG: usize = 8000;

/// The name of the sections that help most, and the text for a ticket: title, link, the steps done,
/// and these sections.
pub fn ticket_text(article: &Article, link: &str, done: &[String]) -> (String, String) {
    let mut note = format!("{}: {}\n{link}\n", article.id, article.title);
    for line in done {
        note.push_str(&format!("{line}\n"));
    }
    let helping = helping(&article.sections);
    for section in &helping {
        let heading = sentence_case(&section.heading);
        let blocks: &[Block] = &section.blocks;
        note.push_str(&format!("\n{heading}\n{}", text::write(blocks)));
        if helping.len() > 1 {
            note.push('\n');
        }
    }
    let named = helping.first().map(|section| &section.heading);
    let heading = named.map_or_else(String::new, |heading| sentence_case(heading));
    (heading.to_lowercase(), note)
}

/// The steps that are ticked off, list by list: `Done: 1, 2, 4 of 7 (Resolution)`.
pub fn done_lines(sections: &[Section], lists: &[StepList], ticks: &Ticks) -> Vec<String> {
    let lines = lists.iter().enumerate().filter_map(|(at, list)| {
        let marker = |number: u32| list.numbering.marker(number);
        let done = ticks.of(at).into_iter().map(marker);
        let done: Vec<String> = done
            .map(|marker| marker.trim_end_matches('.').to_owned())
            .collect();
        if done.is_empty() {
            return None;
        }
        let name = list_name(sections, lists, list);
        let name = match name.is_empty() {
            true => name,
            false => format!(" ({name})"),
        };
        Some(format!(
            "Done: {} of {}{name}",
            done.join(", "),
            list.size()
        ))
    });
    lines.collect()
}

/// The name of a list of steps: its section, the heading above it, and its number.
fn list_name(sections: &[Section], lists: &[StepList], list: &StepList) -> String {
    let section = sections.get(list.section);
    let section = section.map_or_else(String::new, |section| sentence_case(&section.heading));
    let mut parts = vec![section, sentence_case(&list.heading)];
    parts.retain(|part| !part.is_empty());
    let mut name = parts.join(": ");
    let beside = |other: &&StepList| {
        other.section == list.section && other.heading == list.heading && other.is_fix
    };
    let beside = || lists.iter().filter(beside);
    if beside().count() > 1 {
        let number = beside().position(|other| other == list).unwrap_or_default() + 1;
        name = format!("{name}, list {number}");
    }
    name
}

/// The section that begins the fix, or else the workaround, if others come before it; and the text
/// of a link to it.
pub fn fix(sections: &[Section]) -> Option<(&'static str, &Section)> {
    let of = |role: Role| {
        let mut filled = sections.iter().filter(|section| !section.blocks.is_empty());
        filled.find(|section| section.role == role)
    };
    let fix = of(Role::Resolution).map(|section| ("Jump to the fix", section));
    let fix = fix.or_else(|| Some(("Jump to the workaround", of(Role::Workaround)?)));
    let first = sections.first()?;
    fix.filter(|(_, section)| section.anchor != first.anchor)
}

/// The sections that help a person in a hurry most: the fix, or else the workaround, or else the
/// section with the most steps, or else all of a short article, or else the cause.
fn helping(sections: &[Section]) -> Vec<&Section> {
    let of = |role: Role| -> Vec<&Section> {
        let sections = sections.iter().filter(|section| section.role == role);
        within(sections.collect(), LONG)
    };
    for role in [Role::Resolution, Role::Workaround] {
        let found = of(role);
        if found.iter().any(|section| !section.blocks.is_empty()) {
            return found;
        }
    }
    if let Some(section) = with_most_steps(sections) {
        return vec![section];
    }
    let cause = sections.iter().find(|section| section.role == Role::Cause);
    let whole: Vec<&Section> = sections.iter().collect();
    if cause.is_none() && bytes(&whole) <= SHORT {
        return whole;
    }
    let has_text = |section: &&Section| !section.blocks.is_empty();
    let found = cause.or_else(|| sections.iter().find(has_text));
    found.into_iter().collect()
}

/// The section with the longest numbered list of at least two steps. Steps that lead to the
/// symptoms don't count.
fn with_most_steps(sections: &[Section]) -> Option<&Section> {
    let helps = |section: &&Section| {
        ![Role::Symptoms, Role::References].contains(&section.role) && !reproduces(&section.heading)
    };
    let steps = |section: &&Section| {
        let lists = section.blocks.iter().map(|block| match block {
            Block::List {
                start: Some(_),
                items,
                ..
            } => items.len(),
            _ => 0,
        });
        lists.max().unwrap_or_default()
    };
    let most = sections
        .iter()
        .filter(helps)
        .map(|section| steps(&section))
        .max()?;
    let has_most = |section: &&Section| steps(section) == most;
    let mut sections = sections.iter().filter(helps).filter(has_most);
    sections.next().filter(|_| most >= 2)
}

/// The first sections, as many as fit; at least one.
fn within(sections: Vec<&Section>, limit: usize) -> Vec<&Section> {
    let mut left = limit;
    let fits = |(at, section): &(usize, &Section)| {
        let fits = left.checked_sub(bytes(&[section]));
        left = fits.unwrap_or_default();
        *at == 0 || fits.is_some()
    };
    let sections = sections.into_iter().enumerate().take_while(fits);
    sections.map(|(_, section)| section).collect()
}

fn bytes(sections: &[&Section]) -> usize {
    let lengths = sections
        .iter()
        .map(|section| text::write(&section.blocks).len());
    lengths.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::read_own, evidence::ArticleId};

    #[test]
    fn the_ticket_has_the_fix() {
        let long = "Much to read. ".repeat(200);
        for (body, expect, unwanted) in [
            (
                "## Cause\n\nA\n\n## Solution\n\nFIX\n",
                "Solution\nFIX",
                "Cause",
            ),
            (
                "## Fix 1\n\nFIX\n\n## Other\n\nA\n\n## Fix 2\n\nB\n",
                "Fix 1\nFIX\n\nFix 2\nB",
                "Other",
            ),
            (
                "## Resolution\n\n## Method 1\n\nFIX\n\n## Notes\n\nA\n",
                "Method 1\nFIX",
                "Notes",
            ),
            (
                "## Lösung\n\nFIX\n\n## Umgehung\n\nB\n",
                "Lösung\nFIX",
                "Umgehung",
            ),
            (
                "## Problem\n\nA\n\n## Workaround\n\nFIX\n",
                "Workaround\nFIX",
                "Problem",
            ),
            (
                "## Steps to reproduce\n\n1. A\n2. B\n3. C\n\n## Resetting\n\n1. FIX\n2. D\n",
                "Resetting\n1. FIX",
                "reproduce",
            ),
            ("Just FIX it.\n", "Just FIX it.", "Symptoms"),
            ("## Cause\n\nA\n\n## Notes\n\nB\n", "Cause\nA", "Notes"),
            (
                &format!("{long}\n\n## Notes\n\nB\n"),
                "Much to read",
                "Notes",
            ),
        ] {
            let id = ArticleId::parse("LAMP-1");
            let body = format!("---\ntitle: T\n---\n{body}");
            let article = read_own(body.as_bytes(), "x", id.as_ref()).0.unwrap();
            let (_, note) = ticket_text(&article, "https://kb/LAMP-1", &[]);
            assert!(note.contains(expect), "{note}");
            assert!(!note.contains(unwanted), "{note}");
        }
    }

    #[test]
    fn the_fix_is_found_where_others_are_before_it() {
        for (body, expect) in [
            (
                "## Cause\n\nA\n\n## Solution\n\nB\n",
                Some(("Jump to the fix", "resolution")),
            ),
            ("## Solution\n\nB\n\n## Cause\n\nA\n", None),
            (
                "## Problem\n\nA\n\n## Workaround\n\nB\n",
                Some(("Jump to the workaround", "workaround")),
            ),
            ("## Cause\n\nA\n\n## Resetting\n\n1. B\n2. C\n", None),
            ("## Cause\n\nA\n\n## Status\n\nB\n", None),
            ("B\n", None),
        ] {
            let id = ArticleId::parse("LAMP-1");
            let text = format!("---\ntitle: T\n---\n{body}");
            let article = read_own(text.as_bytes(), "x", id.as_ref()).0.unwrap();
            let fix = fix(&article.sections).map(|(link, to)| (link, to.anchor.as_str()));
            assert_eq!(fix, expect, "{body}");
        }
    }
}
