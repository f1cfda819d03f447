//! Reads any bytes as an `.evtx` log, and as the first chunk of one.

#![no_main]

use fixpath_fuzz::logs;
use libfuzzer_sys::fuzz_target;

/// The size of the header of a log, and of a chunk's header.
const HEADER: usize = 4096;
const CHUNK: usize = 512;

fuzz_target!(|bytes: &[u8]| {
    logs::check(b"ElfFile\0", bytes);
    let mut head = vec![0; HEADER + CHUNK];
    head[..8].copy_from_slice(b"ElfFile\0");
    for (at, value) in [(32, 128_u32), (36, 0x0003_0001), (40, 0x0001_1000)] {
        head[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    head[HEADER..HEADER + 8].copy_from_slice(b"ElfChnk\0");
    for (at, value) in [(40, 128_u32), (44, 512), (48, 65536)] {
        head[HEADER + at..HEADER + at + 4].copy_from_slice(&value.to_le_bytes());
    }
    logs::check(&head, bytes);
});
