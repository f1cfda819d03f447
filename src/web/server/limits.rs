//! The limits of a connection: time, memory, and how many there may be.

use std::time::Duration;

/// The limits of the server's connections.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The time in which a request's head must arrive, counted from its first byte, or on a new
    /// connection, from its opening.
    pub head: Duration,
    /// How long a connection may stay without a request.
    pub idle: Duration,
    /// The time in which a request's body must arrive.
    pub body: Duration,
    /// A body of at least this many bytes may take longer than that, as long as its rate is kept.
    pub long_body: u64,
    /// How long a body may take before its rate counts.
    pub body_grace: Duration,
    /// The bytes per second at which a body must arrive after that.
    pub body_rate: u32,
    /// The time after which a connection whose request's body is still arriving may be closed for
    /// others.
    pub trickle: Duration,
    /// How long a client may read nothing of what is sent to it.
    pub write: Duration,
    /// How long current requests may take after the server was told to stop.
    pub drain: Duration,
    /// How long a connection without a request is kept open after that, as its next request may be
    /// on its way.
    pub lull: Duration,
    /// The most connections in total.
    pub connections: usize,
    /// The most connections from one address, and the most requests in progress from one address
    /// behind a trusted proxy.
    pub per_address: usize,
    /// The most bytes of bodies in memory for one client.
    pub held_per_client: usize,
    /// The most bytes of bodies in memory for all clients together.
    pub held: usize,
    /// The most bytes of a request's head.
    pub head_bytes: usize,
    /// How often connections are checked.
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
    /// These limits, with room for uploads of this many bytes.
    #[must_use]
    pub fn for_uploads(mut self, bytes: usize) -> Self {
        // The rest of a form with logs is small.
        let upload = bytes.saturating_add(2 << 20);
        self.held_per_client = self.held_per_client.max(upload);
        self.held = self.held.max(upload.saturating_mul(3));
        self
    }
}
