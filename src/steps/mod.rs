//! The parts of an article that a person works through: numbered steps that can be ticked off,
//! alternative fixes that fold up, and parts for different versions. Pure: pages and addresses are
//! up to the caller.

mod alternative;
mod list;
mod mention;
mod outline;
mod part;
mod single;
#[cfg(test)]
mod tests;
mod tick;
mod version;

pub use list::{StepList, reproduces};
pub use mention::{Mention, mentions};
pub use outline::{Outline, Version};
pub use part::{AlternativePosition, SectionPart};
pub use tick::Ticks;
