//! A snapshot: one consistent generation of library, atlas, index and guides, and how it is built,
//! updated, stored and kept up to date.

mod build;
mod checksum;
mod citations;
mod data_folder;
mod decisions;
mod error;
mod files;
mod follower;
mod generation;
mod guard;
mod guide_texts;
mod guides;
mod keeper;
mod lock;
mod probe;
mod record;
mod seal;
mod spool;
mod stored;
mod tables;
mod update;
mod watch;

pub use build::{Progress, build_files};
pub use citations::section_text;
pub use data_folder::{Builder, DataFolder, Made};
pub use decisions::{AskStore, StoreSays};
pub use error::SnapshotError;
pub use follower::Follower;
pub use generation::Snapshot;
pub use guide_texts::{GuideText, GuideTexts, TextPlace};
pub use guides::{Candidate, HeldBack, check as check_guides, effective_guides};
pub use keeper::{Keeper, News};
pub use stored::{last_good, look_at};
pub use tables::Withheld;
