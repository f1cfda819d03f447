//! Limits the memory for bodies: those that clients have sent, and those they have not read yet. A
//! client that uses up its share gets no further response until it has read some; if all clients
//! together use too much, the connection that holds the most is closed.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{activity::Activity, limits::Limits};

/// The bodies in memory.
pub(super) struct Memory {
    limits: Limits,
    bodies: Mutex<Bodies>,
}

#[derive(Default)]
struct Bodies {
    by_number: HashMap<u64, Body>,
    by_client: HashMap<IpAddr, usize>,
    in_all: usize,
    next_number: u64,
}

struct Body {
    client: IpAddr,
    connection: Arc<Activity>,
    bytes: usize,
}

/// A body in memory, until this is dropped.
pub(super) struct Held {
    memory: Arc<Memory>,
    number: u64,
}

impl Memory {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            bodies: Mutex::default(),
        }
    }

    fn bodies(&self) -> MutexGuard<'_, Bodies> {
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a client may get a response of this many bytes. Its first may have any size.
    pub(super) fn has_room(&self, client: IpAddr, bytes: usize) -> bool {
        let held = self.bodies().of(client);
        held == 0 || held + bytes <= self.limits.held_per_client
    }

    /// Counts a body of this many bytes, which waits for a client on a connection.
    pub(super) fn hold(
        self: &Arc<Self>,
        client: IpAddr,
        connection: &Arc<Activity>,
        bytes: usize,
    ) -> Held {
        let mut bodies = self.bodies();
        bodies.next_number += 1;
        let number = bodies.next_number;
        let body = Body {
            client,
            connection: Arc::clone(connection),
            bytes: 0,
        };
        bodies.by_number.insert(number, body);
        bodies.grow(number, bytes, &self.limits);
        Held {
            memory: Arc::clone(self),
            number,
        }
    }

    /// Bytes of all bodies.
    #[cfg(test)]
    fn in_all(&self) -> usize {
        self.bodies().in_all
    }
}

impl Held {
    /// Counts that many more bytes, which have arrived.
    pub(super) fn grow(&self, bytes: usize) {
        let limits = &self.memory.limits;
        self.memory.bodies().grow(self.number, bytes, limits);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.memory.bodies().remove(self.number);
    }
}

impl Bodies {
    /// A body grows; if that is too much, a connection is closed. A body that is no longer
    /// counted belongs to a connection that is already ending.
    fn grow(&mut self, number: u64, bytes: usize, limits: &Limits) {
        let Some(body) = self.by_number.get_mut(&number) else {
            return;
        };
        body.bytes += bytes;
        self.in_all += bytes;
        let client = body.client;
        *self.by_client.entry(client).or_default() += bytes;
        while self.of(client) > limits.held_per_client {
            self.end_largest(client);
        }
        while self.in_all > limits.held {
            let most = self.by_client.iter().max_by_key(|(_, bytes)| **bytes);
            let Some((client, _)) = most else { return };
            self.end_largest(*client);
        }
    }

    fn of(&self, client: IpAddr) -> usize {
        self.by_client.get(&client).copied().unwrap_or_default()
    }

    /// Closes the connection that holds the most for a client.
    fn end_largest(&mut self, client: IpAddr) {
        let mut held: HashMap<*const Activity, (usize, &Arc<Activity>)> = HashMap::new();
        for body in self.by_number.values().filter(|body| body.client == client) {
            let connection = Arc::as_ptr(&body.connection);
            held.entry(connection).or_insert((0, &body.connection)).0 += body.bytes;
        }
        let most = held.into_values().max_by_key(|(bytes, _)| *bytes);
        let Some(connection) = most.map(|(_, connection)| Arc::clone(connection)) else {
            return;
        };
        connection.displaced.notify_one();
        let on_it = self.by_number.iter();
        let on_it = on_it.filter(|(_, body)| Arc::ptr_eq(&body.connection, &connection));
        for number in on_it.map(|(number, _)| *number).collect::<Vec<_>>() {
            self.remove(number);
        }
    }

    fn remove(&mut self, number: u64) {
        let Some(body) = self.by_number.remove(&number) else {
            return;
        };
        self.in_all -= body.bytes;
        if let Some(bytes) = self.by_client.get_mut(&body.client) {
            *bytes -= body.bytes;
            if *bytes == 0 {
                self.by_client.remove(&body.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(held_per_client: usize, held: usize) -> Arc<Memory> {
        Arc::new(Memory::new(Limits {
            held_per_client,
            held,
            ..Limits::default()
        }))
    }

    fn client(last: u8) -> IpAddr {
        IpAddr::from([127, 0, 0, last])
    }

    /// Whether a connection was told to end.
    async fn is_displaced(connection: &Activity) -> bool {
        tokio::select! {
            biased;
            () = connection.displaced.notified() => true,
            () = std::future::ready(()) => false,
        }
    }

    #[tokio::test]
    async fn a_client_has_its_share_and_its_largest_body_is_dropped() {
        let memory = memory(100, 1000);
        let [small, large, other] = [(); 3].map(|()| Arc::new(Activity::new()));
        let _small = memory.hold(client(1), &small, 10);
        let large_body = memory.hold(client(1), &large, 60);
        let _other = memory.hold(client(2), &other, 90);
        large_body.grow(29);
        assert!(!is_displaced(&large).await);
        large_body.grow(2);
        assert!(is_displaced(&large).await);
        assert!(!is_displaced(&small).await && !is_displaced(&other).await);
        large_body.grow(500);
        drop(large_body);
        assert_eq!(memory.in_all(), 100);
    }

    #[test]
    fn a_client_that_reads_no_responses_gets_no_more() {
        let memory = memory(100, 1000);
        let connection = Arc::new(Activity::new());
        assert!(
            memory.has_room(client(1), 500),
            "the first may be of any size"
        );
        let first = memory.hold(client(1), &connection, 60);
        assert!(memory.has_room(client(1), 40) && !memory.has_room(client(1), 41));
        assert!(memory.has_room(client(2), 100));
        drop(first);
        assert!(memory.has_room(client(1), 41));
    }

    #[tokio::test]
    async fn the_client_that_holds_the_most_memory_is_cut_off() {
        let memory = memory(100, 200);
        let connections: Vec<_> = (0..5).map(|_| Arc::new(Activity::new())).collect();
        // Many small bodies on one connection count as much as a large one.
        let many: Vec<_> = (0..9)
            .map(|_| memory.hold(client(0), &connections[0], 10))
            .collect();
        let held: Vec<_> = (1..5)
            .map(|at| memory.hold(client(at), &connections[usize::from(at)], 30))
            .collect();
        assert!(is_displaced(&connections[0]).await);
        for connection in &connections[1..] {
            assert!(!is_displaced(connection).await);
        }
        assert_eq!(memory.in_all(), 120);
        drop((many, held));
        assert_eq!(memory.in_all(), 0);
        assert!(memory.bodies().by_client.is_empty());
    }
}
