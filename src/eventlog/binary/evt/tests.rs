use std::io::{self, Cursor, Read, Seek, SeekFrom};

use proptest::prelude::*;

use super::{
    super::event::Tally,
    read, read_through,
    sample::{log, record, records},
    window::{WIDTH, Window},
};
use crate::{eventlog::Level, evidence::EventRecord};

fn all(bytes: &[u8]) -> (Vec<EventRecord>, Tally, Vec<String>) {
    all_through(bytes, WIDTH)
}

fn all_through(bytes: &[u8], width: usize) -> (Vec<EventRecord>, Tally, Vec<String>) {
    let mut events = Vec::new();
    let window = Window::on(Cursor::new(bytes), width);
    let outcome = read_through(window, &mut |event| events.push((event.record)()));
    let problems = outcome.problems.iter().map(|one| one.message.clone());
    (events, outcome.tally, problems.collect())
}

fn tally(bytes: &[u8]) -> (u64, u64, u64) {
    let (events, tally, _) = all(bytes);
    assert_eq!(events.len() as u64, tally.records + tally.recovered);
    (tally.records, tally.recovered, tally.damaged)
}

/// Overwrites four bytes with a number.
fn set(bytes: &mut [u8], at: usize, number: u32) {
    bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
}

#[test]
fn fields_are_read() {
    let bytes = log(
        &[record(0, 16, "Lamp", 0xC000_0007, &["dark", "room 1"])],
        0,
        0,
    );
    let mut seen = None;
    read(Cursor::new(&bytes), &mut |event| {
        assert_eq!(
            (event.source, event.id, event.computer),
            (Some("Lamp"), Some(7), Some("PC1"))
        );
        assert_eq!(
            (event.level, event.seconds),
            (Level::AuditFailure, Some(1_311_748_907))
        );
        seen = Some((event.record)());
    });
    let expect = EventRecord {
        source: Some("Lamp".to_owned()),
        id: Some(7),
        kind: Some("Audit Failure".to_owned()),
        category: Some("3".to_owned()),
        time: Some("2011-07-27T06:41:47Z".to_owned()),
        computer: Some("PC1".to_owned()),
        description: Some("dark room 1".to_owned()),
        log: None,
        user: Some("S-1-5-18".to_owned()),
        strings: vec!["dark".to_owned(), "room 1".to_owned()],
        data: Some("dead".to_owned()),
    };
    assert_eq!(seen, Some(expect));
}

#[test]
fn records_are_read_wherever_the_log_wraps() {
    let records = records(12);
    let size = records.concat().len() + 40 + 60;
    for first in (0..size).step_by(4) {
        let bytes = log(&records, first, 60);
        let (events, tally, _) = all(&bytes);
        // If a record ends exactly at the end of the file, the others must be recovered.
        let of_both = tally.records + tally.recovered;
        assert_eq!((of_both, events.len()), (12, 12), "{first}");
        let mut strings: Vec<_> = events
            .iter()
            .map(|event| event.strings[1].clone())
            .collect();
        strings.sort_by_key(|text| text[5..].parse::<u32>().unwrap());
        assert!((0..12).map(|n| format!("room {n}")).eq(strings), "{first}");
    }
}

#[test]
fn a_header_that_was_not_updated_is_not_trusted() {
    let records = records(5);
    let mut bytes = log(&records, 400, 300);
    assert_eq!(tally(&bytes), (5, 0, 0));
    // The header says that the log is empty, as it was when it was opened.
    set(&mut bytes, 16, 48);
    set(&mut bytes, 20, 48);
    assert_eq!(tally(&bytes), (5, 0, 0));
    // The header points outside the file.
    set(&mut bytes, 16, u32::MAX);
    assert_eq!(tally(&bytes), (0, 5, 1));
}

#[test]
fn damage_is_reported_and_the_rest_is_recovered() {
    let records = records(5);
    let second = 48 + records[0].len();
    let third = second + records[1].len();
    for (at, value, expect) in [
        // The repeated length.
        (third - 4, 0, (1, 4, 1)),
        // The length.
        (second, 0, (1, 3, 1)),
        (second, 7, (1, 3, 1)),
        (second, u32::MAX, (1, 3, 1)),
        // The signature.
        (second + 4, 0, (1, 3, 1)),
        // The strings, the user and the data are outside the record.
        (second + 36, 9000, (1, 3, 1)),
        (second + 44, u32::MAX, (1, 3, 1)),
        (second + 48, u32::MAX, (1, 3, 1)),
    ] {
        let mut bytes = log(&records, 0, 100);
        set(&mut bytes, at, value);
        assert_eq!(tally(&bytes), expect, "{at} {value}");
        assert!(all(&bytes).2[0].contains(&format!("byte {second}")));
    }
}

