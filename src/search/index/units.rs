//! Units: several words that are indexed as one term, so that every spelling gives the same query.
//! They are English: negations (`can't`, `cannot`, `does not`), verbs of two words (`shut down`,
//! `logging in`), numbers with a unit (`4 GB`). The words before something that happens are one
//! term, too: `at` shutdown, `during` setup and `when` logging on are all indexed as `when`.

use std::{borrow::Cow, ops::Range};

/// The term of all negations. It can't be mistaken for a word, since words have no apostrophe.
pub const NOT: &str = "n't";

/// Words of a text that are indexed as one term.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// How many words.
    pub(super) words: usize,
    /// The word that stands for all of them, in lower case.
    pub(super) word: UnitWord,
}

/// The word that stands for others.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum UnitWord {
    /// [`NOT`].
    Not,
    /// A word of letters (`shutdown`).
    Letters(&'static str),
    /// The words without the characters between them (`4GB`).
    Joined,
}

impl Unit {
    /// The word that stands for these words, which are at `span` of a text.
    pub(super) fn stands_for(&self, text: &str, span: &Range<usize>) -> Cow<'static, str> {
        match self.word {
            UnitWord::Not => Cow::Borrowed(NOT),
            UnitWord::Letters(word) => Cow::Borrowed(word),
            UnitWord::Joined => Cow::Owned(joined(text, span)),
        }
    }
}

/// The letters and digits of some words, in lower case.
pub(super) fn joined(text: &str, span: &Range<usize>) -> String {
    let written = text.get(span.clone()).unwrap_or_default();
    let mut joined: String = written.chars().filter(|c| c.is_alphanumeric()).collect();
    joined.make_ascii_lowercase();
    joined
}

/// The longest first word of a unit.
const LONGEST: usize = 8;

/// The unit that begins with the first of the words at `spans`.
pub(super) fn unit(text: &str, spans: &[Range<usize>]) -> Option<Unit> {
    let mut letters = [0; LONGEST];
    let first = lower(text, spans.first()?, &mut letters)?;
    if first.starts_with(|c: char| c.is_ascii_digit()) {
        return number(text, spans);
    }
    let words = Words { text, spans };
    if let Some(negation) = words.negation(first) {
        return Some(Unit {
            words: negation,
            word: UnitWord::Not,
        });
    }
    if words.is_when(first) {
        return Some(Unit {
            words: 1,
            word: UnitWord::Letters("when"),
        });
    }
    joined_verb(&words, first)
}

/// A verb and the word after it, if they form one verb.
fn joined_verb(words: &Words<'_>, first: &str) -> Option<Unit> {
    let (text, spans) = (words.text, words.spans);
    let (_, particles) = verb(first)?;
    let is_it = |particle: &&(&str, &str)| words.is(1, particle.0);
    let (_, joined) = particles.iter().find(is_it)?;
    let is_apart = matches!(words.before(1), " " | "-" | "\u{a0}" | "\n");
    let goes_on = text.get(spans.get(1)?.end..)?.starts_with('-') || words.is(2, "of");
    (is_apart && !goes_on && !is_noun(text, spans.first()?.start)).then_some(Unit {
        words: 2,
        word: UnitWord::Letters(joined),
    })
}

/// Nouns that name something that happens, in addition to those in [`VERBS`].
const MOMENTS: &[&str] = &[
    "boot", "exit", "install", "launch", "reboot", "restart", "start",
];

/// Words before a noun that looks like a verb (`event log in`).
const BEFORE_NOUNS: &[&str] = &[
    "a",
    "an",
    "application",
    "audit",
    "error",
    "event",
    "security",
    "system",
    "the",
    "this",
    "trace",
    "transaction",
    "your",
];

/// Whether the word at `start` is a noun, judged by the word before it.
fn is_noun(text: &str, start: usize) -> bool {
    let word = word_before(text, start);
    let mut nouns = BEFORE_NOUNS.iter();
    nouns.any(|noun| word.eq_ignore_ascii_case(noun))
}

