//! Makes the tree of a library: first the folders, then their navigations are applied.

use super::{growing::Growing, model::Tree};
use crate::library::model::Library;

impl Tree {
    /// The tree of a library.
    pub fn of(library: &Library) -> Self {
        let mut growing = Growing::new(library);
        growing.add_articles();
        growing.name_folders();
        growing.follow_navigation();
        growing.finish()
    }
}
