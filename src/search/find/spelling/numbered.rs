//! Names with a number that are written with or without a space (`office 97`, `office97`): however
//! they are typed, they are looked for as most articles write them.

use std::ops::Range;

use tantivy::{Term as IndexTerm, collector::Count, query::PhraseQuery};

use crate::search::{
    find::{context::Context, terms::frequency},
    query::{OtherName, Query, Term, Word},
};

/// The most digits in such a name.
const MAX_DIGITS: usize = 4;

/// If this many times more articles have both parts of a name than have it as one word, most write
/// it with a space, and nothing needs to be counted.
const SURE: u32 = 50;

/// Rewrites a query's names with numbers as most articles write them.
pub fn write_numbered_names(context: &mut Context<'_>, query: &mut Query) {
    let named = context.synonyms.alternatives(query);
    let named: Vec<Range<usize>> = named.into_iter().map(|name| name.words).collect();
    // Words with a synonym stay as they are. From the end, so that earlier positions stay valid.
    for at in (0..query.words.len()).rev() {
        let has_synonym = named.iter().any(|words| words.contains(&at));
        if has_synonym {
            continue;
        }
        if let Some(name) = NumberedName::at(context, query, at) {
            let is_joined = name.words.len() == 1;
            let is_mostly_apart = name.is_mostly_apart(context);
            if is_joined && is_mostly_apart {
                name.take_apart(context, query);
            } else if !is_joined && !is_mostly_apart {
                name.join(context, query);
            }
        }
    }
}

/// The other way to write each name with a number, if some article may have it.
pub(super) fn written_otherwise(context: &mut Context<'_>, query: &Query) -> Vec<OtherName> {
    let mut found = Vec::new();
    for at in 0..query.words.len() {
        let Some(name) = NumberedName::at(context, query, at) else {
            continue;
        };
        let text = match name.words.len() {
            1 => format!("{} {}", name.letters, name.digits),
            _ => format!("{}{}", name.letters, name.digits),
        };
        found.push(OtherName {
            words: name.words.clone(),
            terms: Term::all_of(&text, &mut context.tokenizer),
            text,
        });
    }
    found
}

/// A name with a number in a query.
struct NumberedName {
    /// The words of the query that form it, one or two.
    words: Range<usize>,
    letters: String,
    digits: String,
    /// How many articles have it as one word, and at most how many as two.
    joined: u32,
    apart: u32,
}

impl NumberedName {
    /// The name that begins with the word at `at`; `None` for names that no article writes as one
    /// word, unless the query does.
    fn at(context: &mut Context<'_>, query: &Query, at: usize) -> Option<Self> {
        let is_quoted = |words: &Range<usize>| {
            let mut phrases = query.phrases.iter();
            phrases.any(|phrase| phrase.start < words.end && words.start < phrase.end)
        };
        let word = query.words.get(at)?;
        let (words, letters, digits) = match cut(&word.written) {
            Some((letters, digits)) => (at..at + 1, letters, digits),
            None => {
                let next = query.words.get(at + 1)?;
                let between = query.text.get(word.span.end..next.span.start)?;
                let is_name =
                    between == " " && is_letters(&word.written) && is_number(&next.written);
                is_name.then_some((at..at + 2, word.written.as_str(), next.written.as_str()))?
            }
        };
        let is_changed = |word: &Word| word.corrected.is_some() || word.is_prefix;
        let own = query.words.get(words.clone())?;
        if is_quoted(&words) || own.iter().any(is_changed) {
            return None;
        }
        let (letters, digits) = (letters.to_owned(), digits.to_owned());
        let searcher = &context.reader.searcher;
        let text = context.reader.fields.text;
        let stem = context.tokenizer.term(&letters).to_owned();
        let joined = frequency(searcher, text, &format!("{letters}{digits}").to_lowercase());
        let of_letters = frequency(searcher, text, &stem);
        let apart = of_letters.min(frequency(searcher, text, &digits));
        let is_written_so = joined > 0 || (of_letters > 0 && words.len() == 1);
        is_written_so.then_some(Self {
            joined,
            apart,
            words,
            letters,
            digits,
        })
    }

    /// Whether most articles that have it write it with a space.
    fn is_mostly_apart(&self, context: &mut Context<'_>) -> bool {
        if self.joined == 0 || self.joined.saturating_mul(SURE) < self.apart {
            return true;
        }
        let stem = context.tokenizer.term(&self.letters).to_owned();
        let term = |term: &str| IndexTerm::from_field_text(context.reader.fields.text, term);
        let side_by_side = PhraseQuery::new(vec![term(&stem), term(&self.digits)]);
        let count = context.reader.searcher.search(&side_by_side, &Count);
        count.unwrap_or(0) > self.joined as usize
    }

    /// Splits a word into two.
    fn take_apart(&self, context: &mut Context<'_>, query: &mut Query) {
        let at = self.words.start;
        let Some(word) = query.words.get(at) else {
            return;
        };
        let span = word.span.clone();
        let middle = span.start + self.letters.len();
        let letters = new_word(context, &self.letters, span.start..middle);
        let digits = new_word(context, &self.digits, middle..span.end);
        query.words.splice(self.words.clone(), [letters, digits]);
        query.move_places(at + 1, 1);
    }

    /// Joins two words into one.
    fn join(&self, context: &mut Context<'_>, query: &mut Query) {
        let at = self.words.start;
        let (Some(first), Some(last)) = (query.words.get(at), query.words.get(at + 1)) else {
            return;
        };
        let span = first.span.start..last.span.end;
        let joined = format!("{}{}", self.letters, self.digits);
        let word = Word {
            parts: vec![first.term.clone(), last.term.clone()],
            ..new_word(context, &joined, span)
        };
        query.words.splice(self.words.clone(), [word]);
        query.move_places(at + 1, -1);
    }
}

fn new_word(context: &mut Context<'_>, written: &str, span: Range<usize>) -> Word {
    let mut terms = Term::all_of(written, &mut context.tokenizer).into_iter();
    let (term, others) = terms
        .next()
        .map(|term| (term.main, term.others))
        .unwrap_or_default();
    Word {
        written: written.to_owned(),
        span,
        corrected: None,
        term,
        others,
        parts: Vec::new(),
        is_prefix: false,
    }
}

/// The letters and the number of a word that consists of both.
fn cut(word: &str) -> Option<(&str, &str)> {
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = word.split_at_checked(letters)?;
    (is_letters(letters) && is_number(digits)).then_some((letters, digits))
}

fn is_letters(word: &str) -> bool {
    word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_number(word: &str) -> bool {
    (1..=MAX_DIGITS).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}
