//! The program, a thin shell around the library.

use std::process::ExitCode;

/// Gives memory back to the system soon after a build, which the C library's allocator does not,
/// and is faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fixpath::cli::run()
}
