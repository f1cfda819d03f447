//! The labels of an event's fields, as event viewers have named them since NT 3.1.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// The kind of a label's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldName {
    Source,
    Id,
    Kind,
    Category,
    Date,
    Time,
    Computer,
    Description,
    /// The log's name, the first field of a record in the modern Event Viewer.
    Log,
    /// A field that is not used (`User`), but ends the value before it.
    Other,
    /// Text that follows a description and is not part of it (`Event Xml`).
    End,
}

/// A label found in a text.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) field: FieldName,
    /// From the label's first letter to the end of its colon.
    pub(super) span: Range<usize>,
    /// Whether only spaces come before it on its line.
    pub(super) starts_line: bool,
    /// `ID` alone may be any number; with `event` in the label, it is an event's.
    pub(super) names_event: bool,
}

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?-u:\b)(?:",
        r"(?P<end>event\s?xml)|",
        r"(?P<description>event\sdescription|description|message\stext|message|details",
        r"|beschreibung|descripción|descrizione)|",
        r"(?P<id>event(?:\s|-)?ids?|event\snumber|event\scode|event|ereignis-?id",
        r"|id\sde\sl.?événement|id\.?\sde\sevento|id\sevento|id)|",
        r"(?P<source>event\ssource|source\sname|source|ereignisquelle|quelle|origen|origine)|",
        r"(?P<kind>event\stype|type|level|severity|ereignistyp|ebene|niveau|nivel|livello)|",
        r"(?P<category>event\scategory|task\scategory|category|ereigniskategorie|aufgabenkategorie",
        r"|kategorie|catégorie\sde\sla\stâche|categoría\sde\sla\starea)|",
        r"(?P<date>date|datum|fecha|data)|(?P<time>time|uhrzeit|zeit|heure|hora)|",
        r"(?P<computer>computer|ordinateur|equipo)|",
        r"(?P<log>log\sname|protokollname|nom\sdu\sjournal|nombre\sde\sregistro)|",
        r"(?P<other>keywords|opcode|user|schlüsselwörter|benutzer|mots\sclés|utilisateur|usuario)",
        r")\s?(?P<mark>[ \t]{0,12}[:=])",
    ))
    .expect("the label pattern compiles")
});

/// Every label in `text`, in order. Only a word with a colon or an equals sign after it counts.
pub(super) fn labels(text: &str) -> Vec<Label> {
    LABEL
        .captures_iter(text)
        .filter_map(|found| {
            let span = found.get(0)?.range();
            let field = [
                ("end", FieldName::End),
                ("description", FieldName::Description),
                ("id", FieldName::Id),
                ("source", FieldName::Source),
                ("kind", FieldName::Kind),
                ("category", FieldName::Category),
                ("date", FieldName::Date),
                ("time", FieldName::Time),
                ("computer", FieldName::Computer),
                ("log", FieldName::Log),
                ("other", FieldName::Other),
            ]
            .into_iter()
            .find(|(name, _)| found.name(name).is_some())?
            .1;
            let head = text.get(..span.start)?;
            // The colon of the previous label stops this, so no space is examined twice.
            let before = head.bytes().rev();
            let before = before.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c' | b'>'));
            let before = before.into_iter().next();
            let starts_line = before.is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
            let word = text.get(span.clone())?.to_lowercase();
            let names_event = !word.starts_with("id") || word.contains("event");
            Some(Label {
                field,
                span,
                starts_line,
                names_event,
            })
        })
        .collect()
}
