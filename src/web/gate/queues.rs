//! A queue of jobs for each IP address, and whose turn is next. A job is the work for a request.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    pin::Pin,
    sync::{Arc, atomic::AtomicU8},
    time::{Duration, Instant},
};

use tokio::runtime::Handle;

use super::overload::{Overload, WINDOW};

/// The most requests from one address that run or wait, per core.
pub(super) const LONGEST_QUEUE: usize = 17;

/// The most requests from one address, per core, while some of its requests are being refused: one
/// runs and one waits.
pub(super) const QUEUE_IN_OVERLOAD: usize = 2;

/// The most requests that wait in all queues together, per core.
const WAITING_IN_ALL: usize = 512;

/// If there are more addresses than this, those without new requests are forgotten.
pub(super) const MAX_QUEUES: usize = 1024;

/// How long an address counts as active after a request.
const ACTIVE: Duration = Duration::from_secs(10);

/// The states of a job: waiting or running; finished or withdrawn; given up while it was running.
pub(super) const OPEN: u8 = 0;
pub(super) const DONE: u8 = 1;
pub(super) const GIVEN_UP: u8 = 2;

/// What a thread runs to respond to a request.
pub(super) type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The jobs that wait, by address, and the number of threads that run them.
#[derive(Default)]
pub(super) struct Queues {
    pub(super) by_address: HashMap<IpAddr, AddressQueue>,
    /// The addresses that have jobs waiting, in the order of their turns.
    pub(super) order: VecDeque<IpAddr>,
    pub(super) waiting: usize,
    next_number: u64,
    /// The two addresses that sent the latest requests, and when.
    active: [Option<(IpAddr, Instant)>; 2],
    /// When idle addresses were last forgotten.
    swept: Option<Instant>,
    pub(super) threads: usize,
    /// Threads whose job was given up and has not ended.
    pub(super) stuck: usize,
    /// Whether each thread ends once its current job is done.
    pub(super) is_over: bool,
}

/// The jobs of one address.
#[derive(Default)]
pub(super) struct AddressQueue {
    pub(super) waiting: VecDeque<Job>,
    running: usize,
    /// Set while requests are being refused.
    pub(super) overload: Option<Overload>,
}

/// The work for a request, which waits for its turn.
pub(super) struct Job {
    number: u64,
    /// Whether it has already run, and gave way.
    has_started: bool,
    pub(super) work: Work,
    pub(super) runtime: Handle,
    pub(super) state: Arc<AtomicU8>,
}

/// A job that was put into a queue.
pub(super) struct Admitted {
    pub(super) number: u64,
    /// Whether only a few jobs of its address are ahead of it.
    pub(super) has_short_wait: bool,
}

impl Queues {
    /// Records that an address has sent a request.
    pub(super) fn record_request(&mut self, address: IpAddr, now: Instant) {
        let [latest, before] = &mut self.active;
        if latest.is_some_and(|(one, _)| one != address) {
            *before = *latest;
        }
        *latest = Some((address, now));
    }

    /// Puts a job at the end of its address's queue; `None` if there is no room.
    pub(super) fn admit(
        &mut self,
        address: IpAddr,
        work: Work,
        state: Arc<AtomicU8>,
        cores: usize,
        now: Instant,
    ) -> Option<Admitted> {
        self.record_request(address, now);
        self.sweep(now);
        if self.waiting >= WAITING_IN_ALL * cores {
            return None;
        }
        let queue = self.by_address.entry(address).or_default();
        queue.overload.take_if(|overload| overload.is_over(now));
        let ahead = queue.waiting.len() + queue.running;
        let is_overload = queue.overload.is_some();
        let longest = if is_overload {
            QUEUE_IN_OVERLOAD
        } else {
            LONGEST_QUEUE
        };
        if ahead >= longest * cores {
            queue.refuse(now);
            return None;
        }
        let are_few = ahead < QUEUE_IN_OVERLOAD * cores && !is_overload;
        queue.admit(now);
        Some(Admitted {
            number: self.push(address, work, state),
            has_short_wait: are_few || ahead == 0,
        })
    }

