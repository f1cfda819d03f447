//! What must hold for any bytes that are read as a binary log.

use std::io::Cursor;

use fixpath::{diagnosis::Collapser, eventlog::read_binary};

use crate::linear;

/// The most bytes of a log that are read: the size of a chunk of an `.evtx` log.
const MOST: usize = 64 << 10;

/// Reads a log that begins with `head`, and checks that it takes no more time than its length
/// allows.
///
/// # Panics
/// If an event is reported but not counted, or the other way round.
pub fn check(head: &[u8], bytes: &[u8]) {
    linear::check(head, bytes, MOST, |bytes| {
        let (mut collapser, mut events) = (Collapser::default(), 0);
        let outcome = read_binary(Cursor::new(bytes), &mut |event| {
            collapser.add(event);
            events += 1;
        });
        assert_eq!(events, outcome.tally.records + outcome.tally.recovered);
        let collapsed = collapser.finish(100);
        let of_groups = |group: &fixpath::diagnosis::Group| group.count + group.spread.recovered;
        let grouped: u64 = collapsed.groups.iter().map(of_groups).sum();
        assert_eq!(grouped + collapsed.left_out.events, events);
    });
}
