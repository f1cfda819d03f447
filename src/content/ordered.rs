//! Processes many items on several threads and delivers the results in the items' order, never
//! holding more than a limited amount of them.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Condvar, Mutex, PoisonError, mpsc},
    thread,
};

/// How much is processed at once, and how far ahead of the consumer of the results.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    /// The most items of a chunk; a thread works on one chunk at a time.
    pub items: usize,
    /// The most weight of a chunk, unless a single item weighs more.
    pub weight: u64,
    /// The most weight of all chunks that are started and not yet consumed, unless a single chunk
    /// weighs more.
    pub ahead: u64,
}

/// Applies `work` to every item, on one thread per core, and passes the results to `take` in order,
/// on this thread. Each worker has its own state, made by `begin`.
///
/// Chunks are started in order, and only while those started and not yet consumed weigh little.
/// Memory is thus limited by the weight of the items, not by their number, however slow one of them
/// is.
pub fn in_order<T: Sync, S, R: Send>(
    items: &[T],
    weight: impl Fn(&T) -> u64,
    share: Share,
    begin: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) -> R + Sync,
    take: impl FnMut(R),
) {
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let queue = Queue::new(chunks(items, weight, share), share.ahead);
    in_order_by(workers, items, &queue, begin, work, take);
}

fn in_order_by<T: Sync, S, R: Send>(
    workers: usize,
    items: &[T],
    queue: &Queue,
    begin: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) -> R + Sync,
    mut take: impl FnMut(R),
) {
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel::<(usize, Vec<R>)>();
        for _ in 0..workers.max(1) {
            let (begin, work, sender) = (&begin, &work, sender.clone());
            scope.spawn(move || {
                let _closes = Closes(queue);
                let mut state = begin();
                while let Some((number, chunk)) = queue.next() {
                    let chunk = items.get(chunk).unwrap_or_default();
                    let results = chunk.iter().map(|item| work(&mut state, item));
                    if sender.send((number, results.collect())).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let _closes = Closes(queue);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (number, results) in receiver {
            early.insert(number, results);
            while let Some(results) = early.remove(&due) {
                results.into_iter().for_each(&mut take);
                queue.consumed(due);
                due += 1;
            }
        }
    });
}

/// The items of each chunk, and its weight.
fn chunks<T>(items: &[T], weight: impl Fn(&T) -> u64, share: Share) -> Vec<(Range<usize>, u64)> {
    let mut chunks: Vec<(Range<usize>, u64)> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let weight = weight(item);
        match chunks.last_mut() {
            Some((chunk, all)) if chunk.len() < share.items && *all + weight <= share.weight => {
                chunk.end = at + 1;
                *all += weight;
            }
            _ => chunks.push((at..at + 1, weight)),
        }
    }
    chunks
}

/// Hands out chunks in order.
struct Queue {
    chunks: Vec<(Range<usize>, u64)>,
    ahead: u64,
    state: Mutex<State>,
    /// Notified of each chunk that is consumed.
    room: Condvar,
}

#[derive(Default)]
struct State {
    /// The chunk that is started next.
    next: usize,
    /// The weight of the chunks that are started and not yet consumed.
    begun: u64,
    /// Whether no more chunks are started.
    is_closed: bool,
}

/// Closes a queue when a worker is done with it, even after a panic, so that nothing waits for room
/// forever.
struct Closes<'q>(&'q Queue);

impl Drop for Closes<'_> {
    fn drop(&mut self) {
        let queue = self.0;
        let mut state = queue.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_closed = true;
        drop(state);
        queue.room.notify_all();
    }
}

impl Queue {
    fn new(chunks: Vec<(Range<usize>, u64)>, ahead: u64) -> Self {
        Self {
            chunks,
            ahead,
            state: Mutex::default(),
            room: Condvar::new(),
        }
    }

    /// The next chunk and its number, as soon as there is room for it.
    fn next(&self) -> Option<(usize, Range<usize>)> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let number = state.next;
            let (chunk, weight) = self.chunks.get(number).filter(|_| !state.is_closed)?;
            // Chunks that were started come before it, so they are consumed without waiting for it.
            if state.begun == 0 || state.begun + weight <= self.ahead {
                state.next += 1;
                state.begun += weight;
                return Some((number, chunk.clone()));
            }
            state = self
                .room
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Makes room, since a chunk was consumed.
    fn consumed(&self, number: usize) {
        let weight = self.chunks.get(number).map_or(0, |(_, weight)| *weight);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.begun -= weight;
        drop(state);
        self.room.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    fn run(
        items: &[u64],
        workers: usize,
        share: Share,
        work: impl Fn(&u64) -> u64 + Sync,
    ) -> Vec<u64> {
        let queue = Queue::new(chunks(items, |item| *item, share), share.ahead);
        let mut taken = Vec::new();
        let work = |(): &mut (), item: &u64| work(item);
        in_order_by(
            workers,
            items,
            &queue,
            || (),
            work,
            |result| taken.push(result),
        );
        taken
    }

    #[test]
    fn results_come_in_order_and_none_is_lost() {
        for count in [0, 1, 63, 64, 65, 1000] {
            for workers in [0, 1, 3] {
                for ahead in [0, 100, u64::MAX] {
                    let items: Vec<u64> = (0..count).collect();
                    let share = Share {
                        items: 64,
                        weight: 2_000,
                        ahead,
                    };
                    let taken = run(&items, workers, share, |item| item * 2);
                    assert_eq!(taken, items.iter().map(|item| item * 2).collect::<Vec<_>>());
                }
            }
        }
    }

    #[test]
    fn a_panic_ends_all() {
        let items: Vec<u64> = vec![1; 100];
        let share = Share {
            items: 1,
            weight: 1,
            ahead: 3,
        };
        let ended = std::panic::catch_unwind(|| {
            run(&items, 3, share, |_| {
                panic!("a file brings its reader down")
            })
        });
        assert!(ended.is_err());
    }

    #[test]
    fn items_read_ahead_never_exceed_their_limit() {
        let items: Vec<u64> = (0..2_000)
            .map(|number| [1, 7, 90, 300][number % 4])
            .collect();
        let share = Share {
            items: 8,
            weight: 100,
            ahead: 400,
        };
        let queue = Queue::new(chunks(&items, |item| *item, share), share.ahead);
        let (held, most) = (AtomicU64::new(0), AtomicU64::new(0));
        let work = |(): &mut (), item: &u64| {
            let now = held.fetch_add(*item, Ordering::SeqCst) + item;
            most.fetch_max(now, Ordering::SeqCst);
            *item
        };
        let take = |item| {
            // The consumer is slower than all workers together.
            (0..100).for_each(|_| thread::yield_now());
            held.fetch_sub(item, Ordering::SeqCst);
        };
        in_order_by(4, &items, &queue, || (), work, take);
        assert!(most.into_inner() <= share.ahead);
        assert_eq!(held.into_inner(), 0);
    }
}
