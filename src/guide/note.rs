//! A walk as a note for a ticket: the verdict first, short enough for any field, in text, Markdown or JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    format::{Citation, Guide, OutcomeKind},
    placeholder::fill_blocks,
    requirement::Row,
    verdict::Verdict,
    walk::{Now, Walk},
};
use crate::markup::{markdown, text};

/// Lines of a note at most.
const MOST_LINES: usize = 15;
/// Lines that all but the answers take at most.
const OTHER_LINES: usize = 8;
/// Articles that are named at most.
const MOST_ARTICLES: usize = 8;
/// Characters of a name or an answer; what is longer is cut.
const LONGEST: usize = 100;

/// A note about a walk. All texts are plain, on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What was found, or where the walk stands.
    pub verdict: String,
    /// The kind of end (`fix`, `refer`, `escalate`, `nothing-wrong`), or `open`.
    pub kind: &'static str,
    /// The event that it began with (`Event 68, MSExchangeCCMC`); empty where none is known.
    pub event: String,
    /// What is not as it must be.
    pub not_met: Vec<String>,
    /// What is not known, and so not judged.
    pub not_known: Vec<String>,
    /// The answers in the order of the walk.
    pub answers: Vec<NoteAnswer>,
    /// The steps ticked off, node by node.
    pub done: Vec<NoteDone>,
    /// The ids of the articles that the last step rests on.
    pub articles: Vec<String>,
    /// The guide's id.
    pub guide: String,
    /// The guide's title.
    pub title: String,
    /// The guide's revision.
    pub revision: u32,
    /// When the note was made, as a person reads it.
    pub time: String,
    /// The link back to the walk.
    pub link: String,
}

/// An answer of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteAnswer {
    /// What was asked, in few words.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// Whether a log gave the answer.
    pub from_log: bool,
}

/// What was done of a list of steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteDone {
    /// What the steps are for.
    pub what: String,
    /// The numbers of the steps ticked off.
    pub ticked: Vec<usize>,
    /// How many steps there are.
    pub of: usize,
}

impl Note {
    /// The note of a walk. `link` leads back to it from anywhere.
    pub fn new(guide: &Guide, walk: &Walk<'_>, time: String, link: String) -> Self {
        let plain = |text: &str| plain(text, walk);
        let here = guide.node(walk.here());
        let (kind, verdict, rows) = match &walk.now {
            Now::Outcome { outcome, rows } => {
                let verdict = format!("{}: {}", kind_words(outcome.kind), plain(&outcome.title));
                (outcome.kind.word(), verdict, rows.as_slice())
            }
            _ => {
                let at = here.map(|node| plain(node.label())).unwrap_or_default();
                ("open", format!("Not finished, now at: {at}"), &[][..])
            }
        };
        let answers = walk.trail.iter().flat_map(|step| {
            let is_sheet = guide.sheet(step.id).is_some();
            step.answers.iter().map(move |given| NoteAnswer {
                question: plain(if is_sheet { given.name } else { step.ask }),
                answer: cut(&given.answer),
                from_log: given.from_log,
            })
        });
        let mut done: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (id, number) in &walk.done {
            done.entry(id).or_default().push(*number);
        }
        let done = done.into_iter().filter_map(|(id, ticked)| {
            let node = guide.node(id)?;
            Some(NoteDone {
                what: plain(node.label()),
                ticked,
                of: node.steps().len(),
            })
        });
        let of_rows = rows
            .iter()
            .filter(|row| row.verdict != Verdict::Met)
            .flat_map(|row| &row.columns)
            .flat_map(|column| &column.requirement.cite);
        let cited = here.map(|node| node.cite()).unwrap_or_default();
        Self {
            verdict,
            kind,
            event: (walk.from.as_ref())
                .map(|(source, id)| format!("Event {id}, {source}"))
                .unwrap_or_default(),
            not_met: judged(walk, rows, Verdict::NotMet),
            not_known: judged(walk, rows, Verdict::Unknown),
            answers: answers.collect(),
            done: done.collect(),
            articles: articles(cited.iter().chain(of_rows)),
            guide: guide.id.clone(),
            title: plain(&guide.title),
            revision: guide.revision,
            time,
            link,
        }
    }

    /// As plain text, at most 15 lines, with a line break behind the last.
    pub fn text(&self) -> String {
        let lines = self.lines(|text| text.to_owned());
        lines.into_iter().map(|line| line + "\n").collect()
    }

    /// As Markdown, at most 15 lines, with a line break behind the last.
    pub fn markdown(&self) -> String {
        let mut lines = self.lines(escaped).into_iter();
        let verdict = lines.next().unwrap_or_default();
        let rest = lines.map(|line| format!("- {line}\n"));
        [format!("**{verdict}**\n")]
            .into_iter()
            .chain(rest)
            .collect()
    }

