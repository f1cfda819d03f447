//! Limits uploads: a few at once, and one per address, so that nobody keeps others out.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// The most uploads at once.
const SLOTS: usize = 2;

/// How long an upload waits for its slot.
const WAIT: Duration = Duration::from_secs(10);

/// The slots for uploads.
pub struct UploadSlots {
    all: Arc<Semaphore>,
    by_address: Mutex<HashMap<IpAddr, Weak<Semaphore>>>,
    wait: Duration,
}

/// A slot, given back when this is dropped.
pub(super) struct UploadSlot {
    _all: OwnedSemaphorePermit,
    _own: OwnedSemaphorePermit,
}

impl Default for UploadSlots {
    fn default() -> Self {
        Self {
            all: Arc::new(Semaphore::new(SLOTS)),
            by_address: Mutex::default(),
            wait: WAIT,
        }
    }
}

impl UploadSlots {
    /// A slot for an address; `None` if none becomes free in time.
    pub(super) async fn take(&self, address: IpAddr) -> Option<UploadSlot> {
        let (own, all) = (self.of(address), Arc::clone(&self.all));
        let slot = async {
            let own = own.acquire_owned().await.ok()?;
            let all = all.acquire_owned().await.ok()?;
            Some(UploadSlot {
                _all: all,
                _own: own,
            })
        };
        timeout(self.wait, slot).await.ok()?
    }

    /// The one slot of an address.
    fn of(&self, address: IpAddr) -> Arc<Semaphore> {
        let mut by_address = self
            .by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = by_address.get(&address).and_then(Weak::upgrade) {
            return own;
        }
        // Only addresses that are uploading or waiting are kept.
        by_address.retain(|_, own| own.strong_count() > 0);
        let own = Arc::new(Semaphore::new(1));
        by_address.insert(address, Arc::downgrade(&own));
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([127, 0, 0, last])
    }

    #[tokio::test]
    async fn an_address_has_one_slot_and_all_have_two() {
        let slots = UploadSlots {
            wait: Duration::from_millis(20),
            ..UploadSlots::default()
        };
        let one = slots.take(address(1)).await;
        assert!(one.is_some() && slots.take(address(1)).await.is_none());
        let two = slots.take(address(2)).await;
        assert!(two.is_some() && slots.take(address(3)).await.is_none());
        drop(one);
        assert!(slots.take(address(1)).await.is_some());
        drop(two);
        assert!(slots.take(address(9)).await.is_some());
        assert_eq!(slots.by_address.lock().unwrap().len(), 1);
    }
}
