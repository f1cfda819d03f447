//! Notices what takes more time than its length allows: an input many times over must not take much
//! more than many times as long.

use rustix::time::{ClockId, Timespec, clock_gettime};

/// How many times over an input is read.
const TIMES: usize = 16;
/// It may not take this many times longer than that, this many times in a row: the clock and the
/// memory have their whims.
const SLACK: i64 = 3;
const CONFIRMED: usize = 3;
/// What takes fewer nanoseconds of this thread's time is never flagged: it may be noise.
const FLOOR: i64 = 50_000_000;

/// Reads `bytes`, and where that takes long enough to tell, reads them many times over, up to
/// `most` bytes, and compares; of bytes that are too many for that, a part with all of them. `head`
/// stands once before them, however often they stand.
///
/// # Panics
/// Where the time grows more than the input, time after time.
pub fn check(head: &[u8], bytes: &[u8], most: usize, read: impl Fn(&[u8])) {
    let whole = [head, bytes].concat();
    let once = time(&read, &whole);
    // Even if the time grew with the square of the length it would not reach the floor.
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

/// Nanoseconds that this thread works to read some bytes, whatever else the machine does.
fn time(read: &impl Fn(&[u8]), bytes: &[u8]) -> i64 {
    let now = || {
        let Timespec { tv_sec, tv_nsec } = clock_gettime(ClockId::ThreadCPUTime);
        tv_sec * 1_000_000_000 + tv_nsec
    };
    let begun = now();
    read(bytes);
    now() - begun
}
