//! Tests that the readers of every format must pass.

use proptest::prelude::*;

use super::*;
use crate::{
    article::{Article, words},
    problem::{Problem, Severity},
};

const MARKDOWN: &str = "---\nlayout: page\npermalink: /kb/010/Q10999/\n---\n\n## Q10999: The &lt;Lamp&gt; &amp;amp;\n\n\
    {% raw %}\n\n\tArticle: Q10999\n\tProduct(s): Lamp\n\tLast Modified: 2-MAY-1999\n\t\n\
    \tSYMPTOMS\n\t========\n\t\n\tIt is &quot;dark&quot;:\n\t\n\t- a\n\t  b\n\n{% endraw %}\n";
const TEXT: &str = "DOCUMENT:Q10999  02-MAY-1999  [lamp]\nTITLE   :The <Lamp> &amp;\nPRODUCT :Lamp\n\
    PROD/VER::1.0\n\n======================================================================\n\n\
    SYMPTOMS\n========\n\nIt is &quot;dark&quot;:\n\n - a\n   b\n\n\
    THE INFORMATION PROVIDED IN THE MICROSOFT KNOWLEDGE BASE IS MEANT WELL.\n";

fn read_any(source: &[u8]) -> (Vec<Article>, Vec<Problem>) {
    read(recognize(source), source, "a", None)
}

#[test]
fn recognizes_by_content() {
    for (source, format) in [
        (MARKDOWN, Format::ArchiveMarkdown),
        (TEXT, Format::ArchiveText),
        ("---\nid: VPN-012\n---\n\n## Symptoms\n", Format::Own),
        ("", Format::Own),
    ] {
        assert_eq!(recognize(source.as_bytes()), format, "{source}");
    }
}

#[test]
fn both_archive_formats_give_the_same_article() {
    let (markdown, problems) = read_any(MARKDOWN.as_bytes());
    assert_eq!(problems, []);
    let (text, problems) = read_any(TEXT.as_bytes());
    assert_eq!(problems, []);
    assert_eq!(markdown[0].title, "The <Lamp> &amp;");
    assert_eq!(markdown[0].title, text[0].title);
    assert_eq!(markdown[0].sections, text[0].sections);
    assert_eq!(markdown[0].meta.modified, text[0].meta.modified);
    assert_eq!(text[0].meta.versions, ["1.0"]);
    assert_eq!(
        text[0].meta.other,
        [("DOCUMENT".to_owned(), "[lamp]".to_owned())]
    );
}

#[test]
fn an_article_without_a_title_gets_its_id_as_title() {
    for source in [
        MARKDOWN.replace("Q10999: The &lt;Lamp&gt; &amp;amp;", "Q10999: "),
        MARKDOWN.replace("## Q10999: The &lt;Lamp&gt; &amp;amp;\n", ""),
        TEXT.replace("The <Lamp> &amp;", " "),
    ] {
        let articles = read_any(source.as_bytes()).0;
        assert_eq!(articles[0].title, "Q10999", "{source}");
        let lost = words::lost(
            source.as_bytes(),
            recognize(source.as_bytes()),
            &articles[0],
        );
        assert_eq!(lost, None, "{source}");
    }
}

#[test]
fn a_text_may_hold_several_documents() {
    let source = format!("{TEXT}\n{}", TEXT.replace("Q10999", "Q10998"));
    let ids: Vec<String> = read_any(source.as_bytes())
        .0
        .iter()
        .map(|article| article.id.to_string())
        .collect();
    assert_eq!(ids, ["Q10999", "Q10998"]);
}

