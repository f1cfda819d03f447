//! Reads the files in which other programs store the names and the order of a folder's pages:
//! `mkdocs.yml`, DocFX's `toc.yml`, `SUMMARY.md` of GitBook and mdBook, `_sidebar.md` of docsify,
//! and Docusaurus's `_category_.json`.

use crate::{
    article::{YamlEntry, YamlValue, read_yaml},
    library::{Navigation, NavigationItem, decoded, join},
    markup::{Block, Inline, markdown, text},
};

/// The most items of a file, and their deepest nesting.
const MAX_ITEMS: usize = 20_000;
const DEEPEST: usize = 16;

/// Whether a file with this name, in lower case, holds navigation.
pub(super) fn is_navigation(name: &str) -> bool {
    Kind::of(name).is_some()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    MkDocs,
    Toc,
    Category,
    /// A list of links in Markdown.
    Links,
}

impl Kind {
    /// The kind of a file with this name, in lower case.
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "mkdocs.yml" | "mkdocs.yaml" => Self::MkDocs,
            "toc.yml" | "toc.yaml" => Self::Toc,
            "_category_.json" | "_category_.yml" | "_category_.yaml" => Self::Category,
            "_sidebar.md" | "summary.md" => Self::Links,
            _ => return None,
        })
    }
}

/// The navigation in the file at `path` of a layer; `None` if it has none.
pub(super) fn read(layer: usize, path: &str, source: &str) -> Option<Navigation> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut navigation = Navigation {
        layer,
        path: path.to_owned(),
        folder: folder.to_owned(),
        name: String::new(),
        position: None,
        items: Vec::new(),
    };
    let mut reader = Reader { left: MAX_ITEMS };
    match Kind::of(&name.to_lowercase())? {
        Kind::MkDocs => {
            let entries = read_yaml(source);
            let docs = value(&entries, "docs_dir").map_or("docs", written);
            navigation.folder = join(folder, docs)?;
            let items = value(&entries, "nav").or_else(|| value(&entries, "pages"))?;
            navigation.items = reader.mkdocs(&navigation.folder, items, 0);
        }
        Kind::Toc => {
            let wrapped = format!("items:\n{}", source.trim_start_matches('\u{feff}'));
            let mut lines = source.lines();
            let is_text =
                |line: &&str| !line.trim().is_empty() && !line.starts_with(['#', '\u{feff}']);
            let is_list = lines
                .find(is_text)
                .is_some_and(|line| line.starts_with('-'));
            let entries = read_yaml(if is_list { &wrapped } else { source });
            navigation.items = reader.toc(folder, value(&entries, "items")?, 0);
        }
        Kind::Category => {
            let entries = read_yaml(source);
            navigation.name = value(&entries, "label").map_or("", written).to_owned();
            navigation.position = position(&entries);
        }
        Kind::Links => {
            let (blocks, _) = markdown::read(source);
            navigation.items = reader.links(folder, &blocks, 0);
        }
    }
    let says_something = !navigation.items.is_empty()
        || !navigation.name.is_empty()
        || navigation.position.is_some();
    says_something.then_some(navigation)
}

/// The position of a folder among its siblings, in thousandths, since some are at 2.5.
fn position(entries: &[YamlEntry]) -> Option<i64> {
    let position: f64 = written(value(entries, "position")?).parse().ok()?;
    Some((position * 1000.0) as i64)
}

/// The value of a key.
fn value<'v>(entries: &'v [YamlEntry], key: &str) -> Option<&'v YamlValue> {
    let entry = entries.iter().find(|entry| entry.key == key)?;
    Some(&entry.value)
}

/// The value if it is a text; otherwise an empty text.
fn written(value: &YamlValue) -> &str {
    match value {
        YamlValue::Text(text) => text.trim(),
        _ => "",
    }
}

/// The items if it is a list; otherwise none.
fn list(value: &YamlValue) -> &[YamlValue] {
    match value {
        YamlValue::List(items) => items,
        _ => &[],
    }
}

