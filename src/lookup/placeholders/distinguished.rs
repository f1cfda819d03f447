//! Distinguished names: `CN=Bob,OU=Sales,DC=corp,DC=example`, `/o=Corp/ou=Site/cn=bob`.

/// The longest one, in bytes.
const LONGEST: usize = 1024;

/// The longest value of a part, in bytes.
const LONGEST_VALUE: usize = 128;

/// How many words of the last value are read.
const MAX_WORDS: usize = 4;

const FIRST: &[&str] = &["cn=", "ou=", "dc=", "uid=", "/o=", "/cn=", "/ou=", "/dc="];

/// The length of the distinguished name at the beginning of a text; 0 if there is none. `quote` is
/// the quotation mark before it.
pub(super) fn length(text: &str, quote: Option<char>) -> usize {
    let begins = |first: &&str| {
        let head = text.get(..first.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(first))
    };
    if !FIRST.iter().any(begins) {
        return 0;
    }
    let mut length = usize::from(text.starts_with('/'));
    while length < LONGEST {
        let rest = text.get(length..).unwrap_or_default();
        let Some(name) = attribute(rest) else { break };
        let value = rest.get(name..).unwrap_or_default();
        let is_domain = rest
            .get(..name)
            .is_some_and(|name| name.eq_ignore_ascii_case("dc="));
        let (end, goes_on) = value_end(value, quote, is_domain);
        length += name + end;
        if !goes_on {
            break;
        }
        let rest = text.get(length..).unwrap_or_default();
        length += 1 + rest
            .get(1..)
            .map_or(0, |rest| rest.len() - rest.trim_start_matches(' ').len());
    }
    length
}

/// The length of something like `CN=` at the beginning of a text.
fn attribute(text: &str) -> Option<usize> {
    let letters = text
        .bytes()
        .take(24)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let is_attribute = letters > 0 && text.get(letters..)?.starts_with('=');
    is_attribute.then_some(letters + 1)
}

/// Where a value ends, and whether another part follows it.
fn value_end(value: &str, quote: Option<char>, is_domain: bool) -> (usize, bool) {
    let mut end = value.len();
    let mut letters = value.char_indices();
    while let Some((at, c)) = letters.next() {
        match c {
            '\\' => {
                letters.next();
                continue;
            }
            ',' | '+' | '/' | ';' => {
                let next = value.get(at + 1..).unwrap_or_default();
                let next = next.strip_prefix(' ').unwrap_or(next);
                if attribute(next).is_some() {
                    return (at, true);
                }
            }
            _ => {}
        }
        let ends = matches!(c, ',' | ';' | '"' | '<' | '>' | '(' | ')' | '\n' | '\t');
        if ends || at >= LONGEST_VALUE || Some(c) == quote {
            end = at;
            break;
        }
    }
    let value = value.get(..end).unwrap_or_default();
    let is_quoted = quote.is_some();
    let kept = match (is_domain, is_quoted) {
        (true, _) => {
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
            value.find(|c| !is_name(c)).unwrap_or(end)
        }
        (false, true) => end,
        (false, false) => name_words(value),
    };
    (kept, false)
}

/// The length of the first word and of the words after it that are written like names.
fn name_words(value: &str) -> usize {
    let mut length = 0;
    for (number, word) in value.split_inclusive(' ').take(MAX_WORDS).enumerate() {
        let is_name = |c: char| c.is_uppercase() || c.is_numeric();
        if number > 0 && !word.starts_with(is_name) {
            break;
        }
        length += word.len();
        if word.trim_end().ends_with(['.', ':', '!', '?']) {
            break;
        }
    }
    let named = value.get(..length).unwrap_or_default();
    named
        .trim_end_matches([' ', '.', ':', '!', '?', '\'', ']'])
        .len()
}
