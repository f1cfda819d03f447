//! The note of a walk as text, as Markdown and for the API.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::Value;

use super::{markdown::escaped, need::need, outcome::outcome};
use crate::{
    guide::{Note, NoteAnswer, NoteDone, NoteFact, OutcomeKind},
    number::counted,
};

/// The most lines of a note.
const MAX_LINES: usize = 15;
/// The most lines of everything except the answers.
const OTHER_LINES: usize = 10;

/// A walk as a note for a ticket. All texts are plain, on one line.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TicketNote")]
pub struct NoteJson<'n> {
    /// The outcome, or the step where the walk is.
    verdict: String,
    /// What kind of outcome it is; `open` if the walk is not finished.
    #[schemars(schema_with = "kinds")]
    kind: &'static str,
    /// The event that the walk started from; empty if it didn't start from one.
    event: String,
    /// The facts that need fixing, each with what is required.
    not_met: Vec<String>,
    /// The facts that have not been checked.
    not_checked: &'n [String],
    /// The other questions that nobody could answer.
    not_known: &'n [String],
    /// What to do, if the outcome is a fix.
    fix: &'n [String],
    /// The answers, in the order of the walk.
    answers: &'n [NoteAnswer],
    /// The steps that have been ticked off.
    done: &'n [NoteDone],
    /// The IDs of the articles that are the sources of the last step or quote the message that the
    /// walk began with.
    articles: &'n [String],
    /// The guide's ID.
    guide: &'n str,
    /// The guide's title.
    title: &'n str,
    /// The guide's revision.
    revision: u32,
    /// When the note was made, such as `2026-03-14 09:26 UTC`.
    time: &'n str,
    /// The full address of the walk, to go on from there.
    link: &'n str,
}

/// The kind of a walk that has no outcome yet.
const OPEN: &str = "open";

fn kinds(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = OutcomeKind::json_schema(generator);
    if let Some(Value::Array(kinds)) = schema.get_mut("oneOf") {
        let open = json_schema!({ "const": OPEN, "description": "The walk is not finished." });
        kinds.push(open.to_value());
    }
    schema
}

/// A note as plain text, at most 15 lines, with a line break after the last one.
pub fn note_text(note: &Note) -> String {
    let lines = lines(note, |text| text.to_owned());
    lines.into_iter().map(|line| line + "\n").collect()
}

/// A note as Markdown, at most 15 lines, with a line break after the last one.
pub fn note_markdown(note: &Note) -> String {
    let mut lines = lines(note, escaped).into_iter();
    let verdict = lines.next().unwrap_or_default();
    let rest = lines.map(|line| format!("- {line}\n"));
    [format!("**{verdict}**\n")]
        .into_iter()
        .chain(rest)
        .collect()
}

/// A note as the API gives it.
pub fn note_json(note: &Note) -> NoteJson<'_> {
    NoteJson {
        verdict: verdict(note),
        kind: note.outcome.map_or(OPEN, |kind| kind.word()),
        event: event(note).unwrap_or_default(),
        not_met: not_met(note),
        not_checked: &note.not_checked,
        not_known: &note.not_known,
        fix: &note.fix,
        answers: &note.answers,
        done: &note.done,
        articles: &note.articles,
        guide: &note.guide,
        title: &note.title,
        revision: note.revision,
        time: &note.time,
        link: &note.link,
    }
}

fn lines(note: &Note, write: impl Fn(&str) -> String) -> Vec<String> {
    let list = |label: &str, texts: &[String]| {
        let texts: Vec<String> = texts.iter().map(|text| write(text)).collect();
        (!texts.is_empty()).then(|| format!("{label}: {}", texts.join("; ")))
    };
    let mut lines = vec![write(&verdict(note))];
    lines.extend(event(note).map(|event| write(&event)));
    lines.extend(list("Needs fixing", &not_met(note)));
    lines.extend(list("Not checked yet", &note.not_checked));
    lines.extend(list("Not known", &note.not_known));
    lines.extend((!note.fix.is_empty()).then(|| {
        let fix: Vec<String> = note.fix.iter().map(|step| write(&sentence(step))).collect();
        format!("What to do: {}", fix.join(" "))
    }));
    let answers: Vec<String> = (note.answers.iter())
        .map(|one| {
            let (question, answer) = (write(&one.question), write(&one.answer));
            let mark = if one.from_log { " (from the log)" } else { "" };
            let colon = if question.ends_with('?') { "" } else { ":" };
            format!("{question}{colon} {answer}{mark}")
        })
        .collect();
    // If there are more answers than lines, several share a line.
    let per_line = answers.len().div_ceil(MAX_LINES - OTHER_LINES).max(1);
    lines.extend(answers.chunks(per_line).map(|answers| answers.join("; ")));
    let done: Vec<String> = (note.done.iter())
        .map(|done| {
            let numbers: Vec<String> = done.ticked.iter().map(ToString::to_string).collect();
            let (ticked, of) = (done.ticked.len(), counted(done.of, "step"));
            match ticked == done.of {
                true => format!("{}: {ticked} of {of}", done.what),
                false => format!("{}: {ticked} of {of} ({})", done.what, numbers.join(", ")),
            }
        })
        .collect();
    lines.extend(list("Steps done", &done));
    lines.extend(list("Articles", &note.articles));
    let (title, revision) = (write(&note.title), note.revision);
    lines.push(format!(
        "Guide: {title}, revision {revision}. Note made {}",
        note.time
    ));
    lines.push(note.link.clone());
    lines
}

