//! The text of an article as its page shows it: with steps to tick off, alternative fixes that fold
//! up, and without other versions.

use std::{collections::BTreeSet, ops::Range};

use super::{asked::ArticleState, names::taken};
use crate::{
    article::Section,
    budget::{Budget, OutOfTime},
    evidence::ArticleId,
    markup::{
        Block, Numbering,
        html::{ArticleLink, Links, PathTo},
    },
    steps::{AlternativePosition, Mention, SectionPart, StepList, Ticks, mentions},
    web::{links::PageLinks, safe_html::SafeHtml, sections::sentence_case},
};

/// A section ready for the page.
pub(super) struct BodySection {
    pub anchor: String,
    /// Its other names in links.
    pub link_names: Vec<String>,
    pub heading: String,
    /// If it is one of several alternative fixes: whether it is unfolded.
    pub alternative: Option<bool>,
    /// Whether it is for another version than the chosen one.
    pub is_other: bool,
    /// Whether the choice of a version is shown above it.
    pub has_choice: bool,
    pub parts: Vec<PartView>,
}

/// A part of a section, or the beginning or end of something around parts.
pub(super) enum PartView {
    Text(SafeHtml),
    Steps(StepsView),
    AlternativeBegins(AlternativeView),
    AlternativeEnds,
    OtherVersionBegins,
    OtherVersionEnds,
}

/// The heading of an alternative fix.
pub(super) struct AlternativeView {
    pub anchor: String,
    pub level: u8,
    pub heading: SafeHtml,
    pub is_open: bool,
}

/// Items in a list of steps.
pub(super) struct StepsView {
    pub start: u32,
    /// The HTML name of their numbering, if they are not numbered.
    pub letters: Option<&'static str>,
    pub items: Vec<StepView>,
    /// Whether they can be ticked off.
    pub is_fix: bool,
    /// The footer below the last of them.
    pub foot: Option<FootView>,
}

/// A step.
pub(super) struct StepView {
    pub id: String,
    /// Its number as shown: `3.`
    pub marker: String,
    /// Its tick, as the address spells it.
    pub value: String,
    pub is_done: bool,
    pub text: SafeHtml,
}

/// The progress of a list.
pub(super) struct FootView {
    /// The list's name in addresses.
    pub list: String,
    /// Its first step, to which the button leads back.
    pub first: String,
    pub done: usize,
    pub of: u32,
}

/// Writes the sections; `names` are their other names in links.
///
/// # Errors
///
/// If the budget is spent.
pub(super) fn body(
    sections: &[Section],
    names: Vec<Vec<String>>,
    reading: &ArticleState<'_>,
    links: &PageLinks<'_>,
    budget: Budget,
) -> Result<Vec<BodySection>, OutOfTime> {
    let writer = BodyWriter {
        reading,
        links,
        prefixes: prefixes(sections, &names, &reading.outline.lists),
    };
    let outline = reading.outline;
    let others = outline.other_sections(reading.version);
    let begun = begun(reading);
    let first_version_choice = outline.first_version_choice();
    let choices = outline.versions.len();
    let mut body = Vec::with_capacity(sections.len());
    for ((at, section), link_names) in sections.iter().enumerate().zip(names) {
        budget.check()?;
        body.push(BodySection {
            anchor: section.anchor.clone(),
            link_names,
            heading: sentence_case(&section.heading),
            alternative: outline
                .alternative(at)
                .map(|position| position == AlternativePosition::First || begun.contains(&at)),
            is_other: others.contains(&at),
            has_choice: choices > 0 && first_version_choice == Some(at),
            parts: writer.parts(at, section),
        });
    }
    Ok(body)
}

/// The sections in which a step is ticked off.
fn begun(reading: &ArticleState<'_>) -> BTreeSet<usize> {
    let lists = reading.outline.lists.iter().enumerate();
    let begun = lists.filter(|(at, _)| !reading.ticks.of(*at).is_empty());
    begun.map(|(_, list)| list.section).collect()
}

struct BodyWriter<'a> {
    reading: &'a ArticleState<'a>,
    links: &'a PageLinks<'a>,
    /// The prefixes of the IDs of each list's steps.
    prefixes: Vec<String>,
}

