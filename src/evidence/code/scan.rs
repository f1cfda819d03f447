//! Finds codes in a text: a pattern proposes them, and plain rules decide.

use std::sync::LazyLock;

use regex::{Captures, Regex};

mod protocol;

use super::{
    known,
    model::{Code, CodeMention, Family},
    number, value,
};

// Alternatives at the same position are tried in this order. All repetitions are bounded, so a
// proposal that the rules reject costs only its own few dozen bytes.
#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static PROPOSAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i-u)",
        r"(?:\baadsts\s{0,2}:?\s{0,2}(?P<entra>[0-9]{5,7})\b)",
        r"|(?:\bhttp(?:s|/[0-3](?:\.[0-9])?)?[\s:=\-]{1,3}(?:(?:errors?|status|code|response|result|returned)",
        r"[\s:=#\-]{1,3}){0,3}['\x22(]?(?P<http>[1-5][0-9]{2}(?:[.\-][0-9]{1,2})?)\b)",
        r"|(?:\bstatus\s{1,2}code(?:\s(?:of|is|was))?\s{0,2}[:=]?\s{0,3}['\x22(]?",
        r"(?P<httpcode>[45][0-9]{2}(?:\.[0-9]{1,2})?)\b)",
        r"|(?:#?\b(?P<reply>[245])[0-5][0-9][\s\-]{1,2}#?(?P<replied>[245]\.[0-9]{1,3}\.[0-9]{1,3})\b)",
        r"|(?:\b(?:smtp|ndrs?|dsn|bounce|status|err(?:or)?)(?:[\s\-](?:error|status|code|message|number|is|was|of)){0,3}",
        r"\s{0,2}[:;=]?\s{0,2}['\x22(]?#?(?P<delivery>[45]\.[0-7]\.[0-9]{1,3})\b)",
        r"|(?:#(?P<hash>[45]\.[0-7]\.[0-9]{1,3})\b)",
        r"|(?:\b(?P<ticket>ticket\soptions:\s{0,8}0x[0-9a-f]{1,8}\s{1,8})?(?P<kerberosword>failure\scode|result\scode",
        r"|kerberos(?:\serror)?(?:\scode)?)\s{0,2}[:=]?\s{0,8}0x(?P<kerberos>[0-9a-f]{1,2})\b)",
        r"|(?:\berr(?:or)?(?:\s{1,3}(?:code|number|message|no|status|is|was|of|returned)){0,3}",
        r"\.?\s{0,2}[:=#]?\s{0,3}['(\x22]?(?P<iis>[45][0-9]{2}[.\-][0-9]{1,2})\b)",
        r"|(?:\bbug\s?check(?:\s(?:code|was|is)){0,2}\s?[:=]?\s{0,3}(?P<bugcheck>0x[0-9a-f]{1,8})\b)",
        r"|(?:\b(?P<stopword>stop)(?P<stoperror>\s{1,3}(?:error|code|message|screen)s?)?",
        r"\s{0,2}[:\-=]?\s{0,3}\(?(?P<stop>(?:0x)?[0-9a-f]{1,8})\b)",
        r"|(?:\brun[\s\-]?time\s{1,3}error\s{0,2}:?\s{0,3}['`(\x22]?(?P<runtime>-?[0-9]{1,10})\b)",
        r"|(?:\b(?:result|return)\s{1,2}code(?:\s(?:of|is|was))?\s{0,2}[:=]?\s{0,3}(?P<result>-?[0-9]{1,5})\b)",
        r"|(?:\b(?:err(?:or)?)(?:\s{1,3}(?:code|number|message|no|num|id|status|is|was|of|returned)){0,3}",
        r"\.?\s{0,2}[:=#]?\s{0,3}[('\x22]?(?:(?P<win32hex>0x[0-9a-f]{1,4})|(?P<win32>[0-9]{1,5}))\b)",
        r"|(?:%%(?P<percent>[0-9]{1,5})\b)",
        r"|(?:0x(?P<hex>[0-9a-f]{5,8})\b)",
        r"|(?:\b(?P<bare>[8ce][0-9a-f]{7}|f{4}[0-9a-f]{4})\b)",
        r"|(?:-(?P<negative>[0-9]{3,4}|[0-9]{9,10})\b)",
        r"|(?:\b(?P<unsigned>[234][0-9]{9})\b)",
        r"|(?:\b(?P<build>(?:c[124]|lnk[1-6]|rc[124]|bk[14]|u[14]|midl[12])[0-9]{3})\b)",
        r"|(?:\b(?:fault\s{1,3}in(?:\s{1,3}module)?|in\s{1,3}module)\s{1,3}['`\x22]?",
        r"(?P<module>[a-z0-9_~\-]{1,20}\.(?:exe|dll|drv|ocx|vxd|386|cpl|sys|wll|xll|tsp|pkg))\b)",
        r"|(?:\b(?P<wsa>wsa(?:e[a-z]{4,20}|host_not_found))\b)",
        r"|(?:\b(?P<name>[a-z0-9]{1,20}_[a-z0-9_]{3,70})\b)",
    ))
    .expect("the code pattern compiles")
});

