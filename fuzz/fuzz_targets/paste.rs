//! Reads any bytes as a paste. Every event has an ID that is in the text.

#![no_main]

use std::time::Duration;

use fixpath::{budget::Budget, eventlog};
use fixpath_fuzz::linear;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    linear::check(&[], bytes, eventlog::MAX_BYTES, read);
});

fn read(bytes: &[u8]) {
    let reading = eventlog::read(bytes, Budget::of(Duration::from_secs(3600)));
    for record in &reading.records {
        assert!(record.id.is_some());
    }
}
