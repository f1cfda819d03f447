//! Limits the work of checking a guide, counted in conditions that are looked at, so that the limit
//! is the same on every machine.

/// The work that the check of one guide may do. The built-in guides need a few percent of it.
pub(super) const MAX_WORK: u64 = 4_000_000;

/// The remaining work.
#[derive(Debug)]
pub(super) struct Work {
    left: u64,
}

impl Work {
    /// The work for one guide.
    pub(super) fn of_a_guide() -> Self {
        Self::new(MAX_WORK)
    }

    /// An allowance of this much work.
    pub(super) fn new(left: u64) -> Self {
        Self { left }
    }

    /// Whether none is left.
    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }

    #[cfg(test)]
    pub(super) fn done(&self) -> u64 {
        MAX_WORK - self.left
    }

    /// Takes an amount from the remaining work; returns whether there was that much. If not,
    /// nothing is left.
    pub(super) fn spend(&mut self, cost: u64) -> bool {
        let left = self.left.checked_sub(cost);
        self.left = left.unwrap_or_default();
        left.is_some()
    }
}
