//! How many threads drive the sockets.

/// How many threads drive the sockets: few, since each can do so for tens of thousands of requests
/// per second, and two threads with little work mostly just wake each other. They don't make
/// responses that take long: see [`super::gate`].
pub fn threads() -> usize {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    cores.div_ceil(4)
}
