//! The rules of the house: which modules may use which, and which module alone may use a library.

mod circles;
mod names;
mod planted;
mod tree;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::digests::NO_INDEX;
use names::{Named, Use};
use tree::Tree;

/// Stands for every module higher up in the table.
const ALL_ABOVE: &str = "*";

/// Every module, with the others that it may use. A module may always use itself.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("problem", &[]),
    ("number", &[]),
    ("budget", &[]),
    ("audience", &[]),
    ("decode", &["problem"]),
    ("language", &[]),
    ("evidence", &[]),
    ("markup", &["evidence"]),
    (
        "article",
        &["decode", "evidence", "language", "markup", "problem"],
    ),
    ("steps", &["article", "markup"]),
    ("guide", &["evidence", "markup", "number", "problem"]),
    ("eventlog", &["budget", "evidence", "number", "problem"]),
    ("layer", &["problem"]),
    ("library", &["article", "evidence", "language", "markup"]),
    ("atlas", &["article", "evidence", "markup"]),
    (
        "search",
        &[
            "article", "evidence", "language", "library", "markup", "problem",
        ],
    ),
    (
        "diagnosis",
        &["article", "atlas", "eventlog", "evidence", "search"],
    ),
    ("log_process", &["diagnosis", "eventlog", "problem"]),
    (
        "content",
        &[
            "article", "audience", "decode", "evidence", "guide", "language", "layer", "library",
            "markup", "number", "problem", "search",
        ],
    ),
    (
        "snapshot",
        &[
            "article", "atlas", "audience", "content", "decode", "evidence", "guide", "layer",
            "library", "markup", "problem", "search",
        ],
    ),
    (
        "lookup",
        &[
            "article",
            "atlas",
            "budget",
            "diagnosis",
            "eventlog",
            "evidence",
            "guide",
            "library",
            "log_process",
            "markup",
            "problem",
            "search",
            "snapshot",
        ],
    ),
    ("wording", &[ALL_ABOVE]),
    ("desk", &["evidence"]),
    ("config", &["audience", "desk", "layer"]),
    ("web", &[ALL_ABOVE]),
    ("cli", &[ALL_ABOVE]),
];

