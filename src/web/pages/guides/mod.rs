//! The guides in the browser: the list, the steps, and the links that start one.

mod links;
mod list;
mod map;
mod names;
mod note;
mod privacy;
mod saved;
mod shown;
mod snapshot_source;
mod step;
mod view;
mod walk_part;
mod whole;

pub use links::GuideLink;
pub use list::list;
pub use map::{StepCounts, page as map_page};
pub use note::NOTE;
pub use saved::{NoWalk, saved_walk};
pub use shown::shown;
pub use step::show;
pub use walk_part::part;
