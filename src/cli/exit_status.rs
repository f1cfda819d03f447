//! The exit codes of commands.

/// How a command ended that could be run.
pub enum ExitStatus {
    /// Exit code 0: nothing to report.
    Ok,
    /// Exit code 1: problems were found and printed, or nothing was found.
    ProblemsOrNothing,
}
