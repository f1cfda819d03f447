//! The rules of the house: which module may know which, and who alone may name a library.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::digests::NO_INDEX;

/// Stands for every module further up in the table.
const ALL_ABOVE: &str = "*";

/// Every module, with the others that it may know. A module may always know itself.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("problem", &[]),
    ("number", &[]),
    ("budget", &[]),
    ("decode", &["problem"]),
    ("evidence", &[]),
    ("markup", &["evidence"]),
    ("article", &["decode", "evidence", "markup", "problem"]),
    ("guide", &["evidence", "markup", "number", "problem"]),
    ("eventlog", &["evidence", "number", "problem"]),
    ("layer", &["problem"]),
    ("library", &["article", "evidence", "markup"]),
    ("atlas", &["article", "evidence", "markup"]),
    (
        "search",
        &["article", "evidence", "library", "markup", "problem"],
    ),
    ("diagnosis", &["article", "atlas", "evidence", "search"]),
    (
        "content",
        &[
            "article", "decode", "evidence", "guide", "layer", "library", "markup", "problem",
            "search",
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
            "markup",
            "problem",
            "search",
        ],
    ),
    ("wording", &[ALL_ABOVE]),
    (
        "snapshot",
        &[
            "article", "atlas", "content", "decode", "evidence", "guide", "layer", "library",
            "lookup", "markup", "problem", "search",
        ],
    ),
    ("config", &["layer"]),
    ("web", &[ALL_ABOVE]),
    ("cli", &[ALL_ABOVE]),
];

/// Libraries that only some modules may name.
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
    ("rustix", &["layer"]),
];

/// What reads the environment or the clock's zone, for the shell around the core alone.
const SHELL_ONLY: &[&str] = &["std::env", "env::var", "env::args", "process::exit"];
const SHELL: &[&str] = &["web", "cli", "config", "main", "lib"];

#[test]
fn every_module_knows_only_what_it_may() {
    let rules: BTreeMap<_, _> = MAY_KNOW.iter().copied().collect();
    let mut broken = Vec::new();
    for (file, module, text) in sources() {
        if SHELL.contains(&module.as_str()) && !rules.contains_key(module.as_str()) {
            continue;
        }
        let Some(allowed) = rules.get(module.as_str()) else {
            broken.push(format!(
                "{}: the module `{module}` has no rule",
                file.display()
            ));
            continue;
        };
        for named in crate_paths(&without_tests(&text)) {
            let is_above = || place(&named) < place(&module);
            let is_allowed =
                allowed.contains(&named.as_str()) || (allowed.contains(&ALL_ABOVE) && is_above());
            if named != module && !is_allowed {
                broken.push(format!(
                    "{}: `{module}` names `crate::{named}`",
                    file.display()
                ));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
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
    for (file, module, _) in sources() {
        assert_ne!(
            indexing.contains(module.as_str()),
            NO_INDEX.contains(&module.as_str()),
            "{}: a module counts for the index where `snapshot` may know it; build/digests.rs lists the others",
            file.display()
        );
    }
}

#[test]
fn libraries_are_named_only_where_they_belong() {
    let mut broken = Vec::new();
    for (file, module, text) in sources() {
        for (library, owners) in ONLY {
            if names(&text, &format!("{library}::")) && !owners.contains(&module.as_str()) {
                broken.push(format!("{}: `{module}` names {library}", file.display()));
            }
        }
        for name in SHELL_ONLY {
            if names(&text, name) && !SHELL.contains(&module.as_str()) {
                broken.push(format!("{}: `{module}` uses {name}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn all_that_is_printed_passes_one_place() {
    // The builder's lines are for a process of our own.
    let own = ["src/cli/terminal.rs", "src/cli/builder.rs"];
    let prints = [
        "stdout()",
        "stderr()",
        "print!",
        "println!",
        "eprintln!",
        "eprint!",
    ];
    let mut broken = Vec::new();
    for (file, _, text) in sources() {
        let is_own = own.iter().any(|own| file.ends_with(own)) || file.ends_with("tests.rs");
        let code = without_tests(&text).replace("stderr().is_terminal()", "");
        for name in prints.iter().filter(|name| !is_own && names(&code, name)) {
            broken.push(format!("{}: uses {name}", file.display()));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
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
        .map(|(file, _, text)| (file, without_tests(&text)));
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
fn the_scanner_sees_paths_in_code_and_not_only_uses() {
    let text = "fn f() { crate::web::go(); }\nuse crate::{article::Article, evidence::{self, X}};\n// crate::cli\n";
    assert_eq!(crate_paths(text), ["web", "article", "evidence"]);
}

/// Every source file with its top-level module and its text without comments.
fn sources() -> Vec<(PathBuf, String, String)> {
    files(Path::new("src"), "rs")
        .into_iter()
        .map(|file| {
            let below = file.strip_prefix("src").unwrap();
            let first = below
                .components()
                .next()
                .unwrap()
                .as_os_str()
                .to_string_lossy();
            let module = first.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&file).unwrap();
            let code: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            (file, module, code.join("\n"))
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

/// The text up to its inline test module; a test module in a file of its own is a line, and the rest stays.
fn without_tests(text: &str) -> String {
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn names(text: &str, path: &str) -> bool {
    text.match_indices(path).any(|(at, _)| {
        !text[..at]
            .ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
    })
}

/// The top-level modules that a text names after `crate::`, groups in braces included.
fn crate_paths(text: &str) -> Vec<String> {
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(heads(group));
        } else {
            found.push(word(rest));
        }
    }
    found
}

/// The first word of each part of a brace group, up to its closing brace.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut found) = (0usize, 0usize, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(word(group[start..at].trim_start()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(word(group[start..at].trim_start()));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|word| !word.is_empty());
    found
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}
