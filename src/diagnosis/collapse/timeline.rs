//! The timeline: a limited number of equal time spans, and how many events happened in each.

use serde::{Deserialize, Serialize};

use crate::eventlog::{Level, MAX_COUNTED};

/// The most spans of time.
const MAX_BINS: usize = 128;

/// The possible lengths of spans, in seconds, up to a day; longer ones double each time. Each is a
/// multiple of the one before it, so that short spans fit into longer ones.
const WIDTHS: [i64; 11] = [
    1, 10, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400,
];

/// The longest span and the latest moment that are accepted, in seconds.
const FARTHEST: i64 = 1 << 40;

/// A histogram of events. It begins with the span of the first event and ends with that of the
/// last, and gets coarser as they move apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// How long a span is, in seconds.
    pub width: i64,
    /// When the first span begins, in seconds since 1970 (UTC); a multiple of the width.
    pub start: i64,
    /// For each span, the number of events at each level, in the order of [`Level::ALL`]; at most
    /// 128 spans.
    pub bins: Vec<[u64; Level::ALL.len()]>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            width: 1,
            start: 0,
            bins: Vec::new(),
        }
    }
}

impl Timeline {
    /// Whether it can be merged with others.
    pub(super) fn is_sound(&self) -> bool {
        (1..=FARTHEST).contains(&self.width)
            && (-FARTHEST..=FARTHEST).contains(&self.start)
            && self.start % self.width == 0
            && self.bins.len() <= MAX_BINS
            && self
                .bins
                .iter()
                .flatten()
                .all(|count| *count <= MAX_COUNTED)
    }

    /// Counts an event.
    pub(super) fn add(&mut self, at: i64, level: Level) {
        let mut events = [0; Level::ALL.len()];
        if let Some(count) = events.get_mut(level as usize) {
            *count = 1;
        }
        self.count(at, &events);
    }

    /// Counts the events of another timeline.
    pub(super) fn merge(&mut self, other: &Self) {
        while self.width < other.width {
            self.widen();
        }
        for (index, events) in (0..).zip(&other.bins) {
            self.count(other.start + index * other.width, events);
        }
    }

    fn count(&mut self, at: i64, events: &[u64; Level::ALL.len()]) {
        if self.bins.is_empty() {
            self.start = at.div_euclid(self.width) * self.width;
        }
        let index = loop {
            let index = at.div_euclid(self.width) - self.start / self.width;
            let end = i64::try_from(self.bins.len()).unwrap_or(i64::MAX);
            // The number of spans must stay within the limit, including the new one.
            let spans = index.max(end - 1) - index.min(0) + 1;
            if usize::try_from(spans).is_ok_and(|spans| spans <= MAX_BINS) {
                break index;
            }
            self.widen();
        };
        if index < 0 {
            let more = usize::try_from(-index).unwrap_or_default();
            let empty = std::iter::repeat_n([0; Level::ALL.len()], more);
            self.bins.splice(..0, empty);
            self.start += index * self.width;
        }
        let index = usize::try_from(index.max(0)).unwrap_or_default();
        if self.bins.len() <= index {
            self.bins.resize(index + 1, [0; Level::ALL.len()]);
        }
        if let Some(bin) = self.bins.get_mut(index) {
            bin.iter_mut()
                .zip(events)
                .for_each(|(sum, more)| *sum += more);
        }
    }

    /// Makes the spans longer.
    fn widen(&mut self) {
        let next = WIDTHS.into_iter().find(|width| *width > self.width);
        let wider = Self {
            width: next.unwrap_or(self.width.saturating_mul(2)),
            start: 0,
            bins: Vec::new(),
        };
        let narrow = std::mem::replace(self, wider);
        for (index, events) in (0..).zip(&narrow.bins) {
            self.count(narrow.start + index * narrow.width, events);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(times: &[i64]) -> Timeline {
        let mut timeline = Timeline::default();
        for at in times {
            timeline.add(*at, Level::Error);
        }
        timeline
    }

    fn events(timeline: &Timeline) -> u64 {
        timeline.bins.iter().flatten().sum()
    }

    #[test]
    fn spans_get_longer_as_events_move_apart() {
        for (times, width, start, bins) in [
            (&[100][..], 1, 100, 1),
            (&[100, 101, 227], 1, 100, 128),
            (&[100, 228], 10, 100, 13),
            (&[228, 100], 10, 100, 13),
            (&[0, 86_400], 900, 0, 97),
            (&[-5, 5], 1, -5, 11),
        ] {
            let timeline = of(times);
            let seen = (timeline.width, timeline.start, timeline.bins.len());
            assert_eq!(seen, (width, start, bins), "{times:?}");
        }
    }

    proptest! {
        #[test]
        fn no_event_is_lost_and_order_does_not_matter(
            times in proptest::collection::vec(-1_i64 << 33..1 << 33, 0..50),
            cut in 0_usize..50,
        ) {
            let whole = of(&times);
            prop_assert!(whole.bins.len() <= MAX_BINS);
            prop_assert_eq!(events(&whole), times.len() as u64);
            let (one, other) = times.split_at(cut.min(times.len()));
            let mut merged = of(other);
            merged.merge(&of(one));
            prop_assert_eq!(merged, whole);
        }
    }
}
