//! The parts of an article a person works through: steps, alternative fixes, version-specific
//! parts.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    choice::{Choice, series},
    list::{StepList, fixes, lists},
    part::{Holder, HolderKind, Part, Role, parts},
    version::{Named, groups, own_products},
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
    /// Choices between versions among sections, as their indices.
    divided: Vec<Vec<(usize, Named)>>,
}

/// A version that parts of the fix are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its name in addresses.
    pub name: String,
    /// Its name in headings.
    pub label: String,
    named: Named,
}

/// The parts of a section that a person works through.
#[derive(Debug, Clone, Default)]
struct SectionOutline {
    /// The roles of its blocks.
    roles: Vec<Role>,
    /// The alternative fixes in it.
    ways: Vec<Holder>,
    /// Its choices between versions: the blocks from each heading to the end of its text.
    divided: Vec<Vec<(Holder, Named)>>,
    /// If it is one of several alternative fixes: whether it is the first.
    way: Option<bool>,
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
            .map(|section| (0, Choice::of(&section.heading)));
        let titles: Vec<_> = titles.collect();
        let ways = series(&titles);
        let named = sections.iter().zip(&is_fix).enumerate();
        let named = named.filter(|(_, (_, is_fix))| **is_fix);
        let named = named.filter_map(|(at, (section, _))| {
            Some((at, section.role.word(), Named::of(&section.heading, &own)?))
        });
        let named: Vec<_> = named.collect();
        let divided = keyed(&named, &mut versions);
        let outlines = sections.iter().zip(&of_section).zip(&is_fix);
        let outlines = outlines.map(|((section, lists), is_fix)| {
            SectionOutline::of(section, lists, &own, is_fix.then_some(&mut versions))
        });
        let mut outline = Self {
            sections: outlines.collect(),
            lists,
            versions: Vec::new(),
            divided,
        };
        for way in ways {
            for (number, at) in way.into_iter().enumerate() {
                if let Some(section) = outline.sections.get_mut(at) {
                    section.way = Some(number == 0);
                }
            }
        }
        outline.versions = versions.named();
        outline
    }

    /// The version with this name.
    pub fn version(&self, name: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.name == name)
    }

    /// If a section is one of several alternative fixes: whether it is the first.
    pub fn way(&self, section: usize) -> Option<bool> {
        self.sections.get(section)?.way
    }

    /// The sections for versions other than this one.
    pub fn other_sections(&self, version: Option<&Version>) -> BTreeSet<usize> {
        let groups = self.divided.iter();
        let others = groups.flat_map(|group| others(group, version));
        others.map(|(at, _)| *at).collect()
    }

    /// The first section that is, or has a part, for one of several versions.
    pub fn first_divided(&self) -> Option<usize> {
        let among = self.divided.iter().flatten().map(|(at, _)| *at);
        let inside = |section: &SectionOutline| !section.divided.is_empty();
        among.chain(self.sections.iter().position(inside)).min()
    }

    /// How many versions are hidden if this one is chosen.
    pub fn hidden(&self, version: &Version) -> usize {
        let inside = self.sections.iter().flat_map(|section| &section.divided);
        let inside = inside.flat_map(|group| others(group, Some(version)));
        let among = self.divided.iter();
        let among = among.flat_map(|group| others(group, Some(version)));
        let keys = inside.map(|(_, named)| &*named.key);
        let keys = keys.chain(among.map(|(_, named)| &*named.key));
        keys.collect::<BTreeSet<&str>>().len()
    }

    /// The parts of a section if this version is chosen.
    pub fn parts(&self, section: usize, version: Option<&Version>) -> Vec<Part> {
        let Some(section) = self.sections.get(section) else {
            return Vec::new();
        };
        let others = section
            .divided
            .iter()
            .flat_map(|group| others(group, version));
        let others = others.map(|(holder, _)| holder);
        let holders = section.ways.iter().chain(others).cloned().collect();
        parts(&section.roles, holders)
    }
}

