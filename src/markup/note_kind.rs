//! The words that dialects use for kinds of notes.

use super::NoteKind;

/// The kind of note with this name, in any letter case, such as `danger`; `None` if no dialect uses
/// the name for a note.
pub(super) fn note_kind(word: &str) -> Option<NoteKind> {
    Some(match word.to_ascii_lowercase().as_str() {
        "note" | "info" | "information" | "abstract" | "summary" | "tldr" | "question" | "help"
        | "faq" | "example" | "examples" | "quote" | "cite" | "todo" | "seealso" | "see-also"
        | "primary" | "secondary" | "default" | "custom" | "notice" | "check" | "done"
        | "success" | "positive" | "new" | "version" | "definition" | "remark" | "blue"
        | "green" | "grey" | "gray" | "purple" | "update" | "details-note" => NoteKind::Note,
        "tip" | "hint" | "highlight" | "best-practice" | "suggestion" | "lightbulb" => {
            NoteKind::Tip
        }
        "important" | "attention" | "key" | "required" => NoteKind::Important,
        "warning" | "warn" | "yellow" | "orange" | "deprecated" | "alert" | "negative" => {
            NoteKind::Warning
        }
        "caution" | "danger" | "error" | "failure" | "fail" | "missing" | "bug" | "critical"
        | "red" | "severe" => NoteKind::Caution,
        _ => return None,
    })
}

/// The kind of note that a list of classes names, as in `prompt-tip` or `callout-warning`.
pub(super) fn note_kind_of_class(class: &str) -> Option<NoteKind> {
    const PREFIXES: [&str; 8] = [
        "prompt-",
        "callout-",
        "alert-",
        "note-",
        "notice--",
        "is-",
        "admonition-",
        "confluence-information-macro-",
    ];
    let class = class.trim_start_matches('.');
    let short = PREFIXES
        .iter()
        .find_map(|prefix| class.strip_prefix(prefix));
    // Words such as `blue` or `new` are kinds of notes only if something else shows that it is a
    // note.
    const CERTAIN: [&str; 12] = [
        "note",
        "tip",
        "important",
        "warning",
        "caution",
        "danger",
        "info",
        "attention",
        "highlight",
        "hint",
        "error",
        "notice",
    ];
    match short {
        Some(short) => note_kind(short),
        None if CERTAIN.contains(&class) => note_kind(class),
        None => None,
    }
}
