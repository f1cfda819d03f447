//! Why a text is not an answer to a question.

use super::super::number::Number;

/// What is wrong with an answer. Each is a sentence without a full stop, for the person who gave
/// the answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Nothing was given; not knowing is a separate answer.
    #[error("Give an answer, or choose \u{201c}I don\u{2019}t know\u{201d}")]
    Missing,
    /// "I don't know" is not possible for this question.
    #[error("This is needed to continue")]
    MustBeKnown,
    /// It has more characters than this.
    #[error("This is longer than {0} characters; give the part that matters")]
    TooLong(usize),
    /// None of the options.
    #[error("\u{201c}{0}\u{201d} is not one of the answers")]
    NoSuchOption(String),
    /// Neither an option nor "none of these" is ticked.
    #[error("Tick everything that applies, or \u{201c}None of these\u{201d}")]
    NothingTicked,
    /// "None of these" or "I don't know" is ticked together with others.
    #[error(
        "Tick what applies; \u{201c}None of these\u{201d} and \u{201c}I don\u{2019}t know\u{201d} only alone"
    )]
    TickedBesideNone,
    /// No text, or one with line breaks.
    #[error("Write a few words on one line")]
    NotOneLine,
    /// Not a number.
    #[error("\u{201c}{0}\u{201d} is not a number; write one such as 12 or 0.5")]
    NotANumber(String),
    /// A number below the smallest possible one.
    #[error("{given}{unit} is too low: the minimum is {least}{unit}", unit = after(.unit))]
    TooLittle {
        /// As the person wrote it.
        given: String,
        /// The smallest possible number.
        least: Number,
        /// Its unit; may be empty.
        unit: String,
    },
    /// A number above the largest possible one.
    #[error("{given}{unit} is too high: the maximum is {most}{unit}", unit = after(.unit))]
    TooMuch {
        /// As the person wrote it.
        given: String,
        /// The largest possible number.
        most: Number,
        /// Its unit; may be empty.
        unit: String,
    },
    /// Not a version.
    #[error("\u{201c}{0}\u{201d} is not a version number; write one such as 5.15")]
    NotAVersion(String),
    /// A range of versions.
    #[error("\u{201c}{0}\u{201d} can be several versions; write the exact one, such as 8.1")]
    SeveralVersions(String),
    /// Not an error code.
    #[error(
        "\u{201c}{0}\u{201d} is not an error code; write one such as -1018, 1069 or 0x80004005"
    )]
    NotACode(String),
}

fn after(unit: &str) -> String {
    match unit {
        "" => String::new(),
        unit => format!(" {unit}"),
    }
}
