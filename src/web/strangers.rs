//! Limits what people add without signing in, by address and in total, so that a script can't fill
//! the store.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::server::site;

/// How many additions one address may make in a day.
const OF_ONE: u32 = 50;

/// How many additions all addresses together may make in a day.
const OF_ALL: u32 = 5_000;

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// The additions of a day.
#[derive(Default)]
pub struct Strangers(Mutex<Option<Today>>);

struct Today {
    began: Instant,
    all: u32,
    by_address: HashMap<IpAddr, u32>,
}

impl Strangers {
    /// Counts an addition from an address; `false` if it is one too many.
    pub fn take(&self, address: IpAddr) -> bool {
        self.take_at(site(address), Instant::now())
    }

    /// Takes back that an addition from an address was counted, as it was not saved.
    pub fn give_back(&self, address: IpAddr) {
        let mut today = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(today) = today.as_mut()
            && let Some(of_one) = today.by_address.get_mut(&site(address))
            && *of_one > 0
        {
            *of_one -= 1;
            today.all -= 1;
        }
    }

    fn take_at(&self, address: IpAddr, now: Instant) -> bool {
        let mut today = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if today.as_ref().is_some_and(|today| now - today.began >= DAY) {
            *today = None;
        }
        let today = today.get_or_insert_with(|| Today {
            began: now,
            all: 0,
            by_address: HashMap::new(),
        });
        // This also limits how many addresses are remembered.
        if today.all >= OF_ALL {
            return false;
        }
        let of_one = today.by_address.entry(address).or_default();
        if *of_one >= OF_ONE {
            return false;
        }
        *of_one += 1;
        today.all += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additions_in_a_day_are_limited_by_address_and_in_total() {
        let (strangers, now) = (Strangers::default(), Instant::now());
        let address = |number: u32| IpAddr::from(number.to_be_bytes());
        let taken = |address, times: u32, now| {
            let taken = (0..times).filter(|_| strangers.take_at(address, now));
            taken.count() as u32
        };
        assert_eq!(taken(address(1), OF_ONE + 9, now), OF_ONE);
        strangers.give_back(address(1));
        assert_eq!(taken(address(1), 9, now), 1);
        assert_eq!(taken(address(2), 1, now), 1);
        let others: u32 = (3..200).map(|one| taken(address(one), OF_ONE, now)).sum();
        assert_eq!(others, OF_ALL - OF_ONE - 1);
        assert_eq!(taken(address(1), 9, now + DAY), 9);
    }
}