/// The word before the one at `start`; empty if there is none.
fn word_before(text: &str, start: usize) -> &str {
    let before = text.get(..start).unwrap_or_default().trim_end();
    let mut words = before.rsplit(|c: char| !c.is_alphanumeric());
    words.next().unwrap_or_default()
}

/// The words of a text from some position on.
struct Words<'t> {
    text: &'t str,
    spans: &'t [Range<usize>],
}

impl Words<'_> {
    /// Whether the word at `at` is `word`, in any letter case.
    fn is(&self, at: usize, word: &str) -> bool {
        let own = self
            .spans
            .get(at)
            .and_then(|span| self.text.get(span.clone()));
        own.is_some_and(|own| own.eq_ignore_ascii_case(word))
    }

    /// The text between the word at `at` and the one before it.
    fn before(&self, at: usize) -> &str {
        let between = || {
            let (one, other) = (self.spans.get(at.checked_sub(1)?)?, self.spans.get(at)?);
            self.text.get(one.end..other.start)
        };
        between().unwrap_or_default()
    }

    /// Whether only a space comes before the word at `at`.
    fn follows(&self, at: usize) -> bool {
        matches!(self.before(at), " " | "\n" | "\u{a0}")
    }

    /// Whether the first word is part of a service's name, and not a verb: only it is capitalized.
    fn is_information_store(&self) -> bool {
        let written = |at: usize| {
            let span = self.spans.get(at)?;
            self.text.get(span.clone())
        };
        written(0) == Some("IS") && written(1) != Some("NOT")
    }

    /// Whether `first` means the same as `when`: some words always do, others do before something
    /// that happens.
    fn is_when(&self, first: &str) -> bool {
        match first {
            "during" | "whilst" => true,
            "while" => {
                let start = self.spans.first().map_or(0, |span| span.start);
                !word_before(self.text, start).eq_ignore_ascii_case("a")
            }
            "at" | "on" | "upon" => self.is_moment(1),
            _ => false,
        }
    }

    /// Whether the word at `at` names something that happens.
    fn is_moment(&self, at: usize) -> bool {
        let Some(spans) = self.spans.get(at..).filter(|_| self.follows(at)) else {
            return false;
        };
        let mut nouns = VERBS.iter().flat_map(|(_, particles)| *particles);
        let is_noun = nouns.any(|(_, noun)| self.is(at, noun))
            || MOMENTS.iter().any(|noun| self.is(at, noun));
        let is_verb = || {
            let mut letters = [0; LONGEST];
            let words = Words {
                text: self.text,
                spans,
            };
            let first = lower(self.text, spans.first()?, &mut letters)?;
            joined_verb(&words, first)
        };
        is_noun || is_verb().is_some()
    }

    /// The number of words in the negation that begins with `first`.
    fn negation(&self, first: &str) -> Option<usize> {
        let is_contracted = |words: &Self| {
            let mark = matches!(words.before(1), "'" | "\u{2019}" | " " | "`" | "\u{b4}");
            mark && words.is(1, "t")
        };
        let length = match first {
            "not" | "cannot" | "cant" | "wont" | "dont" | "doesnt" | "didnt" | "isnt" | "arent"
            | "wasnt" | "werent" | "couldnt" | "wouldnt" | "shouldnt" | "hasnt" | "havent"
            | "hadnt" => 1,
            "can" | "could" | "will" | "would" | "do" | "does" | "did" | "is" | "are" | "was"
            | "were" | "has" | "have" | "had" | "may" | "might" | "must" | "should" | "shall"
                if self.follows(1) && self.is(1, "not") && !self.is_information_store() =>
            {
                2
            }
            "can" | "won" | "don" | "doesn" | "didn" | "isn" | "aren" | "wasn" | "weren"
            | "couldn" | "wouldn" | "shouldn" | "hasn" | "haven" | "hadn"
                if is_contracted(self) =>
            {
                2
            }
            _ => return None,
        };
        Some(length)
    }
}