impl BodyWriter<'_> {
    fn parts(&self, at: usize, section: &Section) -> Vec<PartView> {
        let parts = self.reading.outline.parts(at, self.reading.version);
        let views = parts.iter().enumerate().filter_map(|(place, part)| {
            Some(match part {
                SectionPart::Blocks { blocks, of } => {
                    let blocks = section.blocks.get(blocks.clone())?;
                    PartView::Text(SafeHtml::blocks(blocks, &self.links_about(*of)))
                }
                SectionPart::Steps {
                    list,
                    block,
                    is_last,
                } => PartView::Steps(self.steps(*list, section.blocks.get(*block)?, *is_last)?),
                SectionPart::AlternativeBegins { heading, position } => {
                    let inside = parts.get(place + 1..).unwrap_or_default();
                    let is_open =
                        *position == AlternativePosition::First || self.is_begun_in(inside);
                    PartView::AlternativeBegins(
                        self.alternative(section.blocks.get(*heading)?, is_open)?,
                    )
                }
                SectionPart::AlternativeEnds => PartView::AlternativeEnds,
                SectionPart::OtherVersionBegins => PartView::OtherVersionBegins,
                SectionPart::OtherVersionEnds => PartView::OtherVersionEnds,
            })
        });
        views.collect()
    }

    fn links_about(&self, list: Option<usize>) -> StepLinks<'_> {
        let lists = &self.reading.outline.lists;
        let steps = list.and_then(|at| Some((lists.get(at)?, self.prefixes.get(at)?.as_str())));
        StepLinks {
            page: self.links,
            steps: steps.filter(|(list, _)| list.numbering == Numbering::Numbers),
        }
    }

    fn alternative(&self, block: &Block, is_open: bool) -> Option<AlternativeView> {
        let Block::Heading {
            level,
            anchor,
            text,
        } = block
        else {
            return None;
        };
        Some(AlternativeView {
            anchor: anchor.clone(),
            level: (*level).clamp(2, 6),
            heading: SafeHtml::inlines(text, self.links),
            is_open,
        })
    }

    fn steps(&self, at: usize, block: &Block, is_last: bool) -> Option<StepsView> {
        let Block::List {
            start: Some(start),
            numbering,
            items,
        } = block
        else {
            return None;
        };
        let list = self.reading.outline.lists.get(at)?;
        let prefix = self.prefixes.get(at)?;
        let ticks = &self.reading.ticks;
        let links = self.links_about(Some(at));
        let step = |(number, item): (u32, &Vec<Block>)| StepView {
            id: format!("{prefix}{number}"),
            marker: numbering.marker(number),
            value: Ticks::value(list, number),
            is_done: ticks.has(at, number),
            text: match item.as_slice() {
                // A single paragraph needs no element of its own, as in a tight list.
                [Block::Paragraph { text }] => SafeHtml::inlines(text, &links),
                blocks => SafeHtml::blocks(blocks, &links),
            },
        };
        Some(StepsView {
            start: *start,
            letters: numbering.html_type(),
            items: (*start..).zip(items).map(step).collect(),
            is_fix: list.is_fix,
            foot: (is_last && list.is_fix).then(|| FootView {
                list: list.name.clone(),
                first: format!("{prefix}{}", list.numbers.start()),
                done: ticks.of(at).len(),
                of: list.size(),
            }),
        })
    }

    /// Whether a step is ticked off before the end of the alternative fix that these parts belong
    /// to.
    fn is_begun_in(&self, parts: &[SectionPart]) -> bool {
        let mut depth = 0_usize;
        for part in parts {
            match part {
                SectionPart::AlternativeBegins { .. } => depth += 1,
                SectionPart::AlternativeEnds if depth == 0 => return false,
                SectionPart::AlternativeEnds => depth -= 1,
                SectionPart::Steps { list, .. } if !self.reading.ticks.of(*list).is_empty() => {
                    return true;
                }
                _ => {}
            }
        }
        false
    }
}

/// The links in a text that is about a list of steps.
struct StepLinks<'a> {
    page: &'a PageLinks<'a>,
    /// The list, and the prefix of its steps' IDs.
    steps: Option<(&'a StepList, &'a str)>,
}

impl Links for StepLinks<'_> {
    fn article(&self, id: &ArticleId, anchor: Option<&str>) -> Option<ArticleLink> {
        self.page.article(id, anchor)
    }

    fn path(&self, target: &str) -> Option<PathTo> {
        self.page.path(target)
    }

    fn event(&self, source: Option<&str>, id: u32) -> Option<String> {
        self.page.event(source, id)
    }

    fn has_heading_links(&self) -> bool {
        true
    }

    fn other_links(&self, text: &str) -> Vec<(Range<usize>, String)> {
        let Some((list, prefix)) = self.steps else {
            return Vec::new();
        };
        // A mention of more steps than the list has is about another list.
        let is_here = |mention: &Mention| {
            let mut numbers = mention.iter().map(|(_, number)| number);
            numbers.all(|number| list.numbers.contains(number))
        };
        let steps = mentions(text).into_iter().filter(is_here).flatten();
        steps
            .map(|(span, number)| (span, format!("#{prefix}{number}")))
            .collect()
    }
}

/// The prefix of the IDs of each list's steps, such as `resolution-step-`; no two IDs are equal.
fn prefixes(sections: &[Section], names: &[Vec<String>], lists: &[StepList]) -> Vec<String> {
    let mut taken = taken(sections, names);
    let mut begun = BTreeSet::new();
    let prefix = |list: &StepList| {
        let name = list.name.replace('.', "-");
        let name = match begun.insert(list.section) {
            true => name.strip_suffix("-1").unwrap_or(&name).to_owned(),
            false => name,
        };
        let mut prefix = format!("{name}-step-");
        while list
            .numbers
            .clone()
            .any(|number| taken.contains(&format!("{prefix}{number}")))
        {
            prefix.push('-');
        }
        taken.extend(
            list.numbers
                .clone()
                .map(|number| format!("{prefix}{number}")),
        );
        prefix
    };
    lists.iter().map(prefix).collect()
}
