//! Article IDs: those of the archive (`Q168465`), and a helpdesk's own (`VPN-012`).

use std::{borrow::Borrow, fmt, ops::Range};

use ecow::EcoString;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The ID of an article.
///
/// An archive ID is `Q` and four to six digits. Your own IDs are a word and one or more parts of
/// letters and digits, joined by `-`, with a digit in the last part (`VPN-012`, `HR-MAIL-7`), at
/// most 40 characters. Both are in capital letters. Any other ID is as it was written: an ID of
/// another system (`KB0010809`, `howto-vpn`), or the path of the article's file
/// (`network/vpn-809`).
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("maxLength" = LONGEST_PATH))]
pub struct ArticleId(EcoString);

/// The most bytes of an ID of your own.
const LONGEST: usize = 40;

/// The most bytes of any ID.
const LONGEST_PATH: usize = 400;

impl ArticleId {
    /// Reads an archive ID or an ID of your own, in any letter case; `None` if `text` is not
    /// exactly one ID.
    pub fn parse(text: &str) -> Option<Self> {
        let upper = text.to_ascii_uppercase();
        (is_q_number(&upper) || is_own_id(&upper)).then(|| Self(upper.into()))
    }

    /// The ID that an author wrote into a field: letters, digits, `-`, `_` and `.`. `None` if it
    /// has other characters.
    pub fn written(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        Self::parse(text).or_else(|| {
            let is_id = text.starts_with(char::is_alphanumeric) && text.chars().all(fits);
            is_id.then(|| Self::of_path(text))?
        })
    }

    /// The ID that a path without its extension gives; `None` if it is too long or leads elsewhere.
    pub fn of_path(path: &str) -> Option<Self> {
        let is_name = |name: &str| !matches!(name, "" | "." | "..");
        let fits = path.len() <= LONGEST_PATH
            && !path.contains(char::is_control)
            && path.split('/').all(is_name);
        fits.then(|| Self(path.into()))
    }

    /// The canonical spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the path of a file, which says where the article is, not what it is called.
    pub fn is_path(&self) -> bool {
        self.0.contains('/')
    }

    /// The number of an archive ID (`168465` of `Q168465`).
    pub fn number(&self) -> Option<u32> {
        is_q_number(&self.0).then(|| self.0.strip_prefix('Q')?.parse().ok())?
    }
}

impl Borrow<str> for ArticleId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ArticleId> for String {
    fn from(id: ArticleId) -> Self {
        id.0.to_string()
    }
}

impl TryFrom<String> for ArticleId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::of_path(&text).ok_or_else(|| format!("`{text}` is not an article ID"))
    }
}

