//! What a number or a code may mean when nothing stands beside it.
//!
//! People read one off a screen or over the phone: `1645`, `1e`, `c000021a`, `-1018`. Like the err.exe of
//! old, [`readings`] offers everything that it may be, and says what is likely; it never decides.

use super::{Code, Family, scan};
use crate::evidence::label::is_code_label;

/// A longer text is no code's spelling.
const LONGEST: usize = 80;
/// STOP codes and most Win32 errors are below.
const SMALL: u32 = 0x1_0000;

/// What a spelling may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// The event of this ID, of whatever source.
    Event(u32),
    /// An error code.
    Code(Code),
}

/// One thing that a spelling may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it may name.
    pub named: Named,
    /// Is it what people mostly mean by this spelling? A pure guess from the number and from what is
    /// known of it; whoever has the atlas knows better.
    pub likely: bool,
}

/// All that a text may mean that is nothing but a number or one code's spelling (`1645`, `c000021a`,
/// `-1018`, `STOP: 0x1E`, `E_FAIL`), the likely ones first. Empty for any other text.
///
/// A code that the same number holds anyway (the Win32 error 5 in `0x80070005`) is no reading of its own:
/// see [`Code::relatives`].
pub fn readings(text: &str) -> Vec<Reading> {
    let text = text
        .trim()
        .trim_matches(['"', '\'', '`', '(', ')', '[', ']', '.', ',', ':', '#']);
    if text.is_empty() || text.len() > LONGEST {
        return Vec::new();
    }
    let mut readings = of_number(text);
    if readings.is_empty() {
        readings = of_spelling(text);
    }
    readings.sort_by_key(|reading| !reading.likely);
    readings
}

/// The likely codes of a text that is nothing but a number.
pub(super) fn codes_of_number(text: &str) -> Vec<Code> {
    of_number(text)
        .into_iter()
        .filter(|reading| reading.likely)
        .filter_map(|reading| match reading.named {
            Named::Code(code) => Some(code),
            Named::Event(_) => None,
        })
        .collect()
}

/// The readings of a spelling with words around the number, or of a symbolic name.
fn of_spelling(text: &str) -> Vec<Reading> {
    let mut mentions = scan::codes(text).into_iter();
    let (Some(mention), None) = (mentions.next(), mentions.next()) else {
        return Vec::new();
    };
    let around = [text.get(..mention.span.start), text.get(mention.span.end..)];
    if !around.into_iter().flatten().all(only_labels) {
        return Vec::new();
    }
    let Some(first) = mention.readings.first() else {
        return Vec::new();
    };
    let relatives = first.relatives();
    let mut readings: Vec<Reading> = mention
        .readings
        .iter()
        .filter(|code| *code == first || !relatives.contains(code))
        .map(|code| reading(code.clone(), code == first || is_known(code)))
        .collect();
    if let Some(other) = first.bits().and_then(|value| stop_of_status(first, value)) {
        readings.push(other);
    }
    readings
}

/// Is there nothing but words that say that a code follows?
fn only_labels(text: &str) -> bool {
    let mut words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.all(is_code_label)
}

/// The readings of a bare number.
fn of_number(text: &str) -> Vec<Reading> {
    let lower = text.to_ascii_lowercase();
    if let Some(hex) = lower.strip_prefix("0x").or(lower.strip_prefix("&h")) {
        return of_hex(hex, true);
    }
    if let Some(number) = lower.strip_prefix('-') {
        return digits(number, 10)
            .and_then(|value| i64::from(value).checked_neg())
            .and_then(|value| i32::try_from(value).ok())
            .map(|value| vec![reading(status(value.cast_unsigned()), true)])
            .unwrap_or_default();
    }
    if let Some(value) = digits(&lower, 10) {
        return of_decimal(value, &lower);
    }
    let hex = lower.strip_suffix('h').unwrap_or(&lower);
    of_hex(hex, hex.len() < lower.len())
}

fn of_decimal(value: u32, text: &str) -> Vec<Reading> {
    if value >= 0x8000_0000 {
        return vec![reading(status(value), true)];
    }
    if text.len() == 8 {
        return of_hex(text, text.starts_with("800"));
    }
    if value >= SMALL {
        return Vec::new();
    }
    let mut readings = vec![
        Reading {
            named: Named::Event(value),
            likely: true,
        },
        reading(Code::number(Family::Win32, value), true),
    ];
    let runtime = Code::number(Family::Runtime, value);
    if is_known(&runtime) {
        readings.push(reading(runtime, true));
    }
    // Over the phone the minus is lost.
    let jet = Code::number(Family::Jet, -i64::from(value));
    if is_known(&jet) {
        readings.push(reading(jet, true));
    }
    if let Some(hex) = digits(text, 16) {
        let stop = Code::stop(hex);
        if is_known(&stop) {
            readings.push(reading(stop, true));
        } else if text.len() <= 3 {
            readings.push(reading(stop, false));
        }
        if hex != value && hex < SMALL {
            readings.push(reading(Code::number(Family::Win32, hex), false));
        }
    }
    readings
}

