//! Words that name nothing themselves, but announce a kind of thing.

/// They announce an event.
const EVENT: [&str; 7] = ["event", "events", "eventid", "evt", "id", "ids", "source"];
/// They announce an error code.
const CODE: [&str; 16] = [
    "bug",
    "check",
    "code",
    "codes",
    "err",
    "error",
    "exception",
    "hex",
    "hresult",
    "id",
    "msg",
    "no",
    "ntstatus",
    "number",
    "status",
    "stop",
];
/// They only join the others.
const JOINING: [&str; 5] = ["a", "from", "in", "of", "the"];

/// Whether a word, in any letter case, announces an event.
pub fn is_event_label(word: &str) -> bool {
    holds(&EVENT, word)
}

/// Whether a word, in any letter case, announces an error code.
pub fn is_code_label(word: &str) -> bool {
    holds(&CODE, word)
}

/// Whether a word, in any letter case, names nothing itself.
pub fn is_label(word: &str) -> bool {
    is_event_label(word) || is_code_label(word) || holds(&JOINING, word)
}

fn holds(labels: &[&str], word: &str) -> bool {
    labels.iter().any(|label| label.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_recognized_in_any_letter_case() {
        for (word, event, code, any) in [
            ("Event", true, false, true),
            ("ID", true, true, true),
            ("HRESULT", false, true, true),
            ("the", false, false, true),
            ("CCMC", false, false, false),
            ("", false, false, false),
        ] {
            let got = (is_event_label(word), is_code_label(word), is_label(word));
            assert_eq!(got, (event, code, any), "{word}");
        }
    }
}
