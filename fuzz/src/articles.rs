//! What must hold for the articles read from any bytes, whatever the format.

use std::collections::HashSet;

use fixpath::{
    article::{self, ARTICLE_BYTES, Article, Format, read_own, words, write_own},
    evidence::ArticleId,
    markup::{
        html::{self, ArticleLink, Links, PathTo},
        text,
    },
    problem::Severity,
};

use crate::linear;

/// The name of the file in problems.
const FILE: &str = "article";
/// If there are more sections than this, the reader of our own format merges them.
const MAX_SECTIONS: usize = 1000;
/// The reader of our own format ignores front matter of this length.
const LONGEST_FRONT_MATTER: usize = 64 * 1024;

/// Every article exists, and so does every file.
struct Everything;

impl Links for Everything {
    fn article(&self, id: &ArticleId, anchor: Option<&str>) -> Option<ArticleLink> {
        Some(ArticleLink {
            href: format!("/kb/{id}#{}", anchor.unwrap_or_default()),
            title: "A \"title\" <b>".to_owned(),
            is_missing: id.number().is_some_and(|number| number % 2 == 0),
        })
    }

    fn path(&self, target: &str) -> Option<PathTo> {
        let is_here = target.ends_with(".png");
        is_here.then(|| PathTo::File(format!("/{target}")))
    }

    fn event(&self, _source: Option<&str>, id: u32) -> Option<String> {
        Some(format!("/events?id={id}"))
    }
}

/// Reads `bytes` and checks everything that is read from them, and that this takes no longer than
/// their length allows.
pub fn check(format: Format, bytes: &[u8]) {
    linear::check(b"", bytes, ARTICLE_BYTES, |bytes| read(format, bytes));
}

fn read(format: Format, bytes: &[u8]) {
    let hint = ArticleId::parse("Q10999");
    let (documents, problems) = article::read_documents(format, bytes, FILE, hint.as_ref());
    // A lone carriage return ends a line, too.
    let lines = 1 + bytes.iter().filter(|byte| b"\r\n".contains(byte)).count();
    for problem in &problems {
        assert!(problem.line <= lines, "{problem}, of {lines} lines");
        assert!(!problem.message.is_empty());
    }
    for (article, source) in &documents {
        check_article(article);
        check_export(format, article);
        // The word checker's rules are for archive articles, so here it must only not crash.
        let _ = words::lost(source, format, article);
        // The index keeps the source, from which each request reads the article again.
        let again = article::read(format, source, FILE, Some(&article.id)).0;
        assert_eq!(again.first(), Some(article), "read again from the store");
    }
}

/// Puts `body` into a valid archive article and checks that none of its words is lost.
pub fn check_words(format: Format, body: &[u8]) {
    if body.contains(&0) || body.len() > ARTICLE_BYTES / 2 {
        return;
    }
    let rule = "-".repeat(79);
    let (open, close) = ("=".repeat(70), "=".repeat(77));
    // Everything around the body is complete, so that no line of the body can be mistaken for it.
    let around = |indent: &str, head: &str, foot: &str| {
        let body = String::from_utf8_lossy(body).replace('\n', &format!("\n{indent}"));
        let applies =
            format!("{rule}\nThe information in this article applies to:\n\n- Lamp\n{rule}\n");
        let end = format!("\nAdditional query words: light\n{open}\nKeywords : kba\n{close}\n");
        let indented = |text: &str| {
            let lines = text.lines().map(|line| format!("{indent}{line}\n"));
            lines.collect::<String>()
        };
        let (before, after) = (indented(&applies), indented(&end));
        format!("{head}{before}{indent}\n{indent}{body}\n{after}{foot}")
    };
    let source = match format {
        Format::ArchiveMarkdown => around(
            "\t",
            "---\npermalink: /kb/010/Q10999/\n---\n\n## Q10999: The Lamp\n\n{% raw %}\n\n\tArticle: Q10999\n\t\n",
            "\n{% endraw %}\n",
        ),
        Format::ArchiveText => around(
            " ",
            "DOCUMENT:Q10999  02-MAY-1999  [lamp]\nTITLE   :The Lamp\nPRODUCT :Lamp\n\n",
            "THE INFORMATION PROVIDED IN THE MICROSOFT KNOWLEDGE BASE IS MEANT WELL.\n",
        ),
        Format::Html | Format::Own => return,
    };
    let (articles, problems) = article::read(format, source.as_bytes(), FILE, None);
    assert_eq!(problems, [], "{source}");
    assert_eq!(articles.len(), 1, "{source}");
    for article in &articles {
        assert_eq!(
            words::lost(source.as_bytes(), format, article),
            None,
            "{source}"
        );
    }
}

fn check_article(article: &Article) {
    let anchors: HashSet<&str> = article.sections.iter().map(|one| &*one.anchor).collect();
    assert_eq!(anchors.len(), article.sections.len(), "anchors are unique");
    assert!(!anchors.contains(""));
    for section in &article.sections {
        let html = html::write(&section.blocks, &Everything);
        assert!(html.len() <= html::OUTPUT_LIMIT);
        crate::html::check(&html);
        text::write(&section.blocks);
    }
}

/// Any article can be written in our own format, and is the same when read back.
fn check_export(format: Format, article: &Article) {
    let Some(exported) = export(article) else {
        return;
    };
    if format == Format::Own {
        assert_eq!(&exported, article, "read from its export");
    } else if let Some(again) = export(&exported) {
        // The blocks of an old format may change their form, but only once.
        assert_eq!(again, exported, "read from its second export");
    }
}

/// The article as read from its export; `None` if a limit prevents a complete export.
fn export(article: &Article) -> Option<Article> {
    let source = write_own(article);
    let front_matter = source.find("\n---\n").unwrap_or_default();
    if article.sections.len() >= MAX_SECTIONS
        || front_matter >= LONGEST_FRONT_MATTER
        || source.len() > ARTICLE_BYTES
    {
        return None;
    }
    let (exported, problems) = read_own(source.as_bytes(), FILE, None);
    // An unknown status is exported as it is, with its warning.
    for problem in problems {
        assert_eq!(problem.severity, Severity::Warning, "{problem}: {source}");
    }
    Some(exported.expect("an export has an id"))
}