/// The path in the layer of a target, relative to a folder; empty if it is elsewhere.
fn path_of(folder: &str, target: &str) -> String {
    let target = decoded(target);
    let is_address = target.contains("://") || target.starts_with("//");
    let target = target.strip_prefix("/").unwrap_or(&target);
    match is_address || target.is_empty() {
        true => String::new(),
        false => join(folder, target).unwrap_or_default(),
    }
}

/// Reads items, up to a limit.
struct Reader {
    left: usize,
}

impl Reader {
    /// Whether one more may be read at this depth.
    fn may_go_on(&mut self, depth: usize) -> bool {
        let may = self.left > 0 && depth <= DEEPEST;
        self.left = self.left.saturating_sub(1);
        may
    }

    /// A list of paths, of names with a path, and of names with a list.
    fn mkdocs(&mut self, folder: &str, items: &YamlValue, depth: usize) -> Vec<NavigationItem> {
        let mut read = Vec::new();
        for item in list(items) {
            let named = match item {
                YamlValue::Text(path) => vec![(String::new(), item, path.as_str())],
                YamlValue::Map(entries) => (entries.iter())
                    .map(|entry| (entry.key.clone(), &entry.value, written(&entry.value)))
                    .collect(),
                _ => Vec::new(),
            };
            for (name, value, path) in named {
                if self.may_go_on(depth) {
                    read.push(NavigationItem {
                        name,
                        path: path_of(folder, path),
                        items: self.mkdocs(folder, value, depth + 1),
                    });
                }
            }
        }
        read
    }

    /// A list of mappings with a name, a target and items.
    fn toc(&mut self, folder: &str, items: &YamlValue, depth: usize) -> Vec<NavigationItem> {
        let mut read = Vec::new();
        for item in list(items) {
            let YamlValue::Map(entries) = item else {
                continue;
            };
            if !self.may_go_on(depth) {
                break;
            }
            let text_of = |key: &str| value(entries, key).map_or("", written);
            let target = [text_of("tocHref"), text_of("href"), text_of("topicHref")];
            let target = target.into_iter().find(|target| !target.is_empty());
            let mut path = path_of(folder, target.unwrap_or_default());
            if target.is_some_and(|target| target.ends_with('/')) {
                path.push_str("/toc.yml");
            }
            read.push(NavigationItem {
                name: text_of("name").to_owned(),
                path,
                items: value(entries, "items")
                    .map_or_else(Vec::new, |items| self.toc(folder, items, depth + 1)),
            });
        }
        read
    }

    /// Lists of links, under headings or not.
    fn links(&mut self, folder: &str, blocks: &[Block], depth: usize) -> Vec<NavigationItem> {
        let mut read: Vec<NavigationItem> = Vec::new();
        // A heading that is not a link names the list after it.
        let mut group: Option<NavigationItem> = None;
        for block in blocks {
            match block {
                Block::Heading {
                    text: words, level, ..
                } if *level > 1 => {
                    read.extend(group.take().filter(|group| !group.items.is_empty()));
                    group = Some(NavigationItem {
                        name: text::inlines(words),
                        ..NavigationItem::default()
                    });
                }
                Block::List { items, .. } => {
                    let items = self.items(folder, items, depth);
                    match &mut group {
                        Some(group) => group.items.extend(items),
                        None => read.extend(items),
                    }
                }
                _ => {}
            }
        }
        read.extend(group.filter(|group| !group.items.is_empty()));
        read
    }

