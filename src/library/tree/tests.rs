//! Trees of folders and their navigations.

use proptest::{prelude::*, sample::select};

use super::{Node, Tree};
use crate::{
    article::{Article, ArticleTexts, Metadata, readable},
    evidence::ArticleId,
    library::{
        Library, LibraryBuilder, LibraryCard, Origin, bare_path,
        navigation::{Navigation, NavigationItem},
    },
};

fn library(paths: &[&str], navigations: Vec<Navigation>) -> Library {
    let mut builder = LibraryBuilder::default();
    builder.set_labels(vec!["kb".to_owned()]);
    for path in paths {
        let (bare, _) = bare_path(path);
        let article = Article {
            id: ArticleId::of_path(&bare).unwrap(),
            title: format!("About {bare}"),
            meta: Metadata::default(),
            sections: Vec::new(),
        };
        let origin = Origin {
            layer: 0,
            path: (*path).to_owned(),
        };
        let card = LibraryCard::of(&article, &ArticleTexts::of(&article));
        assert!(builder.add(&card, origin));
    }
    for navigation in navigations {
        builder.add_navigation(Some(navigation));
    }
    builder.finish().library
}

fn navigation(path: &str, folder: &str, items: Vec<NavigationItem>) -> Navigation {
    Navigation {
        layer: 0,
        path: path.to_owned(),
        folder: folder.to_owned(),
        name: String::new(),
        position: None,
        items,
    }
}

fn item(name: &str, path: &str, items: Vec<NavigationItem>) -> NavigationItem {
    NavigationItem {
        name: name.to_owned(),
        path: path.to_owned(),
        items,
    }
}

/// The tree, one line per item: names of nodes with their totals, and IDs of articles.
fn drawn(library: &Library) -> Vec<String> {
    fn draw(tree: &Tree, node: &Node, depth: usize, lines: &mut Vec<String>) {
        let indent = "  ".repeat(depth);
        lines.push(format!(
            "{indent}{} {} [{}]",
            node.name, node.total, node.address
        ));
        for id in &node.articles {
            lines.push(format!("{indent}- {id}"));
        }
        tree.below(node)
            .for_each(|node| draw(tree, node, depth + 1, lines));
    }
    let tree = Tree::of(library);
    let mut lines = Vec::new();
    draw(&tree, tree.at("kb").unwrap(), 0, &mut lines);
    lines
}

#[test]
fn folders_are_a_tree() {
    let paths = [
        "start.md",
        "net/02-second.md",
        "net/10-third.md",
        "net/index.md",
        "net/old-printers/a.md",
        "mail/README.md",
        "168/Q168465/README.md",
    ];
    let library = library(&paths, Vec::new());
    assert_eq!(
        drawn(&library),
        [
            "kb 7 [kb]",
            "- mail",
            "- start",
            "  168 1 [kb/168]",
            "  - 168/Q168465",
            "  About net 4 [kb/net]",
            "  - net",
            "  - net/02-second",
            "  - net/10-third",
            "    Old printers 1 [kb/net/old-printers]",
            "    - net/old-printers/a",
        ]
    );
    let tree = Tree::of(&library);
    for (id, around) in [
        ("net", "kb/net"),
        ("net/02-second", "kb/net"),
        ("mail", "kb"),
        ("168/Q168465", "kb/168"),
        ("start", "kb"),
    ] {
        let id = ArticleId::of_path(id).unwrap();
        let node = tree.of_article(&library, &id).unwrap();
        assert_eq!(node.address, around, "{id}");
    }
    let node = tree.at("kb/net/old-printers/").unwrap();
    let names: Vec<&str> = tree.trail(node).iter().map(|node| &*node.name).collect();
    assert_eq!(names, ["kb", "About net", "Old printers"]);
    assert!(tree.at("net").is_none());
}

#[test]
fn a_navigation_file_names_and_orders() {
    let main = navigation(
        "mkdocs.yml",
        "",
        vec![
            item(
                "Printing",
                "",
                vec![item("", "b.md", vec![]), item("", "a.md", vec![])],
            ),
            item("Mail", "mail/toc.yml", vec![]),
            item("Gone", "gone.md", vec![]),
        ],
    );
    let mail = navigation("mail/toc.yml", "mail", vec![item("", "mail/x.md", vec![])]);
    let mut named = navigation("rest/_category_.json", "rest", Vec::new());
    named.name = "All the rest".to_owned();
    let paths = ["a.md", "b.md", "c.md", "mail/x.md", "rest/y.md"];
    let library = library(&paths, vec![mail, main, named]);
    assert_eq!(
        drawn(&library),
        [
            "kb 5 [kb]",
            "- c",
            "  Printing 2 [kb/printing]",
            "  - b",
            "  - a",
            "  Mail 1 [kb/mail-2]",
            "  - mail/x",
            "  All the rest 1 [kb/rest]",
            "  - rest/y",
        ]
    );
    let id = ArticleId::of_path("mail/x").unwrap();
    let tree = Tree::of(&library);
    assert_eq!(tree.of_article(&library, &id).unwrap().name, "Mail");
}

