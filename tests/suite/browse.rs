//! Browsing: every article is reached by links, under the names that its folder's own navigation
//! gives.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::site::Site;

const FILES: &[(&str, &str)] = &[
    ("index.md", "# The house\n"),
    (
        "toc.yml",
        "- name: Light\n  items:\n  - href: lamps/dark.md\n  - href: lamps/bulb.md\n",
    ),
    ("lamps/dark.md", "# A dark lamp\n"),
    ("lamps/bulb.md", "# The bulb\n"),
    ("lamps/other.md", "# Other lamps\n"),
    (
        "doors-and-windows/_category_.json",
        "{\"label\": \"Doors\", \"position\": 1}",
    ),
    ("doors-and-windows/old/a/stuck.md", "# A door is stuck\n"),
    ("doors-and-windows/old/a/b/c/d/e/deep.md", "# Deep below\n"),
    ("garden/README.md", "# The garden\n"),
    ("garden/tree.md", "# A tree & <more>\n"),
];

fn links(html: &str) -> BTreeSet<String> {
    let links = html.split("href=\"").skip(1);
    let links = links.filter_map(|rest| rest.split('"').next());
    let links = links.map(|link| link.replace("&#38;", "&").replace("&amp;", "&"));
    let own = links.map(|link| link.split('#').next().unwrap_or_default().to_owned());
    own.filter(|link| link.starts_with('/')).collect()
}

#[tokio::test]
async fn every_article_is_five_clicks_away_at_most() {
    let (site, _folder) = Site::with_folder(FILES, &["--no-builtin"]);
    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut here = seen.clone();
    for _ in 0..5 {
        let mut next = BTreeSet::new();
        for page in &here {
            let answer = site.get(page).await;
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            next.extend(links(&answer.body));
        }
        let is_page = |link: &String| link.starts_with("/browse") || link.starts_with("/kb");
        next.retain(|link| is_page(link) && !link.ends_with(".json"));
        next.retain(|link| seen.insert(link.clone()));
        here = next;
    }
    let articles = FILES.iter().filter(|(path, _)| path.ends_with(".md"));
    for (path, _) in articles {
        let id = path.trim_end_matches(".md").trim_end_matches("/README");
        assert!(seen.contains(&format!("/kb/{id}")), "{id}: {seen:?}");
    }
}

