//! `.evt`, the event logs of Windows NT to Windows Server 2003.
//!
//! A log is a ring: a header of 48 bytes, then one record after another. A record that does not fit
//! at the end of the file continues at its start, after the header, and the newest record
//! overwrites the oldest. An end record follows the newest. The header says where the ring begins
//! and ends, but is written only when the log is closed.
//!
//! The layout is Microsoft's (`EVENTLOGHEADER`, `EVENTLOGRECORD`, `EVENTLOGEOF`). Which records
//! count as part of the log, and which as recovered, follows libevt, so that both give equal
//! counts.

mod record;
mod ring;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod window;

use std::io::{Read, Seek};

use record::Record;
use ring::{Header, Ring};
use window::{HEADER, WIDTH, Window};

use super::event::{LogResult, Sink, Tally};
use crate::{eventlog::log::NAME, number::grouped, problem::Problem};

/// Reads a log, and reports each event.
pub(super) fn read(log: impl Read + Seek, sink: &mut Sink<'_>) -> LogResult {
    read_through(Window::on(log, WIDTH), sink)
}

fn read_through(mut log: Window<impl Read + Seek>, sink: &mut Sink<'_>) -> LogResult {
    let Some(header) = Header::read(&mut log) else {
        let message = "The log ends within its header";
        return LogResult {
            tally: Tally {
                damaged: 1,
                ..Tally::default()
            },
            problems: vec![Problem::error(NAME, 0, message)],
        };
    };
    let mut reader = Reader {
        log,
        sink,
        outcome: LogResult::default(),
    };
    reader.read(header);
    reader.outcome
}

struct Reader<'s, 't, R> {
    log: Window<R>,
    sink: &'s mut Sink<'t>,
    outcome: LogResult,
}

impl<R: Read + Seek> Reader<'_, '_, R> {
    fn read(&mut self, header: Header) {
        let mut ring = self.walk(header.first, header.end);
        // Nothing is where the header says: it was not written, because the log was never closed.
        if ring.read == 0
            && ring.reached == header.first
            && let Some(found) = ring::find_end(&mut self.log, header.end)
        {
            ring = self.walk(found.first, found.end);
        }
        if let Some(at) = ring.broken_at {
            self.outcome.tally.damaged += 1;
            let at = grouped(at);
            let message = format!(
                "The record at byte {at} is damaged; those behind it were recovered as far as possible"
            );
            self.outcome
                .problems
                .push(Problem::warning(NAME, 0, message));
        }
        let size = self.log.size();
        if header.size > size {
            let message = format!(
                "The log is cut off: it should have {} bytes and has {}",
                grouped(header.size),
                grouped(size)
            );
            self.outcome
                .problems
                .push(Problem::warning(NAME, 0, message));
        }
        for (from, to) in ring.gaps(size) {
            self.scan(from, to);
        }
    }

    /// Reads one record after another, up to the end record or to damage.
    fn walk(&mut self, first: usize, end: usize) -> Ring {
        let mut ring = Ring::at(first);
        if first < HEADER || first >= self.log.size() {
            return Ring::nowhere();
        }
        loop {
            let Some(span) = ring.next(&mut self.log) else {
                ring.broken_at = Some(ring.reached);
                return ring;
            };
            if span.is_end() {
                ring.pass(&span);
                return ring;
            }
            let Some(record) = Record::read(&span.bytes).filter(Record::closes) else {
                ring.broken_at = Some(ring.reached);
                return ring;
            };
            record.report(false, self.sink);
            self.outcome.tally.count(false);
            ring.read += 1;
            let size = span.bytes.len();
            ring.pass(&span);
            // This record has overwritten the end record since the header was written.
            if ring.reached > end && ring.reached < end + size {
                return ring;
            }
        }
    }

    /// Looks for records in a part of the file that is outside the ring.
    fn scan(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at + 4 <= to {
            // The signature follows the length.
            let is_here = self.log.get(at, 4) == Some(record::SIGNATURE);
            let start = at.checked_sub(4).filter(|_| is_here);
            let span = start.and_then(|start| Ring::at(start).next(&mut self.log));
            let record = span.as_ref().and_then(|span| Record::read(&span.bytes));
            at += match (&span, record) {
                (Some(span), Some(record)) => {
                    record.report(true, self.sink);
                    self.outcome.tally.count(true);
                    span.bytes.len() - 4
                }
                _ => 4,
            };
        }
    }
}