#[test]
fn each_document_of_a_file_is_read_the_same_on_its_own() {
    let other = TEXT.replace("Q10999", "Q10998");
    let nameless = TEXT.replace("Q10999", "?");
    let accented = TEXT.replace("dark", "d\u{e4}rk");
    for (source, count) in [
        (format!("\u{feff}{TEXT}{other}").into_bytes(), 2),
        (format!("\u{feff}{nameless}{TEXT}{other}").into_bytes(), 2),
        // A Windows-1252 document does not change how the UTF-8 one is read.
        (
            [accented.as_bytes(), other.as_bytes(), b"\xe9\n"].concat(),
            2,
        ),
    ] {
        let documents = read_documents(Format::ArchiveText, &source, "a", None).0;
        assert_eq!(documents.len(), count);
        for (article, part) in documents {
            assert!(part.len() < source.len());
            assert_eq!(read_any(part).0, std::slice::from_ref(&article));
            assert_eq!(words::lost(part, Format::ArchiveText, &article), None);
        }
    }
}

#[test]
fn says_what_is_wrong() {
    let second = MARKDOWN.replace("\tProduct(s)", "\tArticle: Q10998\n\tProduct(s)");
    let nameless = MARKDOWN
        .replace("Article: Q10999", "Article:")
        .replace("## Q10999: ", "## ");
    let latin = [MARKDOWN.replace("dark", "d").as_bytes(), b"\xe9\n"].concat();
    for (source, articles, severity, line) in [
        (
            MARKDOWN.replace("{% endraw %}\n", "").into_bytes(),
            1,
            Severity::Error,
            21,
        ),
        (second.into_bytes(), 1, Severity::Warning, 11),
        (nameless.into_bytes(), 0, Severity::Error, 10),
        (latin, 1, Severity::Warning, 23),
        (
            MARKDOWN.replace("Lamp", "\0").into_bytes(),
            0,
            Severity::Error,
            0,
        ),
        (vec![b'a'; ARTICLE_BYTES + 1], 0, Severity::Error, 0),
    ] {
        let (read, problems) = read_any(&source);
        assert_eq!(read.len(), articles, "{problems:?}");
        let first = problems.first().unwrap();
        assert_eq!(
            (first.severity, first.line),
            (severity, line),
            "{problems:?}"
        );
    }
}

/// Bodies with lines that look like everything the readers know.
fn body() -> impl Strategy<Value = String> {
    let opening = prop::sample::select(vec![
        "",
        "- ",
        "* ",
        "o ",
        "1. ",
        "2. ",
        "1) ",
        "a. ",
        "b. ",
        "NOTE: ",
        "WARNING: ",
        "Event ID: ",
        "Source: ",
        "Description: ",
        "Q10001 ",
        "| ",
        "{ ",
        "x = ",
        "SYMPTOMS",
        "========",
        "--------",
        "TITLE : ",
        "    ",
    ]);
    let text = prop::sample::select(vec![
        "",
        "lamp",
        "one two three",
        "a   b   c",
        "f(1);",
        "1. 2. 3",
        "o o",
        "x | y",
        "é\u{a0}ü",
        "This line is as long as lines are in most of the texts, so it surely goes on",
    ]);
    let line = (0usize..6, opening, text)
        .prop_map(|(indent, opening, text)| format!("{}{opening}{text}\n", " ".repeat(indent)));
    prop::collection::vec(line, 0..40).prop_map(|lines| lines.concat())
}

proptest! {
    #[test]
    fn no_word_is_ever_lost(body in body()) {
        let body = body.replace('\n', "\n\t");
        let source = MARKDOWN.replace("It is &quot;dark", &format!("x\n\t\n\t{body}\n\ty"));
        for article in read_any(source.as_bytes()).0 {
            prop_assert_eq!(words::lost(source.as_bytes(), Format::ArchiveMarkdown, &article), None);
        }
    }

    #[test]
    fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..400), head in 0usize..3) {
        let head = ["", MARKDOWN, TEXT].get(head).copied().unwrap_or_default();
        let source = [head.as_bytes(), &bytes].concat();
        for format in [Format::ArchiveMarkdown, Format::ArchiveText] {
            for article in read(format, &source, "a", None).0 {
                let _ = words::lost(&source, format, &article);
            }
        }
    }
}
