//! How much of a log is read, and its name in problems.

/// The most events that one log gives.
pub const MAX_EVENTS: usize = 10_000;
/// The most bytes of text that are read; the rest is left out with a warning.
pub const MAX_BYTES: usize = 1024 * 1024;

/// What problems call the log, which has no file name here.
pub(super) const NAME: &str = "log";
