use askama::Template;

use super::{GuideLinks, GuidePage, KnownArticle, Passage, StepView};
use crate::{
    evidence::ArticleId,
    guide::{Begun, Citation, Guide, Walk, read, walk},
    markup::{
        Block,
        html::{ArticleLink, Links, PathTo},
    },
    web::{page::Layout, paths::Paths, safe_html::SafeHtml},
};

/// Links and passages that need no library.
struct Shelf {
    paths: Paths,
}

struct NoFiles<'a>(&'a Paths);

impl Links for NoFiles<'_> {
    fn article(&self, id: &ArticleId, anchor: Option<&str>) -> Option<ArticleLink> {
        let href = self.0.section(id, anchor.unwrap_or_default());
        Some(ArticleLink {
            href,
            title: id.to_string(),
            missing: false,
        })
    }

    fn path(&self, _target: &str) -> Option<PathTo> {
        None
    }

    fn event(&self, _: Option<&str>, _: u32) -> Option<String> {
        None
    }
}

impl GuideLinks for Shelf {
    fn links(&self) -> impl Links {
        NoFiles(&self.paths)
    }

    fn cited(&self, citation: &Citation) -> String {
        self.paths.section(&citation.article, &citation.anchor)
    }

    fn passage(&self, citation: &Citation) -> Passage {
        let href = self.paths.section(&citation.article, &citation.anchor);
        if &*citation.anchor == "symptoms" {
            return Passage::missing(citation.article.to_string(), href);
        }
        Passage {
            id: citation.article.to_string(),
            title: "A title".to_owned(),
            heading: "A heading".to_owned(),
            href,
            html: SafeHtml::blocks(
                &[Block::paragraph(format!("The passage {citation}"))],
                &self.links(),
            ),
        }
    }

    fn walk(&self, guide: &Guide, answers: &[(String, String)]) -> String {
        self.paths.walk(&guide.id, answers)
    }

    fn part(&self, guide: &Guide, form: &str, answers: &[(String, String)]) -> String {
        self.paths.guide_part(&guide.id, form, answers)
    }

    fn other(
        &self,
        guide: &str,
        answers: Vec<(String, String)>,
        _: &Begun,
    ) -> Option<(String, String)> {
        Some((guide.to_owned(), self.paths.walk(guide, &answers)))
    }

    fn articles(&self, _: &Guide, _: &Walk<'_>) -> Vec<KnownArticle> {
        Vec::new()
    }

    fn event(&self, source: &str, id: u32) -> String {
        self.paths.event(source, id)
    }
}

fn connector() -> Guide {
    let text = include_str!("../../../../../kb/guides/ccmail-connector.toml");
    read(text, "ccmail-connector.toml").0.unwrap()
}

fn page(guide: &Guide, answers: &[(&str, &str)]) -> String {
    let answers: Vec<(String, String)> = answers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let shelf = Shelf {
        paths: Paths::new(None),
    };
    let step = StepView::new(guide, &walk(guide, &answers), &shelf);
    let layout = Layout::new("Guide", &shelf.paths);
    GuidePage {
        layout,
        guide,
        held: None,
        is_newest: false,
        is_preview: false,
        scenario: String::new(),
        step,
    }
    .render()
    .unwrap()
}

const SHEET: [(&str, &str); 7] = [
    ("event", "68"),
    ("eight_five", "no"),
    ("post_office", "db8"),
    ("import_exe", "5.15"),
    ("export_exe", "6.0"),
    ("ie_ri", "unknown"),
    ("setting", "6.0/6.0"),
];

#[test]
fn a_question_is_a_plain_form_that_carries_the_earlier_answers() {
    let page = page(&connector(), &SHEET[..2]);
    for part in [
        "<form action=\"/guides/ccmail-connector\" method=\"get\">",
        "<input type=\"hidden\" name=\"event\" value=\"68\">",
        "<input type=\"hidden\" name=\"eight_five\" value=\"no\">",
        "<input type=\"radio\" name=\"post_office\" value=\"db6\" required>",
        "<input type=\"radio\" name=\"post_office\" value=\"unknown\" required>",
        "<a href=\"/guides/ccmail-connector?event=68&#38;eight_five=no&#38;at=event\" data-walk>Change",
        "<blockquote class=\"passage\" cite=\"/kb/Q168465#resolution\"><p>The passage",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains(" checked>"));
    let radio = page.find("type=\"radio\"").unwrap();
    assert!(
        radio < page.find("type=\"submit\">Next").unwrap(),
        "the button follows the options"
    );
}

