//! Processes: their programs, open files, watches and memory.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The numbers of all processes.
pub fn all() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// The name of a process's program.
pub fn program(id: u32) -> String {
    let name = fs::read_to_string(folder(id).join("comm"));
    name.map_or_else(|_| "a program".to_owned(), |name| name.trim().to_owned())
}

/// Whether a process has something open, named as the system names it.
pub fn has_open(id: u32, what: &Path) -> bool {
    open_files(id).any(|file| fs::read_link(file).is_ok_and(|target| target == what))
}

/// How many files a process has open, and how many it may have; `None` if that can't be seen.
pub fn descriptors(id: u32) -> Option<(usize, u64)> {
    let limits = fs::read_to_string(folder(id).join("limits")).ok()?;
    let limit = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    let soft = limit.split_whitespace().next()?;
    let open = open_files(id).count();
    // Every process has some files open: none means that they can't be seen.
    (open > 0).then(|| (open, soft.parse().unwrap_or(u64::MAX)))
}

/// How many folders a process watches for changes.
pub fn watches(id: u32) -> usize {
    let described = fs::read_dir(folder(id).join("fdinfo"))
        .into_iter()
        .flatten();
    let described = described.flatten().filter(|entry| {
        let file = folder(id).join("fd").join(entry.file_name());
        fs::read_link(file).is_ok_and(|target| target == Path::new("anon_inode:inotify"))
    });
    let texts = described.filter_map(|entry| fs::read_to_string(entry.path()).ok());
    texts
        .map(|text| {
            text.lines()
                .filter(|line| line.starts_with("inotify "))
                .count()
        })
        .sum()
}

/// The memory of a process that is not shared with files, in bytes.
pub fn memory(id: u32) -> Option<u64> {
    kilobytes(
        &fs::read_to_string(folder(id).join("status")).ok()?,
        "RssAnon:",
    )
}

/// The memory that is available on this machine and all of it, in bytes.
pub fn system_memory() -> Option<(u64, u64)> {
    let table = fs::read_to_string("/proc/meminfo").ok()?;
    Some((
        kilobytes(&table, "MemAvailable:")?,
        kilobytes(&table, "MemTotal:")?,
    ))
}

/// How many folders one user may watch.
pub fn watches_allowed() -> Option<usize> {
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").ok()?;
    limit.trim().parse().ok()
}

fn folder(id: u32) -> PathBuf {
    PathBuf::from(format!("/proc/{id}"))
}

fn open_files(id: u32) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder(id).join("fd")).into_iter().flatten();
    entries.flatten().map(|entry| entry.path())
}

/// The value of a line such as `RssAnon:   5120 kB`, in bytes.
fn kilobytes(table: &str, name: &str) -> Option<u64> {
    let line = table.lines().find_map(|line| line.strip_prefix(name))?;
    let number: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(number << 10)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn this_process_can_be_looked_at() {
        let id = std::process::id();
        assert!(all().any(|one| one == id));
        let (open, limit) = descriptors(id).unwrap();
        assert!(open >= 3 && limit >= open as u64);
        assert!(memory(id).unwrap() > 100 << 10);
        let (available, all) = system_memory().unwrap();
        assert!(available <= all);
    }
}
