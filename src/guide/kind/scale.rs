//! What kinds of question with bounds have in common.

use std::collections::BTreeSet;

use super::{
    super::bounds::{Bounds, Scale},
    constraints::Constraints,
    need::{Measure, Need},
};

/// What a requirement or a condition demands.
pub(super) fn need<T: Scale>(
    constraints: &Constraints<'_>,
    measure: Measure,
    allowed: &str,
) -> Need {
    match Bounds::<T>::parse(allowed) {
        Ok(bounds) => Need::Bounds {
            bounds: bounds.parts(),
            measure,
            unit: constraints.unit.to_owned(),
        },
        Err(_) => Need::Answer(allowed.to_owned()),
    }
}

/// Whether a value lies within bounds.
pub(super) fn is_within<T: Scale>(value: &T, allowed: &str) -> bool {
    Bounds::parse(allowed).is_ok_and(|bounds| bounds.matches(value))
}

/// The values in bounds, and one just after each.
pub(super) fn points<T: Scale>(named: &BTreeSet<&str>, least: Option<T>) -> BTreeSet<T> {
    let mut points: BTreeSet<T> = least.into_iter().collect();
    for bounds in named
        .iter()
        .filter_map(|text| Bounds::<T>::parse(text).ok())
    {
        for value in bounds.values() {
            points.insert(value.clone());
            points.insert(value.just_after());
        }
    }
    points
}
