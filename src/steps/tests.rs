//! Examples of articles with steps, and properties that hold for all articles.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{AlternativePosition, Outline, SectionPart, Ticks, mentions};
use crate::{
    article::{Article, Section, read_own},
    evidence::ArticleId,
    markup::{Block, Inline, Numbering},
};

fn article(body: &str) -> Article {
    let id = ArticleId::parse("LAMP-1");
    let text = format!("---\ntitle: T\nproducts: [Lamp Driver]\n---\n{body}");
    read_own(text.as_bytes(), "x", id.as_ref()).0.unwrap()
}

/// `1-3` for each list, with a star if it can be ticked off.
fn lists(body: &str) -> Vec<String> {
    let lists = Outline::of(&article(body)).lists.into_iter();
    let list = lists.map(|list| {
        let star = if list.is_fix { "*" } else { "" };
        let (first, last) = (list.numbers.start(), list.numbers.end());
        format!("{} {first}-{last}{star}", list.name)
    });
    list.collect()
}

#[test]
fn the_steps_of_a_fix_are_ticked_off() {
    for (body, expect) in [
        ("## Resolution\n\n1. A\n2. B\n", vec!["resolution.1 1-2*"]),
        ("## Lösung\n\n1. A\n2. B\n", vec!["resolution.1 1-2*"]),
        ("## Fix\n\n- A\n- B\n", vec![]),
        ("## Fix\n\n1. A\n", vec![]),
        (
            "## Symptoms\n\n1. A\n2. B\n\n## Workaround\n\n1. A\n   1. a\n   2. b\n2. B\n",
            vec!["symptoms.1 1-2", "workaround.1 1-2*"],
        ),
        (
            "## Fix\n\n1. A\n2. B\n\nText.\n\n3. C\n4. D\n\nText.\n\n1. A\n2. B\n",
            vec!["resolution.1 1-4*", "resolution.2 1-2*"],
        ),
        (
            "## Fix\n\n1. A\n2. B\n\n### More\n\n3. C\n4. D\n",
            vec!["resolution.1 1-2*", "resolution.2 3-4*"],
        ),
        (
            "## Cause\n\n1. A\n2. B\n\n## Install it\n\n1. A\n2. B\n\n## Reproduce it\n\n1. A\n2. B\n",
            vec!["cause.1 1-2", "install-it.1 1-2*", "reproduce-it.1 1-2"],
        ),
        (
            "## Notes\n\n1. A\n2. B\n\n### Steps to Reproduce\n\n1. A\n2. B\n",
            vec!["more-information.1 1-2*", "more-information.2 1-2"],
        ),
        (
            "## Notes\n\n1. A\n2. B\n\n## Fix\n\n1. A\n2. B\n",
            vec!["more-information.1 1-2", "resolution.1 1-2*"],
        ),
        (
            "## Install the newest version of the driver on a lamp\n\n1. A\n2. B\n",
            vec!["section-1.1 1-2*"],
        ),
    ] {
        assert_eq!(lists(body), expect, "{body}");
    }
}

#[test]
fn sections_that_nobody_works_through_stay_text() {
    let steps = |count: usize| "1. A\n".repeat(count);
    let body = format!(
        "## Fix\n\n{}\n## Fix more\n\n{}\n## Notes\n\n1. A\n2. B\n",
        steps(700),
        steps(400)
    );
    assert_eq!(
        lists(&body),
        ["resolution.1 1-700*", "more-information.1 1-2"]
    );
    let methods = |count: usize| -> String {
        let methods = (1..=count).map(|number| format!("### Method {number}\n\nA\n\n"));
        format!("## Fix\n\n{}", methods.collect::<String>())
    };
    assert_eq!(parts(&methods(50), 0, "").matches('(').count(), 50);
    assert_eq!(parts(&methods(51), 0, ""), "102");
}

