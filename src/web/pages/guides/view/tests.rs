use askama::Template;

use super::{GuideLinks, GuidePage, KnownArticle, Passage, StepView};
use crate::{
    evidence::ArticleId,
    guide::{Citation, Guide, Walk, WalkOrigin, read, walk},
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
            is_missing: false,
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
            names: Vec::new(),
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
        _: &WalkOrigin,
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
    let layout = Layout::new(&step.title, &shelf.paths);
    GuidePage {
        layout,
        guide,
        held: None,
        is_newest: false,
        is_preview: false,
        scenario: String::new(),
        address: String::from("https://kb.example/walk"),
        may_save: false,
        desk: None,
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
fn a_question_is_answered_with_one_button_that_carries_the_earlier_answers() {
    let page = page(&connector(), &SHEET[..2]);
    for part in [
        "<form action=\"/guides/ccmail-connector\" method=\"get\">",
        "<input type=\"hidden\" name=\"event\" value=\"68\">",
        "<input type=\"hidden\" name=\"eight_five\" value=\"no\">",
        "<button class=\"option\" type=\"submit\" name=\"post_office\" value=\"db6\"><span>DB6</span></button>",
        "<a class=\"button unknown\" href=\"/guides/ccmail-connector?event=68&#38;eight_five=no&#38;post_office=unknown&#38;rev=2\" \
         data-walk>I don\u{2019}t know</a>",
        "<a class=\"button back\" href=\"/guides/ccmail-connector?event=68&#38;eight_five=no&#38;at=eight_five\"",
        "<h1 id=\"step\" tabindex=\"-1\">Which database format",
        "<p class=\"meta\">Step 3, up to 10 questions left</p>",
        "<a href=\"/guides/ccmail-connector\">Exchange connector for cc:Mail",
        "<a href=\"/guides/ccmail-connector?event=68&#38;eight_five=no&#38;at=event\" data-walk>Change",
        "<blockquote class=\"passage\" cite=\"/kb/Q168465#resolution\"><p>The passage",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains("Chosen before") && !page.contains("type=\"radio\""));
    assert!(
        !page.contains(">Next</button>"),
        "an answer goes on by itself"
    );
}

#[test]
fn many_options_are_under_headings_and_can_be_filtered() {
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
    // The box needs the script, which reveals it.
    assert!(many.contains("<p class=\"option-filter\">"), "{many}");
    assert!(many.contains("Filter answers"), "{many}");
    assert!(many.find("I don\u{2019}t know") > many.rfind("Lamp 13"));
    let few = shown(&["\"Yes, it is\"".to_owned(), "\"No\"".to_owned()]);
    assert!(!few.contains("option-group") && !few.contains("option-filter"));
    assert!(few.contains("value=\"Yes, it is\""), "{few}");
}

#[test]
fn a_reopened_question_shows_its_answer_and_carries_the_later_ones() {
    let answers = [&SHEET[..], &[("at", "post_office")]].concat();
    let page = page(&connector(), &answers);
    let chosen = "value=\"db8\"><span>DB8</span> <span class=\"chosen\">Chosen before</span>";
    assert!(page.contains(chosen), "{page}");
    assert_eq!(page.matches("Chosen before").count(), 1);
    assert!(page.contains("name=\"import_exe\" value=\"5.15\""));
    assert!(!page.contains("name=\"at\""));
}

#[test]
fn a_sheet_says_that_no_answer_need_be_guessed() {
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
fn an_unknown_format_shows_both_requirements_and_tells_nobody_to_act() {
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
fn a_passage_that_is_not_loaded_is_a_gray_link() {
    let page = page(&connector(), &[("event", "68")]);
    assert!(
        page.contains("<a class=\"missing\" href=\"/kb/Q248195#symptoms\">Q248195</a>"),
        "{page}"
    );
}

#[test]
fn each_passage_is_shown_once_and_says_what_is_based_on_it() {
    for (answers, names) in [
        (&SHEET[..3], "Import.exe, Export.exe"),
        (&SHEET[..], "Import.exe"),
    ] {
        let page = page(&connector(), answers);
        let mut summaries: Vec<&str> = (page.split("<blockquote").skip(1))
            .filter_map(|rest| rest.split("cite=\"").nth(1)?.split('"').next())
            .collect();
        let count = summaries.len();
        summaries.sort_unstable();
        summaries.dedup();
        assert!(count > 1);
        assert_eq!(summaries.len(), count, "{page}");
        let names = format!("<span class=\"meta\">For {names}</span>");
        assert!(page.contains(&names), "{page}");
    }
}

#[test]
fn an_outcome_is_in_the_order_of_the_work() {
    let page = page(&connector(), &SHEET);
    let order = [
        "<p class=\"outcome-kind\">Fix</p>",
        "<h1 id=\"step\"",
        "<h2>What needs fixing</h2>",
        "<summary>2 OK</summary>",
        "<h2>What to do</h2>",
        "<h2>Check that it worked</h2>",
        "Ticket note</h2>",
        "<h2>If it still fails</h2>",
        "<p class=\"print-only\">https://kb.example/walk",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|part| page.find(part).unwrap_or_else(|| panic!("{part}\n{page}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_wrong_answer_is_in_the_title_and_has_the_focus() {
    let mut answers = SHEET.to_vec();
    answers[3] = ("import_exe", "new");
    answers[4] = ("export_exe", "old");
    let page = page(&connector(), &answers);
    assert!(
        page.contains("<title>Error: Which versions are installed"),
        "{page}"
    );
    assert_eq!(page.matches(" autofocus").count(), 1, "{page}");
    let input = page.split("id=\"import_exe\"").nth(1).unwrap();
    assert!(
        input[..input.find('>').unwrap()].ends_with(" autofocus"),
        "{page}"
    );
    // Screen readers must not hear it twice: moving the focus announces it already.
    assert!(!page.contains("role=\"alert\""), "{page}");
}