/// A number with its unit.
fn number(text: &str, spans: &[Range<usize>]) -> Option<Unit> {
    let words = Words { text, spans };
    let first = text.get(spans.first()?.clone())?;
    let second = spans.get(1)?;
    if first.len() > 4 || !first.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let before = text.get(..spans.first()?.start)?;
    let is_inside = before.ends_with(['.', ',']) && before.len() > 1 && {
        let mut chars = before.chars().rev().skip(1);
        chars.next().is_some_and(|c| c.is_ascii_alphanumeric())
    };
    if is_inside {
        return None;
    }
    let is_apart = matches!(words.before(1), " " | "-" | "\u{a0}");
    let mut letters = [0; LONGEST];
    let is_unit = lower(text, second, &mut letters).is_some_and(|unit| {
        // An article of a certain year is not an amount.
        let is_year = first.len() == 4 && (first.starts_with("19") || first.starts_with("20"));
        is_unit(unit) && !(is_year && unit == "kb")
    });
    (is_apart && is_unit).then_some(Unit {
        words: 2,
        word: UnitWord::Joined,
    })
}

/// Where the unit begins in a number that is written together with it (`4GB`).
pub(super) fn unit_of_number(word: &str) -> Option<usize> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let mut letters = [0; LONGEST];
    if !(1..=4).contains(&digits) {
        return None;
    }
    let unit = lower(word, &(digits..word.len()), &mut letters);
    unit.is_some_and(is_unit).then_some(digits)
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "kb" | "mb"
            | "gb"
            | "tb"
            | "kbps"
            | "mbps"
            | "gbps"
            | "hz"
            | "khz"
            | "mhz"
            | "ghz"
            | "dpi"
            | "bit"
    )
}

/// Whether a term may stand for several words that are worth marking, unlike negations.
pub fn is_unit_term(term: &str) -> bool {
    let mut nouns = VERBS.iter().flat_map(|(_, particles)| *particles);
    // The stems of these nouns are the nouns themselves.
    unit_of_number(term).is_some()
        || term.contains('+')
        || nouns.any(|(_, noun)| term.starts_with(noun) || noun.starts_with(term))
}

/// A word in lower case; `None` if it isn't ASCII, or is too long for the first word of a unit.
fn lower<'l>(text: &str, span: &Range<usize>, letters: &'l mut [u8; LONGEST]) -> Option<&'l str> {
    let word = text.as_bytes().get(span.clone())?;
    let letters = letters.get_mut(..word.len())?;
    letters.copy_from_slice(word);
    letters.make_ascii_lowercase();
    std::str::from_utf8(letters).ok()
}

/// The forms of a verb, the words that it forms one word with, and the noun for both.
type Verb = (
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
);

/// The forms of verbs, the words that may follow them, and the noun that both form.
const VERBS: &[Verb] = &[
    (&["back", "backs", "backed", "backing"], &[("up", "backup")]),
    (&["boot", "boots", "booted", "booting"], &[("up", "bootup")]),
    (
        &["call", "calls", "called", "calling"],
        &[("back", "callback")],
    ),
    (
        &["clean", "cleans", "cleaned", "cleaning"],
        &[("up", "cleanup")],
    ),
    (
        &["dial", "dials", "dialed", "dialing", "dialled", "dialling"],
        &[("up", "dialup"), ("in", "dialin"), ("out", "dialout")],
    ),
    (&["hang", "hangs", "hung", "hanging"], &[("up", "hangup")]),
    (
        &["lock", "locks", "locked", "locking"],
        &[("up", "lockup"), ("out", "lockout")],
    ),
    (
        &["log", "logs", "logged", "logging"],
        &[
            ("in", "login"),
            ("on", "logon"),
            ("off", "logoff"),
            ("out", "logout"),
        ],
    ),
    (&["look", "looks", "looked", "looking"], &[("up", "lookup")]),
    (
        &["play", "plays", "played", "playing"],
        &[("back", "playback")],
    ),
    (
        &["plug", "plugs", "plugged", "plugging"],
        &[("in", "plugin")],
    ),
    (&["pop", "pops", "popped", "popping"], &[("up", "popup")]),
    (
        &["print", "prints", "printed", "printing"],
        &[("out", "printout")],
    ),
    (
        &["roll", "rolls", "rolled", "rolling"],
        &[("back", "rollback")],
    ),
    (&["set", "sets", "setting"], &[("up", "setup")]),
    (&["shut", "shuts", "shutting"], &[("down", "shutdown")]),
    (
        &["sign", "signs", "signed", "signing"],
        &[("in", "signin"), ("on", "signon"), ("out", "signout")],
    ),
    (
        &["slow", "slows", "slowed", "slowing"],
        &[("down", "slowdown")],
    ),
    (
        &["start", "starts", "started", "starting"],
        &[("up", "startup")],
    ),
    (&["time", "times", "timed", "timing"], &[("out", "timeout")]),
    (
        &["work", "works", "worked", "working"],
        &[("around", "workaround")],
    ),
];

