//! Where the records of a log are.

use std::{
    borrow::Cow,
    io::{Read, Seek},
};

use super::{
    record::{SIGNATURE, SMALLEST, u32_at},
    window::{HEADER, Window},
};

/// Bytes of the end record.
const END: usize = 40;

/// The most bytes of a record: several times the size of any that Windows writes.
const LARGEST: usize = 1 << 20;

/// The bytes that follow the length of the end record.
const END_MARK: [u8; 16] = [
    0x11, 0x11, 0x11, 0x11, 0x22, 0x22, 0x22, 0x22, 0x33, 0x33, 0x33, 0x33, 0x44, 0x44, 0x44, 0x44,
];

/// What the header says; none of it is reliable.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    /// Where the oldest record is.
    pub(super) first: usize,
    /// Where the end record is.
    pub(super) end: usize,
    /// The size of the file.
    pub(super) size: usize,
}

impl Header {
    pub(super) fn read<R: Read + Seek>(log: &mut Window<R>) -> Option<Self> {
        let header = log.get(0, HEADER)?;
        Some(Self {
            first: u32_at(header, 16)?,
            end: u32_at(header, 20)?,
            size: u32_at(header, 32)?,
        })
    }
}

/// A record's bytes, in one piece even if it continues at the start of the file.
pub(super) struct Span<'b> {
    pub(super) bytes: Cow<'b, [u8]>,
    /// Where the next record is.
    next: usize,
    /// Whether it continues at the start of the file.
    wraps: bool,
}

impl Span<'_> {
    /// Whether this is the end record.
    pub(super) fn is_end(&self) -> bool {
        self.bytes.len() >= END && self.bytes.get(4..20) == Some(&END_MARK)
    }
}

/// The run of records that were read one after another.
#[derive(Debug)]
pub(super) struct Ring {
    first: usize,
    /// Where the next record is.
    pub(super) reached: usize,
    /// Whether a record continued at the start of the file.
    has_wrapped: bool,
    /// How many there are.
    pub(super) read: usize,
    /// Where a further record was expected but not found.
    pub(super) broken_at: Option<usize>,
}

impl Ring {
    /// A ring without any record yet, whose first record should be here.
    pub(super) fn at(first: usize) -> Self {
        Self {
            first,
            reached: first,
            has_wrapped: false,
            read: 0,
            broken_at: None,
        }
    }

    /// A ring without records.
    pub(super) fn nowhere() -> Self {
        Self {
            broken_at: Some(0),
            ..Self::at(0)
        }
    }

    /// The bytes of the next record; `None` if they are not a record.
    pub(super) fn next<'w, R: Read + Seek>(&self, log: &'w mut Window<R>) -> Option<Span<'w>> {
        let length = log.number(self.reached)?;
        if !(SMALLEST.min(END)..=LARGEST).contains(&length) {
            return None;
        }
        let rest = log.size().checked_sub(self.reached)?;
        if length <= rest {
            return Some(Span {
                bytes: Cow::Borrowed(log.get(self.reached, length)?),
                next: self.reached + length,
                wraps: false,
            });
        }
        // If a file was cut off, the bytes at its start do not continue its last record, so the
        // length must be repeated at the end. Bytes that can't be a record are not copied: hostile
        // files claim records everywhere.
        let mark = log
            .get_wrapping(self.reached, 8)
            .filter(|_| !self.has_wrapped)?;
        let closing = log.get_wrapping(self.reached + length - 4, 4)?;
        let is_record = mark.get(4..) == Some(SIGNATURE) && u32_at(&closing, 0) == Some(length);
        let is_end = mark.get(4..) == END_MARK.get(..4);
        if !is_record && !is_end {
            return None;
        }
        Some(Span {
            bytes: Cow::Owned(log.get_wrapping(self.reached, length)?),
            next: HEADER + length - rest,
            wraps: true,
        })
    }

    /// Moves past a record.
    pub(super) fn pass(&mut self, span: &Span<'_>) {
        self.reached = span.next;
        self.has_wrapped |= span.wraps;
    }

    /// The parts of a file of `size` bytes that the ring does not cover.
    pub(super) fn gaps(&self, size: usize) -> Vec<(usize, usize)> {
        let gaps = if self.has_wrapped {
            vec![(self.reached, self.first)]
        } else if self.reached == 0 {
            vec![(HEADER, size)]
        } else {
            vec![(HEADER, self.first), (self.reached, size)]
        };
        gaps.into_iter().filter(|(from, to)| from < to).collect()
    }
}

/// Where the end record and the oldest record really are.
pub(super) struct Found {
    pub(super) first: usize,
    pub(super) end: usize,
}

/// Looks for the end record, starting at the header's hint and going all the way round, and for the
/// record after it, which is the oldest.
pub(super) fn find_end<R: Read + Seek>(log: &mut Window<R>, hint: usize) -> Option<Found> {
    let size = log.size();
    let hint = match hint {
        HEADER.. if hint < size => hint,
        _ => HEADER,
    };
    let after = (hint..size).step_by(4);
    let before = (HEADER..hint).step_by(4);
    let mut places = after.chain(before);
    let mut at = |place: usize, mark: &[u8]| log.get(place, mark.len()) == Some(mark);
    let end = places.find(|place| at(*place, &END_MARK))?;
    // The search has gone round already, and continues to the end of the file at most.
    let first = places.find(|place| at(*place, SIGNATURE))?;
    Some(Found {
        first: first.checked_sub(4)?,
        end: end.checked_sub(4)?,
    })
}
