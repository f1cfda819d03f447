//! Who may work, and when. Answers that cost more than a look-up are made by threads of their own, one per core: more than the
//! machine can do at a time only makes everyone wait, and the threads that drive the sockets must never wait for an answer.
//!
//! Each address has a line of its own, and the lines take turns. An address alone may use every turn; while another was active
//! lately it may use half of them, so that one client's costly requests never keep the next one from its answer. A crowd that
//! comes at once may wait for a moment; but while requests of an address must be refused, its line is short, so that whoever is
//! let in is answered soon.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    panic::{self, AssertUnwindSafe},
    pin::Pin,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::{
    runtime::Handle,
    sync::oneshot,
    time::{sleep, sleep_until, timeout},
};

use crate::budget::Budget;

/// Requests of one address that may be at work or in line, for each core.
const LONGEST_LINE: usize = 17;

/// The same while many of the address are refused: one works, and one waits for its turn.
const LINE_IN_OVERLOAD: usize = 2;

/// Requests that may wait in all lines together, for each core.
const WAITING_IN_ALL: usize = 512;

/// From this many addresses on, those that have not come back are forgotten.
const MOST_LINES: usize = 1024;

/// How long a line stays short once a request was refused.
const WINDOW: Duration = Duration::from_secs(1);

/// A line stays short for another window where more than one request in this many was refused: in a short line chance alone
/// refuses some.
const FEW: u32 = 10;

/// An address counts as active for so long after a request.
const ACTIVE: Duration = Duration::from_secs(10);

/// Threads that may be made in all, for each core, in place of those whose work does not end.
const MOST_THREADS: usize = 8;

/// How long requests may wait and work.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// In line, behind a crowd of the same address.
    pub wait: Duration,
    /// In line, where only a few requests of the same address are at work or wait.
    pub first_wait: Duration,
    /// In line and at work.
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

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Others are before it, and their work takes too long.
    Busy,
    /// Its own work took too long.
    TimedOut,
    /// Its work ended in a panic.
    Failed,
}

/// Gives the turns of a server. Its threads end when it is dropped.
pub struct Gate {
    shared: Arc<Shared>,
    times: Times,
}

struct Shared {
    lines: Mutex<Lines>,
    ready: Condvar,
    cores: usize,
}

/// What is to be done, whose it is, and who does it.
#[derive(Default)]
struct Lines {
    by_address: HashMap<IpAddr, Line>,
    /// The addresses whose requests wait, in the order of their next turns.
    order: VecDeque<IpAddr>,
    waiting: usize,
    next_number: u64,
    /// The two addresses that were active last, and when.
    active: [Option<(IpAddr, Instant)>; 2],
    /// When those were forgotten that have not come back.
    swept: Option<Instant>,
    threads: usize,
    /// Threads whose work was given up and has not ended.
    stuck: usize,
    is_over: bool,
}

/// The requests of one address.
#[derive(Default)]
struct Line {
    waiting: VecDeque<Job>,
    at_work: usize,
    /// Set while more requests come than are let in.
    overload: Option<Window>,
}

struct Job {
    number: u64,
    work: Pin<Box<dyn Future<Output = ()> + Send>>,
    runtime: Handle,
    state: Arc<AtomicU8>,
}

/// The states of a job: in line or at work; done, or never begun; and given up while it was at work.
const OPEN: u8 = 0;
const DONE: u8 = 1;
const GIVEN_UP: u8 = 2;

/// What became of the requests of a stretch of overload.
#[derive(Debug)]
struct Window {
    end: Instant,
    admitted: u32,
    refused: u32,
}

/// A request in line or at work; one that is still in line when this is dropped leaves it: its client is gone.
struct Ticket {
    shared: Arc<Shared>,
    /// By when the answer must be made.
    end: Instant,
    address: IpAddr,
    number: u64,
    wait: Duration,
    state: Arc<AtomicU8>,
}

