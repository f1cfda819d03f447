//! Answers as values, and what conditions say of them.

use std::collections::BTreeMap;

use super::{
    bounds::Bounds,
    format::{Conditions, Guide, Kind, LONGEST_TEXT, NONE, Node, Question, Rule, Texts, UNKNOWN},
    number::Number,
    requirement::{self, Verdict},
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
        if question.kind == Kind::Several {
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
            Kind::Several => several(question, &[text]),
            Kind::Choice | Kind::YesNo => {
                let is_choice = question.choices().iter().any(|(value, _)| *value == text);
                let fault = || format!("\u{201c}{text}\u{201d} is not one of the answers");
                is_choice.then(|| Self::Named(owned())).ok_or_else(fault)
            }
            Kind::Number => number(question, text),
            Kind::Version => Version::parse(text)
                .map(|version| Self::Version(version, owned()))
                .ok_or_else(|| format!("\u{201c}{text}\u{201d} is not a version number; write one such as 5.15")),
            Kind::Text if text.is_empty() || text.chars().any(char::is_control) => {
                Err("Write a few words on one line".to_owned())
            }
            Kind::Text => Ok(Self::Text(owned())),
            Kind::Code => code_bits(text, question.family)
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

/// Whether something holds, where not everything is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    Maybe,
}

/// Whether all conditions hold, taking every answer as it is: `unknown` is an answer like others.
pub(super) fn hold(guide: &Guide, conditions: &Conditions, known: &Known) -> bool {
    conditions
        .iter()
        .all(|(name, condition)| holds(guide, name, condition, known))
}

fn holds(guide: &Guide, name: &str, condition: &Texts, known: &Known) -> bool {
    match guide.node(name) {
        Some(Node::Sheet(sheet)) => {
            let verdict = requirement::sheet_verdict(guide, sheet, known);
            condition
                .all()
                .iter()
                .any(|allowed| allowed == verdict.word())
        }
        Some(Node::Question(question)) => {
            (known.get(name)).is_some_and(|value| value.is_allowed(question, condition))
        }
        // An action is answered `yes` or `no`.
        _ => known.get(name).is_some_and(|value| {
            condition
                .all()
                .iter()
                .any(|allowed| *value == Value::Named(allowed.clone()))
        }),
    }
}

/// Whether all conditions hold in fact: an answer that is not known leaves it open.
pub(super) fn truth(guide: &Guide, conditions: &Conditions, known: &Known) -> Truth {
    let mut truth = Truth::Yes;
    for (name, condition) in conditions {
        match known.get(name) {
            None | Some(Value::Unknown) => truth = Truth::Maybe,
            Some(_) if holds(guide, name, condition, known) => {}
            Some(_) => return Truth::No,
        }
    }
    truth
}

/// Whether all conditions will hold, where some questions are yet to be answered: only those leave it open.
pub(super) fn outlook(guide: &Guide, conditions: &Conditions, known: &Known) -> Truth {
    let mut truth = Truth::Yes;
    for (name, condition) in conditions {
        let is_answered = match guide.node(name) {
            Some(Node::Sheet(sheet)) => {
                let shown = requirement::shown_facts(guide, sheet, known);
                shown.iter().all(|fact| known.contains_key(&fact.id))
            }
            _ => known.contains_key(name),
        };
        if !is_answered {
            truth = Truth::Maybe;
        } else if !holds(guide, name, condition, known) {
            return Truth::No;
        }
    }
    truth
}

/// The first rule that holds.
pub(super) fn first_rule<'g>(
    guide: &Guide,
    rules: &'g [Rule],
    known: &Known,
) -> Option<(usize, &'g Rule)> {
    rules
        .iter()
        .enumerate()
        .find(|(_, rule)| hold(guide, &rule.when, known))
}

/// What a verdict word means in a condition.
pub(super) fn is_verdict_word(word: &str) -> bool {
    [Verdict::Met, Verdict::NotMet, Verdict::Unknown]
        .iter()
        .any(|verdict| verdict.word() == word)
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
