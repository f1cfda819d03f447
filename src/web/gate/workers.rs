//! The threads that answer requests, and each request's place in the queue for them.

use std::{
    net::IpAddr,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::{runtime::Handle, time::sleep_until};

use super::{
    pause,
    queues::{Admitted, DONE, GIVEN_UP, OPEN, Queues, Work},
};

/// The most threads per core, including those that are stuck and those that replace them.
const MAX_THREADS: usize = 8;

/// How long a request may wait and run.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// The longest wait behind many requests of the same address.
    pub wait: Duration,
    /// The longest wait if only a few requests of the same address are ahead.
    pub first_wait: Duration,
    /// The longest time for waiting plus running.
    pub handler: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            wait: Duration::from_millis(50),
            first_wait: Duration::from_secs(5),
            handler: Duration::from_secs(10),
        }
    }
}

/// The threads that answer requests, and the queues from which they take them.
pub(super) struct Workers {
    queues: Mutex<Queues>,
    ready: Condvar,
    cores: usize,
}

/// A request that waits or runs. Dropping it takes it out of the queue: its client has gone.
pub(super) struct Ticket {
    workers: Arc<Workers>,
    /// When the response must be ready.
    pub(super) end: Instant,
    address: IpAddr,
    number: u64,
    pub(super) wait: Duration,
    pub(super) state: Arc<AtomicU8>,
}

impl Workers {
    /// Starts a thread for each core.
    pub(super) fn start(cores: usize) -> Arc<Self> {
        let workers = Arc::new(Self {
            queues: Mutex::default(),
            ready: Condvar::new(),
            cores,
        });
        for _ in 0..cores {
            Self::start_one(&workers);
        }
        workers
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends each thread once its current job is done.
    pub(super) fn stop(&self) {
        self.lock().is_over = true;
        self.ready.notify_all();
    }

    fn start_one(workers: &Arc<Self>) {
        workers.lock().threads += 1;
        let own = Arc::clone(workers);
        let started = thread::Builder::new()
            .name("fixpath-turn".to_owned())
            .spawn(move || own.work());
        if let Err(error) = started {
            workers.lock().threads -= 1;
            tracing::error!("can't start a thread to answer requests: {error}");
        }
    }

    /// The loop of a thread: takes one job after another.
    fn work(&self) {
        let mut queues = self.lock();
        while !queues.is_over && queues.threads.saturating_sub(queues.stuck) <= self.cores {
            let Some((address, mut job)) = queues.next(self.cores, Instant::now()) else {
                queues = self
                    .ready
                    .wait(queues)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            if !queues.order.is_empty() {
                self.ready.notify_one();
            }
            drop(queues);
            let work = AssertUnwindSafe(|| job.runtime.block_on(pause::run(&mut job.work)));
            // A panic ends only this job; the request that waits for it sees the channel close.
            let is_done = panic::catch_unwind(work).unwrap_or(true);
            queues = self.lock();
            if !is_done {
                queues.give_way(address, job);
                continue;
            }
            if job.state.swap(DONE, Relaxed) == GIVEN_UP {
                queues.stuck -= 1;
            }
            queues.done(address);
        }
        queues.threads -= 1;
    }

    /// Puts a request into its address's queue; `None` if there is no room.
    pub(super) fn enqueue(
        workers: &Arc<Self>,
        address: IpAddr,
        work: Work,
        times: &Times,
    ) -> Option<Ticket> {
        let now = Instant::now();
        let state = Arc::new(AtomicU8::new(OPEN));
        let (of_job, cores) = (Arc::clone(&state), workers.cores);
        let admitted = workers.lock().admit(address, work, of_job, cores, now);
        let Admitted {
            number,
            has_short_wait,
        } = admitted?;
        workers.ready.notify_one();
        Some(Ticket {
            workers: Arc::clone(workers),
            end: now + times.handler,
            address,
            number,
            wait: if has_short_wait {
                times.first_wait
            } else {
                times.wait
            },
            state,
        })
    }

    /// Gives up on a job that has run out of time, and starts a thread to replace the one it
    /// occupies. The job still counts as one of its address's turns.
    fn give_up(workers: &Arc<Self>, state: &AtomicU8) {
        let mut queues = workers.lock();
        if state.swap(GIVEN_UP, Relaxed) == DONE {
            return;
        }
        queues.stuck += 1;
        let needs_thread = queues.threads.saturating_sub(queues.stuck) < workers.cores
            && queues.threads < MAX_THREADS * workers.cores;
        drop(queues);
        if needs_thread {
            Self::start_one(workers);
        }
    }
}

impl Ticket {
    /// Leaves the queue without a response; false if the job has already started.
    pub(super) fn leave(&self) -> bool {
        let mut queues = self.workers.lock();
        let has_left = queues.leave(self.address, self.number);
        if has_left {
            self.state.store(DONE, Relaxed);
            if let Some(queue) = queues.by_address.get_mut(&self.address) {
                queue.refuse(Instant::now());
            }
        }
        has_left
    }
}

impl Drop for Ticket {
    /// Leaves the queue. A job that is already running is given up when its time is over, even if
    /// its client has gone.
    fn drop(&mut self) {
        if self.state.load(Relaxed) == DONE {
            return;
        }
        let mut queues = self.workers.lock();
        let has_left = queues.leave(self.address, self.number);
        queues.forget(self.address);
        drop(queues);
        if has_left {
            return;
        }
        let (workers, state, end) = (Arc::clone(&self.workers), Arc::clone(&self.state), self.end);
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                sleep_until(end.into()).await;
                Workers::give_up(&workers, &state);
            });
        }
    }
}
