//! What a requirement or a condition requires.

use crate::guide::{Bound, Comparison, Measure, Need};

/// What is needed: `exactly 5.15`, `6.0 or later, but before 8.5`, `64 MB or more`.
pub fn need(need: &Need) -> String {
    let (bounds, measure, unit) = match need {
        Need::Answer(answer) => return answer.clone(),
        Need::Bounds {
            bounds,
            measure,
            unit,
        } => (bounds, *measure, unit),
    };
    let words = bounds.iter().map(|one| bound(one, measure, unit));
    words.collect::<Vec<_>>().join(", but ")
}

/// What is needed, for after the word "Required:", where a bare value already means exactly that.
pub fn required(asked: &Need) -> String {
    match asked {
        Need::Bounds { bounds, unit, .. } => match bounds.as_slice() {
            [only] if only.comparison == Comparison::Exactly => {
                format!("{} {unit}", only.literal).trim_end().to_owned()
            }
            _ => need(asked),
        },
        Need::Answer(answer) => answer.clone(),
    }
}

fn bound(bound: &Bound, measure: Measure, unit: &str) -> String {
    let literal = format!("{} {unit}", bound.literal);
    let literal = literal.trim_end();
    let [or_more, more, or_less, less] = match measure {
        Measure::Versions => ["or later", "later than", "or earlier", "before"],
        Measure::Amounts => ["or more", "more than", "or less", "less than"],
    };
    match bound.comparison {
        Comparison::Exactly => format!("exactly {literal}"),
        Comparison::AtLeast => format!("{literal} {or_more}"),
        Comparison::After => format!("{more} {literal}"),
        Comparison::AtMost => format!("{literal} {or_less}"),
        Comparison::Before => format!("{less} {literal}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{Bounds, Number, Version};

    #[test]
    fn bounds_are_put_into_words() {
        let versions = |text: &str| Need::Bounds {
            bounds: Bounds::<Version>::parse(text).unwrap().parts(),
            measure: Measure::Versions,
            unit: String::new(),
        };
        let amounts = |text: &str, unit: &str| Need::Bounds {
            bounds: Bounds::<Number>::parse(text).unwrap().parts(),
            measure: Measure::Amounts,
            unit: unit.to_owned(),
        };
        for (asked, said, behind_required) in [
            (versions("5.15"), "exactly 5.15", "5.15"),
            (
                versions(">=6.0, <8.5"),
                "6.0 or later, but before 8.5",
                "6.0 or later, but before 8.5",
            ),
            (
                amounts(">=0.5, <10", ""),
                "0.5 or more, but less than 10",
                "0.5 or more, but less than 10",
            ),
            (amounts("64", "MB"), "exactly 64 MB", "64 MB"),
            (
                amounts(">=22, <30", "V"),
                "22 V or more, but less than 30 V",
                "22 V or more, but less than 30 V",
            ),
            (Need::Answer("DB8".to_owned()), "DB8", "DB8"),
        ] {
            assert_eq!(need(&asked), said);
            assert_eq!(required(&asked), behind_required);
        }
    }
}
