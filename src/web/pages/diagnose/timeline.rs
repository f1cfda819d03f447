//! When the events of a log happened, drawn as bars.

use super::finding::level_class;
use crate::{
    diagnosis::Timeline,
    eventlog::{Level, moment_text},
};

/// The height of the drawing, and the width of a bar with the gap after it, in pixels.
const HEIGHT: f64 = 96.0;
const BAR: usize = 8;

/// The classes of levels, the most serious first, which is at the bottom of a bar.
const CLASSES: [&str; 3] = ["error", "warning", "information"];

/// A drawing of a timeline.
pub(super) struct TimelineView {
    pub width: usize,
    pub height: usize,
    pub bars: Vec<Bar>,
    pub first: String,
    pub last: String,
}

/// A span of time.
pub(super) struct Bar {
    pub x: usize,
    pub width: usize,
    /// When it begins and ends, in seconds since 1970.
    pub from: i64,
    pub to: i64,
    /// When it begins.
    pub start: String,
    /// The number of events of each class.
    pub counts: [u64; CLASSES.len()],
    pub parts: Vec<Part>,
}

/// The part of a bar that belongs to one class.
pub(super) struct Part {
    pub class: &'static str,
    pub y: usize,
    pub height: usize,
}

impl Bar {
    /// The number of events of all classes.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

impl TimelineView {
    /// `None` if all events with a known time are in one span.
    pub(super) fn new(timeline: &Timeline) -> Option<Self> {
        if timeline.bins.len() < 2 {
            return None;
        }
        let counts: Vec<[u64; CLASSES.len()]> = timeline.bins.iter().map(by_class).collect();
        let weight = |counts: &[u64; CLASSES.len()]| counts.iter().map(|n| size(*n)).sum::<f64>();
        let most = counts.iter().map(weight).fold(1.0, f64::max);
        let bars = (0..).zip(counts).map(|(place, counts)| {
            let from = timeline.start + i64::from(place) * timeline.width;
            Some(Bar {
                x: usize::try_from(place).ok()? * BAR,
                width: BAR - 1,
                from,
                to: from + timeline.width,
                start: moment_text(from)?,
                parts: parts(&counts, most),
                counts,
            })
        });
        let bars: Vec<Bar> = bars.collect::<Option<_>>()?;
        Some(Self {
            width: bars.len() * BAR,
            height: HEIGHT as usize,
            first: bars.first()?.start.clone(),
            last: moment_text(bars.last()?.to)?,
            bars,
        })
    }
}

fn by_class(levels: &[u64; Level::ALL.len()]) -> [u64; CLASSES.len()] {
    let mut counts = [0; CLASSES.len()];
    for (level, events) in Level::ALL.into_iter().zip(levels) {
        let class = CLASSES
            .iter()
            .position(|class| *class == level_class(level))
            // Events without a level count as the last class.
            .unwrap_or(CLASSES.len() - 1);
        if let Some(count) = counts.get_mut(class) {
            *count += events;
        }
    }
    counts
}

/// The height at which a number of events is drawn: a few errors must be visible beside thousands
/// of other events.
fn size(events: u64) -> f64 {
    (1.0 + events as f64).ln()
}

/// The parts of a bar from the bottom up.
fn parts(counts: &[u64; CLASSES.len()], most: f64) -> Vec<Part> {
    let mut bottom = HEIGHT;
    let mut parts = Vec::new();
    for (class, events) in CLASSES.into_iter().zip(counts) {
        if *events == 0 {
            continue;
        }
        let height = (HEIGHT * size(*events) / most).max(2.0).min(bottom);
        bottom -= height;
        parts.push(Part {
            class,
            y: bottom.round() as usize,
            height: height.round().max(1.0) as usize,
        });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(bins: &[(usize, u64)]) -> Timeline {
        let bin = |(level, events): &(usize, u64)| {
            let mut bin = [0; Level::ALL.len()];
            bin[*level] = *events;
            bin
        };
        Timeline {
            width: 60,
            start: 1_311_748_860,
            bins: bins.iter().map(bin).collect(),
        }
    }

    #[test]
    fn bars_show_the_number_of_events_and_no_error_vanishes() {
        let view = TimelineView::new(&timeline(&[(1, 1), (4, 0), (4, 5_000)])).unwrap();
        let heights: Vec<usize> = view
            .bars
            .iter()
            .map(|bar| bar.parts.iter().map(|part| part.height).sum())
            .collect();
        assert!(
            heights[0] >= 2 && heights[1] == 0 && heights[2] == 96,
            "{heights:?}"
        );
        assert_eq!(view.bars[0].parts[0].class, "error");
        assert_eq!(view.first, "2011-07-27T06:41:00Z");
        assert_eq!(view.last, "2011-07-27T06:44:00Z");
        assert!(TimelineView::new(&timeline(&[(1, 1)])).is_none());
    }
}
