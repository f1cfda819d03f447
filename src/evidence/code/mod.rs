//! Error codes in every spelling, and the readings a spelling may have.

mod names;
mod scan;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use scan::codes;

/// What kind of number a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// A bug check (blue screen): `STOP 0x0000001E`.
    Stop,
    /// A 32-bit status: HRESULT, NTSTATUS, Exchange and other `0x…` values of eight digits.
    Status,
    /// A small Win32 number: `error 5`, `%%1053`.
    Win32,
    /// JET / ESE: `-1018`.
    Jet,
    /// Compiler and linker: `C1001`, `LNK2001`.
    Build,
    /// Visual Basic run time: `run-time error '429'`.
    Runtime,
    /// `result code 3`.
    Result,
}

impl Family {
    /// The family's word in keys and URLs (`stop`).
    pub fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Status => "status",
            Self::Win32 => "win32",
            Self::Jet => "jet",
            Self::Build => "build",
            Self::Runtime => "runtime",
            Self::Result => "result",
        }
    }
}

/// One reading of a code: its family and value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Code {
    /// What kind of number it is.
    pub family: Family,
    /// The canonical value: lower-case hex without leading zeros for `Stop` (`1e`), eight hex digits for
    /// `Status` (`80004005`), decimal for the others (`-1018`), upper-case for `Build` (`LNK2001`).
    pub value: String,
}

/// A code as it stands in a text, with all readings of its spelling, the likeliest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeMention {
    /// Byte range of the spelling.
    pub span: Range<usize>,
    /// Never empty.
    pub readings: Vec<Code>,
}

impl Code {
    /// The key that articles and queries meet on: `stop:1e`, `status:80004005`, `win32:5`, `jet:-1018`.
    pub fn key(&self) -> String {
        format!("{}:{}", self.family.word(), self.value)
    }

    /// The code of a [`Code::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        let (word, value) = key.split_once(':')?;
        let families = [
            Family::Stop,
            Family::Status,
            Family::Win32,
            Family::Jet,
            Family::Build,
            Family::Runtime,
            Family::Result,
        ];
        let family = families.into_iter().find(|one| one.word() == word)?;
        let value = value.to_owned();
        Some(Self { family, value })
    }

    /// The symbolic name that programmers know the code by (`E_FAIL`), where it is a common one.
    pub fn name(&self) -> Option<&'static str> {
        names::name_of(self)
    }

    /// The first of [`Code::spellings`].
    pub fn commonest_spelling(&self) -> String {
        self.spellings()
            .into_iter()
            .next()
            .unwrap_or_else(|| self.value.clone())
    }

    /// The spellings that people use for this code, the commonest first (`0x80004005`, `-2147467259`, …).
    pub fn spellings(&self) -> Vec<String> {
        let mut spellings = match self.family {
            Family::Stop => {
                let padded = format!("{:0>8}", self.value.to_ascii_uppercase());
                vec![
                    format!("STOP 0x{padded}"),
                    format!("STOP {}", self.value.to_ascii_uppercase()),
                ]
            }
            Family::Status => status_spellings(&self.value),
            Family::Win32 => vec![format!("error {}", self.value), format!("%%{}", self.value)],
            Family::Jet => match self.value.parse::<i32>() {
                Ok(value) => {
                    let bits = value.cast_unsigned();
                    vec![
                        self.value.clone(),
                        bits.to_string(),
                        format!("0x{bits:08x}"),
                    ]
                }
                Err(_) => vec![self.value.clone()],
            },
            Family::Build => vec![self.value.clone()],
            Family::Runtime => vec![format!("run-time error '{}'", self.value)],
            Family::Result => vec![format!("result code {}", self.value)],
        };
        spellings.extend(self.name().map(str::to_owned));
        spellings
    }

    pub(super) fn stop(value: u32) -> Self {
        Self {
            family: Family::Stop,
            value: format!("{value:x}"),
        }
    }

    pub(super) fn status(value: u32) -> Self {
        Self {
            family: Family::Status,
            value: format!("{value:08x}"),
        }
    }

    pub(super) fn number(family: Family, value: impl ToString) -> Self {
        Self {
            family,
            value: value.to_string(),
        }
    }
}

fn status_spellings(hex: &str) -> Vec<String> {
    let mut spellings = vec![format!("0x{}", hex.to_ascii_uppercase()), hex.to_owned()];
    if let Ok(value) = u32::from_str_radix(hex, 16) {
        if value.cast_signed() < 0 {
            spellings.push(value.cast_signed().to_string());
        }
        spellings.push(value.to_string());
    }
    spellings
}
