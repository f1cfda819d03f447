//! The limits of the process that reads a log.

use std::{fs, io, time::Duration};

use rlimit::Resource;

/// Memory, in bytes, in addition to what the program has when it starts: with what the allocator
/// then reserves, 256 MB. A log that is held in memory may take [`HELD`] of it; for a larger log,
/// the rest is added.
const MEMORY: u64 = 192 << 20;
const HELD: u64 = 64 << 20;

/// Processor time for each [`PART`] of a log, or fraction of one: twenty times as much as a normal
/// log takes.
const CPU: Duration = Duration::from_secs(10);
const PART: u64 = 64 << 20;

/// The most bytes of its answer.
pub(super) const MAX_ANSWER: u64 = 64 << 20;

/// Keeps the allocator from reserving a gigabyte of address space at once, which would count as
/// memory: it reserves 64 MB. It never returns memory, since the process ends soon.
pub(super) const ALLOCATOR: [(&str, &str); 2] = [
    ("MIMALLOC_ARENA_RESERVE", "65536"),
    ("MIMALLOC_PURGE_DELAY", "-1"),
];

/// The least time that the parent waits for the result of a log of this many bytes, since other
/// programs may be using the processor.
pub(super) fn patience(log: u64) -> Duration {
    2 * cpu(log)
}

/// Limits this process permanently, but so that it can read a log of this many bytes, `held` of
/// which are in memory.
///
/// # Errors
///
/// If the system refuses; then nothing may be read.
pub(super) fn apply(log: u64, held: u64) -> io::Result<()> {
    // If the size is unknown, the limit is lower, which is safe.
    let memory = MEMORY + held.saturating_sub(HELD) + address_space().unwrap_or_default();
    for (resource, most) in [
        (Resource::AS, memory),
        (Resource::CPU, cpu(log).as_secs()),
        (Resource::CORE, 0),
        // No byte can be written to any file.
        (Resource::FSIZE, 0),
        // Only those that are already open: no file and no connection can be opened.
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

/// The bytes of address space that this process uses, if the system reports it.
fn address_space() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmSize:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes << 10)
}
