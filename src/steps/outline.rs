//! The parts of an article a person works through: steps, alternative fixes, version-specific
//! parts.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    alternative::{AlternativeHeading, series},
    list::{StepList, fixes, lists},
    part::{AlternativePosition, BlockRole, SectionPart, Wrapper, WrapperKind, parts},
    version::{AppliesTo, groups, own_products},
};
use crate::{
    article::{Article, Section},
    markup::{Block, heading_name, text},
};

/// The parts of an article that a person works through.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// The lists of steps, in order.
    pub lists: Vec<StepList>,
    /// The versions that parts of the fix are for, in order.
    pub versions: Vec<Version>,
    sections: Vec<SectionOutline>,
    /// Groups of sections that are for different versions: the index of each section, and what it
    /// applies to.
    version_choices: Vec<Vec<(usize, AppliesTo)>>,
}

/// A version that parts of the fix are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its name in addresses.
    pub name: String,
    /// Its name in headings.
    pub label: String,
    applies_to: AppliesTo,
}

/// The parts of a section that a person works through.
#[derive(Debug, Clone, Default)]
struct SectionOutline {
    /// The roles of its blocks.
    roles: Vec<BlockRole>,
    /// The alternative fixes in it.
    alternatives: Vec<Wrapper>,
    /// Groups of headings in it that are for different versions: the blocks from each heading to
    /// the end of its text, and what they apply to.
    version_choices: Vec<Vec<(Wrapper, AppliesTo)>>,
    /// Which one it is, if it is one of several alternative fixes.
    alternative: Option<AlternativePosition>,
}

/// A heading inside a section.
struct Heading {
    block: usize,
    level: u8,
    text: String,
}

impl Outline {
    /// Finds all of these parts.
    pub fn of(article: &Article) -> Self {
        let sections = &article.sections;
        let own = own_products(&article.meta);
        let lists = lists(sections);
        let is_fix = fixes(sections);
        let mut of_section = vec![Vec::new(); sections.len()];
        for (at, list) in lists.iter().enumerate() {
            if let Some(of_section) = of_section.get_mut(list.section) {
                of_section.push((at, list));
            }
        }
        let mut versions = Versions::default();
        let titles = sections
            .iter()
            .map(|section| (0, AlternativeHeading::of(&section.heading)));
        let titles: Vec<_> = titles.collect();
        let alternatives = series(&titles);
        let fixes = sections.iter().zip(&is_fix).enumerate();
        let fixes = fixes.filter(|(_, (_, is_fix))| **is_fix);
        let for_versions = fixes.filter_map(|(at, (section, _))| {
            Some((
                at,
                section.role.word(),
                AppliesTo::of(&section.heading, &own)?,
            ))
        });
        let for_versions: Vec<_> = for_versions.collect();
        let version_choices = version_groups(&for_versions, &mut versions);
        let outlines = sections.iter().zip(&of_section).zip(&is_fix);
        let outlines = outlines.map(|((section, lists), is_fix)| {
            SectionOutline::of(section, lists, &own, is_fix.then_some(&mut versions))
        });
        let mut outline = Self {
            sections: outlines.collect(),
            lists,
            versions: Vec::new(),
            version_choices,
        };
        for members in alternatives {
            for (index, at) in members.into_iter().enumerate() {
                if let Some(section) = outline.sections.get_mut(at) {
                    section.alternative = Some(AlternativePosition::of(index));
                }
            }
        }
        outline.versions = versions.into_list();
        outline
    }