#[test]
fn ticks_without_a_step_are_dropped_and_counted() {
    let body = "## Symptoms\n\n1. A\n2. B\n\n## Fix\n\n3. A\n4. B\n";
    let lists = Outline::of(&article(body)).lists;
    for (values, expect, unknown) in [
        (vec!["resolution.1.3"], vec!["resolution.1.3"], 0),
        (
            vec!["resolution.1.4", "resolution.1.3", "resolution.1.4"],
            vec!["resolution.1.3", "resolution.1.4"],
            0,
        ),
        (
            vec!["resolution.1.5", "resolution.1.2", "resolution.2.1"],
            vec![],
            3,
        ),
        (
            vec![
                "resolution.1.03",
                "resolution.1.+3",
                "resolution.1. 3",
                "RESOLUTION.1.3",
            ],
            vec![],
            4,
        ),
        (
            vec!["symptoms.1.1", "", ".", "resolution.1.", "..."],
            vec![],
            5,
        ),
        (
            vec!["resolution.1.99999999999999999999", "resolution.1.-3"],
            vec![],
            2,
        ),
    ] {
        let (ticks, dropped) = Ticks::read(&lists, values.iter().copied());
        assert_eq!(
            (ticks.values(&lists), dropped),
            (as_owned(&expect), unknown)
        );
    }
}

fn as_owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn sentences_send_to_steps() {
    for (text, expect) in [
        ("Go to step 4.", vec![("step 4", 4)]),
        ("Then repeat steps 2 and 3.", vec![("steps 2", 2), ("3", 3)]),
        (
            "Repeat Steps 1, 2, and 5 to 7, then",
            vec![("Steps 1", 1), ("2", 2), ("5", 5), ("7", 7)],
        ),
        ("repeat steps 1-4", vec![("steps 1", 1), ("4", 4)]),
        ("the value from step\n3)", vec![("step\n3", 3)]),
        (
            "If it fails, skip to step 5 or step 6.",
            vec![("step 5", 5), ("step 6", 6)],
        ),
        (
            "Weiter mit Schritt 4; die Schritte 2 und 3",
            vec![("Schritt 4", 4), ("Schritte 2", 2), ("3", 3)],
        ),
        ("Répétez les étapes 2 et 3", vec![("étapes 2", 2), ("3", 3)]),
        ("Vaya al paso 4", vec![("paso 4", 4)]),
        ("as in step 2 of this procedure", vec![("step 2", 2)]),
        ("the path from step 3 in the box", vec![("step 3", 3)]),
        ("Step 1: open it. Step 2", vec![]),
        ("in step 4 of Setup", vec![]),
        ("from step 2 in the previous section", vec![]),
        ("see step 3 in the \"Restore\" procedure", vec![]),
        (
            "see step 3, and read the other article",
            vec![("step 3", 3)],
        ),
        ("perform step 1 (in Testing), then", vec![]),
        ("the section \"Step 2. Testing\"", vec![]),
        ("see step 4.1, step 4b, step x, step", vec![]),
        ("a step 123456 and footstep 3", vec![]),
    ] {
        let found = mentions(text).into_iter().flatten();
        let found: Vec<(&str, u32)> = found.map(|(span, number)| (&text[span], number)).collect();
        assert_eq!(found, expect, "{text}");
    }
}

/// The parts on one line: `(` and `)` around an alternative fix, with `*` for the first; `[` and
/// `]` around another version; the steps of a list; the number of other blocks, and the list that
/// they are about.
fn parts(body: &str, section: usize, version: &str) -> String {
    let outline = Outline::of(&article(body));
    let parts = outline.parts(section, outline.version(version));
    let part = |part: SectionPart| match part {
        SectionPart::Blocks { blocks, of } => {
            let of = of.map_or(String::new(), |list| format!("/{list}"));
            format!("{}{of} ", blocks.len())
        }
        SectionPart::Steps { list, .. } => format!("L{list} "),
        SectionPart::AlternativeBegins { position, .. } => match position {
            AlternativePosition::First => "(* ".to_owned(),
            AlternativePosition::Later => "( ".to_owned(),
        },
        SectionPart::AlternativeEnds => ") ".to_owned(),
        SectionPart::OtherVersionBegins => "[ ".to_owned(),
        SectionPart::OtherVersionEnds => "] ".to_owned(),
    };
    let line: String = parts.into_iter().map(part).collect();
    line.trim_end().to_owned()
}

