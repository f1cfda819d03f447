//! `.evtx`, the event logs of Windows Vista and later, by way of the `evtx` crate.
//!
//! The crate writes each event as XML, which is the fastest of its outputs. Of most events only the
//! part with the source, the ID and the like is looked at.

mod fields;
mod tags;
#[cfg(test)]
mod tests;

use std::{io::Cursor, sync::Arc};

use ::evtx::{EvtxChunkData, EvtxParser, ParserSettings, SerializedEvtxRecord};

use super::event::{Outcome, Sink};
use crate::{
    eventlog::log::NAME,
    number::{counted, grouped},
    problem::Problem,
};

/// Bytes before the first chunk, and of a chunk.
const HEADER: usize = 4096;
const CHUNK: usize = 65536;

/// Reads a log, and tells of each event.
pub(super) fn read(bytes: Vec<u8>, sink: &mut Sink<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    let rest = bytes.len().saturating_sub(HEADER) % CHUNK;
    let tail = bytes.get(bytes.len() - rest..).map(<[u8]>::to_vec);
    match EvtxParser::from_read_seek(Cursor::new(bytes)) {
        Ok(parser) => read_records(parser, &mut outcome, sink),
        Err(_) => {
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
    let tail = tail.filter(|tail| tail.iter().any(|byte| *byte != 0));
    if let Some(tail) = tail {
        recover(tail, &mut outcome, sink);
        let message = format!(
            "The log is cut off: of its last {} bytes, only whole events were recovered",
            grouped(rest)
        );
        outcome.problems.push(Problem::warning(NAME, 0, message));
    }
    outcome
}

fn read_records(parser: EvtxParser<Cursor<Vec<u8>>>, outcome: &mut Outcome, sink: &mut Sink<'_>) {
    let settings = ParserSettings::new().indent(false).recover_records(true);
    let mut parser = parser.with_configuration(settings);
    for record in parser.records_bytes() {
        match record.ok().and_then(|record| tell(&record, sink)) {
            Some(is_recovered) => outcome.tally.count(is_recovered),
            None => outcome.tally.damaged += 1,
        }
    }
}

/// Reads the events of the chunk in which a log was cut off. They count as recovered, as the log
/// may say otherwise of them.
fn recover(mut tail: Vec<u8>, outcome: &mut Outcome, sink: &mut Sink<'_>) {
    tail.resize(CHUNK, 0);
    let settings = Arc::new(ParserSettings::new().indent(false));
    let Ok(mut data) = EvtxChunkData::new(tail, false) else {
        return;
    };
    let Ok(mut chunk) = data.parse(settings) else {
        return;
    };
    for record in chunk.iter().map_while(Result::ok) {
        let record = record.into_xml_bytes().ok();
        let record = record.map(|record| SerializedEvtxRecord {
            recovered: true,
            ..record
        });
        let told = record.and_then(|record| tell(&record, sink));
        outcome.tally.recovered += u64::from(told.is_some());
    }
}

/// Tells of a record; gives whether it is a recovered one, and `None` where it is not text.
fn tell(record: &SerializedEvtxRecord<Vec<u8>>, sink: &mut Sink<'_>) -> Option<bool> {
    let xml = std::str::from_utf8(&record.data).ok()?;
    fields::tell(xml, record.recovered, sink);
    Some(record.recovered)
}
