//! Reads any bytes as an `.evt` log.

#![no_main]

use fixpath_fuzz::logs;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // The header of a log is written before these bytes.
    let header: Vec<u8> = [48, u32::from_le_bytes(*b"LfLe"), 1, 1, 48, 48, 2, 1, 0, 0, 0, 48]
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .collect();
    logs::check(&header, bytes);
    logs::check(&header[..8], bytes);
});
