//! What the process that reads a log may use.

use std::{fs, io, time::Duration};

use rlimit::Resource;

/// Memory, in bytes, beyond what the program has when it starts: 256 MB with what the allocator
/// reserves then. A log that is held in memory may take [`HELD`] of it; a larger one adds the rest.
const MEMORY: u64 = 192 << 20;
const HELD: u64 = 64 << 20;

/// Time of the processor for each [`PART`] of a log, begun ones too: twenty times as much as a log
/// takes that is not made to take long.
const CPU: Duration = Duration::from_secs(10);
const PART: u64 = 64 << 20;

/// Bytes of its answer.
pub(super) const MAX_ANSWER: u64 = 64 << 20;

/// Keeps the allocator from reserving a gigabyte of addresses at once, which would count as memory:
/// 64 MB do. It keeps what it has, as the process ends soon.
pub(super) const ALLOCATOR: [(&str, &str); 2] = [
    ("MIMALLOC_ARENA_RESERVE", "65536"),
    ("MIMALLOC_PURGE_DELAY", "-1"),
];

/// How long the parent waits for the result of a log of this many bytes in any case: other
/// programs may have the processor.
pub(super) fn patience(log: u64) -> Duration {
    2 * cpu(log)
}

/// Limits this process for good, so that it can read a log of this many bytes, so many of which it
/// holds in memory.
///
/// # Errors
///
/// If the system refuses; then nothing may be read.
pub(super) fn apply(log: u64, held: u64) -> io::Result<()> {
    // Without a number of its own the limit is the smaller for it, which is safe.
    let memory = MEMORY + held.saturating_sub(HELD) + addresses().unwrap_or_default();
    for (resource, most) in [
        (Resource::AS, memory),
        (Resource::CPU, cpu(log).as_secs()),
        (Resource::CORE, 0),
        // No byte goes into any file.
        (Resource::FSIZE, 0),
        // Only those that are open: no file and no connection can be opened.
        (Resource::NOFILE, 3),
    ] {
        if resource.is_supported() {
            rlimit::setrlimit(resource, most, most)?;
        }
    }
    Ok(())
}

fn cpu(log: u64) -> Duration {
    let parts = log.div_ceil(PART).max(1);
    CPU.saturating_mul(u32::try_from(parts).unwrap_or(u32::MAX))
}

/// Bytes of addresses that this process uses, where the system tells.
fn addresses() -> Option<u64> {
    let told = fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("VmSize:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes << 10)
}