#[test]
fn alternative_fixes_fold_up() {
    for (body, expect) in [
        (
            "A\n\n### Method 1\n\nB\n\n### Method 2: C\n\nD\n",
            "1 (* 1 ) ( 1 )",
        ),
        (
            "### Workaround - Option A\n\nA\n\n### Workaround - Option B\n\nB\n",
            "(* 1 ) ( 1 )",
        ),
        ("### Methode 1\n\nA\n\n### Methode 2\n\nB\n", "(* 1 ) ( 1 )"),
        (
            "### First Method\n\nA\n\n### Second Method\n\nB\n",
            "(* 1 ) ( 1 )",
        ),
        (
            "### Method One\n\nA\n\n### Method Two\n\nB\n",
            "(* 1 ) ( 1 )",
        ),
        ("### Method 1\n\nA\n\n### Other\n\nB\n", "4"),
        ("### Step 1\n\nA\n\n### Step 2\n\nB\n", "4"),
        ("### Method 1\n\nA\n\n### Method 1\n\nB\n", "4"),
        ("### Method 1\n\nA\n\n### Option 2\n\nB\n", "4"),
        // Text between two lists belongs to the first; text after the last belongs to none.
        (
            "### Method 1\n\nA\n\n### On a Mac\n\nB\n\n### Method 2\n\nC\n\n#### D\n\n### Notes\n\nE\n",
            "(* 3 ) ( 2 ) 2",
        ),
        (
            "### Client\n\n#### Option 1\n\nA\n\n#### Option 2\n\nB\n\n### Server\n\n#### Option 1\n\nA\n\n#### Option 2\n\nB\n",
            "1 (* 1 ) ( 1 ) 1 (* 1 ) ( 1 )",
        ),
        (
            "### Method 1\n\n1. A\n2. B\n\nC\n\n### Method 2\n\n1. A\n2. B\n\nC\n",
            "(* L0 1/0 ) ( L1 1/1 )",
        ),
        ("1. A\n2. B\n\nC\n\n### Notes\n\nD\n", "L0 3/0"),
    ] {
        let body = format!("## Resolution\n\n{body}");
        assert_eq!(parts(&body, 0, ""), expect, "{body}");
    }
    let outline = Outline::of(&article(
        "## Fix 1\n\nA\n\n## Notes\n\nB\n\n## Fix 2\n\nC\n",
    ));
    let alternatives: Vec<_> = (0..3).map(|section| outline.alternative(section)).collect();
    let (first, later) = (AlternativePosition::First, AlternativePosition::Later);
    assert_eq!(alternatives, [Some(first), None, Some(later)]);
}

#[test]
fn parts_for_other_versions_are_left_out() {
    let versions = |body: &str| -> Vec<String> {
        let versions = Outline::of(&article(body)).versions.into_iter();
        versions
            .map(|one| format!("{}={}", one.name, one.label))
            .collect()
    };
    for (body, expect) in [
        (
            "### Windows NT 4.0\n\nA\n\n### Microsoft Windows 2000:\n\nB\n",
            vec![
                "windows-nt-4-0=Windows NT 4.0",
                "windows-2000=Microsoft Windows 2000",
            ],
        ),
        (
            "### For Outlook 2010 and later versions\n\nA\n\n### For Outlook 2007\n\nB\n",
            vec![
                "outlook-2010-and-later=Outlook 2010 and later versions",
                "outlook-2007=Outlook 2007",
            ],
        ),
        (
            "### Windows for Workgroups 3.11\n\nA\n\n### Windows 3.x\n\nB\n",
            vec![
                "windows-for-workgroups-3-11=Windows for Workgroups 3.11",
                "windows-3-x=Windows 3.x",
            ],
        ),
        (
            "### Lamp Driver 2.1\n\nA\n\n### Lamp Driver 3\n\nB\n",
            vec![
                "lamp-driver-2-1=Lamp Driver 2.1",
                "lamp-driver-3=Lamp Driver 3",
            ],
        ),
        (
            "### Version 5.0\n\nA\n\n### Versions 3.1 and 3.11\n\nB\n",
            vec!["5-0=Version 5.0", "3-1-and-3-11=Versions 3.1 and 3.11"],
        ),
        (
            "### Install it on Windows 95\n\nA\n\n### Install it on Windows 98\n\nB\n",
            vec!["windows-95=Windows 95", "windows-98=Windows 98"],
        ),
        (
            "### Install it on Windows 95\n\nA\n\n### Remove it on Windows 98\n\nB\n",
            vec![],
        ),
        ("### Windows 95\n\nA\n\n### Windows 95\n\nB\n", vec![]),
        ("### Windows 95\n\nA\n\n#### Windows 98\n\nB\n", vec![]),
        (
            "### Windows 95\n\nA\n\n### Start the service\n\nB\n",
            vec![],
        ),
        ("### Lamp Driver\n\nA\n\n### Lamp\n\nB\n", vec![]),
        ("### 2000\n\nA\n\n### 4.0\n\nB\n", vec![]),
    ] {
        assert_eq!(
            versions(&format!("## Resolution\n\n{body}")),
            expect,
            "{body}"
        );
    }
    let body = "## Symptoms\n\n### Windows 95\n\nA\n\n### Windows NT\n\nB\n\n## Fix\n\nA\n\n### Windows 95\n\nB\n\n\
        ### Windows NT\n\nC\n\n### Both\n\nD\n\n## Fix for Windows 95\n\nE\n\n## Fix for Windows NT\n\nF\n";
    assert_eq!(parts(body, 0, "windows-95"), "4");
    assert_eq!(parts(body, 1, "windows-95"), "3 [ 2 ] 2");
    assert_eq!(parts(body, 1, "windows-98"), "7");
    let outline = Outline::of(&article(body));
    let version = outline.version("windows-95");
    assert_eq!(outline.other_sections(version), BTreeSet::from([3]));
    assert_eq!(version.map(|version| outline.hidden(version)), Some(1));
}

