//! Answers as values.

use std::collections::BTreeMap;

use super::{
    bounds::Bounds,
    format::{LONGEST_TEXT, NONE, Question, QuestionKind, Texts, UNKNOWN},
    number::Number,
    version::Version,
};
use crate::evidence::{Code, Family, Named, readings};

/// The answers known so far, by the id of their question or action.
pub type Known = BTreeMap<String, Value>;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// "I don't know".
    Unknown,
    /// The value of a choice, `yes` or `no`.
    Named(String),
    /// The values ticked, in the order of the options; none of them where empty.
    Several(Vec<String>),
    /// A number, and how the person wrote it.
    Number(Number, String),
    /// A version, and how the person wrote it.
    Version(Version, String),
    /// A few words.
    Text(String),
    /// The 32 bits of an error code, and how the person wrote it.
    Code(u32, String),
}

impl Value {
    /// Reads an answer to `question`: several texts where several may be chosen, otherwise the last one counts. The error
    /// is a sentence for the person who gave it.
    pub fn read(question: &Question, texts: &[String]) -> Result<Self, String> {
        let texts = || texts.iter().map(|text| text.trim());
        if question.kind == QuestionKind::Several {
            return several(
                question,
                &texts().filter(|text| !text.is_empty()).collect::<Vec<_>>(),
            );
        }
        Self::of(question, texts().next_back().unwrap_or_default())
    }

    /// Reads an answer to `question` that is one text.
    pub fn of(question: &Question, text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text == UNKNOWN {
            let fault = || "This has to be known to go on".to_owned();
            return question
                .may_be_unknown()
                .then_some(Self::Unknown)
                .ok_or_else(fault);
        }
        if text.chars().count() > LONGEST_TEXT {
            return Err(format!(
                "This is longer than {LONGEST_TEXT} characters; give the part that matters"
            ));
        }
        let owned = || text.to_owned();
        match question.kind {
            QuestionKind::Several => several(question, &[text]),
            QuestionKind::Choice | QuestionKind::YesNo => {
                let is_choice = question.choices().iter().any(|(value, _)| *value == text);
                let fault = || format!("\u{201c}{text}\u{201d} is not one of the answers");
                is_choice.then(|| Self::Named(owned())).ok_or_else(fault)
            }
            QuestionKind::Number => number(question, text),
            QuestionKind::Version => Version::parse(text)
                .map(|version| Self::Version(version, owned()))
                .ok_or_else(|| format!("\u{201c}{text}\u{201d} is not a version number; write one such as 5.15")),
            QuestionKind::Text if text.is_empty() || text.chars().any(char::is_control) => {
                Err("Write a few words on one line".to_owned())
            }
            QuestionKind::Text => Ok(Self::Text(owned())),
            QuestionKind::Code => code_bits(text, question.family)
                .map(|bits| Self::Code(bits, owned()))
                .ok_or_else(|| {
                    format!("\u{201c}{text}\u{201d} is not an error code; write one such as -1018, 1069 or 0x80004005")
                }),
        }
    }

    /// Its spelling in a URL: one text, or one for each of several.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Self::Unknown => vec![UNKNOWN.to_owned()],
            Self::Several(values) if values.is_empty() => vec![NONE.to_owned()],
            Self::Several(values) => values.clone(),
            Self::Named(text)
            | Self::Number(_, text)
            | Self::Version(_, text)
            | Self::Text(text)
            | Self::Code(_, text) => vec![text.clone()],
        }
    }

    /// What the person reads, in few words.
    pub fn label(&self, question: &Question) -> String {
        match self {
            Self::Unknown => "I don\u{2019}t know".to_owned(),
            Self::Several(values) if values.is_empty() => "None of these".to_owned(),
            Self::Several(values) => {
                let labels = values.iter().map(|value| question.short_label(value));
                labels.collect::<Vec<_>>().join(", ")
            }
            Self::Named(value) => question.short_label(value).to_owned(),
            Self::Number(_, text) if !question.unit.is_empty() => {
                format!("{text} {}", question.unit)
            }
            Self::Number(_, text) | Self::Version(_, text) | Self::Text(text) => text.clone(),
            Self::Code(bits, text) => match question.family.map(|family| spelling(*bits, family)) {
                Some(usual) if !usual.eq_ignore_ascii_case(text) => format!("{text} ({usual})"),
                _ => text.clone(),
            },
        }
    }

    /// Whether a condition on `question` allows it.
    pub(super) fn is_allowed(&self, question: &Question, condition: &Texts) -> bool {
        condition
            .all()
            .iter()
            .any(|allowed| self.is(question, allowed))
    }

    /// Whether it is what one text of a condition says.
    pub(super) fn is(&self, question: &Question, allowed: &str) -> bool {
        match self {
            Self::Unknown => allowed == UNKNOWN,
            Self::Named(value) => allowed == value,
            Self::Several(values) if values.is_empty() => allowed == NONE,
            Self::Several(values) => values.iter().any(|value| value == allowed),
            Self::Number(number, _) => {
                Bounds::parse(allowed).is_ok_and(|need| need.matches(number))
            }
            Self::Version(version, _) => {
                Bounds::parse(allowed).is_ok_and(|need| need.matches(version))
            }
            Self::Text(text) => text.to_lowercase() == allowed.trim().to_lowercase(),
            Self::Code(bits, _) => code_bits(allowed, question.family) == Some(*bits),
        }
    }
}