/// The readings of hex digits; `marked` where the spelling says that they are (`0x1e`, `1eh`).
fn of_hex(text: &str, marked: bool) -> Vec<Reading> {
    let Some(value) = digits(text, 16) else {
        return Vec::new();
    };
    if value < SMALL {
        let (stop, win32) = (Code::stop(value), Code::number(Family::Win32, value));
        // `add`, `bad` and `face` are words.
        let is_number = marked || text.bytes().any(|b| b.is_ascii_digit());
        let mut readings = Vec::new();
        if is_known(&stop) || text.len() <= 3 || marked {
            let likely = is_number && is_known(&stop);
            readings.push(reading(stop, likely));
        }
        let likely = marked && is_known(&win32);
        readings.push(reading(win32, likely));
        return readings;
    }
    let is_code = text.len() == 8;
    if !marked && !is_code {
        return Vec::new();
    }
    let code = status(value);
    let mut readings: Vec<Reading> = stop_of_status(&code, value).into_iter().collect();
    readings.push(reading(code, marked || value >= 0x8000_0000));
    readings
}

/// Some stop codes are status values: `c000021a`.
fn stop_of_status(code: &Code, value: u32) -> Option<Reading> {
    let stop = Code::stop(value);
    let other = code.family == Family::Status && value >= SMALL && is_known(&stop);
    other.then(|| reading(stop, true))
}

/// The code of a 32-bit value: JET's where it is one, else a status.
fn status(value: u32) -> Code {
    let code = Code::status(value);
    code.relatives()
        .into_iter()
        .find(|other| other.family == Family::Jet)
        .unwrap_or(code)
}

fn reading(code: Code, likely: bool) -> Reading {
    Reading {
        named: Named::Code(code),
        likely,
    }
}

fn is_known(code: &Code) -> bool {
    !code.known().is_empty()
}

/// The value of a text of nothing but digits; `None` where it doesn't fit in 32 bits.
fn digits(text: &str, radix: u32) -> Option<u32> {
    let all_digits = text.chars().all(|c| c.is_digit(radix));
    u32::from_str_radix(text, radix).ok().filter(|_| all_digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        let shown: Vec<String> = readings(text)
            .into_iter()
            .map(|reading| {
                let name = match reading.named {
                    Named::Event(id) => format!("event {id}"),
                    Named::Code(code) => code.key(),
                };
                let mark = if reading.likely { "" } else { "?" };
                format!("{name}{mark}")
            })
            .collect();
        shown.join(", ")
    }

    #[test]
    fn a_bare_number_is_a_set_of_readings() {
        for (text, expect) in [
            ("1645", "event 1645, win32:1645, win32:5701?"),
            ("68", "event 68, win32:68, stop:68?, win32:104?"),
            ("50", "event 50, win32:50, stop:50, win32:80?"),
            (
                "429",
                "event 429, win32:429, runtime:429, stop:429?, win32:1065?",
            ),
            ("1018", "event 1018, win32:1018, jet:-1018, win32:4120?"),
            ("-1018", "jet:-1018"),
            ("4294966278", "jet:-1018"),
            ("0xfffffc06", "jet:-1018"),
            ("1e", "stop:1e, win32:30?"),
            ("1E", "stop:1e, win32:30?"),
            ("0x1E", "stop:1e, win32:30"),
            ("0000001e", "stop:1e, win32:30?"),
            ("0x0000001e", "stop:1e, win32:30"),
            ("7b", "stop:7b, win32:123?"),
            ("c000021a", "stop:c000021a, status:c000021a"),
            ("0xC000021A", "stop:c000021a, status:c000021a"),
            ("c0000005", "status:c0000005"),
            ("80004005", "status:80004005"),
            ("80004005h", "status:80004005"),
            ("-2147467259", "status:80004005"),
            ("2147500037", "status:80004005"),
            ("0x80070005", "status:80070005"),
            ("bad", "stop:bad?, win32:2989?"),
            ("70000", ""),
            ("168465", ""),
            ("99999999999", ""),
            ("0x", ""),
            ("-", ""),
            ("", ""),
        ] {
            assert_eq!(shown(text), expect, "{text}");
        }
    }

    #[test]
    fn a_spelling_is_read_whole_or_not_at_all() {
        for (text, expect) in [
            ("STOP: 0x0000001E", "stop:1e"),
            ("stop 1e", "stop:1e"),
            ("stop 50", "stop:50"),
            ("STOP C000021A", "stop:c000021a"),
            ("E_FAIL", "status:80004005"),
            ("ID no: c1030b11", "status:c1030b11"),
            ("error 5", "win32:5, runtime:5"),
            ("run-time error '429'", "runtime:429"),
            ("result code 3", "result:3"),
            ("lnk2001", "build:LNK2001"),
            ("%%1053", "win32:1053"),
            ("JET_errReadVerifyFailure", "jet:-1018"),
            ("service error 5 again", ""),
            ("E_FAIL or -1018", ""),
            ("event 68", ""),
            ("no code at all", ""),
        ] {
            assert_eq!(shown(text), expect, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_likely_come_first(text in "(0x|-|&h)?[0-9a-f]{1,9}h?|.{0,100}") {
            let likely: Vec<bool> = readings(&text).iter().map(|reading| reading.likely).collect();
            prop_assert!(likely.is_sorted_by(|a, b| a >= b));
        }
    }
}