#[test]
fn remaining_articles_of_a_folder_go_where_its_page_is() {
    let lamps = vec![
        item("", "lamps/index.md", vec![]),
        item("", "lamps/b.md", vec![]),
    ];
    let main = navigation("toc.yml", "", vec![item("Light", "", lamps)]);
    let paths = [
        "lamps/index.md",
        "lamps/a.md",
        "lamps/b.md",
        "lamps/old/c.md",
    ];
    let library = library(&paths, vec![main]);
    assert_eq!(
        drawn(&library),
        [
            "kb 4 [kb]",
            "  Light 4 [kb/light]",
            "  - lamps",
            "  - lamps/b",
            "  - lamps/a",
            "    Old 1 [kb/lamps/old]",
            "    - lamps/old/c",
        ]
    );
    let tree = Tree::of(&library);
    let id = ArticleId::of_path("lamps/a").unwrap();
    let around = tree.of_article(&library, &id).unwrap();
    assert_eq!(around.name, "Light");
    let old = tree.trail(tree.at("kb/lamps/old").unwrap());
    let names: Vec<&str> = old.iter().map(|node| &*node.name).collect();
    assert_eq!(names, ["kb", "Light", "Old"]);
}

#[test]
fn a_page_with_items_in_its_own_folder_is_not_a_group() {
    let intro = item(
        "Intro",
        "README.md",
        vec![item("", "b.md", vec![]), item("", "a.md", vec![])],
    );
    let lamps = item("Lamps", "index.md", vec![item("", "lamps/c.md", vec![])]);
    let lamps = navigation(
        "lamps/toc.yml",
        "lamps",
        vec![NavigationItem {
            path: "lamps/index.md".to_owned(),
            ..lamps
        }],
    );
    let main = navigation("SUMMARY.md", "", vec![intro]);
    let paths = ["README.md", "a.md", "b.md", "lamps/index.md", "lamps/c.md"];
    let library = library(&paths, vec![main, lamps]);
    assert_eq!(
        drawn(&library),
        [
            "kb 5 [kb]",
            "- README",
            "- b",
            "- a",
            "  About lamps 2 [kb/lamps]",
            "  - lamps",
            "  - lamps/c",
        ]
    );
}

#[test]
fn a_link_to_a_folder_s_page_puts_the_folder_there() {
    let items = vec![
        item("The lamps", "lamps/index.md", vec![]),
        item("", "b.md", vec![]),
        item("", "doors/index.md", vec![]),
        item("", "a.md", vec![]),
    ];
    let main = navigation("_sidebar.md", "", items);
    let paths = [
        "a.md",
        "b.md",
        "doors/index.md",
        "doors/d.md",
        "lamps/index.md",
        "lamps/c.md",
    ];
    let library = library(&paths, vec![main]);
    assert_eq!(
        drawn(&library),
        [
            "kb 6 [kb]",
            "- b",
            "- a",
            "  The lamps 2 [kb/lamps]",
            "  - lamps",
            "  - lamps/c",
            "  About doors 2 [kb/doors]",
            "  - doors",
            "  - doors/d",
        ]
    );
}

const PATHS: [&str; 8] = [
    "README.md",
    "a.md",
    "lamps/index.md",
    "lamps/b.md",
    "garden/x/y.md",
    "doors/README.md",
    "doors/c.md",
    "doors/old/index.md",
];

fn items() -> impl Strategy<Value = Vec<NavigationItem>> {
    let path = prop_oneof![
        4 => select(PATHS.to_vec()),
        1 => select(vec!["", "toc.yml", "lamps/TOC.yml", "doors/toc.yml"]),
    ];
    let leaf = (select(vec!["", "A", "Same", "???"]), path);
    let leaf = leaf.prop_map(|(name, path)| item(name, path, Vec::new()));
    let one = leaf.prop_recursive(4, 24, 4, |inner| {
        let path = select(vec!["", "README.md", "lamps/index.md", "doors/README.md"]);
        (path, prop::collection::vec(inner, 0..4))
            .prop_map(|(path, items)| item("Same", path, items))
    });
    prop::collection::vec(one, 0..6)
}

proptest! {
    #[test]
    fn each_article_is_in_one_place_whatever_navigation_files_say(all in [items(), items(), items()]) {
        let files = [("toc.yml", ""), ("lamps/TOC.yml", "lamps"), ("doors/toc.yml", "doors")];
        let navigations = files.iter().zip(all);
        let navigations = navigations.map(|((path, folder), items)| navigation(path, folder, items));
        let library = library(&PATHS, navigations.collect());
        let tree = Tree::of(&library);
        let mut seen = Vec::new();
        let mut open = vec![tree.at("").unwrap()];
        while let Some(node) = open.pop() {
            prop_assert!(seen.len() <= PATHS.len());
            for id in &node.articles {
                seen.push(id.clone());
                let around = tree.of_article(&library, id).unwrap();
                prop_assert_eq!(&around.address, &node.address);
            }
            open.extend(tree.below(node));
        }
        prop_assert_eq!(tree.at("").unwrap().total, PATHS.len());
        seen.sort();
        seen.dedup();
        prop_assert_eq!(seen.len(), PATHS.len());
    }
}

#[test]
fn navigations_may_include_each_other_in_a_circle() {
    let one = navigation("toc.yml", "", vec![item("Two", "x/toc.yml", vec![])]);
    let two = navigation("x/toc.yml", "x", vec![item("One", "toc.yml", vec![])]);
    let library = library(&["a.md"], vec![one, two]);
    assert_eq!(drawn(&library), ["kb 1 [kb]", "- a"]);
}

#[test]
fn names_of_folders_are_readable() {
    for (name, expect) in [
        ("network-printers", "Network printers"),
        ("02_setup", "Setup"),
        ("168", "168"),
        ("_archive", "Archive"),
        ("ExchangeOnline", "ExchangeOnline"),
        ("Active Directory", "Active Directory"),
        ("", ""),
    ] {
        assert_eq!(readable(name), expect, "{name}");
    }
}
