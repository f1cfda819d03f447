use std::io::Cursor;

use proptest::prelude::*;

use super::{super::event::Tally, read};

const HEADER: usize = super::HEADER as usize;
const CHUNK: usize = super::CHUNK as usize;

fn tally(bytes: &[u8]) -> Tally {
    let mut events = 0;
    let outcome = read(Cursor::new(bytes), &mut |event| {
        (event.record)();
        events += 1;
    });
    assert_eq!(events, outcome.tally.records + outcome.tally.recovered);
    outcome.tally
}

/// The header of a log, and a chunk with a record of nothing but zeros.
fn empty() -> Vec<u8> {
    let mut bytes = vec![0; HEADER + CHUNK];
    bytes[..8].copy_from_slice(b"ElfFile\0");
    for (at, value) in [(32, 128_u32), (36, 0x0003_0001), (40, 0x1000)] {
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    bytes[42..44].copy_from_slice(&1_u16.to_le_bytes());
    bytes[HEADER..HEADER + 8].copy_from_slice(b"ElfChnk\0");
    bytes
}

#[test]
fn a_header_alone_is_damage() {
    assert_eq!(tally(b"ElfFile\0").damaged, 1);
    assert_eq!(tally(b"ElfFile\0").records, 0);
}

proptest! {
    #[test]
    fn never_fails(changes in proptest::collection::vec((0_usize..HEADER + CHUNK, any::<u8>()), 0..60)) {
        let mut bytes = empty();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        tally(&bytes);
    }

    #[test]
    fn never_fails_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        tally(&[b"ElfFile\0", &bytes[..]].concat());
    }
}