/// The items of a group that are only for versions other than the chosen one, with what they are
/// for; none if the group has nothing for the chosen version.
fn others<'g, T>(
    group: &'g [(T, Named)],
    version: Option<&'g Version>,
) -> impl Iterator<Item = &'g (T, Named)> {
    let is_for = |version: &&Version| group.iter().any(|(_, one)| one.key == version.named.key);
    let version = version.filter(is_for);
    let is_other =
        move |(_, one): &&(T, Named)| version.is_some_and(|version| !version.named.overlaps(one));
    group.iter().filter(is_other)
}

/// The most versions: nobody can choose among more.
const MAX_VERSIONS: usize = 30;

/// The versions that headings name, each once, in order.
#[derive(Default)]
struct Versions {
    all: Vec<Named>,
    known: HashSet<String>,
}

impl Versions {
    fn add(&mut self, named: &Named) {
        if self.known.insert(named.key.clone()) {
            self.all.push(named.clone());
        }
    }

    fn named(self) -> Vec<Version> {
        if self.all.len() > MAX_VERSIONS {
            return Vec::new();
        }
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let versions = self.all.into_iter().map(|named| {
            let mut name = heading_name(&named.key.replace('.', "-"));
            while !taken.insert(name.clone()) {
                name.push('-');
            }
            Version {
                name,
                label: named.label.clone(),
                named,
            }
        });
        versions.collect()
    }
}

/// The groups of headings that are for versions, with what each heading is for.
fn keyed<K: Copy + Ord>(
    named: &[(usize, K, Named)],
    versions: &mut Versions,
) -> Vec<Vec<(usize, Named)>> {
    let names: HashMap<usize, &Named> = named.iter().map(|(at, _, named)| (*at, named)).collect();
    let groups = groups(named);
    let members: BTreeSet<usize> = groups.iter().flatten().copied().collect();
    for (at, _, named) in named {
        if members.contains(at) {
            versions.add(named);
        }
    }
    let keyed = |at: usize| Some((at, (*names.get(&at)?).clone()));
    let groups = groups.into_iter();
    groups
        .map(|group| group.into_iter().filter_map(keyed).collect())
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
            ways: ways(&headings, &ends),
            divided: match versions {
                Some(versions) => divided(&headings, &ends, own, versions),
                None => Vec::new(),
            },
            way: None,
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
fn ways(headings: &[Heading], ends: &[usize]) -> Vec<Holder> {
    let counted = headings
        .iter()
        .map(|one| (one.level, Choice::of(&one.text)));
    let counted: Vec<_> = counted.collect();
    let block = |at: usize| headings.get(at).map(|heading| heading.block);
    let mut ways = Vec::new();
    for members in series(&counted) {
        let next = members.iter().skip(1).map(|at| block(*at));
        let last = members.last().and_then(|at| ends.get(*at).copied());
        let spans = members.iter().zip(next.chain([last]));
        for (number, (at, end)) in spans.enumerate() {
            if let (Some(start), Some(end)) = (block(*at), end) {
                ways.push(Holder {
                    blocks: start..end,
                    kind: HolderKind::Way {
                        is_first: number == 0,
                    },
                });
            }
        }
    }
    ways
}

fn divided(
    headings: &[Heading],
    ends: &[usize],
    own: &HashSet<String>,
    versions: &mut Versions,
) -> Vec<Vec<(Holder, Named)>> {
    let named = headings.iter().enumerate();
    let named = named.filter_map(|(at, one)| Some((at, one.level, Named::of(&one.text, own)?)));
    let named: Vec<_> = named.collect();
    let holder = |(at, named): (usize, Named)| {
        let blocks = headings.get(at)?.block..*ends.get(at)?;
        let kind = HolderKind::OtherVersion;
        Some((Holder { blocks, kind }, named))
    };
    let groups = keyed(&named, versions).into_iter();
    groups
        .map(|group| group.into_iter().filter_map(holder).collect())
        .collect()
}

/// The role of each block: part of a list of steps, or about one. A block is about the list whose
/// items it is between; or else about the only list under the same heading; or else about the only
/// list in the section.
fn roles(blocks: &[Block], lists: &[(usize, &StepList)]) -> Vec<Role> {
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
            Some((list, is_last)) => Role::Steps(*list, *is_last),
            None => {
                let about = between.get(at).copied().flatten();
                Role::Plain(about.or(nearest))
            }
        }));
        at = end;
    }
    roles
}
