//! Paths of files in a folder: as IDs, and as targets of links from one file to another.

use crate::evidence::ArticleId;

/// Names of index pages, whose ID is the path of their folder.
const INDEX_NAMES: [&str; 4] = ["index", "readme", "_index", "default"];

/// Extensions of articles, which are not part of an ID.
const EXTENSIONS: [&str; 9] = [
    ".md",
    ".markdown",
    ".mdown",
    ".mdx",
    ".txt",
    ".html",
    ".htm",
    ".xhtml",
    ".erb",
];

/// The most parts of a path.
const DEEPEST: usize = 64;

/// A path without the extensions of articles and without the name of an index page, and whether it
/// is an index page.
pub fn bare_path(path: &str) -> (String, bool) {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = bare_name(name);
    let is_index = INDEX_NAMES
        .iter()
        .any(|index| name.eq_ignore_ascii_case(index));
    let bare = match (folder, is_index) {
        ("", _) => name.to_owned(),
        (folder, true) => folder.to_owned(),
        (folder, false) => format!("{folder}/{name}"),
    };
    (bare, is_index)
}

/// A file's name without the extensions of articles: one, or all of `.html.md.erb`.
fn bare_name(name: &str) -> &str {
    let without = |name| {
        let ends = |ending: &&&str| ends_with(name, ending) && name.len() > ending.len();
        let ending = EXTENSIONS.iter().find(ends)?;
        name.get(..name.len() - ending.len())
    };
    let mut bare = without(name).unwrap_or(name);
    let is_template = ends_with(name, ".erb");
    while let Some(shorter) = without(bare).filter(|_| is_template) {
        bare = shorter;
    }
    bare
}

fn ends_with(name: &str, ending: &str) -> bool {
    let tail = name.len().checked_sub(ending.len());
    let tail = tail.and_then(|at| name.get(at..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
}

/// The folder of a path; empty at the root.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The article's own folder, which contains its file, at `path`, or is next to it: it has the
/// article's ID as its name, and everything in it belongs to the article.
pub fn own_folder(path: &str, id: &ArticleId) -> Option<String> {
    let is_own = |folder: &str| ArticleId::parse(name_of(folder)).as_ref() == Some(id);
    let around = folder_of(path);
    if is_own(around) {
        return Some(around.to_owned());
    }
    Some(bare_path(path).0).filter(|beside| is_own(beside))
}

/// The path that a relative path leads to from a folder; `None` if it leads out of the root.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part if parts.len() < DEEPEST => parts.push(part),
            _ => return None,
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_folders_are_named_by_ids() {
        let id = ArticleId::parse("VPN-7").unwrap();
        for (path, expect) in [
            ("a/VPN-7/README.md", Some("a/VPN-7")),
            ("VPN-7/text.md", Some("VPN-7")),
            ("a/VPN-7.md", Some("a/VPN-7")),
            ("VPN-7.md", Some("VPN-7")),
            ("a/b.md", None),
            ("VPN-8/README.md", None),
        ] {
            assert_eq!(own_folder(path, &id).as_deref(), expect, "{path}");
        }
    }

    #[test]
    fn relative_paths_lead_from_their_folder() {
        for (folder, relative, expect) in [
            ("a/b", "c.md", Some("a/b/c.md")),
            ("a/b", "../c.md", Some("a/c.md")),
            ("a/b", "./../../c/./d", Some("c/d")),
            ("", "c", Some("c")),
            ("a", "../../c", None),
            ("a", "..", Some("")),
        ] {
            assert_eq!(
                join(folder, relative).as_deref(),
                expect,
                "{folder} {relative}"
            );
        }
    }
}