impl Gate {
    /// A gate that gives `cores` turns at a time.
    pub fn new(cores: usize, times: Times) -> Self {
        let shared = Arc::new(Shared {
            lines: Mutex::default(),
            ready: Condvar::new(),
            cores,
        });
        for _ in 0..cores {
            Shared::start(&shared);
        }
        Self { shared, times }
    }

    /// The time that a request has.
    pub fn budget(&self) -> Budget {
        Budget::of(self.times.handler)
    }

    /// A request of an address was answered without a turn.
    pub fn saw(&self, address: IpAddr) {
        self.shared.lock().saw(address, Instant::now());
    }

    /// Runs `work` for an address when its turn comes, in a thread of its own. Work is a future because handlers are; it
    /// must not wait for a client.
    ///
    /// # Errors
    ///
    /// Where the turn does not come, or the work does not end, in time. Work that is given up goes on until it looks at its
    /// [`Budget`].
    pub async fn let_in<T: Send + 'static>(
        &self,
        address: IpAddr,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Refused> {
        let (tell, mut told) = oneshot::channel();
        let work = Box::pin(async move {
            // Nobody listens any more where the client is gone.
            let _ = tell.send(work.await);
        });
        let Some(ticket) = Shared::line_up(&self.shared, address, work, &self.times) else {
            // Whoever was just refused waits too: refusals at once would be asked for over and over.
            sleep(self.times.wait).await;
            return Err(Refused::Busy);
        };
        let answer = |told: Result<T, _>| {
            ticket.state.store(DONE, Relaxed);
            told.map_err(|_| Refused::Failed)
        };
        let wait = ticket.wait.min(self.times.handler);
        if let Ok(told) = timeout(wait, &mut told).await {
            return answer(told);
        }
        if ticket.leave() {
            return Err(Refused::Busy);
        }
        let left = ticket.end.saturating_duration_since(Instant::now());
        match timeout(left, &mut told).await {
            Ok(told) => answer(told),
            Err(_) => Err(Refused::TimedOut),
        }
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.shared.lock().is_over = true;
        self.shared.ready.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts one more thread.
    fn start(shared: &Arc<Self>) {
        shared.lock().threads += 1;
        let own = Arc::clone(shared);
        let started = thread::Builder::new()
            .name("fixpath-turn".to_owned())
            .spawn(move || own.work());
        if let Err(error) = started {
            shared.lock().threads -= 1;
            tracing::error!("can't start a thread that answers requests: {error}");
        }
    }

    /// What a thread does: one job after the other.
    fn work(&self) {
        let mut lines = self.lock();
        while !lines.is_over && lines.threads.saturating_sub(lines.stuck) <= self.cores {
            let Some((address, job)) = lines.next(self.cores, Instant::now()) else {
                lines = self
                    .ready
                    .wait(lines)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            if !lines.order.is_empty() {
                self.ready.notify_one();
            }
            drop(lines);
            let work = AssertUnwindSafe(|| job.runtime.block_on(job.work));
            // A panic ends this job alone; whoever waits for it learns of it from its channel.
            let _ = panic::catch_unwind(work);
            lines = self.lock();
            if job.state.swap(DONE, Relaxed) == GIVEN_UP {
                lines.stuck -= 1;
            }
            lines.done(address);
        }
        lines.threads -= 1;
    }

    fn line_up(
        shared: &Arc<Self>,
        address: IpAddr,
        work: Pin<Box<dyn Future<Output = ()> + Send>>,
        times: &Times,
    ) -> Option<Ticket> {
        let now = Instant::now();
        let mut lines = shared.lock();
        lines.saw(address, now);
        lines.sweep(now);
        if lines.waiting >= WAITING_IN_ALL * shared.cores {
            return None;
        }
        let line = lines.by_address.entry(address).or_default();
        line.overload.take_if(|window| window.is_over(now));
        let ahead = line.waiting.len() + line.at_work;
        let is_overload = line.overload.is_some();
        let longest = if is_overload {
            LINE_IN_OVERLOAD
        } else {
            LONGEST_LINE
        };
        if ahead >= longest * shared.cores {
            line.refuse(now);
            return None;
        }
        let are_few = ahead < LINE_IN_OVERLOAD * shared.cores && !is_overload;
        line.admit(now);
        let state = Arc::new(AtomicU8::new(OPEN));
        let number = lines.push(address, work, Arc::clone(&state));
        drop(lines);
        shared.ready.notify_one();
        Some(Ticket {
            shared: Arc::clone(shared),
            end: now + times.handler,
            address,
            number,
            wait: if are_few || ahead == 0 {
                times.first_wait
            } else {
                times.wait
            },
            state,
        })
    }

    /// Work that does not end keeps its address's turn, but not the thread from the others.
    fn give_up(shared: &Arc<Self>, state: &AtomicU8) {
        let mut lines = shared.lock();
        if state.swap(GIVEN_UP, Relaxed) == DONE {
            return;
        }
        lines.stuck += 1;
        let is_missing = lines.threads.saturating_sub(lines.stuck) < shared.cores
            && lines.threads < MOST_THREADS * shared.cores;
        drop(lines);
        if is_missing {
            Self::start(shared);
        }
    }
}

impl Lines {
    fn saw(&mut self, address: IpAddr, now: Instant) {
        let [latest, before] = &mut self.active;
        if latest.is_some_and(|(one, _)| one != address) {
            *before = *latest;
        }
        *latest = Some((address, now));
    }

    fn push(
        &mut self,
        address: IpAddr,
        work: Pin<Box<dyn Future<Output = ()> + Send>>,
        state: Arc<AtomicU8>,
    ) -> u64 {
        self.next_number += 1;
        let job = Job {
            number: self.next_number,
            work,
            runtime: Handle::current(),
            state,
        };
        let line = self.by_address.entry(address).or_default();
        if line.waiting.is_empty() {
            self.order.push_back(address);
        }
        line.waiting.push_back(job);
        self.waiting += 1;
        self.next_number
    }

    /// The next job whose address may have another turn.
    fn next(&mut self, cores: usize, now: Instant) -> Option<(IpAddr, Job)> {
        let at = self.order.iter().position(|address| {
            let at_work = self.by_address.get(address).map_or(0, |line| line.at_work);
            at_work < self.share(*address, cores, now)
        })?;
        let address = self.order.remove(at)?;
        let line = self.by_address.get_mut(&address)?;
        let job = line.waiting.pop_front()?;
        line.at_work += 1;
        self.waiting -= 1;
        if !line.waiting.is_empty() {
            self.order.push_back(address);
        }
        Some((address, job))
    }

    /// How many turns an address may have at a time.
    fn share(&self, address: IpAddr, cores: usize, now: Instant) -> usize {
        let is_other = |(one, at): &(IpAddr, Instant)| *one != address && now - *at < ACTIVE;
        if self.active.iter().flatten().any(is_other) {
            (cores / 2).max(1)
        } else {
            cores
        }
    }

    fn done(&mut self, address: IpAddr) {
        if let Some(line) = self.by_address.get_mut(&address) {
            line.at_work -= 1;
        }
        self.forget(address);
    }

    /// Takes a job out of the line; false where its turn has come already.
    fn leave(&mut self, address: IpAddr, number: u64) -> bool {
        let Some(line) = self.by_address.get_mut(&address) else {
            return false;
        };
        let Some(at) = line.waiting.iter().position(|job| job.number == number) else {
            return false;
        };
        line.waiting.remove(at);
        self.waiting -= 1;
        if line.waiting.is_empty() {
            self.order.retain(|one| *one != address);
        }
        true
    }

    /// Lets go of a line that says nothing any more.
    fn forget(&mut self, address: IpAddr) {
        let is_idle = |line: &Line| line.is_empty() && line.overload.is_none();
        if self.by_address.get(&address).is_some_and(is_idle) {
            self.by_address.remove(&address);
        }
    }

    /// Lets go of what is known of addresses that have not come back since they were refused.
    fn sweep(&mut self, now: Instant) {
        let is_due = self.swept.is_none_or(|swept| now - swept >= WINDOW);
        if self.by_address.len() >= MOST_LINES && is_due {
            self.swept = Some(now);
            self.by_address.retain(|_, line| {
                let is_over = |window: &Window| window.is_over(now);
                !(line.is_empty() && line.overload.as_ref().is_none_or(is_over))
            });
        }
    }
}

impl Line {
    fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.at_work == 0
    }

    fn admit(&mut self, now: Instant) {
        if let Some(window) = &mut self.overload
            && !window.count(now, true)
        {
            self.overload = None;
        }
    }

    fn refuse(&mut self, now: Instant) {
        match &mut self.overload {
            Some(window) => {
                if !window.count(now, false) {
                    self.overload = None;
                }
            }
            None => self.overload = Some(Window::at(now)),
        }
    }
}

impl Window {
    fn at(now: Instant) -> Self {
        Self {
            end: now + WINDOW,
            admitted: 0,
            refused: 0,
        }
    }

