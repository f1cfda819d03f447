//! Tries out what the documents say: the guide that `docs/guides.md` writes, its messages, the
//! schema of the format, the fields that `docs/content.md` lists, and the searches of
//! `docs/searching.md`.

use std::{collections::BTreeSet, fs, path::Path};

use super::command_line::program;

use fixpath::{
    article::{Article, Role, read_own},
    evidence::ArticleId,
    guide::read,
    markup::{Block, Inline, markdown, text},
    search::{Condition, Limit},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::site::Site;

/// The fenced blocks of a text: the words after the fence, and the content.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(kind) = line.strip_prefix("```") {
            let within = lines.by_ref().take_while(|line| *line != "```");
            let within: Vec<&str> = within.collect();
            blocks.push((kind.to_owned(), within.join("\n") + "\n"));
        }
    }
    blocks
}

fn check(folder: &Path) -> String {
    let output = program()
        .args(["check", "--no-builtin", "--kb", "my-articles"])
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_guide_of_the_tutorial_checks_as_described() {
    let text = fs::read_to_string("docs/guides.md").unwrap();
    let (tutorial, _) = text.split_once("\n# Reference").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let articles = folder.path().join("my-articles");
    fs::create_dir(&articles).unwrap();
    let file = articles.join("printer-silent.toml");
    let mut guide = String::new();
    let mut said = 0;
    for (kind, block) in blocks(tutorial) {
        match kind.as_str() {
            "markdown" => {
                fs::write(articles.join("PRN-001.md"), block.replace("~~~", "```")).unwrap()
            }
            "toml" => guide += &block,
            "toml head" => {
                let at = guide.find("[[question]]").unwrap();
                guide.insert_str(at, &format!("{}\n", block.trim_start()));
            }
            "text" => {
                fs::write(&file, &guide).unwrap();
                let printed = check(folder.path());
                assert!(printed.contains(&block), "{block}\nis not in\n{printed}");
                said += 1;
            }
            _ => {}
        }
    }
    assert_eq!(said, 3);
    // Makes the changes that the last part describes.
    let guide = guide
        .replace("start = \"reachable\"", "start = \"printer\"")
        .replace(
            "answers = { reachable = \"no\", cable",
            "answers = { printer = \"P7\", reachable = \"no\", cable",
        )
        .replace(
            "answers = { reachable = \"yes\",",
            "answers = { printer = \"P7\", reachable = \"yes\",",
        )
        .replace(
            "title = \"Check the network cable\"",
            "title = \"Check the network cable of {printer}\"",
        );
    fs::write(&file, guide).unwrap();
    let printed = check(folder.path());
    assert_eq!(
        printed,
        "my-articles: 2 files: 1 article, 1 guide\n\
         1 article, 1 guide: 0 errors, 0 warnings, 0 articles with missing words\n"
    );
}

/// The names that the reader says it expects when it finds an unknown one.
fn expected(toml: &str) -> BTreeSet<String> {
    let (guide, problems) = read(toml, "x.toml");
    assert!(guide.is_none(), "{toml}");
    let mut said = problems.iter().map(|problem| &problem.suggestion);
    let names = said
        .find_map(|said| said.strip_prefix("Use one of "))
        .unwrap_or_else(|| panic!("{problems:?}"));
    names.split(", ").map(str::to_owned).collect()
}

#[test]
fn the_schema_knows_what_the_reader_knows() {
    let schema: Value =
        serde_json::from_str(&fs::read_to_string("docs/guide.schema.json").unwrap()).unwrap();
    let names = |part: &Value| -> BTreeSet<String> {
        assert_eq!(part["additionalProperties"], false, "{part}");
        part["properties"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect()
    };
    let head = "id = \"a\"\ntitle = \"A\"\nrevision = 1\nstart = \"q\"\n";
    assert_eq!(names(&schema), expected("zzzzzzzzz = 1\n"));
    let of = |part: &str| schema["$defs"][part].clone();
    for (part, toml) in [
        ("event", "[[events]]\nzzzzzzzzz = 1\n"),
        ("code", "[[codes]]\nzzzzzzzzz = 1\n"),
        ("question", "[[question]]\nzzzzzzzzz = 1\n"),
        (
            "option",
            "[[question]]\nid = \"q\"\noptions = [{ zzzzzzzzz = 1 }]\n",
        ),
        (
            "rule",
            "[[question]]\nid = \"q\"\nnext = [{ zzzzzzzzz = 1 }]\n",
        ),
        ("sheet", "[[sheet]]\nzzzzzzzzz = 1\n"),
        ("requirement", "[[requirement]]\nzzzzzzzzz = 1\n"),
        ("action", "[[action]]\nzzzzzzzzz = 1\n"),
        ("outcome", "[[outcome]]\nzzzzzzzzz = 1\n"),
        (
            "go_on",
            "[[outcome]]\nid = \"o\"\ngo_on = { zzzzzzzzz = 1 }\n",
        ),
        ("scenario", "[[scenario]]\nzzzzzzzzz = 1\n"),
        (
            "ruled_out",
            "[[outcome]]\nid = \"o\"\nrules_out = [{ zzzzzzzzz = 1 }]\n",
        ),
    ] {
        assert_eq!(
            names(&of(part)),
            expected(&format!("{head}{toml}")),
            "{part}"
        );
    }
    let words = |part: &str, name: &str| -> BTreeSet<String> {
        let words = of(part)["properties"][name]["enum"].clone();
        serde_json::from_value(words).unwrap()
    };
    let kinds = |part: &str| {
        expected(&format!(
            "{head}[[{part}]]\nid = \"q\"\nkind = \"zzzzzzzzz\"\n"
        ))
    };
    assert_eq!(words("question", "kind"), kinds("question"));
    assert_eq!(words("outcome", "kind"), kinds("outcome"));
    let families = format!("{head}[[question]]\nid = \"q\"\nfamily = \"zzzzzzzzz\"\n");
    assert_eq!(words("question", "family"), expected(&families));
}

/// The rows of those tables in a text that begin with this heading, each with the headings of its
/// cells.
fn table_rows(text: &str, first: &str) -> Vec<(String, Vec<(String, String)>)> {
    let cells = |line: &str| -> Vec<String> {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    let (mut heads, mut rows) = (None, Vec::new());
    for line in text.lines() {
        match &heads {
            _ if !line.starts_with('|') => heads = None,
            _ if line.starts_with("|---") => {}
            None => heads = Some(cells(line)),
            Some(heads) if heads[0] == first => {
                let cells = cells(line);
                assert_eq!(cells.len(), heads.len(), "{line}");
                let named = heads.iter().cloned().zip(cells.iter().cloned());
                rows.push((cells[0].clone(), named.skip(1).collect()));
            }
            Some(_) => {}
        }
    }
    rows
}

/// A field with a value as front matter in YAML, TOML and JSON; names such as `ms.…` contain a dot,
/// others are nested.
fn written(field: &str, value: &str) -> [String; 3] {
    let (outer, inner) = match field.split_once('.') {
        Some((outer, inner)) if outer != "ms" => (outer, Some(inner)),
        _ => (field, None),
    };
    let is_bare = ["true", "false"].contains(&value);
    let value = if is_bare {
        value.to_owned()
    } else {
        format!("\"{value}\"")
    };
    let [yaml, toml] = match inner {
        Some(inner) => [
            format!("{{{inner}: {value}}}"),
            format!("{{ {inner} = {value} }}"),
        ],
        None => [value.clone(), value.clone()],
    };
    let json = inner.map_or(value.clone(), |inner| format!("{{\"{inner}\": {value}}}"));
    [
        format!("---\n{outer}: {yaml}\n---\n"),
        format!("+++\n\"{outer}\" = {toml}\n+++\n"),
        format!("{{\n\"{outer}\": {json}\n}}\n"),
    ]
}

#[test]
fn every_field_of_the_tables_is_understood() {
    /// Reads a field from an article.
    type Said = fn(&Article) -> Vec<String>;
    let meanings: [(&str, &str, Said); 17] = [
        ("ID", "LAMP-7", |article| vec![article.id.to_string()]),
        ("other IDs and addresses", "/old/lamp", |article| {
            article.meta.aliases.clone()
        }),
        ("title", "The lamp", |article| vec![article.title.clone()]),
        ("other titles", "The lamp", |article| {
            article.titles().map(str::to_owned).collect()
        }),
        ("description", "It is dark.", |article| {
            vec![article.meta.description.clone()]
        }),
        ("products", "Lamps", |article| article.meta.products.clone()),
        ("tags", "light", |article| article.meta.tags.clone()),
        ("keywords", "light", |article| article.meta.keywords.clone()),
        ("last modified", "2024-05-27", |article| {
            vec![article.meta.modified.clone()]
        }),
        ("last reviewed", "2024-05-27", |article| {
            vec![article.meta.reviewed.clone()]
        }),
        ("review interval", "6 months", |article| {
            vec![article.meta.review_in.clone()]
        }),
        ("owner", "Ann", |article| vec![article.meta.owner.clone()]),
        ("language", "de", |article| vec![article.meta.lang.clone()]),
        ("order", "7", |article| vec![article.meta.order.clone()]),
        ("draft", "draft", |article| {
            vec![article.meta.status.clone()]
        }),
        ("visibility", "internal", |article| {
            vec![article.meta.visibility.clone()]
        }),
        ("what it adds to the original", "two causes", |article| {
            vec![article.meta.adds.clone()]
        }),
    ];
    let text = fs::read_to_string("docs/content.md").unwrap();
    let mut tried = BTreeSet::new();
    for (meaning, cells) in table_rows(&text, "meaning") {
        let known = meanings.iter().find(|(name, ..)| *name == meaning);
        let (_, value, said) = known.unwrap_or_else(|| panic!("{meaning}"));
        for (program, cell) in cells {
            for field in cell.split('`').skip(1).step_by(2) {
                let (field, written_value) = field.split_once(": ").unwrap_or((field, value));
                for front in written(field, written_value) {
                    let id = ArticleId::parse("LAMP-1");
                    let (article, problems) =
                        read_own(format!("{front}text\n").as_bytes(), "x", id.as_ref());
                    let is_untitled = |message: &str| message == "the article has no title";
                    assert!(
                        problems.iter().all(|problem| is_untitled(&problem.message)),
                        "{front}{problems:?}"
                    );
                    let said = said(&article.unwrap());
                    assert!(
                        said.iter().any(|said| said == value),
                        "{program}: {front}{said:?}"
                    );
                }
                tried.insert(field.to_owned());
            }
        }
    }
    assert!(tried.len() > 45, "{}", tried.len());
}

#[test]
fn every_heading_of_the_table_is_understood() {
    let text = fs::read_to_string("docs/content.md").unwrap();
    let rows = table_rows(&text, "purpose");
    assert_eq!(rows.len(), 8);
    for (purpose, cells) in rows {
        for heading in cells[0].1.split(", ") {
            let role = Role::of_heading(heading);
            assert_eq!(role.word().replace('-', " "), purpose, "{heading}");
        }
    }
}

/// According to `docs/content.md`, no mark from the Markdown of other programs is shown as text.
#[test]
fn marks_of_other_programs_are_not_shown() {
    const MARKS: [&str; 15] = [
        "[!", "!!!", "???", ":::", "{%", "{{", "{#", "{:", "%%", "==", "++", "^[", "[[", "~~",
        "```",
    ];
    let text = fs::read_to_string("docs/content.md").unwrap();
    let rows = table_rows(&text, "what");
    let mut tried = 0;
    for (_, cells) in rows {
        let (blocks, _) = markdown::read(&cells[0].1);
        let [Block::Paragraph { text }] = blocks.as_slice() else {
            panic!("{cells:?}")
        };
        for inline in text {
            let Inline::Code { text: example } = inline else {
                continue;
            };
            let source = format!("---\ntitle: a\n---\n\n{example}\n\n    words\n");
            let id = ArticleId::parse("LAMP-1");
            let (article, _) = read_own(source.as_bytes(), "x", id.as_ref());
            let article = article.unwrap();
            let parts = article.sections.iter();
            let shown: Vec<String> = parts.map(|part| text::write(&part.blocks)).collect();
            let shown = shown.join("\n");
            for mark in MARKS {
                assert!(!shown.contains(mark), "{example}: {shown}");
            }
            tried += 1;
        }
    }
    assert!(tried > 30, "{tried}");
}

/// The visible text of a page between two texts: without tags, and with single spaces.
fn read_between(page: &str, from: &str, to: &str) -> String {
    let (_, rest) = page
        .split_once(from)
        .unwrap_or_else(|| panic!("no {from} in {page}"));
    let (piece, _) = rest.split_once(to).unwrap_or((rest, ""));
    let mut texts = piece.split('<');
    let first = texts.next().unwrap_or_default().to_owned();
    let rest = texts.filter_map(|tag| tag.split_once('>'));
    let text = rest.fold(first, |text, (_, after)| text + after);
    let text = [("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")]
        .into_iter()
        .fold(text, |text, (mark, letter)| text.replace(mark, letter));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Checks what the page says about the results of a search.
async fn try_search(site: &Site, block: &str) {
    let mut lines = block.lines().map(|line| {
        let (label, said) = line.split_once(':').unwrap_or_else(|| panic!("{line}"));
        (label, said.trim())
    });
    let Some(("You type", query)) = lines.next() else {
        panic!("{block}")
    };
    let query = utf8_percent_encode(query, NON_ALPHANUMERIC);
    let page = site.get(&format!("/search?q={query}")).await.body;
    let (_, results) = page.split_once("id=\"results\"").unwrap();
    let (_, hit) = results.split_once("<li class=\"hit\">").unwrap();
    let (hit, _) = hit.split_once("</li>").unwrap();
    let is_missing = hit.contains("Missing: ");
    let mut says_missing = false;
    for (label, said) in lines {
        let found = match label {
            "Above results" => {
                let above = read_between(&page, "<main", "<div class=\"results\">");
                assert!(above.contains(said), "{block}{above}");
                continue;
            }
            // The number of listed results, which loose matches change, may come before it.
            "Count" => {
                let found = read_between(results, "role=\"status\">", "</p>");
                found.rsplit("; ").next().unwrap_or_default().to_owned()
            }
            "First result" => read_between(hit, "<h2>", "</h2>"),
            "Why" => {
                let reasons = hit.split("class=\"why\">").skip(1);
                let reasons = reasons.map(|reason| read_between(reason, "", "</span>"));
                let mut reasons = reasons.filter(|reason| !reason.starts_with("Missing"));
                reasons.next().unwrap_or_default()
            }
            "Missing" => {
                says_missing = true;
                read_between(hit, "Missing: ", "</span>")
            }
            _ => panic!("{label}"),
        };
        assert_eq!(found, said, "{block}");
    }
    assert_eq!(is_missing, says_missing, "{block}");
}

#[tokio::test]
async fn searches_find_what_the_page_says() {
    let text = fs::read_to_string("docs/searching.md").unwrap();
    let article = "---\nid: LAMP-1\ntitle: No light\n---\n\nThere is no oil.\n";
    let mut sites = vec![Site::builtin()];
    let mut folders = Vec::new();
    let mut tried = 0;
    for (kind, block) in blocks(&text) {
        match kind.as_str() {
            "search" => {
                try_search(sites.last().unwrap(), &block).await;
                tried += 1;
            }
            // Everything that is searched for after it uses it.
            "synonyms" => {
                let files = [("synonyms.txt", block.as_str()), ("LAMP-1.md", article)];
                let (site, folder) = Site::with_folder(&files, &[]);
                sites.push(site);
                folders.push(folder);
            }
            _ => panic!("{kind}"),
        }
    }
    assert_eq!((tried, sites.len()), (7, 2));
}

#[tokio::test]
async fn what_is_typed_finds_the_same_as_the_page_says() {
    let site = Site::builtin();
    let text = fs::read_to_string("docs/searching.md").unwrap();
    let rows = table_rows(&text, "typed");
    assert_eq!(rows.len(), 10);
    for (typed, cells) in rows {
        let mut found: Option<BTreeSet<String>> = None;
        for query in [typed.as_str()].into_iter().chain(cells[0].1.split(", ")) {
            let query = query.trim_matches('`');
            let escaped = utf8_percent_encode(query, NON_ALPHANUMERIC);
            let url = format!("/api/v1/search?q={escaped}&sort=title&limit=100");
            let results = site.get(&url).await.json();
            let hits = results["hits"].as_array().unwrap();
            let ids = hits.iter().map(|hit| hit["id"].as_str().unwrap());
            let ids: BTreeSet<String> = ids.map(str::to_owned).collect();
            assert_eq!(results["complete"], ids.len(), "{query}");
            assert!(!ids.is_empty(), "{query}");
            assert_eq!(found.get_or_insert(ids.clone()), &ids, "{query}");
        }
    }
}

#[test]
fn all_filters_and_limits_are_on_the_page() {
    let text = fs::read_to_string("docs/searching.md").unwrap();
    let (_, named) = text.split_once("There are `").unwrap();
    let (named, _) = named.split_once(';').unwrap();
    let named = named.split(['`', ',', ' ', '\n']);
    let named: BTreeSet<&str> = named.filter_map(|word| word.strip_suffix(':')).collect();
    assert_eq!(named, BTreeSet::from(Condition::NAMES));
    let words = format!(
        "the first {} words of a search are read",
        Limit::Words.most()
    );
    assert!(text.contains(&words), "{words}");
}
