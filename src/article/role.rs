//! The roles that the sections of an article have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The purpose of a section.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "SectionRole")]
pub enum Role {
    /// What people see.
    Symptoms,
    /// Why it happens.
    Cause,
    /// How to fix it.
    Resolution,
    /// What helps until it is fixed.
    Workaround,
    /// Whether it is a known problem, and where it is fixed.
    Status,
    /// What the article says, in short.
    Summary,
    /// Everything else, under the heading “More information”.
    MoreInformation,
    /// Further reading.
    References,
    /// Text before the first heading.
    Body,
    /// Any other heading.
    Other,
}

impl Role {
    /// All roles, in the order of an article.
    pub const ALL: [Self; 10] = [
        Self::Symptoms,
        Self::Cause,
        Self::Resolution,
        Self::Workaround,
        Self::Status,
        Self::Summary,
        Self::MoreInformation,
        Self::References,
        Self::Body,
        Self::Other,
    ];

    /// The role's name in URLs, fields and the API (`more-information`).
    pub fn word(self) -> &'static str {
        match self {
            Self::Symptoms => "symptoms",
            Self::Cause => "cause",
            Self::Resolution => "resolution",
            Self::Workaround => "workaround",
            Self::Status => "status",
            Self::Summary => "summary",
            Self::MoreInformation => "more-information",
            Self::References => "references",
            Self::Body => "body",
            Self::Other => "other",
        }
    }

    /// The role that a heading of the archive names, in any letter case (`SYMPTOMS`, `More
    /// Information`).
    pub fn of_archive_heading(heading: &str) -> Self {
        match heading
            .trim()
            .trim_end_matches(':')
            .to_ascii_lowercase()
            .as_str()
        {
            "symptoms" | "symptom" => Self::Symptoms,
            "cause" | "causes" => Self::Cause,
            "resolution" | "resolutions" => Self::Resolution,
            "workaround" | "workarounds" => Self::Workaround,
            "status" => Self::Status,
            "summary" => Self::Summary,
            "more information" => Self::MoreInformation,
            "references" | "reference" => Self::References,
            _ => Self::Other,
        }
    }
}
