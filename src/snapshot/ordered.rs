//! Works on many items in several threads and hands the results over in the items' order.

use std::{sync::mpsc, thread};

/// Chunks that a worker may be ahead of whoever takes the results.
const AHEAD: usize = 1;

/// Applies `work` to every item in a thread a core, which goes over `chunk` of them at once, and gives the results to `take` in
/// order, in this thread. Each worker has a state of its own, made by `begin`.
///
/// Each worker has its own share of chunks and its own bounded channel, so that no more than a few chunks of results
/// wait, however slow one of them is.
pub(super) fn in_order<T: Sync, S, R: Send>(
    items: &[T],
    chunk: usize,
    begin: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) -> R + Sync,
    take: impl FnMut(R),
) {
    let workers = thread::available_parallelism().map_or(2, usize::from);
    in_order_by(workers, items, chunk, begin, work, take);
}

fn in_order_by<T: Sync, S, R: Send>(
    workers: usize,
    items: &[T],
    chunk: usize,
    begin: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) -> R + Sync,
    mut take: impl FnMut(R),
) {
    let workers = workers.max(1);
    thread::scope(|scope| {
        let mut receivers = Vec::with_capacity(workers);
        for worker in 0..workers {
            let (sender, receiver) = mpsc::sync_channel::<Vec<R>>(AHEAD);
            receivers.push(receiver);
            let (begin, work) = (&begin, &work);
            scope.spawn(move || {
                let mut state = begin();
                for chunk in items.chunks(chunk).skip(worker).step_by(workers) {
                    let results = chunk.iter().map(|item| work(&mut state, item));
                    if sender.send(results.collect()).is_err() {
                        break;
                    }
                }
            });
        }
        for receiver in receivers.iter().cycle() {
            let Ok(results) = receiver.recv() else { break };
            results.into_iter().for_each(&mut take);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_none_is_lost() {
        for count in [0, 1, 63, 64, 65, 1000] {
            for workers in [0, 1, 3] {
                let items: Vec<usize> = (0..count).collect();
                let mut taken = Vec::new();
                in_order_by(
                    workers,
                    &items,
                    64,
                    || (),
                    |(), item| item * 2,
                    |result| taken.push(result),
                );
                assert_eq!(taken, items.iter().map(|item| item * 2).collect::<Vec<_>>());
            }
        }
    }
}
