//! Codes of protocols and services: HTTP, mail delivery, Kerberos and Microsoft Entra.
//!
//! Their values look like versions, ports and addresses, so only the words around them show that
//! they are codes.

use regex::Captures;

use super::super::{
    model::{Code, Family},
    number::is_known,
    value,
};

/// HTTP statuses that people call `error 404` without mentioning HTTP.
const SPOKEN_OF: [&str; 10] = [
    "400", "401", "403", "404", "405", "408", "500", "502", "503", "504",
];
/// HTTP statuses that IIS divides further.
const DIVIDED: [&str; 11] = [
    "400", "401", "403", "404", "405", "406", "412", "413", "500", "502", "503",
];
/// A smaller result code mostly belongs to another program.
const SMALLEST_RESULT: u32 = 6;

/// The code of a proposal that this module's groups matched: `Some(None)` if it is not a code after
/// all, and `None` if other groups matched.
pub(super) fn code(text: &str, proposal: &Captures<'_>) -> Option<Option<Code>> {
    let group = |name: &str| proposal.name(name).map(|m| m.as_str());
    let end = proposal.get(0).map_or(0, |m| m.end());
    let start = proposal.get(0).map_or(0, |m| m.start());
    if let Some(number) = group("entra") {
        return Some(of(Family::Entra, number));
    }
    if let Some(number) = group("http").or(group("iis")) {
        return Some(http(text, end, number));
    }
    if let Some(number) = group("httpcode") {
        return Some(http(text, end, number).filter(is_known));
    }
    if let Some(status) = group("replied") {
        let class = group("reply").unwrap_or_default();
        let is_reply = (class == "2") == status.starts_with('2') && !is_inside_number(text, start);
        return Some(delivery(text, end, status).filter(|_| is_reply));
    }
    if let Some(status) = group("delivery").or(group("hash")) {
        return Some(delivery(text, end, status));
    }
    let hex = group("kerberos")?;
    let is_result = group("kerberosword").is_some_and(|word| word.starts_with(['r', 'R']));
    let is_certain = group("ticket").is_some() || !is_result;
    let code = of(Family::Kerberos, hex).filter(is_known);
    Some(code.filter(|code| is_certain || code.bits() >= Some(SMALLEST_RESULT)))
}

/// Adds the other possible meanings of the number in `error 404`, before an unknown Win32 error.
pub(super) fn add_readings(number: &str, readings: &mut Vec<Code>) {
    let place = usize::from(readings.first().is_some_and(is_known));
    if SPOKEN_OF.contains(&number) {
        readings.insert(place, Code::number(Family::Http, number));
    }
    if let Some(code) = of(Family::Entra, number).filter(is_known) {
        readings.insert(place, code);
    }
}

/// The code that a text of nothing but numbers with points may be.
pub(super) fn of_dotted(text: &str) -> Option<Code> {
    let code = match text.bytes().filter(|b| *b == b'.').count() {
        1 => of(Family::Http, text),
        2 => of(Family::Smtp, text),
        _ => None,
    };
    code.filter(is_known)
}

/// Whether the number before `end` is an SMTP reply that is followed by its enhanced status.
pub(super) fn is_mail_reply(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    let rest = rest.strip_prefix([' ', '-']).unwrap_or_default();
    let mut rest = rest.strip_prefix('#').unwrap_or(rest).bytes();
    matches!(rest.next(), Some(b'2' | b'4' | b'5'))
        && rest.next() == Some(b'.')
        && rest.next().is_some_and(|b| b.is_ascii_digit())
}

fn of(family: Family, text: &str) -> Option<Code> {
    value::canonical(family, text).map(|value| Code { family, value })
}

/// A known status, or the sub-status of one that IIS divides.
fn http(text: &str, end: usize, number: &str) -> Option<Code> {
    let number = number.replace('-', ".");
    let (status, sub) = number.split_once('.').unwrap_or((&number, ""));
    let fits = if sub.is_empty() {
        of(Family::Http, status).is_some_and(|code| is_known(&code))
    } else {
        DIVIDED.contains(&status)
    };
    let code = of(Family::Http, &number)?;
    (fits && !goes_on(text, end)).then_some(code)
}

fn delivery(text: &str, end: usize, status: &str) -> Option<Code> {
    of(Family::Smtp, status).filter(|_| !goes_on(text, end))
}

/// Whether the numbers before `end` are only the beginning of an address, a version or a size.
fn goes_on(text: &str, end: usize) -> bool {
    let mut rest = text.as_bytes().iter().skip(end);
    matches!(rest.next(), Some(b'.' | b',' | b'-' | b'/' | b':'))
        && rest.next().is_some_and(u8::is_ascii_digit)
}

fn is_inside_number(text: &str, start: usize) -> bool {
    let before = text.get(..start).and_then(|head| head.chars().next_back());
    before.is_some_and(|c| matches!(c, '.' | ',' | '-' | '_' | '/'))
}
