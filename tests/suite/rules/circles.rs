//! Finds files that depend on each other: an edge goes from a file to the file that defines a name
//! it uses.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::Path,
};

use super::{names::Use, tree::Tree};

/// For each file, the files whose names it uses, with these names as written.
type Edges<'a> = BTreeMap<&'a Path, BTreeMap<&'a Path, BTreeSet<String>>>;

/// This many names of an edge are enough to find it.
const MAX_NAMES: usize = 5;

/// Every set of files that lead to each other, each as a text that shows the shortest circle.
pub(super) fn circles(tree: &Tree) -> Vec<String> {
    let edges = edges(tree);
    let mut told: BTreeSet<&Path> = BTreeSet::new();
    let mut found = Vec::new();
    for &file in edges.keys() {
        if told.contains(file) {
            continue;
        }
        let after = reached(&edges, file);
        let members: Vec<&Path> = after
            .into_iter()
            .filter(|&other| other == file || reached(&edges, other).contains(file))
            .collect();
        if !members.contains(&file) {
            continue;
        }
        told.extend(&members);
        let ways = members
            .iter()
            .filter_map(|&member| way_round(&edges, member));
        if let Some(shortest) = ways.min_by_key(Vec::len) {
            found.push(text(&edges, &shortest, members.len()));
        }
    }
    found
}

fn edges(tree: &Tree) -> Edges<'_> {
    let mut edges = Edges::new();
    for (path, module) in tree.modules() {
        let from = edges.entry(&*module.file).or_default();
        for named in module
            .names
            .iter()
            .filter(|named| !named.in_tests && named.used != Use::ReExport)
        {
            let to = tree.definer(path, named);
            if let Some(to) = to.filter(|to| *to != module.file) {
                from.entry(to).or_default().insert(named.path.join("::"));
            }
        }
    }
    edges
}

/// All files that a file leads to, in any number of steps; itself only if it is on a circle.
fn reached<'a>(edges: &Edges<'a>, from: &Path) -> BTreeSet<&'a Path> {
    let next = |file: &Path| {
        edges
            .get(file)
            .into_iter()
            .flat_map(|to| to.keys().copied())
    };
    let mut found = BTreeSet::new();
    let mut open: Vec<&Path> = next(from).collect();
    while let Some(file) = open.pop() {
        if found.insert(file) {
            open.extend(next(file));
        }
    }
    found
}

/// The shortest path from a file back to itself, beginning with the file.
fn way_round<'a>(edges: &Edges<'a>, file: &'a Path) -> Option<Vec<&'a Path>> {
    let mut before: BTreeMap<&Path, &Path> = BTreeMap::new();
    let mut open = VecDeque::from([file]);
    while let Some(at) = open.pop_front() {
        for &next in edges.get(at)?.keys() {
            if next == file {
                let mut way = vec![at];
                while let Some(&last) = before.get(way[way.len() - 1]) {
                    way.push(last);
                }
                way.reverse();
                return Some(way);
            }
            if let std::collections::btree_map::Entry::Vacant(entry) = before.entry(next) {
                entry.insert(at);
                open.push_back(next);
            }
        }
    }
    None
}

fn text(edges: &Edges<'_>, way: &[&Path], members: usize) -> String {
    let mut lines = vec![match members - way.len() {
        0 => format!("{members} files need each other:"),
        _ => format!("{members} files need each other, for one:"),
    }];
    for (at, from) in way.iter().enumerate() {
        let to = way[(at + 1) % way.len()];
        let names = edges[from][to].iter().map(String::as_str);
        let mut names: Vec<&str> = names.take(MAX_NAMES + 1).collect();
        if names.len() > MAX_NAMES {
            names[MAX_NAMES] = "…";
        }
        lines.push(format!(
            "  {} → {} ({})",
            from.display(),
            to.display(),
            names.join(", ")
        ));
    }
    lines.join("\n")
}
