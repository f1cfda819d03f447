//! Decides which requests may run, and when. Responses that cost more than a look-up are made by
//! separate threads, one per core: running more at once only makes everyone wait, and the threads
//! that drive the sockets must never wait for a response.
//!
//! Each address has its own queue, and the queues take turns. An address that is alone may use
//! every thread. While another address was active recently, it may use half of them, so that one
//! client's costly requests never hold up the next client. A burst of requests may wait for a
//! moment; but while requests of an address have to be refused, its queue stays short, so that a
//! request that is admitted gets a quick response.
//!
//! Work that takes long gives way between its steps: it goes back into its queue, and any request
//! that waits in another gets a turn.

mod overload;
mod pause;
mod queues;
#[cfg(test)]
mod tests;
mod workers;

use std::{
    net::IpAddr,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Instant,
};

use tokio::{
    sync::oneshot,
    time::{sleep, timeout},
};

use crate::budget::Budget;
pub use pause::give_way;
use queues::DONE;
pub use workers::Times;
use workers::Workers;

/// Why there is no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Other requests are ahead of it and take too long.
    Busy,
    /// Its own work took too long.
    TimedOut,
    /// Its work ended in a panic.
    Failed,
}

/// Lets requests work in turn. Its threads end when it is dropped.
pub struct Gate {
    workers: Arc<Workers>,
    times: Times,
}

impl Gate {
    /// A gate that lets `cores` requests work at a time.
    pub fn new(cores: usize, times: Times) -> Self {
        Self {
            workers: Workers::start(cores),
            times,
        }
    }

    /// The time that a request has.
    pub fn budget(&self) -> Budget {
        Budget::of(self.times.handler)
    }

    /// Records that a request from an address was answered without a turn.
    pub fn record_request(&self, address: IpAddr) {
        self.workers.lock().record_request(address, Instant::now());
    }

    /// Runs `work` for an address when its turn comes, on a separate thread. Work is a future
    /// because handlers are; it must not wait for a client.
    ///
    /// # Errors
    ///
    /// If the turn does not come, or the work does not end, in time. Work that is given up
    /// continues until it checks its [`Budget`].
    pub async fn let_in<T: Send + 'static>(
        &self,
        address: IpAddr,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Refused> {
        let (sender, mut receiver) = oneshot::channel();
        let work = Box::pin(async move {
            // If the client has gone, nobody is listening.
            let _ = sender.send(work.await);
        });
        let Some(ticket) = Workers::enqueue(&self.workers, address, work, &self.times) else {
            // A refused client waits as well: an immediate refusal would be retried over and over.
            sleep(self.times.wait).await;
            return Err(Refused::Busy);
        };
        let answer = |result: Result<T, _>| {
            ticket.state.store(DONE, Relaxed);
            result.map_err(|_| Refused::Failed)
        };
        let wait = ticket.wait.min(self.times.handler);
        if let Ok(result) = timeout(wait, &mut receiver).await {
            return answer(result);
        }
        if ticket.leave() {
            return Err(Refused::Busy);
        }
        let left = ticket.end.saturating_duration_since(Instant::now());
        match timeout(left, &mut receiver).await {
            Ok(result) => answer(result),
            Err(_) => Err(Refused::TimedOut),
        }
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.workers.stop();
    }
}
