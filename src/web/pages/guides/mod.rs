//! The guides in the browser: the list, the steps, and the links that start one.

mod library;
mod links;
mod list;
mod map;
mod names;
mod note;
mod part;
mod privacy;
mod shown;
mod step;
mod view;
mod whole;

pub use links::GuideLink;
pub use list::list;
pub use note::NOTE;
pub use part::part;
pub use shown::shown;
pub use step::show;
