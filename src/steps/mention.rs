//! Steps that a sentence refers to: `go to step 4`, `repeat steps 2 and 3`.

use std::ops::Range;

/// Words for a step, in the languages in which headings are read.
const STEP: &[&str] = &[
    "step",
    "steps",
    "schritt",
    "schritte",
    "schritten",
    "étape",
    "étapes",
    "etape",
    "etapes",
    "paso",
    "pasos",
];

/// Words between numbers of steps.
const JOINERS: &[&str] = &[
    "and", "or", "to", "through", "thru", "until", "und", "oder", "bis", "et", "ou", "à", "y", "o",
    "a", "al",
];

/// Words after which the text says what the step is part of.
const OF: &[&str] = &["of", "von", "des", "der", "du", "de", "del"];
const IN: &[&str] = &[
    "in", "from", "under", "im", "aus", "unter", "dans", "en", "sous",
];

/// Words that refer to the current place.
const THIS: &[&str] = &[
    "this", "these", "dieser", "dieses", "diesem", "diesen", "cette", "ce", "ces", "esta", "este",
    "estos", "estas",
];

/// Words for things that may have steps of their own.
const PLACES: &[&str] = &[
    "section",
    "sections",
    "article",
    "articles",
    "procedure",
    "procedures",
    "method",
    "document",
    "topic",
    "chapter",
    "wizard",
    "example",
    "exercise",
    "workaround",
    "resolution",
    "guide",
    "abschnitt",
    "artikel",
    "verfahren",
    "methode",
    "kapitel",
    "beispiel",
    "procédure",
    "méthode",
    "sección",
    "artículo",
    "procedimiento",
    "método",
];

/// The longest word that is looked up.
const LONGEST: usize = 16;

/// The place that a number belongs to must be named within this many words after it.
const NEAR: usize = 12;

/// The steps that a phrase refers to: where each is named, and its number.
pub type Mention = Vec<(Range<usize>, u32)>;

/// The steps that `text` refers its reader to, in order. A sentence that begins with a step
/// describes that step, and steps of something else are elsewhere.
pub fn mentions(text: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut before = None;
    for span in words(text) {
        let within = before.is_some_and(|end| {
            let between = text.get(end..span.start).unwrap_or_default();
            !between.contains(ends_clause) && !between.contains(QUOTES)
        });
        before = Some(span.end);
        let word = text.get(span.clone()).unwrap_or_default();
        if !within || !is_one(word, STEP) {
            continue;
        }
        let mut numbers = numbers(text, span.end);
        let Some((first, _)) = numbers.first_mut() else {
            continue;
        };
        first.start = span.start;
        let end = numbers.last().map_or(span.end, |(span, _)| span.end);
        if !is_elsewhere(text.get(end..).unwrap_or_default()) {
            found.push(numbers);
        }
    }
    found
}

/// Characters at the beginning of the name of something.
const QUOTES: [char; 5] = ['"', '\u{201c}', '\u{201e}', '\u{ab}', '\u{2018}'];

fn ends_clause(c: char) -> bool {
    matches!(c, '.' | ':' | ';' | '!' | '?' | '(' | ')')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{a0}'
}

/// The words of a text, as ranges.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(char::is_alphanumeric)?;
        let word = text.get(start..)?;
        let is_end = |c: char| !c.is_alphanumeric();
        at = start + word.find(is_end).unwrap_or(word.len());
        Some(start..at)
    })
}

fn is_one(word: &str, of: &[&str]) -> bool {
    word.len() <= LONGEST && of.contains(&&*word.to_lowercase())
}

/// The numbers in a row from `at` on: `2, 3 and 5`, `1 through 6`, `1-4`.
fn numbers(text: &str, mut at: usize) -> Vec<(Range<usize>, u32)> {
    let mut found = Vec::new();
    while let Some((span, number)) = number(text, at) {
        at = span.end;
        found.push((span, number));
        match after_joiner(text, at) {
            Some(next) => at = next,
            None => break,
        }
    }
    found
}

/// A whole number after spaces at `at`, which is not part of `4.1` or `4b`.
fn number(text: &str, at: usize) -> Option<(Range<usize>, u32)> {
    let rest = text.get(at..)?;
    let start = at + rest.find(|c| !is_blank(c))?;
    let rest = text.get(start..)?;
    let digits = rest.bytes().take(5).take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits)?.parse().ok()?;
    let mut after = rest.get(digits..)?.chars();
    let is_whole = match after.next() {
        Some('.' | ',') => !after.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !c.is_alphanumeric(),
        None => true,
    };
    is_whole.then_some((start..start + digits, number))
}

/// Where the text continues after a comma, a dash or a word that joins numbers.
fn after_joiner(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let bare = rest.trim_start_matches(is_blank);
    let marks = [',', '-', '\u{2013}', '\u{2014}', '&', '/'];
    let unmarked = bare.strip_prefix(marks).unwrap_or(bare);
    let next = unmarked.trim_start_matches(is_blank);
    let end = next.find(|c: char| !c.is_alphabetic());
    let word = next.get(..end.unwrap_or(next.len()))?;
    match is_one(word, JOINERS) {
        true => Some(text.len() - next.len() + word.len()),
        false => (unmarked.len() < bare.len()).then(|| text.len() - unmarked.len()),
    }
}

/// Whether the text after a number says that the step belongs to something else: `of Setup`, `in
/// the previous procedure`, `(in “Restoring”)`.
fn is_elsewhere(rest: &str) -> bool {
    let bare = rest.trim_start_matches(is_blank);
    let (rest, is_aside) = match bare.strip_prefix('(') {
        Some(aside) => (aside, true),
        None => (bare, false),
    };
    let mut after = 0;
    let mut near = Vec::new();
    for span in words(rest).take(NEAR) {
        let between = rest.get(after..span.start).unwrap_or_default();
        if between.contains(ends_clause) || between.contains(',') {
            break;
        }
        after = span.end;
        near.push(rest.get(span).unwrap_or_default());
    }
    let (Some(first), second) = (near.first(), near.get(1)) else {
        return false;
    };
    if second.is_some_and(|second| is_one(second, THIS)) {
        return false;
    }
    let names_place = is_aside || near.iter().any(|word| is_one(word, PLACES));
    is_one(first, OF) || is_one(first, IN) && names_place
}
