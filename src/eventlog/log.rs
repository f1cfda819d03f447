//! How much of a log is read, and its name in problems.

/// The most events that are read from one log.
pub const MAX_EVENTS: usize = 10_000;
/// The most bytes of text that are read; the rest is ignored with a warning.
pub const MAX_BYTES: usize = 1024 * 1024;

/// The log's name in problems, where it has no file name.
pub(super) const NAME: &str = "log";
