//! The limits of a connection: time, memory, and how many there may be.

use std::time::Duration;

/// The limits of the server's connections.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Within which a request's head must have come, from its first byte; for a new connection,
    /// from its opening.
    pub head: Duration,
    /// How long a connection may stay without a request.
    pub idle: Duration,
    /// Within which a request's body must have come.
    pub body: Duration,
    /// Bytes from which on a body may take longer than that, as long as its rate is kept.
    pub long_body: u64,
    /// How long a body may take before its rate counts.
    pub body_grace: Duration,
    /// Bytes a second that a body must come with after that.
    pub body_rate: u32,
    /// After which a connection may be ended for others whose request's body is still coming.
    pub trickle: Duration,
    /// How long a client may take nothing of what is sent to it.
    pub write: Duration,
    /// How long requests under way may take after the server was told to stop.
    pub drain: Duration,
    /// How long a connection without a request is kept open after that, as its next request may be
    /// on its way.
    pub lull: Duration,
    /// Connections in all.
    pub connections: usize,
    /// Connections from one address, and requests under way of one address behind a trusted proxy.
    pub per_address: usize,
    /// Bytes of bodies that lie in memory for one client.
    pub held_per_client: usize,
    /// The same for all clients together.
    pub held: usize,
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
            long_body: 1 << 20,
            body_grace: Duration::from_secs(5),
            body_rate: 1024,
            trickle: Duration::from_secs(1),
            write: Duration::from_secs(30),
            drain: Duration::from_secs(20),
            lull: Duration::from_secs(1),
            connections: 4096,
            per_address: 256,
            held_per_client: 64 << 20,
            held: 256 << 20,
            head_bytes: 16 << 10,
            tick: Duration::from_secs(1),
        }
    }
}

impl Limits {
    /// The same, with room for uploads of this many bytes.
    #[must_use]
    pub fn for_uploads(mut self, bytes: usize) -> Self {
        // What comes along with the logs of a form is little.
        let upload = bytes.saturating_add(2 << 20);
        self.held_per_client = self.held_per_client.max(upload);
        self.held = self.held.max(upload.saturating_mul(3));
        self
    }
}