#[test]
fn what_may_be_about_the_chosen_version_stays() {
    for (chosen, other, stays) in [
        ("Windows 95", "Windows 98", false),
        ("Windows 95", "Windows 95/98", true),
        ("Windows 98", "Windows 95/98", true),
        ("Windows 95", "Windows 3.x and Windows 95", true),
        ("Windows NT 3.51", "Windows NT 3.x", true),
        ("Windows NT 4.0", "Windows NT 3.x", false),
        ("Windows NT 4.0", "Windows NT", true),
        ("Outlook 2007", "Outlook 2010 and later versions", false),
        ("Outlook 2016", "Outlook 2010 and later versions", true),
        ("Windows NT 4.0", "Windows NT 3.51 and earlier", false),
        ("Windows 2000", "Windows 95 or later", true),
        ("Windows 10", "Windows 98 or later", true),
        ("Windows XP", "Windows 7 or later", true),
        ("Lamp Driver 2.10", "Lamp Driver 2.9 or earlier", false),
        ("Exchange Server 5.5", "Exchange 2000 Server", false),
    ] {
        let body = format!("## Fix\n\n### {chosen}\n\nA\n\n### {other}\n\nB\n");
        let outline = Outline::of(&article(&body));
        let version = outline.versions.first();
        let hidden = version.map(|version| outline.hidden(version));
        assert_eq!(hidden, Some(usize::from(!stays)), "{chosen}, {other}");
    }
}

/// Blocks that lists, alternative fixes and versions are made of.
fn block() -> impl Strategy<Value = Block> {
    let heading = (
        3_u8..6,
        prop::sample::select(vec![
            "Method 1",
            "Method 2",
            "Option A",
            "Option B",
            "Windows 95",
            "Windows NT 4.0",
            "Notes",
            "For Windows 2000",
            "Outlook 97",
        ]),
    );
    let heading = heading.prop_map(|(level, text)| Block::Heading {
        level,
        anchor: String::new(),
        text: vec![Inline::text(text)],
    });
    let start = prop_oneof![0_u32..6, Just(u32::MAX - 2), Just(u32::MAX)];
    let list = (prop::option::of(start), 0_usize..5);
    let list = list.prop_map(|(start, items)| Block::List {
        start,
        numbering: Numbering::Numbers,
        items: vec![vec![Block::paragraph("A")]; items],
    });
    prop_oneof![heading, list, Just(Block::paragraph("Go to step 2"))]
}

fn sections() -> impl Strategy<Value = Article> {
    let headings = prop::sample::select(vec![
        "Resolution",
        "Fix 1",
        "Fix 2",
        "Cause",
        "Notes",
        "Fix for Windows 95",
        "Fix for Windows 98",
    ]);
    let section = (headings, prop::collection::vec(block(), 0..14));
    prop::collection::vec(section, 0..5).prop_map(|sections| {
        let sections = sections.into_iter().enumerate();
        let sections = sections.map(|(at, (heading, blocks))| Section {
            role: crate::article::Role::of_heading(heading),
            anchor: format!("part-{}", at / 2),
            heading: heading.to_owned(),
            blocks,
        });
        Article {
            sections: sections.collect(),
            ..article("")
        }
    })
}

