//! The program, a thin shell around the library.

use std::process::ExitCode;

/// Returns memory to the system soon after a build, which the C library's allocator doesn't do, and
/// is faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fixpath::cli::run()
}