/// The verb with this form.
fn verb(word: &str) -> Option<&'static Verb> {
    // Most words begin with a letter that none of the verbs begins with.
    if !word.starts_with(['b', 'c', 'd', 'h', 'l', 'p', 'r', 's', 't', 'w']) {
        return None;
    }
    let two = first_two(word)?;
    VERBS.iter().find(|(forms, _)| {
        let is_alike = forms.first().and_then(|form| first_two(form)) == Some(two);
        is_alike && forms.contains(&word)
    })
}

/// The first two bytes of a word, which are quickly compared.
fn first_two(word: &str) -> Option<[u8; 2]> {
    word.as_bytes().first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::index::words::words;

    fn read(text: &str) -> Option<(usize, UnitWord)> {
        let spans: Vec<_> = words(text).collect();
        unit(text, &spans).map(|unit| (unit.words, unit.word))
    }

    #[test]
    fn words_that_are_read_as_one_are_found() {
        for (text, expect) in [
            ("can't print", Some((2, UnitWord::Not))),
            ("Can\u{2019}t print", Some((2, UnitWord::Not))),
            ("can t remove", Some((2, UnitWord::Not))),
            ("cannot print", Some((1, UnitWord::Not))),
            ("does NOT print", Some((2, UnitWord::Not))),
            ("is not able to print", Some((2, UnitWord::Not))),
            ("IS not starting", None),
            ("IS NOT STARTING", Some((2, UnitWord::Not))),
            ("print out of paper", None),
            ("2000 kb articles", None),
            ("unable to print", None),
            ("can print", None),
            ("do. Not", None),
            ("logging in", Some((2, UnitWord::Letters("login")))),
            ("log-in", Some((2, UnitWord::Letters("login")))),
            ("log on-line", None),
            ("log. In", None),
            ("shut down", Some((2, UnitWord::Letters("shutdown")))),
            ("at shutdown", Some((1, UnitWord::Letters("when")))),
            ("On logging off", Some((1, UnitWord::Letters("when")))),
            ("at boot", Some((1, UnitWord::Letters("when")))),
            (
                "During the installation",
                Some((1, UnitWord::Letters("when"))),
            ),
            ("while printing", Some((1, UnitWord::Letters("when")))),
            ("when printing", None),
            ("on the desk", None),
            ("at once", None),
            ("on 4 GB", None),
            ("at. Logon", None),
            ("4 GB", Some((2, UnitWord::Joined))),
            ("32-bit", Some((2, UnitWord::Joined))),
            ("4 gibbons", None),
            ("4.0 server", None),
            ("4.01", None),
            ("10.0.0.1", None),
            ("12345 MB", None),
            ("", None),
        ] {
            assert_eq!(read(text), expect, "{text}");
        }
        assert_eq!(unit_of_number("4GB"), Some(1));
        assert_eq!(unit_of_number("GB"), None);
        assert_eq!(unit_of_number("4G"), None);
    }

    #[test]
    fn many_words_that_may_be_a_moment_cost_no_more_each() {
        let text = "on at upon ".repeat(100_000);
        let mut spans = Vec::new();
        let mut at = 0;
        for word in text.split_inclusive(' ') {
            spans.push(at..at + word.len() - 1);
            at += word.len();
        }
        assert!(unit(&text, &spans).is_none());
    }
}