fn several(question: &Question, texts: &[&str]) -> Result<Value, String> {
    match texts {
        [] => return Err("Tick what applies, or \u{201c}None of these\u{201d}".to_owned()),
        [NONE] => return Ok(Value::Several(Vec::new())),
        [UNKNOWN] if question.may_be_unknown() => return Ok(Value::Unknown),
        _ => {}
    }
    let choices = question.choices();
    let is_choice = |text: &&str| choices.iter().any(|(value, _)| value == text);
    if let Some(other) = texts.iter().find(|text| !is_choice(text)) {
        return Err(if [NONE, UNKNOWN].contains(other) {
            "Tick what applies, or only the last box".to_owned()
        } else {
            format!("\u{201c}{other}\u{201d} is not one of the answers")
        });
    }
    let ticked = choices.iter().filter(|(value, _)| texts.contains(value));
    Ok(Value::Several(
        ticked.map(|(value, _)| (*value).to_owned()).collect(),
    ))
}

fn number(question: &Question, text: &str) -> Result<Value, String> {
    let Some(number) = Number::parse(text) else {
        return Err(format!(
            "\u{201c}{text}\u{201d} is not a number; write one such as 12 or 0.5"
        ));
    };
    let unit = if question.unit.is_empty() {
        String::new()
    } else {
        format!(" {}", question.unit)
    };
    match (question.min, question.max) {
        (Some(min), _) if number < min => Err(format!(
            "{text}{unit} is too little: it is at least {min}{unit}"
        )),
        (_, Some(max)) if number > max => Err(format!(
            "{text}{unit} is too much: it is at most {max}{unit}"
        )),
        _ => Ok(Value::Number(number, text.to_owned())),
    }
}

/// The 32 bits of an error code in any spelling. In a family whose codes are written in hexadecimal a bare number is so.
pub(super) fn code_bits(text: &str, family: Option<Family>) -> Option<u32> {
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
            Named::Code(code) => Some(code),
            Named::Event(_) => None,
        });
    let codes: Vec<Code> = codes.collect();
    let of_family = codes.iter().find(|code| Some(code.family) == family);
    of_family.or(codes.first())?.bits()
}

/// How a code of this family is written.
fn spelling(bits: u32, family: Family) -> String {
    let value = match family {
        Family::Stop => format!("{bits:x}"),
        Family::Status => format!("{bits:08x}"),
        Family::Jet => bits.cast_signed().to_string(),
        _ => bits.to_string(),
    };
    Code { family, value }.commonest_spelling()
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
            let bits: Vec<_> = spellings
                .iter()
                .map(|text| code_bits(text, family))
                .collect();
            assert!(bits[0].is_some(), "{spellings:?}");
            assert!(
                bits.iter().all(|one| *one == bits[0]),
                "{spellings:?} {bits:x?}"
            );
        }
        for text in ["", "x", "nothing", "1 2", "0x", "99999999999"] {
            assert_eq!(code_bits(text, None), None, "{text}");
        }
        assert_eq!(spelling(0xFFFF_FC06, Family::Jet), "-1018");
    }
}
