//! Layers: where articles and guides come from. The built-in knowledge base is one, each mounted
//! folder another.
//!
//! A layer lists its files and returns their bytes; the readers interpret them. A later layer's
//! article overrides an earlier one's with the same ID.

mod beneath;
mod file;
mod folder;
mod ignoring;
mod pulse;
mod source;
mod walk;

pub use beneath::Refused;
pub use file::{LayerFile, Listed};
pub use folder::Folder;
pub use pulse::Pulse;
pub use source::{Fetched, Layer};
