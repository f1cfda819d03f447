//! The time limit of a piece of work: the caller sets it, and long work checks it as it goes.

use std::time::{Duration, Instant};

/// The moment by which work must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget(Instant);

/// The budget is spent; whatever was done until then is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the time for it ran out")]
pub struct OutOfTime;

impl Budget {
    /// A budget of this much time from now.
    pub fn of(time: Duration) -> Self {
        let now = Instant::now();
        Self(now.checked_add(time).unwrap_or(now))
    }

    /// The time that is left.
    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    /// Whether none is left.
    pub fn is_spent(self) -> bool {
        self.left().is_zero()
    }

    /// Succeeds while time is left.
    ///
    /// # Errors
    ///
    /// If no time is left.
    pub fn check(self) -> Result<(), OutOfTime> {
        if self.is_spent() {
            return Err(OutOfTime);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_when_its_time_is_over() {
        let budget = Budget::of(Duration::from_secs(3600));
        assert_eq!(budget.check(), Ok(()));
        assert!(budget.left() > Duration::from_secs(3500));
        assert_eq!(Budget::of(Duration::ZERO).check(), Err(OutOfTime));
    }
}