#[test]
fn old_records_after_the_end_are_recovered() {
    let (old, new) = (records(6), records(2));
    let mut bytes = log(&old, 0, 0);
    let short = log(&new, 0, 0);
    bytes[..short.len()].copy_from_slice(&short);
    let size = bytes.len() as u32;
    set(&mut bytes, 32, size);
    // The end record has replaced the third record.
    assert_eq!(tally(&bytes), (2, 3, 0));
}

#[test]
fn a_log_that_is_cut_off_is_read_as_far_as_it_goes() {
    let records = records(10);
    let bytes = log(&records, 0, 0);
    let cut = &bytes[..bytes.len() - 40 - 10];
    assert_eq!(tally(cut), (9, 0, 1));
    assert!(all(cut).2.iter().any(|problem| problem.contains("cut off")));
    // In a log that had wrapped, the newest records are there, too.
    let wrapped = log(&records, 800, 0);
    let (read, recovered, damaged) = tally(&wrapped[..wrapped.len() - 10]);
    assert_eq!((read + recovered, damaged), (9, 1));
    assert_eq!(tally(&bytes[..40]), (0, 0, 1));
}

/// Numbers that matter to the reader, and random ones.
fn word() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(u32::from_le_bytes(*b"LfLe")),
        Just(0x28),
        Just(0x1111_1111),
        Just(0x2222_2222),
        Just(0x3333_3333),
        Just(0x4444_4444),
        Just(u32::MAX),
        0_u32..300,
        any::<u32>(),
    ]
}

/// A log with these changes, and cut off.
fn damaged(first: usize, changes: &[(usize, u32)], cut: usize) -> Vec<u8> {
    let mut bytes = log(&records(20), 4 * first, 120);
    for (at, word) in changes {
        let at = (4 * at).min(bytes.len() - 4);
        set(&mut bytes, at, *word);
    }
    bytes.truncate(bytes.len().max(cut + 1) - cut);
    bytes
}

proptest! {
    #[test]
    fn the_width_of_the_window_makes_no_difference(
        first in 0_usize..300,
        changes in proptest::collection::vec((0_usize..500, word()), 0..6),
        cut in 0_usize..4000,
        width in prop_oneof![0_usize..20, 20_usize..500, 500_usize..5000],
    ) {
        let bytes = damaged(first, &changes, cut);
        prop_assert_eq!(all_through(&bytes, width), all(&bytes));
    }

    #[test]
    fn never_fails(words in proptest::collection::vec(word(), 0..200), has_header in any::<bool>()) {
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        if has_header && bytes.len() >= 8 {
            set(&mut bytes, 4, u32::from_le_bytes(*b"LfLe"));
        }
        tally(&bytes);
    }

    #[test]
    fn no_change_makes_more_records_than_there_is_room_for(
        first in 0_usize..300,
        changes in proptest::collection::vec((0_usize..500, word()), 0..6),
        cut in 0_usize..4000,
    ) {
        let bytes = damaged(first, &changes, cut);
        let (read, recovered, _) = tally(&bytes);
        // Each record is reported twice at most, where a broken ring crosses itself.
        prop_assert!((read + recovered) * 56 <= 2 * bytes.len() as u64);
    }
}

#[test]
fn work_is_linear_in_hostile_logs() {
    // Signatures everywhere, each of a record that claims the rest of the file and has names
    // without an end.
    let mut bytes = log(&[], 0, 4 << 20);
    let size = bytes.len() as u32;
    for at in (48..bytes.len() - 60).step_by(60) {
        bytes[at..at + 60].fill(0x41);
        set(&mut bytes, at, size - at as u32);
        set(&mut bytes, at + 4, u32::from_le_bytes(*b"LfLe"));
    }
    let begun = std::time::Instant::now();
    tally(&bytes);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn a_log_ends_where_it_cannot_be_read() {
    /// Bytes that can't be read from some position on.
    struct Broken(Cursor<Vec<u8>>, u64);
    impl Read for Broken {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            let whole = self.0.position() + bytes.len() as u64 <= self.1;
            let bytes = if whole {
                bytes
            } else {
                return Err(io::ErrorKind::Other.into());
            };
            self.0.read(bytes)
        }
    }
    impl Seek for Broken {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }
    let records = records(10);
    let bytes = log(&records, 0, 0);
    let half = 48 + records[..5].concat().len() as u64;
    let mut count = 0;
    let window = Window::on(Broken(Cursor::new(bytes), half), 64);
    let outcome = read_through(window, &mut |_| count += 1);
    assert_eq!((outcome.tally.records, outcome.tally.damaged), (5, 1));
    let message = &outcome.problems[1].message;
    assert!(message.contains("cut off"), "{message}");
}