    fn lines(&self, write: impl Fn(&str) -> String) -> Vec<String> {
        let list = |label: &str, texts: &[String]| {
            let texts: Vec<String> = texts.iter().map(|text| write(text)).collect();
            (!texts.is_empty()).then(|| format!("{label}: {}", texts.join("; ")))
        };
        let mut lines = vec![write(&self.verdict)];
        if !self.event.is_empty() {
            lines.push(write(&self.event));
        }
        lines.extend(list("Wrong", &self.not_met));
        lines.extend(list("Not known", &self.not_known));
        let answers: Vec<String> = (self.answers.iter())
            .map(|one| {
                let (question, answer) = (write(&one.question), write(&one.answer));
                let mark = if one.from_log { " (from the log)" } else { "" };
                let colon = if question.ends_with('?') { "" } else { ":" };
                format!("{question}{colon} {answer}{mark}")
            })
            .collect();
        // Where there are more answers than lines, several share one.
        let a_line = answers.len().div_ceil(MOST_LINES - OTHER_LINES).max(1);
        lines.extend(answers.chunks(a_line).map(|answers| answers.join("; ")));
        let done: Vec<String> = (self.done.iter())
            .map(|done| {
                let numbers: Vec<String> = done.ticked.iter().map(ToString::to_string).collect();
                format!("{}: {} of {}", done.what, numbers.join(", "), done.of)
            })
            .collect();
        lines.extend(list("Steps done", &done));
        lines.extend(list("Articles", &self.articles));
        let (title, revision) = (write(&self.title), self.revision);
        lines.push(format!(
            "Guide: {title}, revision {revision}, {}",
            self.time
        ));
        lines.push(self.link.clone());
        lines
    }
}

fn judged(walk: &Walk<'_>, rows: &[Row<'_>], verdict: Verdict) -> Vec<String> {
    let rows = rows.iter().filter(|row| row.verdict == verdict);
    rows.map(|row| {
        let applying = row
            .columns
            .iter()
            .filter(|column| column.situation.is_empty());
        let needs: Vec<&str> = applying.map(|column| &*column.need).collect();
        let name = plain(row.fact.label(), walk);
        match (verdict, needs.is_empty()) {
            (Verdict::NotMet, false) => cut(&format!(
                "{name} {}, needed is {}",
                row.answer,
                needs.join(", ")
            )),
            (Verdict::NotMet, true) => cut(&format!("{name} {}", row.answer)),
            _ => name,
        }
    })
    .collect()
}

fn articles<'a>(cited: impl Iterator<Item = &'a Citation>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for citation in cited {
        let id = citation.article.to_string();
        if !ids.contains(&id) && ids.len() < MOST_ARTICLES {
            ids.push(id);
        }
    }
    ids
}

fn kind_words(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Fix => "Fix",
        OutcomeKind::Refer => "To be looked for elsewhere",
        OutcomeKind::Escalate => "Handed over",
        OutcomeKind::NothingWrong => "Nothing wrong",
    }
}

/// A text of the guide on one line, without marks, with the answers that it names.
fn plain(markdown: &str, walk: &Walk<'_>) -> String {
    let mut blocks = markdown::read(markdown).0;
    fill_blocks(&mut blocks, &|id| walk.said(id));
    let plain = text::write(&blocks);
    cut(&plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST - 1).collect();
    format!("{}\u{2026}", kept.trim_end())
}

/// Plain text as Markdown that reads as this text.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if "\\`*_[]<>#|~".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{read, walk};

    fn note(answers: &[(&str, &str)]) -> Note {
        let source = include_str!("../../kb/guides/ccmail-connector.toml");
        let guide = read(source, "ccmail-connector.toml").0.unwrap();
        let pairs = answers
            .iter()
            .map(|(id, value)| ((*id).to_owned(), (*value).to_owned()));
        let walk = walk(&guide, &pairs.collect::<Vec<_>>());
        let (time, link) = (
            "2026-01-02 03:04 UTC".to_owned(),
            "https://kb.example/x".to_owned(),
        );
        Note::new(&guide, &walk, time, link)
    }

    const WRONG: [(&str, &str); 9] = [
        ("event", "68"),
        ("eight_five", "no"),
        ("post_office", "db8"),
        ("import_exe", "5.15"),
        ("export_exe", "6.0"),
        ("ie_ri", "unknown"),
        ("setting", "6.0/6.0"),
        ("from", "MSExchangeCCMC/68"),
        ("log", "event"),
    ];

    #[test]
    fn the_verdict_and_the_event_come_first_and_the_link_last() {
        let text = note(&WRONG).text();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.len() <= MOST_LINES, "{text}");
        assert!(lines[0].starts_with("Fix: "), "{text}");
        assert_eq!(lines[1], "Event 68, MSExchangeCCMC");
        assert!(
            lines[2].starts_with("Wrong: Import.exe 5.15, needed is 6.0 or later"),
            "{text}"
        );
        assert_eq!(lines[3], "Not known: IE.RI");
        assert!(text.contains("(from the log)"), "{text}");
        assert!(text.contains("\nArticles: Q168465"), "{text}");
        assert!(
            text.contains("revision 1, 2026-01-02 03:04 UTC\nhttps://kb.example/x\n"),
            "{text}"
        );
        let open = note(&WRONG[..2]);
        assert_eq!(
            (open.kind, &*open.verdict),
            ("open", "Not finished, now at: Database format")
        );
    }

    #[test]
    fn no_note_is_longer_than_a_field() {
        let mut note = note(&WRONG);
        let mut answer = note.answers[0].clone();
        answer.answer = "as answered".to_owned();
        for count in 1..60 {
            note.answers = vec![answer.clone(); count];
            let text = note.text();
            assert!(text.lines().count() <= MOST_LINES, "{count}");
            assert_eq!(
                text.matches(&answer.answer).count(),
                count,
                "every answer is there"
            );
            assert_eq!(note.markdown().lines().count(), text.lines().count());
        }
    }

    #[test]
    fn marks_of_markdown_in_a_note_are_text() {
        let mut note = note(&WRONG);
        note.verdict = "Fix: *.log <b> [x](y) `z`".to_owned();
        let line = note.markdown().lines().next().unwrap().to_owned();
        assert_eq!(text::write(&markdown::read(&line).0).trim(), note.verdict);
    }
}
