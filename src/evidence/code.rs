//! Error codes in every spelling, and the readings a spelling may have.

use std::ops::Range;

use serde::{Deserialize, Serialize};

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