    fn push(&mut self, address: IpAddr, work: Work, state: Arc<AtomicU8>) -> u64 {
        self.next_number += 1;
        let job = Job {
            number: self.next_number,
            work,
            has_started: false,
            runtime: Handle::current(),
            state,
        };
        self.wait(address, job);
        self.next_number
    }

    /// Puts a job at the end of its address's queue.
    fn wait(&mut self, address: IpAddr, job: Job) {
        let queue = self.by_address.entry(address).or_default();
        if queue.waiting.is_empty() {
            self.order.push_back(address);
        }
        queue.waiting.push_back(job);
        self.waiting += 1;
    }

    /// Puts a job that gives way back at the end of its address's queue.
    pub(super) fn give_way(&mut self, address: IpAddr, job: Job) {
        if let Some(queue) = self.by_address.get_mut(&address) {
            queue.running -= 1;
        }
        let job = Job {
            has_started: true,
            ..job
        };
        self.wait(address, job);
    }

    /// Takes the next job of an address that may have another turn.
    pub(super) fn next(&mut self, cores: usize, now: Instant) -> Option<(IpAddr, Job)> {
        let at = self.order.iter().position(|address| {
            let running = self
                .by_address
                .get(address)
                .map_or(0, |queue| queue.running);
            running < self.share(*address, cores, now)
        })?;
        let address = self.order.remove(at)?;
        let queue = self.by_address.get_mut(&address)?;
        let job = queue.waiting.pop_front()?;
        queue.running += 1;
        self.waiting -= 1;
        if !queue.waiting.is_empty() {
            self.order.push_back(address);
        }
        Some((address, job))
    }

    /// How many jobs of an address may run at a time: half of the cores if others are active.
    fn share(&self, address: IpAddr, cores: usize, now: Instant) -> usize {
        let is_other = |(one, at): &(IpAddr, Instant)| *one != address && now - *at < ACTIVE;
        if self.active.iter().flatten().any(is_other) {
            (cores / 2).max(1)
        } else {
            cores
        }
    }

    /// Records that a job of an address has ended.
    pub(super) fn done(&mut self, address: IpAddr) {
        if let Some(queue) = self.by_address.get_mut(&address) {
            queue.running -= 1;
        }
        self.forget(address);
    }

    /// Takes a job out of its queue; false if it has already started.
    pub(super) fn leave(&mut self, address: IpAddr, number: u64) -> bool {
        let Some(queue) = self.by_address.get_mut(&address) else {
            return false;
        };
        let is_it = |job: &Job| job.number == number && !job.has_started;
        let Some(at) = queue.waiting.iter().position(is_it) else {
            return false;
        };
        queue.waiting.remove(at);
        self.waiting -= 1;
        if queue.waiting.is_empty() {
            self.order.retain(|one| *one != address);
        }
        true
    }

    /// Forgets an address that has no jobs and is not being refused.
    pub(super) fn forget(&mut self, address: IpAddr) {
        let is_idle = |queue: &AddressQueue| queue.is_empty() && queue.overload.is_none();
        if self.by_address.get(&address).is_some_and(is_idle) {
            self.by_address.remove(&address);
        }
    }

    /// Forgets idle addresses if there are many addresses.
    pub(super) fn sweep(&mut self, now: Instant) {
        let is_due = self.swept.is_none_or(|swept| now - swept >= WINDOW);
        if self.by_address.len() >= MAX_QUEUES && is_due {
            self.swept = Some(now);
            self.by_address.retain(|_, queue| {
                let is_over = |overload: &Overload| overload.is_over(now);
                !(queue.is_empty() && queue.overload.as_ref().is_none_or(is_over))
            });
        }
    }
}

impl AddressQueue {
    fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.running == 0
    }

    fn admit(&mut self, now: Instant) {
        if let Some(overload) = &mut self.overload
            && !overload.count(now, true)
        {
            self.overload = None;
        }
    }

    /// Records that a request was refused.
    pub(super) fn refuse(&mut self, now: Instant) {
        match &mut self.overload {
            Some(overload) => {
                if !overload.count(now, false) {
                    self.overload = None;
                }
            }
            None => self.overload = Some(Overload::at(now)),
        }
    }
}
