//! Who gets a turn, who waits, and who is refused.

use std::time::Duration;

use super::{
    overload::{Overload, WINDOW},
    queues::{LONGEST_QUEUE, MAX_QUEUES, QUEUE_IN_OVERLOAD, Queues},
    *,
};

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

/// Work that ends when it is told to, and reports that it has begun.
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

/// Takes a turn, and once the work has begun, returns what ends it.
async fn occupy(gate: &Arc<Gate>, of: IpAddr) -> std::sync::mpsc::Sender<()> {
    let (begun, end, work) = work();
    let own = Arc::clone(gate);
    tokio::spawn(async move { own.let_in(of, work).await });
    begun.await.unwrap();
    end
}

/// Waits until work for an address is done; its own time may run out before that of others is up.
async fn is_served(gate: &Gate, of: IpAddr) {
    let served = async { while gate.let_in(of, async { 7 }).await != Ok(7) {} };
    assert!(timeout(Duration::from_secs(60), served).await.is_ok());
}

/// Lets everything continue that can.
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
        let mut overload = Overload::at(begin);
        for number in 0..admitted + refused - 1 {
            assert!(overload.count(begin, number < admitted));
        }
        let goes_on = overload.count(begin + WINDOW, false);
        assert_eq!(goes_on, expect, "{admitted} {refused}");
    }
}

#[tokio::test]
async fn a_lone_address_takes_every_turn_but_only_half_beside_another() {
    let gate = Arc::new(Gate::new(4, times(|_| {})));
    let mut alone = Vec::new();
    for _ in 0..4 {
        alone.push(occupy(&gate, address(1)).await);
    }
    // Another address comes: it gets the next turn that becomes free, and the one after that, too.
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
async fn a_crowd_at_one_address_keeps_no_other_address_from_a_turn() {
    let gate = Arc::new(Gate::new(2, times(|_| {})));
    gate.record_request(address(2));
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
async fn a_queue_has_a_limit_and_is_short_while_many_are_refused() {
    let short = Duration::from_millis(20);
    let set = |times: &mut Times| (times.wait, times.first_wait) = (short, short);
    let gate = Arc::new(Gate::new(1, times(set)));
    let end = occupy(&gate, address(1)).await;
    let crowd = (0..LONGEST_QUEUE * 2).map(|_| {
        let own = Arc::clone(&gate);
        tokio::spawn(async move { own.let_in(address(1), async {}).await })
    });
    for one in crowd.collect::<Vec<_>>() {
        assert_eq!(one.await.unwrap(), Err(Refused::Busy));
    }
    let queues = gate.workers.lock();
    let queue = queues.by_address.get(&address(1)).unwrap();
    assert!(queue.overload.is_some());
    assert_eq!(
        (queues.waiting, queue.waiting.len(), queues.order.len()),
        (0, 0, 0)
    );
    drop(queues);
    drop(end);
}

#[tokio::test]
async fn nothing_remains_of_refused_or_abandoned_requests() {
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
        let queues = gate.workers.lock();
        (queues.threads, queues.stuck, queues.waiting) == (2, 0, 0)
    };
    let clean = async {
        while !is_clean() {
            settle().await;
        }
    };
    assert!(timeout(Duration::from_secs(60), clean).await.is_ok());
}

#[tokio::test]
async fn a_client_that_is_gone_leaves_the_queue() {
    let gate = Arc::new(Gate::new(1, times(|_| {})));
    let end = occupy(&gate, address(1)).await;
    let own = Arc::clone(&gate);
    let waiting = tokio::spawn(async move { own.let_in(address(2), async {}).await });
    settle().await;
    assert_eq!(gate.workers.lock().waiting, 1);
    waiting.abort();
    assert!(waiting.await.is_err());
    assert_eq!(gate.workers.lock().waiting, 0);
    drop(end);
}

#[tokio::test]
async fn endless_work_is_abandoned_and_others_continue() {
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
    let queues = gate.workers.lock();
    assert_eq!((queues.threads, queues.stuck), (1, 0));
    assert!(queues.by_address.is_empty());
}

#[tokio::test]
async fn work_is_abandoned_in_time_even_if_its_client_is_gone() {
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
async fn an_overload_is_over_after_a_while_without_requests() {
    let gate = Arc::new(Gate::new(1, times(|_| {})));
    let end = occupy(&gate, address(1)).await;
    let long_ago = Instant::now().checked_sub(3 * WINDOW).unwrap();
    {
        let mut queues = gate.workers.lock();
        let queue = queues.by_address.entry(address(1)).or_default();
        queue.refuse(long_ago);
    }
    for _ in 0..QUEUE_IN_OVERLOAD + 1 {
        let own = Arc::clone(&gate);
        tokio::spawn(async move { own.let_in(address(1), async {}).await });
    }
    settle().await;
    assert_eq!(gate.workers.lock().waiting, QUEUE_IN_OVERLOAD + 1);
    drop(end);
}

#[tokio::test]
async fn a_panic_ends_only_its_own_work() {
    let gate = Gate::new(1, Times::default());
    let answer = gate
        .let_in(address(1), async { panic!("on purpose") })
        .await;
    assert_eq!(answer, Err::<(), _>(Refused::Failed));
    assert_eq!(gate.let_in(address(1), async { 7 }).await, Ok(7));
}

#[test]
fn addresses_that_do_not_return_are_forgotten() {
    let now = Instant::now();
    let mut queues = Queues::default();
    for number in 0..u32::try_from(MAX_QUEUES).unwrap() {
        let queue = queues.by_address.entry(IpAddr::from(number.to_be_bytes()));
        queue.or_default().refuse(now);
    }
    queues.sweep(now);
    assert_eq!(queues.by_address.len(), MAX_QUEUES);
    queues.sweep(now + WINDOW / 2);
    assert_eq!(queues.by_address.len(), MAX_QUEUES);
    queues.sweep(now + 3 * WINDOW);
    assert!(queues.by_address.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn long_work_lets_others_go_first_between_its_steps() {
    let gate = Arc::new(Gate::new(1, times(|_| {})));
    let (begin, begun) = oneshot::channel();
    let (end, ended) = std::sync::mpsc::channel();
    let long = Arc::clone(&gate);
    let long = tokio::spawn(async move {
        let work = async move {
            let _ = begin.send(());
            let mut steps = 0;
            while ended.try_recv().is_err() {
                steps += 1;
                give_way().await;
            }
            steps
        };
        long.let_in(address(1), work).await
    });
    begun.await.unwrap();
    // There is only one thread, and the long work ends only after the others have had it.
    for other in [1, 2, 2, 3] {
        assert_eq!(gate.let_in(address(other), async { 7 }).await, Ok(7));
    }
    end.send(()).unwrap();
    assert!(long.await.unwrap().is_ok_and(|steps| steps > 0));
}

#[tokio::test]
async fn pausing_costs_nothing_without_a_gate() {
    give_way().await;
}