#[tokio::test]
async fn folders_have_the_names_of_their_navigation() {
    let (site, folder) = Site::with_folder(FILES, &["--no-builtin"]);
    let label = folder.path().file_name().unwrap().to_str().unwrap();
    let home = site.get("/").await.body;
    for name in ["Light", "Doors › Old › A", "The garden", "Lamps"] {
        assert!(home.contains(&format!(">{name}</a>")), "{name}: {home}");
    }
    let light = site.get(&format!("/browse/{label}/light")).await.body;
    let (dark, bulb) = (light.find("A dark lamp"), light.find("The bulb"));
    assert!(
        dark.unwrap() < bulb.unwrap() && !light.contains("Other lamps"),
        "{light}"
    );
    let garden = site.get(&format!("/browse/{label}/garden")).await.body;
    assert!(
        garden.contains("<h1>The garden</h1>") && garden.contains("2 articles"),
        "{garden}"
    );
    assert!(garden.contains("A tree &#38; &#60;more&#62;") && !garden.contains("<more>"));
    let field = format!("name=\"in\" value=\"{label}/garden\"");
    assert!(garden.contains(&field), "{garden}");
    let article = site.get("/kb/doors-and-windows/old/a/stuck").await.body;
    let crumbs = article.split("class=\"breadcrumb\"").nth(1).unwrap();
    let crumbs = crumbs.split("</nav>").next().unwrap();
    for name in [label, "Doors", "Old", "A"] {
        assert!(crumbs.contains(&format!(">{name}</a>")), "{name}: {crumbs}");
    }
    let gone = site.get(&format!("/browse/{label}/nothing")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let gone = site.get("/browse?page=2").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_search_in_a_folder_leaves_other_layers_out() {
    let other = tempfile::tempdir().unwrap();
    std::fs::create_dir(other.path().join("garden")).unwrap();
    std::fs::write(
        other.path().join("garden/pond.md"),
        "# A tree at the pond\n",
    )
    .unwrap();
    let other = format!("other={}", other.path().display());
    let (site, folder) = Site::with_folder(FILES, &["--no-builtin", "--kb", &other]);
    let label = folder.path().file_name().unwrap().to_str().unwrap();
    for (filter, expect) in [
        (format!("{label}/garden"), vec!["garden/tree"]),
        ("other/garden".to_owned(), vec!["garden/pond"]),
        ("other".to_owned(), vec!["garden/pond"]),
        ("garden".to_owned(), vec!["garden/pond", "garden/tree"]),
    ] {
        let found = site
            .get(&format!("/api/v1/search?q=tree&in={filter}"))
            .await
            .json();
        let hits = found["hits"].as_array().unwrap().iter();
        let mut ids: Vec<&str> = hits.map(|hit| hit["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        assert_eq!(ids, expect, "{filter}");
    }
    let page = site.get("/search?q=tree").await.body;
    for name in [
        format!("{label} › garden"),
        "other › garden".to_owned(),
        "other".to_owned(),
    ] {
        assert!(page.contains(&format!(">{name}</a>")), "{name}: {page}");
    }
}

#[tokio::test]
async fn all_articles_are_listed_in_pages_by_title() {
    let numbered = |number: usize| {
        let name = format!("lamp-{number:03}.md");
        (name, format!("# \"Lamp\" {number:03}\n"))
    };
    let files: Vec<_> = (0..450).map(numbered).collect();
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    let (site, _folder) = Site::with_folder(&files, &["--no-builtin"]);
    let mut listed = BTreeSet::new();
    let first = site.get("/kb").await.body;
    let pages = links(&first)
        .into_iter()
        .filter(|link| link.starts_with("/kb?page="));
    let pages: Vec<String> = pages.collect();
    assert_eq!(pages.len(), 3, "{first}");
    for page in pages {
        let page = site.get(&page).await.body;
        listed.extend(
            links(&page)
                .into_iter()
                .filter(|link| link.starts_with("/kb/lamp")),
        );
    }
    assert_eq!(listed.len(), 450);
    assert_eq!(site.get("/kb?page=4").await.status, StatusCode::NOT_FOUND);
}

/// A file of each kind listed in `docs/content.md`, which names the folder or group of the article
/// `lamps/dark.md` in its folder `Light`.
fn sample(name: &str) -> &'static str {
    match name {
        "mkdocs.yml" => "docs_dir: .\nnav:\n  - Light:\n      - lamps/dark.md\n",
        "toc.yml" => "- name: Light\n  items:\n  - name: Dark\n    href: lamps/dark.md\n",
        "SUMMARY.md" => "# Summary\n\n## Light\n\n- [Dark](lamps/dark.md)\n",
        "_sidebar.md" => "- Light\n  - [Dark](lamps/dark.md)\n",
        "_category_.json" => "{\"label\": \"Light\"}",
        "_category_.yml" => "label: Light\nposition: 2\n",
        other => panic!("no sample of {other}"),
    }
}

#[tokio::test]
async fn each_navigation_file_in_the_document_is_used() {
    let text = std::fs::read_to_string("docs/content.md").unwrap();
    let (_, table) = text.split_once("\n## Navigation\n").unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells: Vec<&str> = rows
        .map_while(|row| row.split(" | ").next())
        .take(5)
        .collect();
    let names = cells.iter().flat_map(|cell| cell.split(['`', ',', ' ']));
    let names: BTreeSet<&str> = names.filter(|name| name.contains('.')).collect();
    assert_eq!(names.len(), 6, "{cells:?}");
    for name in names {
        let is_of_folder = name.starts_with("_category_");
        let place = if is_of_folder {
            format!("lamps/{name}")
        } else {
            name.to_owned()
        };
        let files = [
            ("lamps/dark.md", "# A dark lamp\n"),
            (&*place, sample(name)),
        ];
        let (site, folder) = Site::with_folder(&files, &["--no-builtin"]);
        let label = folder.path().file_name().unwrap().to_str().unwrap();
        let page = site.get(&format!("/browse/{label}")).await.body;
        assert!(page.contains(">Light</a>"), "{name}: {page}");
    }
}
