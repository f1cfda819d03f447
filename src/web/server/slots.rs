//! Counts connections, so that neither one address nor all together have too many.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{activity::Activity, client::group, limits::Limits};

/// An address with more than this share of all slots gives up a connection even if the body of its
/// request has only just begun to arrive, or its client only just begun to wait.
const CROWD: usize = 32;

/// The open connections, by address. A 64-bit IPv6 network counts as one address.
pub(super) struct Slots {
    limits: Limits,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    in_all: usize,
    by_address: HashMap<IpAddr, Vec<Arc<Activity>>>,
    /// The addresses that are trusted proxies.
    proxies: HashSet<IpAddr>,
    /// Requests in progress from addresses behind a trusted proxy.
    forwarded: HashMap<IpAddr, usize>,
}

impl Slots {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            taken: Mutex::default(),
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many connections there are.
    pub(super) fn len(&self) -> usize {
        self.taken().in_all
    }

    /// A slot for a new connection. If none is left for its address, or at all, the first
    /// connection in the closing order gives up its slot, so that a crowd of silent connections
    /// keeps nobody out. `None` if every connection has a request in progress. A trusted proxy's
    /// own address has no limit.
    pub(super) fn take(
        self: &Arc<Self>,
        address: IpAddr,
        is_proxy: bool,
        activity: &Arc<Activity>,
    ) -> Option<Slot> {
        let mut taken = self.taken();
        let here = taken.by_address.get(&address).map_or(0, Vec::len);
        if !is_proxy && here >= self.limits.per_address {
            taken.displace(Some(address), &self.limits)?;
        }
        if taken.in_all >= self.limits.connections {
            taken.displace(None, &self.limits)?;
        }
        taken.in_all += 1;
        if is_proxy {
            taken.proxies.insert(address);
        }
        taken
            .by_address
            .entry(address)
            .or_default()
            .push(Arc::clone(activity));
        Some(Slot {
            slots: Arc::clone(self),
            address,
            activity: Arc::clone(activity),
        })
    }

    /// A slot for a request from an address behind a trusted proxy; `None` if it has too many in
    /// progress.
    pub(super) fn forward(self: &Arc<Self>, address: IpAddr) -> Option<Forwarded> {
        let address = group(address);
        let mut taken = self.taken();
        let count = taken.forwarded.entry(address).or_default();
        if *count >= self.limits.per_address {
            return None;
        }
        *count += 1;
        Some(Forwarded {
            slots: Arc::clone(self),
            address,
        })
    }
}

impl Taken {
    /// Closes the first connection in the closing order, of one address or of all; among equals,
    /// one of the address that has the most. Those of proxies are closed last, since a proxy keeps
    /// them for its next request.
    fn displace(&mut self, address: Option<IpAddr>, limits: &Limits) -> Option<()> {
        let of = |(one, _): &(&IpAddr, &Vec<_>)| address.is_none_or(|wanted| wanted == **one);
        let proxies = &self.proxies;
        let all = self.by_address.iter().filter(of);
        let closable = all.flat_map(|(address, connections)| {
            let is_crowd = connections.len() > limits.connections / CROWD;
            let grace = if is_crowd {
                Duration::ZERO
            } else {
                limits.trickle
            };
            connections.iter().filter_map(move |one| {
                let closing_order = one.closing_order(grace)?;
                let order = (
                    proxies.contains(address),
                    closing_order.kind(),
                    Reverse(connections.len()),
                    closing_order,
                );
                Some((order, *address, one))
            })
        });
        let (_, address, closed) = closable.min_by_key(|(order, ..)| *order)?;
        let closed = Arc::clone(closed);
        closed.displaced.notify_one();
        self.give(address, &closed);
        Some(())
    }

    /// Gives a slot back, unless that has already been done.
    fn give(&mut self, address: IpAddr, activity: &Arc<Activity>) {
        let Some(connections) = self.by_address.get_mut(&address) else {
            return;
        };
        if let Some(at) = connections
            .iter()
            .position(|one| Arc::ptr_eq(one, activity))
        {
            connections.swap_remove(at);
            self.in_all -= 1;
        }
        if connections.is_empty() {
            self.by_address.remove(&address);
        }
    }
}

/// A connection's slot, given back when it is dropped.
pub(super) struct Slot {
    slots: Arc<Slots>,
    address: IpAddr,
    activity: Arc<Activity>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.slots.taken().give(self.address, &self.activity);
    }
}

/// The slot of a request behind a trusted proxy, given back when it is dropped.
pub(super) struct Forwarded {
    slots: Arc<Slots>,
    address: IpAddr,
}

impl Drop for Forwarded {
    fn drop(&mut self) {
        let mut taken = self.slots.taken();
        if let Some(count) = taken.forwarded.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.forwarded.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(connections: usize, per_address: usize) -> Arc<Slots> {
        Arc::new(Slots::new(Limits {
            connections,
            per_address,
            ..Limits::default()
        }))
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([127, 0, 0, last])
    }

    #[test]
    fn an_address_has_its_limit_and_spares_whoever_waits() {
        let slots = slots(100, 2);
        let all: Vec<_> = (0..4).map(|_| Arc::new(Activity::new())).collect();
        let _busy = all[0].begin();
        let first = slots.take(address(1), false, &all[0]).unwrap();
        let _waiting = slots.take(address(1), false, &all[1]).unwrap();
        let _third = slots.take(address(1), false, &all[2]).unwrap();
        assert_eq!(slots.len(), 2, "the waiting one gave its slot");
        let _also_busy = all[2].begin();
        assert!(slots.take(address(1), false, &all[3]).is_none());
        assert!(slots.take(address(1), true, &all[3]).is_some());
        assert!(slots.take(address(2), false, &all[3]).is_some());
        drop(first);
        assert!(slots.take(address(1), false, &all[3]).is_some());
    }

    #[test]
    fn all_clients_together_have_a_limit_and_no_place_is_given_twice() {
        let slots = slots(2, 10);
        let all: Vec<_> = (0..3).map(|_| Arc::new(Activity::new())).collect();
        let held: Vec<_> = (0..3)
            .map(|at| slots.take(address(at as u8), false, &all[at]).unwrap())
            .collect();
        assert_eq!(slots.len(), 2);
        drop(held);
        assert_eq!(slots.len(), 0);
    }

    #[test]
    fn a_crowd_loses_its_places_before_a_single_client_with_an_arriving_body() {
        let slots = slots(CROWD * 2, CROWD * 2);
        let receiving = || {
            let activity = Arc::new(Activity::new());
            let request = activity.begin();
            activity.receive();
            (activity, request)
        };
        let (single, _request) = receiving();
        let _single = slots.take(address(1), false, &single).unwrap();
        let crowd: Vec<_> = (1..CROWD * 2).map(|_| receiving()).collect();
        let mut held: Vec<_> = crowd
            .iter()
            .map(|(one, _request)| slots.take(address(2), false, one).unwrap())
            .collect();
        for _ in 0..CROWD {
            let new = Arc::new(Activity::new());
            held.push(slots.take(address(3), false, &new).unwrap());
        }
        assert_eq!(slots.taken().by_address[&address(1)].len(), 1);
    }

    #[test]
    fn forwarded_addresses_have_a_limit_of_requests() {
        let slots = slots(10, 1);
        let one = slots.forward(address(9)).unwrap();
        assert!(slots.forward(address(9)).is_none());
        assert!(slots.forward(address(8)).is_some());
        drop(one);
        assert!(slots.forward(address(9)).is_some());
    }
}
