//! Works on many items in several threads and hands the results over in the items' order.

use std::{
    collections::BTreeMap,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

/// Items that a worker takes at once.
const CHUNK: usize = 64;

/// Applies `work` to every item in `workers` threads and gives the results to `take` in order, in this thread.
/// At most a few chunks of results a worker wait to be taken.
pub(super) fn in_order<T: Sync, R: Send>(
    items: &[T],
    workers: usize,
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(R),
) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel::<(usize, Vec<R>)>(workers.max(1) * 2);
        for _ in 0..workers.max(1) {
            let sender = sender.clone();
            let (next, work) = (&next, &work);
            scope.spawn(move || {
                loop {
                    let chunk = next.fetch_add(1, Ordering::Relaxed);
                    let Some(some) = items.chunks(CHUNK).nth(chunk) else {
                        break;
                    };
                    if sender
                        .send((chunk, some.iter().map(work).collect()))
                        .is_err()
                    {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (chunk, results) in receiver {
            waiting.insert(chunk, results);
            while let Some(results) = waiting.remove(&due) {
                results.into_iter().for_each(&mut take);
                due += 1;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_none_is_lost() {
        for count in [0, 1, 63, 64, 65, 1000] {
            let items: Vec<usize> = (0..count).collect();
            let mut taken = Vec::new();
            in_order(&items, 3, |item| item * 2, |result| taken.push(result));
            assert_eq!(taken, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        }
    }
}
