//! Headings in a series, each about another way to fix the problem: `Method 1`, `Method 2`.

/// A heading of an alternative fix: its position in a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AlternativeHeading {
    /// What the series counts, in lower case: `method`.
    pub word: &'static str,
    /// Its number.
    pub number: u32,
}

/// Words for alternatives. Steps and phases follow one another, so they are not alternatives.
const WORDS: &[&str] = &[
    "method",
    "option",
    "approach",
    "alternative",
    "workaround",
    "resolution",
    "solution",
    "fix",
    "remedy",
    "way",
    "methode",
    "möglichkeit",
    "variante",
    "weg",
    "lösung",
    "lösungsweg",
    "umgehung",
    "problemumgehung",
    "abhilfe",
    "méthode",
    "contournement",
    "résolution",
    "possibilité",
    "método",
    "opción",
    "solución",
    "alternativa",
];

const CARDINALS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

const ORDINALS: &[&str] = &[
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
];

/// The longest word that is looked up.
const LONGEST: usize = 32;

/// The most headings in a series: nobody can choose among more.
const MAX_HEADINGS: usize = 50;

/// The number must be among this many words of a heading: `Workaround - Method 2`.
const NEAR: usize = 4;

impl AlternativeHeading {
    /// The position that a heading states.
    pub(super) fn of(heading: &str) -> Option<Self> {
        let words = heading.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty() && word.len() <= LONGEST);
        let words: Vec<&str> = words.take(NEAR).collect();
        words.windows(2).find_map(|pair| {
            let [one, other] = pair else {
                return None;
            };
            let after = series_word(one).zip(number_of(other));
            let (word, number) = after.or_else(|| series_word(other).zip(place(one, ORDINALS)))?;
            Some(Self { word, number })
        })
    }
}

fn series_word(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    WORDS.iter().find(|known| **known == word).copied()
}

/// `2`, `B`, `Two`
fn number_of(word: &str) -> Option<u32> {
    if let [letter @ b'A'..=b'Z'] = word.as_bytes() {
        return Some(u32::from(letter - b'A') + 1);
    }
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    match digits && word.len() <= 3 {
        true => word.parse().ok(),
        false => place(word, CARDINALS),
    }
}

fn place(word: &str, of: &[&str]) -> Option<u32> {
    let word = word.to_lowercase();
    let at = of.iter().position(|known| *known == word)?;
    u32::try_from(at + 1).ok()
}

/// A heading among others in the same text: its level, and its position in a series.
pub(super) type HeadingInSeries = (u8, Option<AlternativeHeading>);

/// The series among headings, each with at least two, as indices. Headings of a higher level end a
/// series; others may be between its members.
pub(super) fn series(headings: &[HeadingInSeries]) -> Vec<Vec<usize>> {
    let mut open: Vec<(u8, AlternativeHeading, Vec<usize>)> = Vec::new();
    let mut done = Vec::new();
    for (at, (level, alternative)) in headings.iter().enumerate() {
        while open.last().is_some_and(|(of, ..)| of > level) {
            done.extend(open.pop());
        }
        let Some(alternative) = alternative else {
            continue;
        };
        let is_open = open.last().is_some_and(|(of, ..)| of == level);
        let last = open.last_mut().filter(|_| is_open);
        match last {
            Some((_, last, members))
                if last.word == alternative.word && last.number < alternative.number =>
            {
                last.number = alternative.number;
                members.push(at);
            }
            _ => {
                if is_open {
                    done.extend(open.pop());
                }
                open.push((*level, alternative.clone(), vec![at]));
            }
        }
    }
    done.append(&mut open);
    let members = done.into_iter().map(|(.., members)| members);
    members
        .filter(|members| (2..=MAX_HEADINGS).contains(&members.len()))
        .collect()
}
