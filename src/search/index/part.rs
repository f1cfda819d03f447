//! The parts of an article that ranking distinguishes, and where in it a key occurs.

use std::cmp::Ordering;

use crate::article::Role;

/// Positions left free between two parts of an article.
pub const GAP: u32 = 64;

/// The most parts of an article that are distinguished; anything after them counts as the last.
pub const MAX_PARTS: usize = 64;

/// A part of an article as the ranking sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Its title.
    Title,
    /// A title by which another article cites it.
    Cited,
    /// Its keywords: those that it lists, also as `Additional query words`, tags or other titles,
    /// and its folders and products.
    Keywords,
    /// A section.
    Section(Role),
    /// The end of the last part.
    End,
}

impl Part {
    /// Its code, a small number: sections from 3 on, in the order of [`Role::ALL`].
    pub fn code(self) -> u8 {
        match self {
            Self::Title => 0,
            Self::Cited => 1,
            Self::Keywords => 2,
            Self::Section(role) => {
                let at = Role::ALL
                    .iter()
                    .position(|other| *other == role)
                    .unwrap_or(0);
                3 + u8::try_from(at).unwrap_or(0)
            }
            Self::End => u8::MAX,
        }
    }

    /// The part with this code.
    pub fn of_code(code: u8) -> Self {
        match code {
            0 => Self::Title,
            1 => Self::Cited,
            2 => Self::Keywords,
            _ => Role::ALL
                .get(usize::from(code) - 3)
                .map_or(Self::End, |role| Self::Section(*role)),
        }
    }

    /// A value of the column `layout`.
    pub fn layout(self, start: u32) -> u64 {
        u64::from(start) << 8 | u64::from(self.code())
    }

    /// The part and its first position, from a value of the column `layout`.
    pub fn of_layout(value: u64) -> (Self, u32) {
        let code = u8::try_from(value & 0xff).unwrap_or(u8::MAX);
        (
            Self::of_code(code),
            u32::try_from(value >> 8).unwrap_or(u32::MAX),
        )
    }
}

/// Where in an article a key of the field `evidence` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyPlace {
    /// The part.
    pub part: Part,
    /// Whether it is in a quoted record of an event log, rather than in running text.
    pub in_record: bool,
}

/// Marks positions of keys in quoted records.
const IN_RECORD: u8 = 0x40;

impl KeyPlace {
    /// The place as the position of the key.
    pub fn position(self) -> u32 {
        let mark = if self.in_record { IN_RECORD } else { 0 };
        u32::from(self.part.code() | mark)
    }

    /// The place that a position encodes.
    pub fn of_position(position: u32) -> Self {
        let code = u8::try_from(position).unwrap_or(u8::MAX);
        Self {
            part: Part::of_code(code & !IN_RECORD),
            in_record: code & IN_RECORD != 0,
        }
    }
}

impl PartialOrd for KeyPlace {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for KeyPlace {
    fn cmp(&self, other: &Self) -> Ordering {
        self.position().cmp(&other.position())
    }
}
