//! Single versions of products, and whether two of them may be the same.

/// A word of a heading, in lower case, and its position.
pub(super) struct Word {
    pub text: String,
    pub start: usize,
    pub end: usize,
}

/// Words that don't change the meaning of a name.
pub(super) const SAYS_NOTHING: &[&str] = &["microsoft", "ms", "version", "versions"];

/// Words between versions.
const BETWEEN: &[&str] = &["and", "or", "und", "oder", "et", "ou", "y", "o"];

/// Words that make a range of versions, with the direction in which it is open.
const LATER: &[&str] = &[
    "later",
    "higher",
    "newer",
    "above",
    "up",
    "höher",
    "neuer",
    "ab",
    "supérieure",
    "ultérieure",
    "superior",
    "posterior",
];
const EARLIER: &[&str] = &["earlier", "lower", "older", "below", "älter", "bis"];

/// One version of a product, perhaps with all later or earlier ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Single {
    words: Vec<String>,
    is_later: bool,
    is_earlier: bool,
}

/// `4.0`, `3.x`, `2000`, `5.5a`, `98se`, `sp3`, `v35`
pub(super) fn is_version(word: &str) -> bool {
    let bare = ["sp", "v"].iter().find_map(|mark| word.strip_prefix(mark));
    let word = bare.unwrap_or(word);
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'x');
    let rest = word.trim_start_matches(is_number);
    word.starts_with(|c: char| c.is_ascii_digit()) && rest.len() <= 2
}

/// The versions that a heading names: `Windows 95/98` are two, `Outlook 2010 and later` is one.
pub(super) fn singles(heading: &str, named: &[Word]) -> Vec<Single> {
    let mut singles: Vec<Single> = Vec::new();
    let mut is_next = true;
    let mut past = 0;
    for word in named {
        let text = &*word.text;
        let between = heading.get(past..word.start).unwrap_or_default();
        is_next |= past > 0 && between.contains(['/', ',', ';', '&', '+']);
        past = word.end;
        let last = singles.last_mut();
        if BETWEEN.contains(&text) {
            is_next = true;
        } else if let Some(last) = last.filter(|_| LATER.contains(&text)) {
            last.is_later = true;
        } else if let Some(last) = singles.last_mut().filter(|_| EARLIER.contains(&text)) {
            last.is_earlier = true;
        } else if !SAYS_NOTHING.contains(&text) {
            if is_next {
                is_next = false;
                singles.push(Single {
                    words: product_before(&singles, text),
                    ..Single::default()
                });
            }
            if let Some(single) = singles.last_mut() {
                single.words.push(text.to_owned());
            }
        }
    }
    singles
}

/// The product of a version that is named without one, taken from the version before it.
fn product_before(singles: &[Single], word: &str) -> Vec<String> {
    let before = singles.last().filter(|_| is_version(word));
    let words = before.into_iter().flat_map(|before| &before.words);
    words
        .take_while(|word| !is_version(word))
        .cloned()
        .collect()
}

impl Single {
    /// Whether some version may be both.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        // The less specific one includes all versions that it doesn't distinguish.
        let mut pairs = self.words.iter().zip(&other.words);
        let differ = pairs.find(|(one, two)| !is_among(one, two) && !is_among(two, one));
        let Some((one, two)) = differ else {
            return true;
        };
        let order = Rank::of(one).zip(Rank::of(two));
        match order.and_then(|(one, two)| one.is_before(&two)) {
            Some(true) => self.is_later || other.is_earlier,
            Some(false) => self.is_earlier || other.is_later,
            // `Windows XP` and `Windows 7 and later`: the words don't tell which is later.
            None => [self, other]
                .iter()
                .any(|one| one.is_later || one.is_earlier),
        }
    }
}

/// Whether a word matches `of`, which may be `3.x`.
fn is_among(word: &str, of: &str) -> bool {
    let any = of.strip_suffix('x').filter(|of| of.ends_with('.'));
    word == of || any.is_some_and(|of| word.starts_with(of))
}

/// A version as a number, as far as versions can be compared.
struct Rank {
    is_year: bool,
    parts: Vec<u32>,
}

impl Rank {
    fn of(word: &str) -> Option<Self> {
        let parts: Option<Vec<u32>> = word.split('.').map(|part| part.parse().ok()).collect();
        let mut parts = parts?;
        let year = parts.first_mut()?;
        // `95` and `98` are years.
        if (90..100).contains(year) {
            *year += 1900;
        }
        Some(Self {
            is_year: *year >= 1900,
            parts,
        })
    }

    /// Whether it is earlier; `None` if one is a year and the other is not.
    fn is_before(&self, other: &Self) -> Option<bool> {
        (self.is_year == other.is_year).then(|| self.parts < other.parts)
    }
}
