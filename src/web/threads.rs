//! How many threads drive the sockets.

/// How many threads drive the sockets: few, as each does so for tens of thousands of requests a
/// second, and two that share little work mostly wake each other. They make no responses that take
/// long: see [`super::gate`].
pub fn threads() -> usize {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    cores.div_ceil(4)
}
