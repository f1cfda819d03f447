//! Notices readers that take more time than the length of the input allows: an input repeated many
//! times must not take much more than as many times as long.

use rustix::time::{ClockId, Timespec, clock_gettime};

/// How many times an input is repeated.
const TIMES: usize = 16;
/// Flagged if it takes this many times longer than that, several times in a row: clocks and memory
/// are not exact.
const SLACK: i64 = 3;
const CONFIRMED: usize = 3;
/// Anything that takes fewer nanoseconds of this thread's time is never flagged: it may be noise.
const FLOOR: i64 = 50_000_000;

/// Reads `bytes`, and if that takes long enough to judge, reads them repeated many times, up to
/// `most` bytes, and compares the times; if they are too many to be repeated, a part is compared
/// with all of them. `head` is put before them once.
///
/// # Panics
/// If the time repeatedly grows more than the input.
pub fn check(head: &[u8], bytes: &[u8], most: usize, read: impl Fn(&[u8])) {
    let whole = [head, bytes].concat();
    let once = time(&read, &whole);
    // Even if the time grew with the square of the length, it would not reach the floor.
    let square = (TIMES * TIMES) as i64;
    if once * square < FLOOR || bytes.len() < TIMES {
        return;
    }
    let (small, large) = if bytes.len() * TIMES <= most {
        (whole, [head, &bytes.repeat(TIMES)].concat())
    } else {
        ([head, &bytes[..bytes.len() / TIMES]].concat(), whole)
    };
    let mut worst = (0, 0);
    for _ in 0..CONFIRMED {
        let (few, many) = (time(&read, &small), time(&read, &large));
        if many < FLOOR || many <= few.saturating_mul(TIMES as i64 * SLACK) {
            return;
        }
        worst = (few, many);
    }
    let (few, many) = worst;
    panic!(
        "{} bytes take {few} ns, {} bytes of the same {many} ns",
        small.len(),
        large.len()
    );
}

/// The nanoseconds of processor time that this thread takes to read some bytes, whatever else the
/// machine does.
fn time(read: &impl Fn(&[u8]), bytes: &[u8]) -> i64 {
    let now = || {
        let Timespec { tv_sec, tv_nsec } = clock_gettime(ClockId::ThreadCPUTime);
        tv_sec * 1_000_000_000 + tv_nsec
    };
    let begun = now();
    read(bytes);
    now() - begun
}
