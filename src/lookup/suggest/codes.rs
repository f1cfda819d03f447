//! Suggests codes.

use super::{
    suggestion::Suggestion,
    typed::{Typed, TypedEvent},
};
use crate::{
    evidence::{self, Code, Family},
    lookup::dedup::keep_first,
};

/// The most codes that are shown.
const CODES: usize = 4;

/// Codes that are typed completely, then those with a spelling that begins with the typed text. A
/// number next to a name may also be one.
pub(super) fn codes<'a>(typed: &Typed<'_, 'a>) -> Vec<Suggestion<'a>> {
    let atlas = typed.known.atlas;
    let count = |code: &Code| atlas.articles_by_code_key(&code.key()).len();
    let TypedEvent { number, name, .. } = TypedEvent::read(typed.text);
    let text = match &number {
        Some(number) if !name.is_empty() && evidence::codes(typed.text).is_empty() => number,
        _ => typed.text,
    };
    // `1645` has several readings, but the person sees only those codes that are written with these
    // digits.
    let is_seen = |code: &Code| {
        let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        let spellings = code.spellings();
        spellings.iter().any(|spelling| spelling.contains(digits))
    };
    let mentions = evidence::codes(text).into_iter();
    let whole = mentions.flat_map(|mention| mention.readings);
    let whole = whole.filter(|code| number.is_none() || is_seen(code));
    let begins_with_it = typed.completions.codes.typed(text, &count, 2 * CODES);
    // `-1018` is also a 32-bit status, but nobody calls it that.
    let is_twin = |code: &Code| code.family == Family::Status && code.value.starts_with("fffff");
    let mut all: Vec<Code> = (whole.take(CODES).chain(begins_with_it))
        .filter(|code| count(code) > 0 && !is_twin(code))
        .collect();
    keep_first(&mut all, Code::key);
    all.truncate(CODES);
    let suggestion = |code: Code| {
        let articles = count(&code);
        Suggestion::Code(code, articles)
    };
    all.into_iter().map(suggestion).collect()
}
