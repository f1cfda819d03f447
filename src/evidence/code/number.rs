//! The possible meanings of a bare number.

use super::model::{Code, Family};

/// Most STOP codes and Win32 errors are smaller.
const SMALL: u32 = 0x1_0000;
/// STOP codes that people call by a plain number, as they would an error or event.
const SPOKEN_OF: [u32; 31] = [
    0x12, 0x19, 0x23, 0x24, 0x26, 0x35, 0x41, 0x44, 0x50, 0x51, 0x58, 0x69, 0x74, 0x76, 0x77, 0x78,
    0x79, 0x80, 0x93, 0x101, 0x109, 0x113, 0x116, 0x119, 0x124, 0x133, 0x139, 0x141, 0x144, 0x154,
    0x192,
];

/// What a spelling may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpelledThing {
    /// The event with this ID, of any source.
    Event(u32),
    /// An error code.
    Code(Code),
}

/// One possible meaning of a spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeReading {
    /// What it may name.
    pub named: SpelledThing,
    /// Whether people mostly mean this by the spelling: a guess from the number and what is known
    /// about it. The atlas knows better.
    pub likely: bool,
}

/// The likely codes of a text that is nothing but a number.
pub(super) fn codes_of_number(text: &str) -> Vec<Code> {
    of_number(text)
        .into_iter()
        .filter(|reading| reading.likely)
        .filter_map(|reading| match reading.named {
            SpelledThing::Code(code) => Some(code),
            SpelledThing::Event(_) => None,
        })
        .collect()
}

/// The readings of a bare number.
pub(super) fn of_number(text: &str) -> Vec<CodeReading> {
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

fn of_decimal(value: u32, text: &str) -> Vec<CodeReading> {
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
        CodeReading {
            named: SpelledThing::Event(value),
            likely: true,
        },
        reading(Code::number(Family::Win32, value), true),
    ];
    for family in [Family::Runtime, Family::Http, Family::Entra] {
        let code = Code::number(family, value);
        let is_failure = family != Family::Http || value >= 400;
        if is_failure && is_known(&code) {
            readings.push(reading(code, true));
        }
    }
    // Over the phone, the minus sign is lost.
    let jet = Code::number(Family::Jet, -i64::from(value));
    if is_known(&jet) {
        readings.push(reading(jet, true));
    }
    if let Some(hex) = digits(text, 16) {
        let stop = Code::stop(hex);
        if is_known(&stop) || text.len() <= 3 {
            let likely = is_known(&stop) && SPOKEN_OF.contains(&hex);
            readings.push(reading(stop, likely));
        }
        if hex != value && hex < SMALL {
            readings.push(reading(Code::number(Family::Win32, hex), false));
        }
    }
    readings
}

/// The readings of hex digits; `marked` says whether the spelling marks them as such (`0x1e`,
/// `1eh`).
fn of_hex(text: &str, marked: bool) -> Vec<CodeReading> {
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
    let mut readings: Vec<CodeReading> = stop_of_status(&code, value).into_iter().collect();
    readings.push(reading(code, marked || value >= 0x8000_0000));
    readings
}

/// The STOP code with the value of a status, which a few have: `c000021a`.
pub(super) fn stop_of_status(code: &Code, value: u32) -> Option<CodeReading> {
    let stop = Code::stop(value);
    let other = code.family == Family::Status && value >= SMALL && is_known(&stop);
    other.then(|| reading(stop, true))
}

/// The code of a 32-bit value: a JET error if it is one, or else a status.
fn status(value: u32) -> Code {
    let code = Code::status(value);
    code.relatives()
        .into_iter()
        .find(|other| other.family == Family::Jet)
        .unwrap_or(code)
}

pub(super) fn reading(code: Code, likely: bool) -> CodeReading {
    CodeReading {
        named: SpelledThing::Code(code),
        likely,
    }
}

pub(super) fn is_known(code: &Code) -> bool {
    !code.known().is_empty()
}

/// The value of a text of digits; `None` if there is anything else or it doesn't fit in 32 bits.
fn digits(text: &str, radix: u32) -> Option<u32> {
    let all_digits = text.chars().all(|c| c.is_digit(radix));
    u32::from_str_radix(text, radix).ok().filter(|_| all_digits)
}