/// Libraries that only some modules may use.
const ONLY: &[(&str, &[&str])] = &[
    ("tantivy", &["search"]),
    ("levenshtein_automata", &["search"]),
    ("pulldown_cmark", &["markup"]),
    ("axum", &["web", "cli"]),
    ("askama", &["web"]),
    ("clap", &["cli", "config"]),
    ("anyhow", &["cli"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("prometheus_client", &["web"]),
    ("inotify", &["snapshot"]),
    ("notify", &["snapshot"]),
    ("rustix", &["cli", "layer"]),
    ("sqlx", &["desk"]),
];

/// Functions that read the environment or the time zone, which only the shell around the core may
/// use.
const SHELL_ONLY: &[&[&str]] = &[
    &["std", "env"],
    &["env", "var"],
    &["env", "args"],
    &["process", "exit"],
];
const SHELL: &[&str] = &["web", "cli", "config", "main", "lib"];

/// The longest line of a template.
const TEMPLATE_COLUMNS: usize = 140;

/// The longest line of a comment, which rustfmt leaves as it is.
const COMMENT_COLUMNS: usize = 100;

#[test]
fn every_module_knows_only_what_it_may() {
    let rules: BTreeMap<_, _> = MAY_KNOW.iter().copied().collect();
    let mut broken = BTreeSet::new();
    let tree = Tree::read(Path::new("src"));
    for (file, path, named) in names(&tree).filter(|(.., named)| !named.in_tests) {
        let module = &*top(path);
        if SHELL.contains(&module) && !rules.contains_key(module) {
            continue;
        }
        let Some(allowed) = rules.get(module) else {
            broken.insert(format!(
                "{}: the module `{module}` has no rule",
                file.display()
            ));
            continue;
        };
        let absolute = tree.absolute(path, &named.path);
        let Some(other) = absolute.and_then(|path| path.into_iter().next()) else {
            continue;
        };
        let is_above = || place(&other) < place(module);
        let is_allowed = allowed.contains(&&*other) || (allowed.contains(&ALL_ABOVE) && is_above());
        if other != module && !is_allowed {
            broken.insert(format!(
                "{}: `{module}` names `crate::{other}`",
                file.display()
            ));
        }
    }
    assert!(broken.is_empty(), "{}", lines(broken));
}

fn place(module: &str) -> Option<usize> {
    MAY_KNOW.iter().position(|(name, _)| *name == module)
}

#[test]
fn an_index_depends_on_what_makes_snapshots() {
    let mut indexing = BTreeSet::from(["snapshot"]);
    while let Some(further) = MAY_KNOW
        .iter()
        .filter(|(module, _)| indexing.contains(module))
        .flat_map(|(_, allowed)| allowed.iter().copied())
        .find(|module| !indexing.contains(module))
    {
        indexing.insert(further);
    }
    for (path, module) in Tree::read(Path::new("src")).modules() {
        assert_ne!(
            indexing.contains(&*top(path)),
            NO_INDEX.contains(&&*top(path)),
            "{}: a module counts for the index where `snapshot` may know it; build/digests.rs lists the others",
            module.file.display()
        );
    }
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let found = circles::circles(&Tree::read(Path::new("src")));
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

#[test]
fn libraries_are_named_only_where_they_belong() {
    let mut broken = BTreeSet::new();
    for (file, path, named) in names(&Tree::read(Path::new("src"))) {
        let module = &*top(path);
        for (library, owners) in ONLY {
            if named.path[0] == *library && !owners.contains(&module) {
                broken.insert(format!("{}: `{module}` names {library}", file.display()));
            }
        }
        for only in SHELL_ONLY {
            let is_used = named.path.windows(only.len()).any(|words| words == *only);
            if is_used && !named.in_tests && !SHELL.contains(&module) {
                let name = only.join("::");
                broken.insert(format!("{}: `{module}` uses {name}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", lines(broken));
}

#[test]
fn everything_printed_passes_one_place() {
    // Their output is for a process of our own.
    let own = [
        "src/cli/terminal.rs",
        "src/cli/builder.rs",
        "src/cli/read_log.rs",
    ];
    let macros = ["print", "println", "eprint", "eprintln", "dbg"];
    // One only asks whether there is a terminal, the other passes it to the log, which does its own
    // escaping.
    let names_it = ["src/cli/index.rs", "src/cli/serve.rs"];
    let mut broken = BTreeSet::new();
    for (file, _, named) in
        names(&Tree::read(Path::new("src"))).filter(|(.., named)| !named.in_tests)
    {
        let Some(last) = named
            .path
            .last()
            .filter(|_| !own.iter().any(|own| file.ends_with(own)))
        else {
            continue;
        };
        let prints = match named.used {
            Use::Macro => macros.contains(&&**last),
            _ => {
                last == "stdout"
                    || last == "stderr" && !names_it.iter().any(|own| file.ends_with(own))
            }
        };
        if prints {
            broken.insert(format!("{}: uses {last}", file.display()));
        }
    }
    assert!(broken.is_empty(), "{}", lines(broken));
}

#[test]
fn only_paths_spell_urls() {
    let spelled = [
        "\"/kb",
        "\"/events",
        "\"/codes",
        "\"/search",
        "\"/guides",
        "\"/products",
        "\"/missing",
        "\"/diagnose",
    ];
    let table_and_paths = ["src/web/routes.rs", "src/web/paths.rs"];
    let mut broken = Vec::new();
    let templates = files(Path::new("templates"), "html")
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            (file, text)
        });
    let code = sources()
        .into_iter()
        .map(|(file, text)| (file, without_tests(&text)));
    for (file, text) in code.chain(templates) {
        let own =
            table_and_paths.iter().any(|own| file.ends_with(own)) || file.ends_with("tests.rs");
        for url in spelled.iter().filter(|url| !own && text.contains(**url)) {
            broken.push(format!("{}: spells {url}", file.display()));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn templates_can_be_read_and_escape_all_but_what_our_writer_made() {
    let mut broken = Vec::new();
    for file in files(Path::new("templates"), "html") {
        let text = fs::read_to_string(&file).unwrap();
        for (line, number) in text.lines().zip(1..) {
            let mut refuse =
                |what: &str| broken.push(format!("{}:{number}: {what}", file.display()));
            if line.chars().count() > TEMPLATE_COLUMNS {
                refuse("too long a line");
            }
            let code = line.trim_start_matches(' ');
            if (line.len() - code.len()) % 2 == 1 || line.trim_end() != line || line.contains('\t')
            {
                refuse("indent by two spaces a level");
            }
            if code.replace(' ', "").contains("|safe") {
                refuse("give the text the type SafeHtml");
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn comments_are_no_wider_than_code() {
    let mut broken = Vec::new();
    for folder in ["src", "tests", "build"] {
        for entry in files(Path::new(folder), "rs") {
            let text = fs::read_to_string(&entry).unwrap();
            for (line, number) in text.lines().zip(1..) {
                let is_comment = line.trim_start().starts_with("//");
                if is_comment && line.chars().count() > COMMENT_COLUMNS {
                    broken.push(format!("{}:{number}", entry.display()));
                }
            }
        }
    }
    assert!(
        broken.is_empty(),
        "wrap these lines:\n{}",
        broken.join("\n")
    );
}

/// Every path that the crate's code names, with its file and module.
fn names(tree: &Tree) -> impl Iterator<Item = (&Path, &[String], &Named)> {
    let modules = tree.modules();
    modules.flat_map(|(path, module)| {
        module
            .names
            .iter()
            .map(|named| (&*module.file, &path[..], named))
    })
}

/// The name of the top-level module.
fn top(path: &[String]) -> String {
    path.first().map_or_else(|| "lib".to_owned(), String::clone)
}

fn lines(broken: BTreeSet<String>) -> String {
    Vec::from_iter(broken).join("\n")
}

/// Every source file with its text without comments.
fn sources() -> Vec<(PathBuf, String)> {
    let files = files(Path::new("src"), "rs").into_iter();
    files
        .map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            let code = code.collect::<Vec<_>>().join("\n");
            (file, code)
        })
        .collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    found
}

/// The text up to its inline test module; if that is in a separate file, only its line is left out.
fn without_tests(text: &str) -> String {
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default()
        .to_owned()
}
