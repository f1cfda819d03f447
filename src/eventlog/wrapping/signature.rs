//! What mail programs add below and between texts: signatures, rules, and the headers of earlier
//! mails.

use super::mark::BREAK;

/// Lines that end a message, in lower case: whole lines, or beginnings of lines.
const WHOLE: [&str; 5] = ["--", "thx", "mfg", "vg", "lg"];
const BEGINNINGS: [&str; 36] = [
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
    "mit besten gr",
    "freundliche grüße",
    "beste grüße",
    "liebe grüße",
    "viele grüße",
    "schöne grüße",
    "gruß",
    "grüße",
    "danke",
    "cordialement",
    "bien à vous",
    "merci d'avance",
    "merci,",
    "saludos",
    "un saludo",
    "gracias",
    "cordiali saluti",
    "distinti saluti",
    "met vriendelijke groet",
    "atenciosamente",
    "med vänlig hälsning",
    "pozdrawiam",
    "с уважением",
];

/// The text with breaks before everything that ends a mail.
pub(super) fn strip(text: &str) -> Option<String> {
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

/// Whether a line ends a message.
fn ends(line: &str) -> bool {
    let line = line.trim_start();
    let Some(first) = line.as_bytes().first().map(u8::to_ascii_lowercase) else {
        return false;
    };
    // Hardly any line begins with a letter that one of these begins with.
    let is_first = |word: &&&str| word.as_bytes().first() == Some(&first) || !first.is_ascii();
    let mut whole = WHOLE.iter().filter(is_first);
    let mut beginnings = BEGINNINGS.iter().filter(is_first);
    whole.any(|word| begins(line, word) && line.trim_end().len() <= word.len())
        || beginnings.any(|word| begins(line, word))
}

/// Whether a line begins with a word, which is given in lower case.
fn begins(line: &str, word: &str) -> bool {
    let mut letters = line.chars().flat_map(char::to_lowercase);
    word.chars().all(|c| letters.next() == Some(c))
}