    /// Whether it tells nothing of now: nobody came since.
    fn is_over(&self, now: Instant) -> bool {
        self.end + WINDOW < now
    }

    /// Counts a request, and says whether it is still overload.
    fn count(&mut self, now: Instant, is_admitted: bool) -> bool {
        self.admitted += u32::from(is_admitted);
        self.refused += u32::from(!is_admitted);
        if now < self.end {
            return true;
        }
        let are_many = self.refused.saturating_mul(FEW) > self.admitted + self.refused;
        *self = Self::at(now);
        are_many
    }
}

impl Ticket {
    /// Leaves the line without an answer; false where the turn has come already.
    fn leave(&self) -> bool {
        let mut lines = self.shared.lock();
        let has_left = lines.leave(self.address, self.number);
        if has_left {
            self.state.store(DONE, Relaxed);
            if let Some(line) = lines.by_address.get_mut(&self.address) {
                line.refuse(Instant::now());
            }
        }
        has_left
    }
}

impl Drop for Ticket {
    /// Leaves the line; work that goes on is given up when its time is over, whether or not its client is still there.
    fn drop(&mut self) {
        if self.state.load(Relaxed) == DONE {
            return;
        }
        let mut lines = self.shared.lock();
        let has_left = lines.leave(self.address, self.number);
        lines.forget(self.address);
        drop(lines);
        if has_left {
            return;
        }
        let (shared, state, end) = (Arc::clone(&self.shared), Arc::clone(&self.state), self.end);
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                sleep_until(end.into()).await;
                Shared::give_up(&shared, &state);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times that no test reaches unless it sets them.
    fn times(set: impl Fn(&mut Times)) -> Times {
        let far = Duration::from_secs(60);
        let mut times = Times {
            wait: far,
            first_wait: far,
            handler: far,
        };
        set(&mut times);
        times
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([127, 0, 0, last])
    }

    /// Work that ends when it is told to; says that it has begun.
    fn work() -> (
        oneshot::Receiver<()>,
        std::sync::mpsc::Sender<()>,
        impl Future<Output = ()> + Send + 'static,
    ) {
        let (begin, begun) = oneshot::channel();
        let (end, ended) = std::sync::mpsc::channel();
        let work = async move {
            let _ = begin.send(());
            let _ = ended.recv();
        };
        (begun, end, work)
    }

    /// Takes a turn, and gives what ends its work once that has begun.
    async fn occupy(gate: &Arc<Gate>, of: IpAddr) -> std::sync::mpsc::Sender<()> {
        let (begun, end, work) = work();
        let own = Arc::clone(gate);
        tokio::spawn(async move { own.let_in(of, work).await });
        begun.await.unwrap();
        end
    }

    /// Waits until work of an address is done; its own time may pass before that of others is given up.
    async fn is_served(gate: &Gate, of: IpAddr) {
        let served = async { while gate.let_in(of, async { 7 }).await != Ok(7) {} };
        assert!(timeout(Duration::from_secs(60), served).await.is_ok());
    }

    /// Lets everything that can go on go on.
    async fn settle() {
        for _ in 0..20 {
            tokio::task::yield_now().await;
            sleep(Duration::from_millis(1)).await;
        }
    }

    #[test]
    fn overload_lasts_while_many_are_refused() {
        for (admitted, refused, expect) in [(10, 10, true), (80, 20, true), (95, 5, false)] {
            let begin = Instant::now();
            let mut window = Window::at(begin);
            for number in 0..admitted + refused - 1 {
                assert!(window.count(begin, number < admitted));
            }
            let goes_on = window.count(begin + WINDOW, false);
            assert_eq!(goes_on, expect, "{admitted} {refused}");
        }
    }

    #[tokio::test]
    async fn an_address_alone_takes_every_turn_and_half_of_them_beside_another() {
        let gate = Arc::new(Gate::new(4, times(|_| {})));
        let mut alone = Vec::new();
        for _ in 0..4 {
            alone.push(occupy(&gate, address(1)).await);
        }
        // Another one comes: its first turn is the next that ends, and the next one after that, too.
        let (mut begun, end, first) = work();
        let own = Arc::clone(&gate);
        tokio::spawn(async move { own.let_in(address(2), first).await });
        let (mut late, _late_end, fifth) = work();
        let own = Arc::clone(&gate);
        tokio::spawn(async move { own.let_in(address(1), fifth).await });
        settle().await;
        assert!(begun.try_recv().is_err());
        drop(alone.pop());
        begun.await.unwrap();
        drop(alone.pop());
        settle().await;
        assert!(late.try_recv().is_err(), "two of four are its half");
        drop(alone.pop());
        late.await.unwrap();
        drop(end);
    }

    #[tokio::test]
    async fn a_crowd_of_one_address_keeps_no_other_from_a_turn() {
        let gate = Arc::new(Gate::new(2, times(|_| {})));
        gate.saw(address(2));
        let first = occupy(&gate, address(1)).await;
        let crowd: Vec<_> = (0..50)
            .map(|_| {
                let own = Arc::clone(&gate);
                tokio::spawn(async move { own.let_in(address(1), async {}).await })
            })
            .collect();
        settle().await;
        for _ in 0..20 {
            assert_eq!(gate.let_in(address(2), async { 7 }).await, Ok(7));
        }
        drop(first);
        drop(crowd);
    }

    #[tokio::test]
    async fn a_line_has_an_end_and_is_short_while_many_are_refused() {
        let short = Duration::from_millis(20);
        let set = |times: &mut Times| (times.wait, times.first_wait) = (short, short);
        let gate = Arc::new(Gate::new(1, times(set)));
        let end = occupy(&gate, address(1)).await;
        let crowd = (0..LONGEST_LINE * 2).map(|_| {
            let own = Arc::clone(&gate);
            tokio::spawn(async move { own.let_in(address(1), async {}).await })
        });
        for one in crowd.collect::<Vec<_>>() {
            assert_eq!(one.await.unwrap(), Err(Refused::Busy));
        }
        let lines = gate.shared.lock();
        let line = lines.by_address.get(&address(1)).unwrap();
        assert!(line.overload.is_some());
        assert_eq!(
            (lines.waiting, line.waiting.len(), lines.order.len()),
            (0, 0, 0)
        );
        drop(lines);
        drop(end);
    }

    #[tokio::test]
    async fn nothing_is_left_of_those_that_were_refused_or_given_up() {
        let short = Duration::from_millis(10);
        let set = |times: &mut Times| {
            (times.wait, times.first_wait, times.handler) = (short, short, short * 2);
        };
        let gate = Arc::new(Gate::new(2, times(set)));
        let ends = [1, 2].map(|last| {
            let (_begun, end, endless) = work();
            let own = Arc::clone(&gate);
            tokio::spawn(async move { own.let_in(address(last), endless).await });
            end
        });
        let crowd = (0..60).map(|number| {
            let own = Arc::clone(&gate);
            tokio::spawn(async move { own.let_in(address(number % 5), async {}).await })
        });
        for one in crowd.collect::<Vec<_>>() {
            assert!(one.await.is_ok());
        }
        drop(ends);
        sleep(short * 4).await;
        is_served(&gate, address(2)).await;
        let is_clean = || {
            let lines = gate.shared.lock();
            (lines.threads, lines.stuck, lines.waiting) == (2, 0, 0)
        };
        let clean = async {
            while !is_clean() {
                settle().await;
            }
        };
        assert!(timeout(Duration::from_secs(60), clean).await.is_ok());
    }

    #[tokio::test]
    async fn a_client_that_is_gone_leaves_the_line() {
        let gate = Arc::new(Gate::new(1, times(|_| {})));
        let end = occupy(&gate, address(1)).await;
        let own = Arc::clone(&gate);
        let waiting = tokio::spawn(async move { own.let_in(address(2), async {}).await });
        settle().await;
        assert_eq!(gate.shared.lock().waiting, 1);
        waiting.abort();
        assert!(waiting.await.is_err());
        assert_eq!(gate.shared.lock().waiting, 0);
        drop(end);
    }

    #[tokio::test]
    async fn work_without_end_is_given_up_and_others_go_on() {
        let soon = Duration::from_millis(50);
        let gate = Arc::new(Gate::new(1, times(|times| times.handler = soon)));
        let (begun, end, endless) = work();
        let own = Arc::clone(&gate);
        let given_up = tokio::spawn(async move { own.let_in(address(1), endless).await });
        begun.await.unwrap();
        assert_eq!(given_up.await.unwrap(), Err(Refused::TimedOut));
        is_served(&gate, address(2)).await;
        drop(end);
        settle().await;
        let lines = gate.shared.lock();
        assert_eq!((lines.threads, lines.stuck), (1, 0));
        assert!(lines.by_address.is_empty());
    }

    #[tokio::test]
    async fn work_is_given_up_in_its_time_though_its_client_is_gone() {
        let soon = Duration::from_millis(50);
        let gate = Arc::new(Gate::new(1, times(|times| times.handler = soon)));
        let (begun, end, endless) = work();
        let own = Arc::clone(&gate);
        let client = tokio::spawn(async move { own.let_in(address(1), endless).await });
        begun.await.unwrap();
        client.abort();
        assert!(client.await.is_err());
        is_served(&gate, address(2)).await;
        drop(end);
    }

    #[tokio::test]
    async fn an_overload_is_over_when_nobody_came_for_a_while() {
        let gate = Arc::new(Gate::new(1, times(|_| {})));
        let end = occupy(&gate, address(1)).await;
        let long_ago = Instant::now().checked_sub(3 * WINDOW).unwrap();
        {
            let mut lines = gate.shared.lock();
            let line = lines.by_address.entry(address(1)).or_default();
            line.refuse(long_ago);
        }
        for _ in 0..LINE_IN_OVERLOAD + 1 {
            let own = Arc::clone(&gate);
            tokio::spawn(async move { own.let_in(address(1), async {}).await });
        }
        settle().await;
        assert_eq!(gate.shared.lock().waiting, LINE_IN_OVERLOAD + 1);
        drop(end);
    }

    #[tokio::test]
    async fn a_panic_ends_its_own_work_alone() {
        let gate = Gate::new(1, Times::default());
        let answer = gate
            .let_in(address(1), async { panic!("on purpose") })
            .await;
        assert_eq!(answer, Err::<(), _>(Refused::Failed));
        assert_eq!(gate.let_in(address(1), async { 7 }).await, Ok(7));
    }

    #[test]
    fn addresses_that_do_not_come_back_are_forgotten() {
        let now = Instant::now();
        let mut lines = Lines::default();
        for number in 0..u32::try_from(MOST_LINES).unwrap() {
            let line = lines.by_address.entry(IpAddr::from(number.to_be_bytes()));
            line.or_default().refuse(now);
        }
        lines.sweep(now);
        assert_eq!(lines.by_address.len(), MOST_LINES);
        lines.sweep(now + WINDOW / 2);
        assert_eq!(lines.by_address.len(), MOST_LINES);
        lines.sweep(now + 3 * WINDOW);
        assert!(lines.by_address.is_empty());
    }
}
