//! Proves a guide before anyone uses it.
//!
//! Some problems follow from the guide alone: [`parts`] and [`texts`] check each piece by itself,
//! [`combinations`] tries every combination of answers, [`scenarios`] runs the guide's own tests.
//! For others, [`claims`] compares the guide with other guides, and [`sources`] asks the library
//! for the passages that it cites. [`against`] compares it with an older revision. The amount of
//! [`work`] is limited.

mod against;
mod citations;
mod claims;
mod combinations;
mod coverage;
mod live;
mod multiplied;
mod parts;
mod place;
mod report;
mod run;
mod scenarios;
mod sources;
mod texts;
mod unknowns;
mod values;
mod work;

pub use against::against;
pub use citations::{Citations, Cited};
pub use coverage::{Subjects, coverage};
pub use run::{check, check_alone, check_joining, check_together};

#[cfg(test)]
mod tests;

#[cfg(test)]
mod adversaries;

#[cfg(test)]
mod slips;