    fn items(&mut self, folder: &str, items: &[Vec<Block>], depth: usize) -> Vec<NavigationItem> {
        let mut read = Vec::new();
        for item in items {
            if !self.may_go_on(depth) {
                break;
            }
            let words = item.iter().find_map(|block| match block {
                Block::Paragraph { text } => Some(text.as_slice()),
                _ => None,
            });
            let words = words.unwrap_or_default();
            let target = words.iter().find_map(|inline| match inline {
                Inline::Link { target, .. } => Some(target.as_str()),
                _ => None,
            });
            let below = item.iter().filter_map(|block| match block {
                Block::List { items, .. } => Some(items),
                _ => None,
            });
            let below: Vec<_> = below
                .flat_map(|items| self.items(folder, items, depth + 1))
                .collect();
            let item = NavigationItem {
                name: text::inlines(words).trim().to_owned(),
                path: path_of(folder, target.unwrap_or_default()),
                items: below,
            };
            if !item.path.is_empty() || !item.items.is_empty() {
                read.push(item);
            }
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items, one per line, with their depth, name and path.
    fn drawn(path: &str, source: &str) -> (String, Vec<String>) {
        fn draw(items: &[NavigationItem], depth: usize, lines: &mut Vec<String>) {
            for item in items {
                let indent = "  ".repeat(depth);
                lines.push(format!("{indent}{} <{}>", item.name, item.path));
                draw(&item.items, depth + 1, lines);
            }
        }
        let navigation = read(0, path, source).unwrap();
        let mut lines = Vec::new();
        draw(&navigation.items, 0, &mut lines);
        (navigation.folder, lines)
    }

    #[test]
    fn mkdocs() {
        let source = "site_name: !ENV [A, b]\nmarkdown_extensions:\n  - x: !!python/name:y\ndocs_dir: ../pages\nnav:\n  - Home: index.md\n  - Lamps:\n      - lamps/index.md\n      - 'Old: lamps': lamps/old.md\n  - Site: https://example.com\n";
        let (folder, items) = drawn("config/mkdocs.yml", source);
        assert_eq!(folder, "pages");
        assert_eq!(
            items,
            [
                "Home <pages/index.md>",
                "Lamps <>",
                "   <pages/lamps/index.md>",
                "  Old: lamps <pages/lamps/old.md>",
                "Site <>",
            ]
        );
    }

    #[test]
    fn toc() {
        let list = "- name: Lamps\n  href: lamps/\n- name: \"Doors\"\n  href: ./doors.md?x#y\n  items:\n  - name: Old\n    href: ../old.md\n";
        let mapping = format!("### YamlMime:TableOfContent\nitems:\n{list}");
        for source in [list, &mapping] {
            let (folder, items) = drawn("docs/TOC.yml", source);
            assert_eq!(folder, "docs");
            assert_eq!(
                items,
                [
                    "Lamps <docs/lamps/toc.yml>",
                    "Doors <docs/doors.md>",
                    "  Old <old.md>",
                ]
            );
        }
    }

    #[test]
    fn lists_of_links() {
        let source = "# Summary\n\n[Start](README.md)\n\n* [Lamps](lamps/README.md)\n  * [Old](lamps/old.md)\n\n## More\n\n- [Doors](/doors.md)\n- Windows\n  - [Roof](roof)\n- nothing\n";
        for path in ["docs/SUMMARY.md", "docs/_sidebar.md"] {
            assert_eq!(
                drawn(path, source).1,
                [
                    "Lamps <docs/lamps/README.md>",
                    "  Old <docs/lamps/old.md>",
                    "More <>",
                    "  Doors <docs/doors.md>",
                    "  Windows <>",
                    "    Roof <docs/roof>",
                ]
            );
        }
        assert_eq!(read(0, "summary.md", "# Summary\n\nOf last year.\n"), None);
    }

    #[test]
    fn category() {
        let json = "{\"label\": \"Lamps & more\", \"position\": 3}";
        let yaml = "label: Lamps & more\nposition: 3\n";
        for (name, source) in [("_category_.json", json), ("_category_.yml", yaml)] {
            let navigation = read(1, &format!("lamps/{name}"), source).unwrap();
            assert_eq!(navigation.folder, "lamps");
            assert_eq!(navigation.name, "Lamps & more");
            assert_eq!(navigation.position, Some(3_000));
        }
        assert_eq!(read(0, "lamps/_category_.json", "{}"), None);
        assert_eq!(read(0, "lamps/page.md", "- [a](b.md)"), None);
    }
}