/// A text as a sentence, with a full stop.
fn sentence(text: &str) -> String {
    let ends = text.ends_with(['.', '!', '?', ':', '\u{2026}']);
    if ends {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// What was found, or where the walk is.
fn verdict(note: &Note) -> String {
    match note.outcome {
        Some(kind) => format!("{}: {}", outcome(kind), note.here),
        None => format!("Not finished, currently at: {}", note.here),
    }
}

/// The facts that are not met, each with what is required.
fn not_met(note: &Note) -> Vec<String> {
    let line = |fact: &NoteFact| {
        let NoteFact { name, answer, .. } = fact;
        Note::cut(&match needs(fact) {
            Some(needs) => format!("{name} {answer} (required: {needs})"),
            None => format!("{name} {answer}"),
        })
    };
    note.not_met.iter().map(line).collect()
}

fn event(note: &Note) -> Option<String> {
    let (source, id) = note.event.as_ref()?;
    Some(format!("Event {id}, {source}"))
}

/// What a fact must be; nothing if no requirement certainly applies.
fn needs(fact: &NoteFact) -> Option<String> {
    let needs: Vec<String> = fact.needs.iter().map(need).collect();
    (!needs.is_empty()).then(|| needs.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        guide::{read, walk},
        markup::{markdown, text},
    };

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
        let text = note_text(&note(&WRONG));
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.len() <= MAX_LINES, "{text}");
        assert!(lines[0].starts_with("Fix: "), "{text}");
        assert_eq!(lines[1], "Event 68, MSExchangeCCMC");
        assert!(
            lines[2].starts_with("Needs fixing: Import.exe 5.15 (required: 6.0 or later"),
            "{text}"
        );
        assert_eq!(lines[3], "Not checked yet: IE.RI");
        assert!(text.contains("(from the log)"), "{text}");
        assert!(text.contains("\nArticles: Q168465"), "{text}");
        assert!(
            text.contains("revision 2. Note made 2026-01-02 03:04 UTC\nhttps://kb.example/x\n"),
            "{text}"
        );
        let open = note(&WRONG[..2]);
        let text = note_text(&open);
        assert!(
            text.starts_with("Not finished, currently at: Database format\n"),
            "{text}"
        );
        assert_eq!(note_json(&open).kind, "open");
    }

    #[test]
    fn no_note_is_longer_than_a_field() {
        let mut note = note(&WRONG);
        let mut answer = note.answers[0].clone();
        answer.answer = "as answered".to_owned();
        for count in 1..60 {
            note.answers = vec![answer.clone(); count];
            let text = note_text(&note);
            assert!(text.lines().count() <= MAX_LINES, "{count}");
            assert_eq!(
                text.matches(&answer.answer).count(),
                count,
                "every answer is there"
            );
            assert_eq!(note_markdown(&note).lines().count(), text.lines().count());
        }
    }

    #[test]
    fn marks_of_markdown_in_a_note_are_text() {
        let mut note = note(&WRONG);
        note.here = "*.log <b> [x](y) `z`".to_owned();
        let line = note_markdown(&note).lines().next().unwrap().to_owned();
        let plain = text::write(&markdown::read(&line).0);
        assert_eq!(plain.trim(), format!("Fix: {}", note.here));
    }

    #[test]
    fn the_note_of_the_api_has_the_same_words() {
        let note = note(&WRONG);
        let json = note_json(&note);
        assert!(json.verdict.starts_with("Fix: "), "{}", json.verdict);
        assert_eq!(json.event, "Event 68, MSExchangeCCMC");
        assert!(
            json.not_met[0].starts_with("Import.exe 5.15 (required: 6.0 or later"),
            "{:?}",
            json.not_met
        );
        assert_eq!(json.not_checked, ["IE.RI"]);
    }
}
