//! A window on a log of any size: only a small part is in memory.

use std::io::{Read, Seek, SeekFrom};

use super::record::u32_at;

/// Bytes of the header; the records follow it.
pub(super) const HEADER: usize = 48;

/// Bytes that are read at a time.
pub(super) const WIDTH: usize = 256 << 10;

/// The bytes of a log, read only as needed.
pub(super) struct Window<R> {
    log: R,
    size: usize,
    width: usize,
    /// Where the part in memory begins.
    start: usize,
    part: Vec<u8>,
}

impl<R: Read + Seek> Window<R> {
    /// A window on a log that reads this many bytes at a time.
    pub(super) fn on(mut log: R, width: usize) -> Self {
        let size = log.seek(SeekFrom::End(0)).unwrap_or_default();
        Self {
            log,
            size: usize::try_from(size).unwrap_or(usize::MAX),
            width,
            start: 0,
            part: Vec::new(),
        }
    }

    /// The size of the log, which ends at the first byte that can't be read.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// This many bytes from an offset on; `None` if the log does not have them.
    pub(super) fn get(&mut self, at: usize, length: usize) -> Option<&[u8]> {
        if length == 0 {
            return Some(&[]);
        }
        let end = at.checked_add(length).filter(|end| *end <= self.size)?;
        if at < self.start || end > self.start + self.part.len() {
            self.move_to(at, length)?;
        }
        self.part.get(at - self.start..)?.get(..length)
    }

    /// The four bytes at a position as a number.
    pub(super) fn number(&mut self, at: usize) -> Option<usize> {
        u32_at(self.get(at, 4)?, 0)
    }

    /// This many bytes from an offset on; past the end of the log, they continue at its start,
    /// after the header.
    pub(super) fn get_wrapping(&mut self, at: usize, length: usize) -> Option<Vec<u8>> {
        let before = self.size.saturating_sub(at).min(length);
        let mut bytes = self.get(at, before)?.to_vec();
        bytes.resize(length, 0);
        let from = HEADER + at.saturating_sub(self.size);
        let (_, after) = bytes.split_at_mut_checked(before)?;
        if from + after.len() > self.size {
            return None;
        }
        // The window stays where it is, since the search continues there.
        self.read(from, after)?;
        Some(bytes)
    }

    /// If more bytes are requested than the window holds, twice as many are read, so that looking
    /// for large records at every position takes linear time.
    fn move_to(&mut self, at: usize, length: usize) -> Option<()> {
        let wide = self.width.max(2 * length).min(self.size - at);
        let mut part = std::mem::take(&mut self.part);
        part.resize(wide, 0);
        // On a damaged disk, everything that is readable is read.
        if self.read(at, &mut part).is_none() {
            part.truncate(length);
            if self.read(at, &mut part).is_none() {
                self.size = at;
                return None;
            }
        }
        (self.start, self.part) = (at, part);
        Some(())
    }

    fn read(&mut self, at: usize, bytes: &mut [u8]) -> Option<()> {
        self.log.seek(SeekFrom::Start(at as u64)).ok()?;
        self.log.read_exact(bytes).ok()
    }
}
