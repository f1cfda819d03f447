//! What a connection may take: time, room, company.

use std::time::Duration;

/// The limits of the server's connections.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Within which a request's head must have come, from its first byte; for a new connection, from its opening.
    pub head: Duration,
    /// How long a connection may stay without a request.
    pub idle: Duration,
    /// Within which a request's body must have come.
    pub body: Duration,
    /// How long a body may take before its rate counts.
    pub body_grace: Duration,
    /// Bytes a second that a body must come with after that.
    pub body_rate: u32,
    /// How long a client may take nothing of what is sent to it.
    pub write: Duration,
    /// How long requests under way may take after the server was told to stop.
    pub drain: Duration,
    /// How long a connection without a request is kept open after that, as its next request may be on its way.
    pub lull: Duration,
    /// Connections in all.
    pub connections: usize,
    /// Connections from one address, and requests under way of one address behind a trusted proxy.
    pub per_address: usize,
    /// Bytes of a request's head.
    pub head_bytes: usize,
    /// How often connections are looked at.
    pub tick: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            body: Duration::from_secs(30),
            body_grace: Duration::from_secs(5),
            body_rate: 1024,
            write: Duration::from_secs(30),
            drain: Duration::from_secs(20),
            lull: Duration::from_secs(1),
            connections: 4096,
            per_address: 256,
            head_bytes: 16 << 10,
            tick: Duration::from_secs(1),
        }
    }
}