/// Every code in `text`, in order, without overlaps.
///
/// A text that is only a short number (`1645`, `0x1E`), or `stop` and one, is read as a code, too;
/// inside a sentence it isn't.
pub fn codes(text: &str) -> Vec<CodeMention> {
    let found = spelled_codes(text);
    if found.is_empty() {
        whole_text(text).into_iter().collect()
    } else {
        found
    }
}

/// Every code in `text` whose spelling shows that it is one, in order, without overlaps. A number
/// alone never is, whatever the text.
pub fn spelled_codes(text: &str) -> Vec<CodeMention> {
    let mut found: Vec<CodeMention> = Vec::new();
    let mut at = 0;
    while let Some(proposal) = PROPOSAL.captures_at(text, at) {
        let Some(whole) = proposal.get(0) else { break };
        let readings = readings(text, &proposal);
        if readings.is_empty() {
            at = next_word(text, whole.start());
        } else {
            at = whole.end();
            if readings.iter().any(|code| code.family == Family::Stop) {
                at = push_stop_code(text, at, &mut found, whole.range(), readings);
            } else {
                found.push(CodeMention {
                    span: whole.range(),
                    readings,
                });
            }
        }
    }
    found
}

/// Where the scan continues after a rejected proposal: after the letters and digits there.
fn next_word(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let word = bytes
        .iter()
        .skip(start)
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    start + word.max(1)
}

/// Adds the stop code, and those parameters in parentheses after it that are status values
/// (addresses and small flags aren't codes). Returns where the scan continues.
fn push_stop_code(
    text: &str,
    at: usize,
    found: &mut Vec<CodeMention>,
    span: std::ops::Range<usize>,
    readings: Vec<Code>,
) -> usize {
    found.push(CodeMention { span, readings });
    let rest = text.get(at..).unwrap_or_default();
    let open = rest.len()
        - rest
            .trim_start_matches([' ', '\t', '\r', '\n', ',', ';'])
            .len();
    let Some(list) = rest.get(open..).and_then(|list| list.strip_prefix('(')) else {
        return at;
    };
    let is_parameter = |b: &u8| {
        b.is_ascii_hexdigit() || b.is_ascii_whitespace() || matches!(b, b'x' | b'X' | b',')
    };
    let length = list.bytes().take(120).take_while(is_parameter).count();
    let Some(parameters) = list.get(..length).filter(|p| p.contains(',')) else {
        return at;
    };
    let base = at + open + 1;
    let mut offset = 0;
    for part in parameters.split(',') {
        let word = part.trim();
        let digits = word
            .strip_prefix("0x")
            .or(word.strip_prefix("0X"))
            .unwrap_or(word);
        if digits.len() == 8
            && digits.to_ascii_lowercase().starts_with("c00")
            && let Ok(value) = u32::from_str_radix(digits, 16)
        {
            let start = base + offset + (part.len() - part.trim_start().len());
            found.push(CodeMention {
                span: start..start + word.len(),
                readings: vec![Code::status(value)],
            });
        }
        offset += part.len() + 1;
    }
    base + length
}