    /// The version with this name.
    pub fn version(&self, name: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.name == name)
    }

    /// Which one a section is, if it is one of several alternative fixes.
    pub fn alternative(&self, section: usize) -> Option<AlternativePosition> {
        self.sections.get(section)?.alternative
    }

    /// The sections for versions other than this one.
    pub fn other_sections(&self, version: Option<&Version>) -> BTreeSet<usize> {
        let groups = self.version_choices.iter();
        let others = groups.flat_map(|group| others(group, version));
        others.map(|(at, _)| *at).collect()
    }

    /// The first section that is, or has a part, for one of several versions.
    pub fn first_version_choice(&self) -> Option<usize> {
        let among = self.version_choices.iter().flatten().map(|(at, _)| *at);
        let inside = |section: &SectionOutline| !section.version_choices.is_empty();
        among.chain(self.sections.iter().position(inside)).min()
    }

    /// How many versions are hidden if this one is chosen.
    pub fn hidden(&self, version: &Version) -> usize {
        let inside = self
            .sections
            .iter()
            .flat_map(|section| &section.version_choices);
        let inside = inside.flat_map(|group| others(group, Some(version)));
        let among = self.version_choices.iter();
        let among = among.flat_map(|group| others(group, Some(version)));
        let keys = inside.map(|(_, applies_to)| &*applies_to.key);
        let keys = keys.chain(among.map(|(_, applies_to)| &*applies_to.key));
        keys.collect::<BTreeSet<&str>>().len()
    }

    /// The parts of a section if this version is chosen.
    pub fn parts(&self, section: usize, version: Option<&Version>) -> Vec<SectionPart> {
        let Some(section) = self.sections.get(section) else {
            return Vec::new();
        };
        let others = section
            .version_choices
            .iter()
            .flat_map(|group| others(group, version));
        let others = others.map(|(wrapper, _)| wrapper);
        let wrappers = section.alternatives.iter().chain(others).cloned().collect();
        parts(&section.roles, wrappers)
    }
}

/// The items of a group that are only for versions other than the chosen one, with what they apply
/// to; none if the group has nothing for the chosen version.
fn others<'g, T>(
    group: &'g [(T, AppliesTo)],
    version: Option<&'g Version>,
) -> impl Iterator<Item = &'g (T, AppliesTo)> {
    let is_for = |version: &&Version| {
        group
            .iter()
            .any(|(_, one)| one.key == version.applies_to.key)
    };
    let version = version.filter(is_for);
    let is_other = move |(_, one): &&(T, AppliesTo)| {
        version.is_some_and(|version| !version.applies_to.overlaps(one))
    };
    group.iter().filter(is_other)
}

/// The most versions: nobody can choose among more.
const MAX_VERSIONS: usize = 30;

/// The versions that headings name, each once, in order.
#[derive(Default)]
struct Versions {
    all: Vec<AppliesTo>,
    known: HashSet<String>,
}

impl Versions {
    fn add(&mut self, version: &AppliesTo) {
        if self.known.insert(version.key.clone()) {
            self.all.push(version.clone());
        }
    }

    fn into_list(self) -> Vec<Version> {
        if self.all.len() > MAX_VERSIONS {
            return Vec::new();
        }
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let versions = self.all.into_iter().map(|applies_to| {
            let mut name = heading_name(&applies_to.key.replace('.', "-"));
            while !taken.insert(name.clone()) {
                name.push('-');
            }
            Version {
                name,
                label: applies_to.label.clone(),
                applies_to,
            }
        });
        versions.collect()
    }
}

/// The groups of items (sections or headings) that are for different versions, with what each
/// applies to.
fn version_groups<K: Copy + Ord>(
    items: &[(usize, K, AppliesTo)],
    versions: &mut Versions,
) -> Vec<Vec<(usize, AppliesTo)>> {
    let by_index = items.iter().map(|(at, _, applies_to)| (*at, applies_to));
    let by_index: HashMap<usize, &AppliesTo> = by_index.collect();
    let groups = groups(items);
    let members: BTreeSet<usize> = groups.iter().flatten().copied().collect();
    for (at, _, applies_to) in items {
        if members.contains(at) {
            versions.add(applies_to);
        }
    }
    let member = |at: usize| Some((at, (*by_index.get(&at)?).clone()));
    let groups = groups.into_iter();
    groups
        .map(|group| group.into_iter().filter_map(member).collect())
        .collect()
}

impl SectionOutline {
    /// `versions` is given if the section is a fix.
    fn of(
        section: &Section,
        lists: &[(usize, &StepList)],
        own: &HashSet<String>,
        versions: Option<&mut Versions>,
    ) -> Self {
        let headings = headings(&section.blocks);
        let ends = ends(&headings, section.blocks.len());
        Self {
            roles: roles(&section.blocks, lists),
            alternatives: alternatives(&headings, &ends),
            version_choices: match versions {
                Some(versions) => version_choices(&headings, &ends, own, versions),
                None => Vec::new(),
            },
            alternative: None,
        }
    }
}

