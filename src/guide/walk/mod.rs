//! One person's path through a guide: the answers given so far, replayed.
//!
//! The walk is total: whatever the answers say, it ends somewhere and reports what it could not
//! use.

mod ahead;
mod dead_end;
mod follow;
mod names;
mod pairs;
mod replay;
mod state;

pub use ahead::Ahead;
pub use dead_end::DeadEnd;
pub(super) use follow::follow;
pub(super) use names::is_reserved;
pub use names::{AT, DONE, FROM, LOG, REVISION};
pub use pairs::{Pairs, pairs};
pub use replay::walk;
pub use state::{
    DropReason, Dropped, Field, FieldError, Given, Inferred, NOT_KNOWN, Now, Step, Walk,
};

#[cfg(test)]
mod tests;
