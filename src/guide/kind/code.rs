//! An error code, in any spelling.

use std::collections::BTreeSet;

use super::{
    answers::{Answers, Entry},
    constraints::Constraints,
    error::AnswerError,
    value::Value,
};
use crate::evidence::{Code, Family, SpelledThing, readings};

pub(super) struct Codes;

impl Answers for Codes {
    fn word(&self) -> &'static str {
        "code"
    }

    fn settings(&self) -> &'static [&'static str] {
        &["family"]
    }

    fn entry(&self, constraints: &Constraints<'_>) -> Option<Entry> {
        let example = match constraints.family {
            Some(Family::Stop) => "0x0000001E",
            Some(Family::Jet) => "-1018",
            Some(Family::Status) => "0x80004005",
            _ => "1069 or 0x80004005",
        };
        Some(Entry {
            label: "Error code",
            example,
            is_decimal: false,
        })
    }

    fn advice(&self, _: &Constraints<'_>) -> String {
        "Write an error code such as `-1018`, `1069` or `0x80004005`".to_owned()
    }

    fn parse(&self, constraints: &Constraints<'_>, text: &str) -> Result<Value, AnswerError> {
        let bits = bits_of(text, constraints.family);
        let value = bits.map(|bits| Value::Code(bits, text.to_owned()));
        value.ok_or_else(|| AnswerError::NotACode(text.to_owned()))
    }

    fn show(&self, constraints: &Constraints<'_>, value: &Value) -> String {
        let Value::Code(bits, text) = value else {
            return String::new();
        };
        match constraints.family.map(|family| spelling(*bits, family)) {
            Some(usual) if !usual.eq_ignore_ascii_case(text) => format!("{text} ({usual})"),
            _ => text.clone(),
        }
    }

    fn matches(&self, constraints: &Constraints<'_>, value: &Value, allowed: &str) -> bool {
        match value {
            Value::Code(bits, _) => bits_of(allowed, constraints.family) == Some(*bits),
            _ => false,
        }
    }

    fn samples(&self, constraints: &Constraints<'_>, named: &BTreeSet<&str>) -> Vec<Value> {
        self.typed(constraints, named, "0x7FFFFFFF")
    }
}

/// The 32 bits of an error code in any spelling. STOP and status codes are hexadecimal even without
/// `0x`.
fn bits_of(text: &str, family: Option<Family>) -> Option<u32> {
    let text = text.trim().trim_end_matches(['.', ',', ';', ')']);
    let hexadecimal = matches!(family, Some(Family::Stop | Family::Status));
    if !hexadecimal && let Ok(number) = text.parse::<i64>() {
        return u32::try_from(number)
            .ok()
            .or_else(|| i32::try_from(number).ok().map(i32::cast_unsigned));
    }
    let digits = text
        .strip_prefix("0x")
        .or_else(|| text.strip_prefix("0X"))
        .unwrap_or(text);
    let is_hex =
        (1..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex && (hexadecimal || digits.len() < text.len()) {
        return u32::from_str_radix(digits, 16).ok();
    }
    let codes = readings(text)
        .into_iter()
        .filter_map(|reading| match reading.named {
            SpelledThing::Code(code) => Some(code),
            SpelledThing::Event(_) => None,
        });
    let codes: Vec<Code> = codes.collect();
    let of_family = codes.iter().find(|code| Some(code.family) == family);
    of_family.or(codes.first())?.bits()
}

/// The usual spelling of a code in its family.
fn spelling(bits: u32, family: Family) -> String {
    Code::of_bits(family, bits).map_or_else(|| bits.to_string(), |code| code.commonest_spelling())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_code_are_one() {
        for (family, spellings) in [
            (
                Some(Family::Jet),
                &[
                    "-1018",
                    "4294966278",
                    "0xFFFFFC06",
                    "JET_errReadVerifyFailure",
                ][..],
            ),
            (None, &["-1018", "4294966278", "0xfffffc06"]),
            (None, &["1069", "0x42D", "0x0000042d", "1069."]),
            (
                Some(Family::Stop),
                &["50", "0x50", "0x00000050", "STOP 0x00000050", "STOP: 50"],
            ),
            (
                Some(Family::Stop),
                &["c000021a", "0xC000021A", "STOP: c000021a"],
            ),
        ] {
            let bits: Vec<_> = spellings.iter().map(|text| bits_of(text, family)).collect();
            assert!(bits[0].is_some(), "{spellings:?}");
            assert!(
                bits.iter().all(|one| *one == bits[0]),
                "{spellings:?} {bits:x?}"
            );
        }
        for text in ["", "x", "nothing", "1 2", "0x", "99999999999"] {
            assert_eq!(bits_of(text, None), None, "{text}");
        }
        assert_eq!(spelling(0xFFFF_FC06, Family::Jet), "-1018");
    }
}