fn is_q_number(upper: &str) -> bool {
    upper.strip_prefix('Q').is_some_and(|digits| {
        (4..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

fn is_own_id(upper: &str) -> bool {
    let mut parts = upper.split('-');
    let first_is_word = parts.next().is_some_and(|part| {
        part.len() >= 2
            && part.starts_with(|c: char| c.is_ascii_uppercase())
            && part.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let rest: Vec<&str> = parts.collect();
    upper.len() <= LONGEST
        && first_is_word
        && !rest.is_empty()
        && rest
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && rest
            .last()
            .is_some_and(|part| part.bytes().any(|b| b.is_ascii_digit()))
}

/// Every archive ID with five or six digits (`Q168465`) that is a word of `text`, with its byte
/// range, in order.
///
/// Your own IDs are not found here, since `MS-DOS 5` and `CD-ROM2` look like them; see [`own_ids`].
pub fn article_ids(text: &str) -> Vec<(Range<usize>, ArticleId)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = bytes[at..]
        .iter()
        .position(|b| b.eq_ignore_ascii_case(&b'Q'))
    {
        let start = at + offset;
        at = start + 1;
        let inside_word = start > 0 && is_word_byte(bytes[start - 1]);
        let digits = bytes[at..]
            .iter()
            .take(7)
            .take_while(|b| b.is_ascii_digit())
            .count();
        let end = at + digits;
        let ends_word = bytes.get(end).is_none_or(|b| !is_word_byte(*b));
        if !inside_word && ends_word && (5..=6).contains(&digits) {
            if let Some(id) = ArticleId::parse(&text[start..end]) {
                found.push((start..end, id));
            }
            at = end;
        }
    }
    found
}

/// The words of `text` that look like IDs of your own (`VPN-012`) in canonical spelling, with their
/// byte ranges, in order. The caller must look up whether the article exists: `CD-ROM2` looks the
/// same.
pub fn own_ids(text: &str) -> Vec<(Range<usize>, ArticleId)> {
    let is_outside = |c: char| !(c.is_alphanumeric() || c == '_' || c == '-');
    let mut found = Vec::new();
    let mut at = 0;
    // Few words have a hyphen, so this goes from hyphen to hyphen and takes the word around each.
    while let Some((before, after)) = text.get(at..).and_then(|rest| rest.split_once('-')) {
        let hyphen = at + before.len();
        let start = before
            .char_indices()
            .rfind(|(_, c)| is_outside(*c))
            .map_or(at, |(place, c)| at + place + c.len_utf8());
        at = hyphen + 1 + after.find(is_outside).unwrap_or(after.len());
        let word = text.get(start..at).unwrap_or_default();
        let word = word.trim_end_matches('-');
        if word.contains('-')
            && word.len() <= LONGEST
            && let Some(id) = ArticleId::parse(word)
            && id.as_str() == word
        {
            found.push((start..start + word.len(), id));
        }
    }
    found
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The ID that a whole query is, in the spellings people use: `Q168465`, `q 168465`, `kb168465`,
/// `KB-168465`, `168465` (five or six digits), `VPN-012`. The caller must look up whether the
/// article exists.
pub fn query_article_id(query: &str) -> Option<ArticleId> {
    let compact: String = query
        .trim()
        .trim_end_matches('.')
        .chars()
        .filter(|c| *c != ' ')
        .collect();
    if let Some(id) = ArticleId::parse(&compact) {
        let is_kb = compact
            .get(..3)
            .is_some_and(|head| head.eq_ignore_ascii_case("kb-"));
        if !is_kb {
            return Some(id);
        }
    }
    let upper = compact.to_ascii_uppercase();
    let digits = upper
        .strip_prefix("KB")
        .or(upper.strip_prefix('Q'))
        .unwrap_or(&upper);
    let digits = digits.trim_start_matches(['-', '#', ':']);
    ((5..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| ArticleId::parse(&format!("Q{digits}")))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_ids_in_any_case() {
        for (text, canonical) in [
            ("Q168465", Some("Q168465")),
            ("q10022", Some("Q10022")),
            ("vpn-012", Some("VPN-012")),
            ("Q12", None),
            ("168465", None),
            ("MS-DOS", None),
            ("VPN-", None),
            ("../etc-1", None),
        ] {
            assert_eq!(
                ArticleId::parse(text).as_ref().map(ArticleId::as_str),
                canonical,
                "{text}"
            );
        }
    }

    #[test]
    fn keeps_ids_as_they_are_written() {
        for (text, expect) in [
            ("KB0010809", Some("KB0010809")),
            (" 360012345678 ", Some("360012345678")),
            ("howto-vpn", Some("howto-vpn")),
            ("IT_0001", Some("IT_0001")),
            ("vpn-012", Some("VPN-012")),
            ("für_1.2", Some("für_1.2")),
            ("a b", None),
            ("a/b", None),
            ("-x", None),
            ("..", None),
            ("", None),
        ] {
            let id = ArticleId::written(text);
            assert_eq!(id.as_ref().map(ArticleId::as_str), expect, "{text}");
        }
        for (path, is_id) in [
            ("network/vpn-809", true),
            ("a b/ü.1", true),
            ("/a", false),
            ("a//b", false),
            ("a/../b", false),
            ("", false),
        ] {
            let id = ArticleId::of_path(path);
            assert_eq!(id.as_ref().map(ArticleId::as_str), is_id.then_some(path));
            assert_eq!(id.and_then(|id| id.number()), None, "{path}");
        }
    }

    #[test]
    fn finds_ids_in_a_sentence() {
        let ids: Vec<_> = article_ids("see Q166045, (q164695) and FAQ12345 or Q1234567, Q30300_x.")
            .into_iter()
            .map(|(_, id)| id.to_string())
            .collect();
        assert_eq!(ids, ["Q166045", "Q164695"]);
    }

    #[test]
    fn finds_words_like_own_ids() {
        for (text, expect) in [
            ("as VPN-012, or HR-MAIL-7.", vec!["VPN-012", "HR-MAIL-7"]),
            (
                "VPN-012–VPN-013: VPN-012-VPN-013",
                vec!["VPN-012", "VPN-013", "VPN-012-VPN-013"],
            ),
            (
                "vpn-012 MS-DOS XVPN_-012 VPN-012_x - -- VPÑ-012 Q12345-",
                vec![],
            ),
            ("VPN-012-", vec!["VPN-012"]),
        ] {
            let found = own_ids(text);
            let ids: Vec<&str> = found.iter().map(|(_, id)| id.as_str()).collect();
            assert_eq!(ids, expect, "{text}");
            let words: Vec<&str> = found.iter().map(|(span, _)| &text[span.clone()]).collect();
            assert_eq!(words, expect, "{text}");
        }
    }

    #[test]
    fn reads_what_people_type() {
        for query in [
            "Q168465",
            "q 168465",
            "kb168465",
            "KB 168465",
            "KB-168465",
            " 168465 ",
        ] {
            assert_eq!(
                query_article_id(query).unwrap().as_str(),
                "Q168465",
                "{query}"
            );
        }
        assert!(query_article_id("event 68").is_none());
    }
}
