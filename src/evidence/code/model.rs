//! Codes and their families, and the keys by which they are found.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The kind of number that a code is.
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
    /// A crash of a program, identified by the module it happened in: `page fault in module
    /// KERNEL32.DLL`.
    Fault,
    /// An HTTP status, with the sub-status of IIS if there is one: `HTTP 404`, `HTTP 403.7`.
    Http,
    /// An enhanced status of mail delivery (RFC 3463): `550 5.7.708`, `#5.1.1`.
    Smtp,
    /// A sign-in error of Microsoft Entra: `AADSTS50126`.
    #[serde(rename = "aadsts")]
    Entra,
    /// A Kerberos failure code, as the security log shows it: `Failure Code: 0x18`.
    Kerberos,
}

impl Family {
    /// Every family, in the order in which they are listed.
    pub const ALL: [Self; 12] = [
        Self::Stop,
        Self::Status,
        Self::Win32,
        Self::Http,
        Self::Smtp,
        Self::Entra,
        Self::Kerberos,
        Self::Jet,
        Self::Runtime,
        Self::Build,
        Self::Fault,
        Self::Result,
    ];

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
            Self::Fault => "fault",
            Self::Http => "http",
            Self::Smtp => "smtp",
            Self::Entra => "aadsts",
            Self::Kerberos => "kerberos",
        }
    }

    /// The family with this word, in any letter case.
    pub fn of_word(word: &str) -> Option<Self> {
        let is = |family: &Self| family.word().eq_ignore_ascii_case(word);
        Self::ALL.into_iter().find(is)
    }

    /// What people call the family's codes.
    pub fn title(self) -> &'static str {
        match self {
            Self::Stop => "STOP codes (blue screens)",
            Self::Status => "Status values (HRESULT, NTSTATUS, Exchange)",
            Self::Win32 => "Win32 errors",
            Self::Jet => "Database errors (JET, ESE)",
            Self::Build => "Compiler and linker errors",
            Self::Runtime => "Visual Basic run-time errors",
            Self::Result => "Result codes",
            Self::Fault => "Faults by module",
            Self::Http => "HTTP status codes",
            Self::Smtp => "Mail delivery status codes",
            Self::Entra => "Microsoft Entra sign-in errors",
            Self::Kerberos => "Kerberos failure codes",
        }
    }
}

/// One reading of a code: its family and value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Code {
    /// The kind of number that it is.
    pub family: Family,
    /// The canonical value: lower-case hex without leading zeros for `Stop` and `Kerberos` (`1e`),
    /// eight hex digits for `Status` (`80004005`), upper case for `Build` (`LNK2001`), a file name
    /// in lower case for `Fault` (`kernel32.dll`), three numbers with points for `Smtp`
    /// (`5.7.708`), one or two for `Http` (`404`, `403.7`), decimal for the others (`-1018`).
    pub value: String,
}

/// A code as it is spelled in a text, with all readings of its spelling, the likeliest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeMention {
    /// Byte range of the spelling.
    pub span: Range<usize>,
    /// Never empty.
    pub readings: Vec<Code>,
}

impl Code {
    /// The key under which queries find articles: `stop:1e`, `status:80004005`, `win32:5`,
    /// `jet:-1018`.
    pub fn key(&self) -> String {
        format!("{}:{}", self.family.word(), self.value)
    }

    /// The code in URLs: `stop-1e`, `status-80004005`, `jet-1018`, `build-lnk2001`,
    /// `smtp-5.7.708`.
    pub fn slug(&self) -> String {
        let value = match self.family {
            // All JET errors are negative.
            Family::Jet => self.value.trim_start_matches('-'),
            _ => self.value.as_str(),
        };
        format!("{}-{}", self.family.word(), value.to_ascii_lowercase())
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
