//! The table of all kinds of questions.

use serde::Deserialize;

use super::{answers::Answers, choice, code, number, several, text, version};

/// The kind of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// One of the options.
    Choice,
    /// Any of the options, or none of them.
    Several,
    /// `yes` or `no`.
    YesNo,
    /// A decimal number.
    Number,
    /// A version number.
    Version,
    /// A few words of the person's own.
    Text,
    /// An error code, in any spelling.
    Code,
}

impl QuestionKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Choice,
        Self::Several,
        Self::YesNo,
        Self::Number,
        Self::Version,
        Self::Text,
        Self::Code,
    ];

    /// How questions of this kind are answered.
    pub fn answers(self) -> &'static dyn Answers {
        match self {
            Self::Choice => &choice::CHOICE,
            Self::Several => &several::Several,
            Self::YesNo => &choice::YES_NO,
            Self::Number => &number::Numbers,
            Self::Version => &version::Versions,
            Self::Text => &text::Words,
            Self::Code => &code::Codes,
        }
    }

    /// The word in guides and in the API.
    pub fn word(self) -> &'static str {
        self.answers().word()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_kind_is_the_one_that_guides_write() {
        for kind in QuestionKind::ALL {
            let word =
                serde::de::value::StrDeserializer::<serde::de::value::Error>::new(kind.word());
            assert_eq!(QuestionKind::deserialize(word), Ok(kind));
        }
    }
}
