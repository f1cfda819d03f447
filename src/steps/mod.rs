//! What makes an article walkable: numbered steps that can be ticked off, ways to the fix that are
//! folded up, and parts for different versions. Pure: pages and addresses are up to the caller.

mod choice;
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
pub use part::Part;
pub use tick::Ticks;