proptest! {
    /// No block is lost, moved or shown twice, whatever is folded or left out, and everything that
    /// begins also ends, inside whatever it began in.
    #[test]
    fn every_block_is_shown_once_and_in_order(article in sections(), chosen in 0_usize..6) {
        let outline = Outline::of(&article);
        let version = outline.versions.get(chosen);
        for (at, section) in article.sections.iter().enumerate() {
            let mut shown = Vec::new();
            let mut open = Vec::new();
            for part in outline.parts(at, version) {
                match part {
                    SectionPart::Blocks { blocks, .. } => shown.extend(blocks),
                    SectionPart::Steps { block, .. } => shown.push(block),
                    SectionPart::AlternativeBegins { heading, .. } => {
                        shown.push(heading);
                        open.push("alternative");
                    }
                    SectionPart::OtherVersionBegins => open.push("version"),
                    SectionPart::AlternativeEnds => prop_assert_eq!(open.pop(), Some("alternative")),
                    SectionPart::OtherVersionEnds => prop_assert_eq!(open.pop(), Some("version")),
                }
            }
            prop_assert!(open.is_empty());
            prop_assert_eq!(shown, (0..section.blocks.len()).collect::<Vec<_>>());
        }
    }

    /// Every part that is left out begins with a heading for another version.
    #[test]
    fn nothing_is_left_out_that_is_for_no_version(article in sections(), chosen in 0_usize..6) {
        let outline = Outline::of(&article);
        let version = outline.versions.get(chosen);
        for (at, section) in article.sections.iter().enumerate() {
            let parts = outline.parts(at, version);
            for pair in parts.windows(2) {
                let [SectionPart::OtherVersionBegins, next] = pair else { continue };
                let SectionPart::Blocks { blocks, .. } = next else { panic!("{next:?}") };
                let first = &section.blocks[blocks.start];
                let Block::Heading { text, .. } = first else { panic!("{first:?}") };
                let label = crate::markup::text::inlines(text);
                let chosen = version.map(|version| version.label.clone()).unwrap_or_default();
                prop_assert!(label.contains("Windows") || label.contains("Outlook"));
                prop_assert!(!chosen.is_empty() && !label.ends_with(&chosen));
            }
        }
    }

    /// Any steps can be ticked off, and the address gives the same ones back.
    #[test]
    fn ticks_survive_their_address(article in sections(), picks in prop::collection::vec((0_usize..9, 0_u32..9), 0..9)) {
        let lists = Outline::of(&article).lists;
        let names: BTreeSet<_> = lists.iter().map(|list| list.name.clone()).collect();
        prop_assert_eq!(names.len(), lists.len());
        let fixes: Vec<_> = lists.iter().filter(|list| list.is_fix).collect();
        let values = picks.iter().filter_map(|(at, step)| {
            let list = fixes.get(*at)?;
            Some(Ticks::value(list, list.numbers.start() + step % list.size()))
        });
        let values: BTreeSet<String> = values.collect();
        let (ticks, unknown) = Ticks::read(&lists, values.iter().map(String::as_str));
        prop_assert_eq!(unknown, 0);
        let written = ticks.values(&lists);
        prop_assert_eq!(&written.iter().cloned().collect::<BTreeSet<_>>(), &values);
        let (again, unknown) = Ticks::read(&lists, written.iter().map(String::as_str));
        prop_assert_eq!((again, unknown), (ticks, 0));
    }

    /// Whatever is in an address, the ticks that are kept have only one spelling.
    #[test]
    fn no_tick_is_invented(article in sections(), values in prop::collection::vec("(part-[01]\\.[0-9]\\.[0-9]{1,3}|.{0,20})", 0..20)) {
        let lists = Outline::of(&article).lists;
        let (ticks, unknown) = Ticks::read(&lists, values.iter().map(String::as_str));
        let written = ticks.values(&lists);
        prop_assert!(written.iter().all(|value| values.contains(value)));
        prop_assert_eq!(values.iter().filter(|value| !written.contains(value)).count(), unknown);
    }

    /// Mentions are in order, don't overlap, and are numbers in the text.
    #[test]
    fn mentions_are_of_the_text(words in prop::collection::vec("(steps?|Schritt|étapes|[0-9]{1,6}|,|\\.|-|and|of|in|this|section| |\n|ß)", 0..30)) {
        let text = words.concat();
        let mut past = 0;
        for (span, number) in mentions(&text).into_iter().flatten() {
            prop_assert!(span.start >= past && text[span.clone()].ends_with(&number.to_string()) || text[span.clone()].ends_with(|c: char| c.is_ascii_digit()));
            past = span.end;
        }
    }
}
