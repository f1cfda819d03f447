//! `.evtx`, the event logs of Windows Vista and later, through the `evtx` crate.
//!
//! The crate writes each event as XML, which is its fastest output. For most events, only the part
//! with the source, the ID and the like is read, on a separate thread.
//!
//! Its undocumented function that writes a whole chunk at once is even faster, but returns wrong
//! events for recovered records whose template has been overwritten.

mod fields;
mod tags;
#[cfg(test)]
mod tests;

use std::{
    io::{self, Read, Seek, SeekFrom},
    panic::resume_unwind,
    sync::{
        Arc,
        mpsc::{Receiver, sync_channel},
    },
    thread,
};

use ::evtx::{EvtxChunkData, EvtxParser, ParserSettings};

use super::event::{LogResult, Sink, Tally};
use crate::{
    eventlog::log::NAME,
    number::{counted, grouped},
    problem::Problem,
};

/// The size of the file header, and of a chunk.
const HEADER: u64 = 4096;
const CHUNK: u64 = 65536;

/// Bytes of events that are handed over at once, and how many such batches may wait.
const BATCH: usize = 64 << 10;
const WAITING: usize = 2;

/// Events as XML, one after another in one text: freeing memory that another thread allocated is
/// slow.
#[derive(Default)]
struct Batch {
    xml: Vec<u8>,
    /// Where each event ends, and whether it is recovered; `None` for an event that could not be
    /// read.
    events: Vec<Option<(usize, bool)>>,
}

/// Reads a log, and reports each event.
pub(super) fn read(mut log: impl Read + Seek, sink: &mut Sink<'_>) -> LogResult {
    let mut outcome = LogResult::default();
    // If the tail can't be read, the log is read as far as possible.
    let tail = tail(&mut log).unwrap_or_default();
    match log
        .rewind()
        .ok()
        .and_then(|()| EvtxParser::from_read_seek(log).ok())
    {
        Some(parser) => outcome.tally = read_records(parser, sink),
        None => {
            outcome.tally.damaged = 1;
            let message = "The header of the log is damaged, and nothing could be read";
            outcome.problems.push(Problem::error(NAME, 0, message));
            return outcome;
        }
    }
    if outcome.tally.damaged > 0 {
        let places = counted(outcome.tally.damaged, "place");
        let message = format!("The log is damaged in {places}, where events could not be read");
        outcome.problems.push(Problem::warning(NAME, 0, message));
    }
    if tail.iter().any(|byte| *byte != 0) {
        let message = format!(
            "The log is cut off: of its last {} bytes, only whole events were recovered",
            grouped(tail.len())
        );
        recover(tail, &mut outcome, sink);
        outcome.problems.push(Problem::warning(NAME, 0, message));
    }
    outcome
}

/// The bytes after the last complete chunk.
fn tail(log: &mut (impl Read + Seek)) -> io::Result<Vec<u8>> {
    let size = log.seek(SeekFrom::End(0))?;
    let rest = size.saturating_sub(HEADER) % CHUNK;
    log.seek(SeekFrom::Start(size - rest))?;
    let mut tail = Vec::new();
    log.take(rest).read_to_end(&mut tail)?;
    Ok(tail)
}

/// Reads all records. A hostile record can be megabytes of XML, so batches are measured in bytes.
fn read_records<R: Read + Seek>(parser: EvtxParser<R>, sink: &mut Sink<'_>) -> Tally {
    let settings = ParserSettings::new().indent(false).recover_records(true);
    let mut parser = parser.with_configuration(settings);
    thread::scope(|scope| {
        let (hand_over, batches) = sync_channel(WAITING);
        let reporter = scope.spawn(move || report_all(batches, sink));
        let mut batch = Batch::default();
        for record in parser.records_bytes() {
            batch.events.push(record.ok().map(|record| {
                batch.xml.extend_from_slice(&record.data);
                (batch.xml.len(), record.recovered)
            }));
            let is_full = batch.xml.len() >= BATCH;
            if is_full && hand_over.send(std::mem::take(&mut batch)).is_err() {
                break;
            }
        }
        let _ = hand_over.send(batch);
        drop(hand_over);
        reporter.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn report_all(batches: Receiver<Batch>, sink: &mut Sink<'_>) -> Tally {
    let mut tally = Tally::default();
    for batch in batches {
        let mut start = 0;
        for event in batch.events {
            let reported = event.and_then(|(end, is_recovered)| {
                let xml = batch.xml.get(start..end)?;
                start = end;
                report_record(xml, is_recovered, sink)
            });
            match reported {
                Some(is_recovered) => tally.count(is_recovered),
                None => tally.damaged += 1,
            }
        }
    }
    tally
}

/// Reads the events in the chunk in which a log was cut off. They count as recovered, since the log
/// may count them differently.
fn recover(mut tail: Vec<u8>, outcome: &mut LogResult, sink: &mut Sink<'_>) {
    tail.resize(CHUNK as usize, 0);
    let settings = Arc::new(ParserSettings::new().indent(false));
    let Ok(mut data) = EvtxChunkData::new(tail, false) else {
        return;
    };
    let Ok(mut chunk) = data.parse(settings) else {
        return;
    };
    for record in chunk.iter().map_while(Result::ok) {
        let record = record.into_xml_bytes().ok();
        let reported = record.and_then(|record| report_record(&record.data, true, sink));
        outcome.tally.recovered += u64::from(reported.is_some());
    }
}

/// Reports a record; returns whether it is recovered, or `None` if it is not text.
fn report_record(xml: &[u8], is_recovered: bool, sink: &mut Sink<'_>) -> Option<bool> {
    let xml = std::str::from_utf8(xml).ok()?;
    fields::report(xml, is_recovered, sink);
    Some(is_recovered)
}