/// The possible meanings of a proposal, the likeliest first; empty if it is not a code after all.
fn readings(text: &str, proposal: &Captures<'_>) -> Vec<Code> {
    let group = |name: &str| proposal.name(name).map(|m| m.as_str());
    let end = proposal.get(0).map_or(0, |m| m.end());
    if let Some(code) = protocol::code(text, proposal) {
        return code.into_iter().collect();
    }
    if let Some(hex) = group("bugcheck") {
        return stop_readings(hex);
    }
    if let Some(hex) = group("stop") {
        let word = group("stopword").unwrap_or_default();
        let is_code = is_stop_code(word, group("stoperror").is_some(), hex);
        return if is_code {
            stop_readings(hex)
        } else {
            Vec::new()
        };
    }
    if let Some(number) = group("runtime") {
        return match number.parse::<i64>() {
            Ok(value) if value.unsigned_abs() > 99_999 => status_of_decimal(value),
            Ok(value) => vec![Code::number(Family::Runtime, value)],
            Err(_) => Vec::new(),
        };
    }
    if let Some(number) = group("result") {
        return decimal(number)
            .map(|value| Code::number(Family::Result, value))
            .into_iter()
            .collect();
    }
    if let Some(number) = group("win32").or(group("percent")) {
        if goes_on_as_number(text, end) || protocol::is_mail_reply(text, end) {
            return Vec::new();
        }
        let Some(value) = decimal(number) else {
            return Vec::new();
        };
        let mut readings = vec![Code::number(Family::Win32, value)];
        if group("percent").is_none() {
            readings.push(Code::number(Family::Runtime, value));
            protocol::add_readings(number, &mut readings);
        }
        return readings;
    }
    if let Some(hex) = group("win32hex") {
        let value = hex
            .get(2..)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        return value
            .map(|value| Code::number(Family::Win32, value))
            .into_iter()
            .collect();
    }
    if let Some(hex) = group("hex") {
        return u32::from_str_radix(hex, 16)
            .map(status_readings)
            .unwrap_or_default();
    }
    if let Some(hex) = group("bare") {
        return if is_bare_status(hex) && !begins_guid(text, end) {
            u32::from_str_radix(hex, 16)
                .map(status_readings)
                .unwrap_or_default()
        } else {
            Vec::new()
        };
    }
    if let Some(number) = group("negative") {
        let start = proposal.get(0).map_or(0, |m| m.start());
        return negative_readings(text, start, end, number);
    }
    if let Some(number) = group("unsigned") {
        return match number.parse::<i64>() {
            Ok(value) if !goes_on_as_number(text, end) => status_of_decimal(value),
            _ => Vec::new(),
        };
    }
    if let Some(word) = group("build") {
        return vec![Code::number(Family::Build, word.to_ascii_uppercase())];
    }
    if let Some(name) = group("module") {
        let lower = name.to_ascii_lowercase();
        return value::module(&lower)
            .map(|module| Code::number(Family::Fault, module))
            .into_iter()
            .collect();
    }
    group("name")
        .or(group("wsa"))
        .and_then(known::code_named)
        .map(with_relatives)
        .unwrap_or_default()
}

/// Whether the eight digits before `end` begin a GUID: `-5D93-4B2E-…` follows.
fn begins_guid(text: &str, end: usize) -> bool {
    let mut rest = text.as_bytes().iter().skip(end);
    rest.next() == Some(&b'-')
        && rest
            .by_ref()
            .take(4)
            .filter(|b| b.is_ascii_hexdigit())
            .count()
            == 4
        && rest.next() == Some(&b'-')
}

fn decimal(number: &str) -> Option<i64> {
    number.parse().ok()
}

/// Whether the number before `end` is only the beginning of a longer one (`404.3`, `10,000`).
fn goes_on_as_number(text: &str, end: usize) -> bool {
    let mut rest = text.as_bytes().iter().skip(end);
    matches!(rest.next(), Some(b'.' | b',')) && rest.next().is_some_and(u8::is_ascii_digit)
}

