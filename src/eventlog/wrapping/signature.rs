//! What mail programs put below and between: signatures, rules, and the heads of earlier mails.

use super::mark::BREAK;

/// A line that ends what was said, in lower case: the whole line, or its beginning.
const WHOLE: [&str; 4] = ["--", "-- ", "thx", "mfg"];
const BEGINNINGS: [&str; 16] = [
    "-----original message",
    "-----ursprüngliche nachricht",
    "________",
    "best regards",
    "kind regards",
    "regards,",
    "thanks,",
    "thanks!",
    "thanks in advance",
    "thank you",
    "cheers,",
    "sent from my ",
    "mit freundlichen gr",
    "viele grüße",
    "cordialement",
    "saludos",
];

/// The text with breaks before everything that ends a mail.
pub(super) fn take_off(text: &str) -> Option<String> {
    let ends = |line: &str| {
        let line = line.trim_start();
        let head: String = line.chars().take(40).flat_map(char::to_lowercase).collect();
        WHOLE.contains(&head.trim_end()) || BEGINNINGS.iter().any(|word| head.starts_with(word))
    };
    if !text.lines().any(ends) {
        return None;
    }
    let mut bare = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            bare.push('\n');
        }
        if ends(line) {
            bare.push(BREAK);
            bare.push('\n');
        }
        bare.push_str(line);
    }
    Some(bare)
}