#[test]
fn many_options_stand_under_headings_and_can_be_filtered() {
    let options: Vec<String> = (0..14)
        .map(|n| {
            let group = ["Red lamps", "Green lamps"][n % 2];
            format!("{{ value = \"v{n}\", label = \"Lamp {n}\", group = \"{group}\" }}")
        })
        .collect();
    let text = |options: &[String]| {
        format!(
            "id = \"g\"\ntitle = \"G\"\nrevision = 1\nstart = \"q\"\n[[question]]\nid = \"q\"\nkind = \"choice\"\nask = \"?\"\nfind = \"Look.\"\noptions = [{}]\n",
            options.join(", ")
        )
    };
    let shown = |options: &[String]| page(&read(&text(options), "g.toml").0.unwrap(), &[]);
    let many = shown(&options);
    assert_eq!(many.matches("<fieldset class=\"option-group\">").count(), 2);
    assert!(many.contains("<legend>Green lamps</legend>"), "{many}");
    // The box needs the script, which shows it.
    assert!(
        many.contains("<p class=\"option-filter\" hidden>"),
        "{many}"
    );
    assert!(many.find("value=\"unknown\"") > many.rfind("Lamp 13"));
    let few = shown(&["\"Yes, it is\"".to_owned(), "\"No\"".to_owned()]);
    assert!(!few.contains("option-group") && !few.contains("option-filter"));
    assert!(few.contains("value=\"Yes, it is\""), "{few}");
}

#[test]
fn a_reopened_question_shows_its_answer_and_carries_the_later_ones() {
    let answers = [&SHEET[..], &[("at", "post_office")]].concat();
    let page = page(&connector(), &answers);
    assert!(page.contains("value=\"db8\" required checked"), "{page}");
    assert!(page.contains("name=\"import_exe\" value=\"5.15\""));
    assert!(!page.contains("name=\"at\""));
}

#[test]
fn a_sheet_says_that_nothing_need_be_guessed() {
    let page = page(&connector(), &SHEET[..3]);
    for part in [
        "<input type=\"text\" id=\"import_exe\" name=\"import_exe\" value=\"\"",
        "name=\"ie_ri\" value=\"unknown\" required checked",
        "class=\"sheet\"",
        "Leave this empty",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn an_outcome_shows_the_wrong_rows_first_and_where_to_click() {
    let guide = connector();
    let page = page(&guide, &SHEET);
    let wrong = page
        .find("<strong>Import.exe</strong>: 5.15 <span class=\"verdict not-met\">")
        .unwrap();
    let unknown = page.find("<span class=\"verdict unknown\">").unwrap();
    let right = page.find("<span class=\"verdict met\">").unwrap();
    assert!(wrong < unknown && unknown < right);
    assert!(
        page.contains("Required: 6.0 or later, but before 8.5. You have: 5.15."),
        "{page}"
    );
    assert!(page.contains("Not checked yet: 1 of 4"));
    assert!(page.contains("at=installed"));
    let setting = self::page(&guide, &[&SHEET[..6], &[("setting", "5.15/5.14")]].concat());
    assert!(
        setting.contains("Where to click") && setting.contains("<strong>Post Office</strong> tab")
    );
}

#[test]
fn an_unknown_format_shows_both_columns_and_tells_nobody_to_act() {
    let mut answers = SHEET.to_vec();
    answers[2] = ("post_office", "unknown");
    answers.push(("release", "version-6"));
    let page = page(&connector(), &answers);
    assert!(
        page.contains("If Database format is DB6:") && page.contains("If Database format is DB8:")
    );
    assert!(!page.contains("Where to click") && !page.contains("class=\"verdict met\""));
    assert!(page.contains("This means: Database format: I don"));
}

#[test]
fn hostile_answers_are_escaped_and_reported() {
    let page = page(
        &connector(),
        &[("event", "<script>alert(1)</script>"), ("\"><b>", "x")],
    );
    assert!(!page.contains("<script>alert") && !page.contains("\"><b>"));
    assert!(page.contains("is not one of the answers"));
    assert!(page.contains("is not a question of this guide"));
}

#[test]
fn a_passage_that_is_not_loaded_is_a_grey_link() {
    let page = page(&connector(), &[("event", "68")]);
    assert!(
        page.contains("<a class=\"missing\" href=\"/kb/Q248195#symptoms\">Q248195</a>"),
        "{page}"
    );
}