/// `stop` is a common verb, so only spellings count that no sentence has by accident.
fn is_stop_code(word: &str, named_error: bool, hex: &str) -> bool {
    let lower = hex.to_ascii_lowercase();
    if lower.starts_with("0x") {
        return true;
    }
    let digit = hex.bytes().any(|b| b.is_ascii_digit());
    let letter = hex.bytes().any(|b| b.is_ascii_alphabetic());
    let short = hex.len() <= 3;
    let padded = hex.len() == 8 && lower.starts_with("000000");
    let long = padded || hex.len() == 8 && lower.starts_with('c');
    let upper = !hex.bytes().any(|b| b.is_ascii_lowercase());
    if named_error {
        return (short && (digit || upper)) || long;
    }
    if word == "STOP" {
        return (short && upper) || (short && digit && letter) || long;
    }
    (short && digit && letter) || padded || (long && letter)
}

fn stop_readings(hex: &str) -> Vec<Code> {
    let digits = hex
        .strip_prefix("0x")
        .or(hex.strip_prefix("0X"))
        .unwrap_or(hex);
    let Ok(value) = u32::from_str_radix(digits, 16) else {
        return Vec::new();
    };
    let mut readings = vec![Code::stop(value)];
    if value >= 0x8000_0000 {
        readings.push(Code::status(value));
    }
    readings
}

/// Eight bare hex digits are a status only in forms that serial numbers and words don't have.
fn is_bare_status(hex: &str) -> bool {
    let digits = hex.bytes().filter(u8::is_ascii_digit).count();
    let lower = hex.to_ascii_lowercase();
    if digits == 8 {
        return lower.starts_with("800");
    }
    digits >= 3 || lower.starts_with("ffff")
}

fn negative_readings(text: &str, start: usize, end: usize, number: &str) -> Vec<Code> {
    let before = text.get(..start).and_then(|head| head.chars().next_back());
    let glued = before.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_' || c == '.');
    let after = text.as_bytes().get(end);
    if glued || after == Some(&b'-') || goes_on_as_number(text, end) {
        return Vec::new();
    }
    number
        .parse::<i64>()
        .map(|value| status_of_decimal(-value))
        .unwrap_or_default()
}

/// The readings of a decimal number that is a 32-bit status, written signed or unsigned.
fn status_of_decimal(value: i64) -> Vec<Code> {
    let bits = match (i32::try_from(value), u32::try_from(value)) {
        (Ok(signed), _) if signed < 0 => signed.cast_unsigned(),
        (_, Ok(unsigned)) if unsigned >= 0x8000_0000 => unsigned,
        _ => return Vec::new(),
    };
    let mut readings = status_readings(bits);
    if value > -100_000 && value < 0 {
        readings.sort_by_key(|code| code.family != Family::Jet);
    }
    readings
}

fn status_readings(value: u32) -> Vec<Code> {
    with_relatives(Code::status(value))
}

/// A code, followed by the other codes with the same number; a JET error comes before its status.
fn with_relatives(code: Code) -> Vec<Code> {
    let relatives = code.relatives();
    let is_jet = relatives.iter().any(|other| other.family == Family::Jet);
    let mut codes: Vec<Code> = std::iter::once(code).chain(relatives).collect();
    if is_jet {
        codes.reverse();
    }
    codes
}

/// The likely readings of a text that is nothing but a number, or `stop` and a number.
fn whole_text(text: &str) -> Option<CodeMention> {
    let trimmed = text.trim();
    if trimmed.len() > 20 {
        return None;
    }
    let stop = trimmed
        .get(..5)
        .filter(|head| head.eq_ignore_ascii_case("stop "))
        .and_then(|head| trimmed.strip_prefix(head))
        .and_then(|number| value::canonical(Family::Stop, number.trim()));
    let readings = match stop {
        Some(value) => vec![Code::number(Family::Stop, value)],
        None => match protocol::of_dotted(trimmed) {
            Some(code) => vec![code],
            None => number::codes_of_number(trimmed),
        },
    };
    let start = text.len() - text.trim_start().len();
    (!readings.is_empty()).then(|| CodeMention {
        span: start..start + trimmed.len(),
        readings,
    })
}

#[cfg(test)]
mod tests;
