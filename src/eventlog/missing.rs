//! The sentence that viewers in all languages show in place of a message if they lack the message
//! file. It contains the event ID, the source and the strings.

use std::sync::LazyLock;

use regex::Regex;

use super::value::{self, joined};
use crate::evidence::shown_id;

/// An event whose message is missing.
#[derive(Debug, PartialEq)]
pub(super) struct Missing {
    pub(super) id: u32,
    pub(super) source: Option<String>,
    pub(super) strings: Vec<String>,
    /// Where the sentence begins.
    pub(super) start: usize,
    /// Where the strings end.
    pub(super) end: usize,
}

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static SENTENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:description\s(?:for|of|de\sl.|pour|della|para|do|da)|beschreibung\s(?:für|der|zu)|descripción\s(?:del|para|de)",
        r"|descrizione\s(?:dell|per|relativa)|descrição\s(?:d|para)|beschrijving\s(?:van|voor)|opisu?\s|описание\s|説明|描述|설명|beskrivning|popis|açıklama",
        r"|событи|イベント|事件|이벤트)[^\n\d]{0,60}?",
        r"[(\[\x22'« ]\s?(?P<id>\d{1,10})\s?[)\]\x22'»]?\s?,?[^\n(\[\x22'«]{0,40}?",
        r"(?:[(\[\x22'«]\s?(?P<marked>[^)\]\x22'»\r\n]{2,80}?)\s?[)\]\x22'»]",
        r"|\s(?:source|quelle|origen|origine|origem|fonte|bron)\s:?\s?(?P<bare>[^\r\n(\[\x22'«:]{2,80}?))",
        r"\s?(?:[.。]|に|could\snot|cannot|can\snot|can't|nicht\sgefunden|wurde\snicht|kann\snicht|est\sintrouvable|ne\speut|n'a\spas|introuvable",
        r"|no\sse\s|no\spuede|non\s(?:è|può)|impossibile|não\s(?:pôde|pode|foi|é)|kan\sniet|niet\sgevonden|nie\s(?:można|została)|не\s|не найдено|が見つかり|の説明|找不到|无法|無法|的描述|을\s|를\s|hittades|nelze|nebyl|bulunamad)",
    ))
    .expect("the pattern compiles")
});

/// The most bytes before the first word of the sentence that is recognized, for `La` or `Die`.
const MAX_BEFORE: usize = 24;

/// How the text after the strings begins, in lower case.
const TAILS: [&str; 14] = [
    "the message resource",
    "the specified",
    "the locale specific",
    "the handle is",
    "the publisher",
    "the resource",
    "the system cannot",
    "die nachrichtenressource",
    "die meldungsressource",
    "der angegebene",
    "das angegebene",
    "la ressource",
    "le type",
    "event xml",
];

/// The event whose message a text says is missing.
pub(super) fn find(text: &str) -> Option<Missing> {
    if !may_begin(text) {
        return None;
    }
    let found = SENTENCE.captures(text)?;
    let whole = found.get(0)?;
    let id = found.name("id")?.as_str().parse().ok().and_then(shown_id)?;
    let source = found.name("marked").or_else(|| found.name("bare"))?;
    let rest = text.get(whole.end()..)?;
    let (strings, used) = strings(rest);
    Some(Missing {
        id,
        source: value::source(
            source
                .as_str()
                .trim_start_matches("ソース ")
                .trim_end_matches(" 内"),
        ),
        strings,
        start: sentence_start(text, whole.start()),
        end: whole.end() + used,
    })
}

/// Whether a text may contain such a sentence: it has one of the first words, or a non-ASCII
/// letter.
pub(super) fn may_begin(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |at: usize, word: &str| {
        let own = bytes.get(at..at + word.len());
        own.is_some_and(|own| own.eq_ignore_ascii_case(word.as_bytes()))
    };
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'd' | b'D' => begins(at, "descri"),
        b'b' | b'B' => begins(at, "besch") || begins(at, "beskriv"),
        b'o' | b'O' => begins(at, "opis"),
        byte => !byte.is_ascii(),
    })
}