fn headings(blocks: &[Block]) -> Vec<Heading> {
    let headings = blocks
        .iter()
        .enumerate()
        .filter_map(|(block, one)| match one {
            Block::Heading { level, text, .. } => Some(Heading {
                block,
                level: *level,
                text: text::inlines(text),
            }),
            _ => None,
        });
    headings.collect()
}

/// Where the text of each heading ends: at the next heading of the same or a higher level.
fn ends(headings: &[Heading], blocks: usize) -> Vec<usize> {
    let mut ends = vec![blocks; headings.len()];
    let mut open: Vec<(u8, usize)> = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        while let Some((_, ended)) = open.pop_if(|(level, _)| *level >= heading.level) {
            if let Some(end) = ends.get_mut(ended) {
                *end = heading.block;
            }
        }
        open.push((heading.level, at));
    }
    ends
}

/// The alternative fixes; each reaches to the next, the last to the end of its heading's text.
fn alternatives(headings: &[Heading], ends: &[usize]) -> Vec<Wrapper> {
    let counted = headings
        .iter()
        .map(|one| (one.level, AlternativeHeading::of(&one.text)));
    let counted: Vec<_> = counted.collect();
    let block = |at: usize| headings.get(at).map(|heading| heading.block);
    let mut alternatives = Vec::new();
    for members in series(&counted) {
        let next = members.iter().skip(1).map(|at| block(*at));
        let last = members.last().and_then(|at| ends.get(*at).copied());
        let spans = members.iter().zip(next.chain([last]));
        for (index, (at, end)) in spans.enumerate() {
            if let (Some(start), Some(end)) = (block(*at), end) {
                alternatives.push(Wrapper {
                    blocks: start..end,
                    kind: WrapperKind::Alternative(AlternativePosition::of(index)),
                });
            }
        }
    }
    alternatives
}

fn version_choices(
    headings: &[Heading],
    ends: &[usize],
    own: &HashSet<String>,
    versions: &mut Versions,
) -> Vec<Vec<(Wrapper, AppliesTo)>> {
    let for_versions = headings.iter().enumerate();
    let for_versions =
        for_versions.filter_map(|(at, one)| Some((at, one.level, AppliesTo::of(&one.text, own)?)));
    let for_versions: Vec<_> = for_versions.collect();
    let wrapper = |(at, applies_to): (usize, AppliesTo)| {
        let blocks = headings.get(at)?.block..*ends.get(at)?;
        let kind = WrapperKind::OtherVersion;
        Some((Wrapper { blocks, kind }, applies_to))
    };
    let groups = version_groups(&for_versions, versions).into_iter();
    groups
        .map(|group| group.into_iter().filter_map(wrapper).collect())
        .collect()
}

/// The role of each block: part of a list of steps, or about one. A block is about the list whose
/// items it is between; or else about the only list under the same heading; or else about the only
/// list in the section.
fn roles(blocks: &[Block], lists: &[(usize, &StepList)]) -> Vec<BlockRole> {
    let only = match lists {
        [(list, _)] => Some(*list),
        _ => None,
    };
    let mut of_block: BTreeMap<usize, (usize, bool)> = BTreeMap::new();
    let mut between: Vec<Option<usize>> = vec![None; blocks.len()];
    for (list, steps) in lists {
        let last = steps.blocks.last().copied().unwrap_or_default();
        let first = steps.blocks.first().copied().unwrap_or_default();
        let places = steps.blocks.iter().map(|at| (*at, (*list, *at == last)));
        of_block.extend(places);
        for about in between.get_mut(first..=last).into_iter().flatten() {
            *about = Some(*list);
        }
    }
    let mut roles = Vec::with_capacity(blocks.len());
    let is_heading = |block: &Block| matches!(block, Block::Heading { .. });
    let mut at = 0;
    while at < blocks.len() {
        let rest = blocks.iter().skip(at + 1);
        let end = rest.take_while(|block| !is_heading(block)).count() + at + 1;
        let here = of_block.range(at..end).map(|(_, (list, _))| *list);
        let here: BTreeSet<usize> = here.collect();
        let nearest = match here.len() {
            1 => here.first().copied(),
            _ => only,
        };
        roles.extend((at..end).map(|at| match of_block.get(&at) {
            Some((list, is_last)) => BlockRole::Steps(*list, *is_last),
            None => {
                let about = between.get(at).copied().flatten();
                BlockRole::Plain(about.or(nearest))
            }
        }));
        at = end;
    }
    roles
}
