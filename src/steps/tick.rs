//! The steps that are ticked off, as in addresses: `resolution.1.3`.

use std::collections::{BTreeSet, HashMap};

use super::list::StepList;

/// The steps that are ticked off, each as its list and its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ticks(BTreeSet<(usize, u32)>);

impl Ticks {
    /// Reads ticks; returns them, and how many others are not for any step.
    pub fn read<'v>(
        lists: &[StepList],
        values: impl IntoIterator<Item = &'v str>,
    ) -> (Self, usize) {
        let names = lists.iter().enumerate().filter(|(_, list)| list.is_fix);
        let names: HashMap<&str, usize> = names.map(|(at, list)| (&*list.name, at)).collect();
        let step = |value: &str| {
            let (name, digits) = value.rsplit_once('.')?;
            let at = *names.get(name)?;
            let number: u32 = digits.parse().ok()?;
            let is_step = lists.get(at)?.numbers.contains(&number);
            // A step has only one spelling, so that a page has only one address.
            (is_step && number.to_string() == digits).then_some((at, number))
        };
        let mut ticks = BTreeSet::new();
        let mut unknown = 0;
        for value in values {
            match step(value) {
                Some(step) => {
                    ticks.insert(step);
                }
                None => unknown += 1,
            }
        }
        (Self(ticks), unknown)
    }

    /// A step as an address spells it.
    pub fn value(list: &StepList, number: u32) -> String {
        format!("{}.{number}", list.name)
    }

    /// All steps as an address spells them, in order.
    pub fn values(&self, lists: &[StepList]) -> Vec<String> {
        let value = |(at, number): &(usize, u32)| Some(Self::value(lists.get(*at)?, *number));
        self.0.iter().filter_map(value).collect()
    }

    /// Whether a step of a list is ticked off.
    pub fn has(&self, list: usize, number: u32) -> bool {
        self.0.contains(&(list, number))
    }

    /// The steps of a list that are ticked off, in order.
    pub fn of(&self, list: usize) -> Vec<u32> {
        let range = self.0.range((list, 0)..=(list, u32::MAX));
        range.map(|(_, number)| *number).collect()
    }
}