/// Where the sentence begins whose first recognized word is at a position: a word such as `Die` may
/// come before that.
fn sentence_start(text: &str, at: usize) -> usize {
    let head = text.get(..at).unwrap_or_default();
    let near = head.floor_char_boundary(at.saturating_sub(MAX_BEFORE));
    let begins = head.get(near..).unwrap_or_default();
    let end = begins.rfind(['.', '\n', ':', '"', '!', '?']);
    match end {
        Some(end) => near + end + 1,
        None if near == 0 => 0,
        None => at,
    }
}

/// The strings after the last sentence that announces them, and where they end.
fn strings(text: &str) -> (Vec<String>, usize) {
    let Some((from, on_line)) = announcement(text) else {
        return (Vec::new(), first_paragraph(text));
    };
    let tail = text.get(from..).unwrap_or_default();
    let mut listed: Vec<&str> = Vec::new();
    let mut used = 0;
    let mut blanks = 0;
    for line in tail.split_inclusive('\n') {
        let bare = line.trim();
        let lower = bare.to_lowercase();
        let is_tail = TAILS.iter().any(|tail| lower.starts_with(tail));
        let many = bare.split(' ').count() > 12;
        if is_tail || (blanks > 1 && many && !listed.is_empty()) {
            if is_tail {
                used += line.len();
            }
            break;
        }
        used += line.len();
        if bare.is_empty() {
            blanks += 1;
            if on_line && !listed.is_empty() {
                break;
            }
            continue;
        }
        listed.push(bare);
    }
    let strings = match (on_line, listed.as_slice()) {
        (_, [one]) | (true, [one, ..]) if one.contains(", ") || on_line => {
            let all = joined(&listed.join(" "));
            let all = all.trim_end_matches(['"', ' ']);
            let all = all.strip_suffix('.').unwrap_or(all);
            all.split(", ")
                .map(|one| one.trim().trim_end_matches([',', ';']).to_owned())
                .collect()
        }
        _ => listed.into_iter().map(str::to_owned).collect(),
    };
    (strings, from + used)
}

/// Where the strings begin: after the first colon that ends a line or is followed by a list; and
/// whether they are on the same line.
fn announcement(text: &str) -> Option<(usize, bool)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mut from = 0;
        while let Some(colon) = line.get(from..).and_then(|rest| rest.find([':', '：'])) {
            let colon = from + colon;
            let wide = line.get(colon..).is_some_and(|rest| rest.starts_with('：'));
            let after = colon + if wide { 3 } else { 1 };
            let rest = line.get(after..).unwrap_or_default();
            let words = line.get(..colon).unwrap_or_default();
            let announces = words.chars().count() >= 10
                && !words.ends_with("http")
                && !words.ends_with("https");
            if announces && rest.trim().is_empty() {
                return Some((at + line.len(), false));
            }
            if announces && (wide || rest.starts_with([' ', '\t'])) {
                return Some((at + after, true));
            }
            from = after;
        }
        at += line.len();
    }
    None
}

fn first_paragraph(text: &str) -> usize {
    text.find("\n\n").unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_in_the_sentence() {
        for text in [
            "The description for Event ID ( 68 ) in Source ( Lamp Room ) could not be found. It contains the following insertion string(s): C:\\a, 1.",
            "The description for Event ID 68 from source Lamp Room cannot be found. Either this or that.\n\nThe following information was included with the event: \n\nC:\\a\n1\n\nThe message resource is present but",
            "Die Beschreibung für Ereignis-ID ( 68 ) in der Quelle ( Lamp Room ) wurde nicht gefunden. Dies und das. Folgende Informationen sind Teil des Ereignisses: C:\\a, 1.",
            "La description de l'ID d'événement ( 68 ) dans la source ( Lamp Room ) est introuvable. Les informations suivantes font partie de l'événement : C:\\a, 1.",
            "No se puede encontrar la descripción del Id. de suceso ( 68 ) en el origen ( Lamp Room ). No se ha. La siguiente información es parte del suceso: C:\\a, 1.",
        ] {
            let found = find(text);
            let Some(found) = found else {
                panic!("{text}");
            };
            assert_eq!(found.id, 68, "{text}");
            assert_eq!(found.source.as_deref(), Some("Lamp Room"), "{text}");
            assert_eq!(found.strings, ["C:\\a", "1"], "{text}");
        }
    }

    #[test]
    fn other_sentences_are_not_taken_for_it() {
        for text in [
            "",
            "The description is wrong.",
            "Event ID 5 cannot be found",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
