//! The numbered lists of an article whose items are steps.

use std::{collections::HashSet, ops::RangeInclusive};

use crate::{
    article::{Role, Section},
    markup::{Block, Numbering, text},
};

/// A numbered list of at least two items. Text or a picture may be between its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepList {
    /// Its name in addresses, unique in the article: the name of its section and the list's number
    /// there.
    pub name: String,
    /// The section that it is in.
    pub section: usize,
    /// The heading inside the section that it is under; empty if there is none.
    pub heading: String,
    /// The numbers of its steps as shown.
    pub numbers: RangeInclusive<u32>,
    /// How its steps are numbered.
    pub numbering: Numbering,
    /// The blocks of the section that form it.
    pub blocks: Vec<usize>,
    /// Whether its steps fix something, so that they can be ticked off.
    pub is_fix: bool,
}

impl StepList {
    /// How many steps it has.
    pub fn size(&self) -> u32 {
        self.numbers.end() - self.numbers.start() + 1
    }
}

/// The longest part of a section's name, as an address spells it, that is used in the names of its
/// lists.
const NAME: usize = 40;

/// The most steps of an article. Nobody works through more, and each takes much more space on a
/// page than in a file; further lists stay plain text.
const MAX_STEPS: u32 = 1_000;

/// Whether a heading is about making a problem happen, which fixes nothing.
pub fn reproduces(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    let words = ["reproduc", "reproduz", "reproduir", "nachstell"];
    words.iter().any(|word| heading.contains(word))
}

/// The lists of all sections, in order.
pub(super) fn lists(sections: &[Section]) -> Vec<StepList> {
    let is_fix = fixes(sections);
    let mut taken = HashSet::new();
    let mut all = Vec::new();
    let mut left = MAX_STEPS;
    for (at, (section, is_fix)) in sections.iter().zip(is_fix).enumerate() {
        let lists = lists_of(&section.blocks);
        let lists = lists.into_iter().filter(|list| list.size() >= 2);
        for (list, number) in lists.zip(1_u32..) {
            let Some(rest) = left.checked_sub(list.size()) else {
                continue;
            };
            left = rest;
            let mut name = match is_short(&section.anchor) {
                true => format!("{}.{number}", section.anchor),
                false => format!("section-{}.{number}", at + 1),
            };
            while !taken.insert(name.clone()) {
                name.insert(0, '-');
            }
            let is_fix = is_fix && !reproduces(&list.heading);
            all.push(StepList {
                name,
                section: at,
                is_fix,
                ..list
            });
        }
    }
    all
}

fn is_short(anchor: &str) -> bool {
    let spelled = |byte: u8| if byte.is_ascii_alphanumeric() { 1 } else { 3 };
    !anchor.is_empty() && anchor.bytes().map(spelled).sum::<usize>() <= NAME
}

/// Which sections fix something: those whose role says so. If there are none, as in instructions,
/// all sections that are about neither the symptoms nor the cause.
pub(super) fn fixes(sections: &[Section]) -> Vec<bool> {
    let is_named = |section: &Section| {
        matches!(section.role, Role::Resolution | Role::Workaround) && !section.blocks.is_empty()
    };
    let may_be = |section: &Section| {
        !matches!(
            section.role,
            Role::Symptoms | Role::Cause | Role::Status | Role::References
        )
    };
    let has_named = sections.iter().any(is_named);
    let fixes = |section: &Section| match has_named {
        true => is_named(section),
        false => may_be(section) && !reproduces(&section.heading),
    };
    sections.iter().map(fixes).collect()
}

/// The lists of one section, including those with one item. Their names and sections are filled in
/// later.
fn lists_of(blocks: &[Block]) -> Vec<StepList> {
    let mut lists: Vec<StepList> = Vec::new();
    let mut heading = String::new();
    let mut may_go_on = false;
    for (at, block) in blocks.iter().enumerate() {
        let (start, numbering, items) = match block {
            Block::Heading { text, .. } => {
                heading = text::inlines(text).trim().to_owned();
                may_go_on = false;
                continue;
            }
            Block::List {
                start: Some(start),
                numbering,
                items,
            } => (*start, *numbering, items),
            _ => continue,
        };
        let more = u32::try_from(items.len()).ok().filter(|items| *items > 0);
        let Some(end) = more.and_then(|more| start.checked_add(more - 1)) else {
            may_go_on = false;
            continue;
        };
        let goes_on = |list: &&mut StepList| {
            may_go_on
                && list.numbering == numbering
                && list.numbers.end().checked_add(1) == Some(start)
        };
        match lists.last_mut().filter(goes_on) {
            Some(list) => {
                list.numbers = *list.numbers.start()..=end;
                list.blocks.push(at);
            }
            None => lists.push(StepList {
                name: String::new(),
                section: 0,
                heading: heading.clone(),
                numbers: start..=end,
                numbering,
                blocks: vec![at],
                is_fix: false,
            }),
        }
        may_go_on = true;
    }
    lists
}
