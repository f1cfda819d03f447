//! One person's path through a guide: the answers given so far, replayed.
//!
//! A walk never fails: whatever the answers are, it ends somewhere and reports what it could not
//! use.

mod ahead;
mod dead_end;
mod exhausted;
mod extra_parameters;
mod follow;
mod names;
mod pairs;
mod replay;
mod state;

pub use ahead::Ahead;
pub use dead_end::DeadEnd;
pub use exhausted::Exhausted;
pub(super) use follow::follow;
pub use names::ExtraParameter;
pub(super) use names::is_reserved;
pub use pairs::{Pairs, pairs};
pub use replay::walk;
pub use state::{
    DropReason, Dropped, Field, FieldError, Given, Inferred, NOT_KNOWN, Now, Step, Walk, WalkOrigin,
};

#[cfg(test)]
mod tests;
