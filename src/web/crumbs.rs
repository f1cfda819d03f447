//! The path from the root of the folders down to a page, as links.

use super::paths::Paths;
use crate::library::Node;

/// A link in the path.
pub struct Crumb {
    /// What it leads to.
    pub name: String,
    /// The link.
    pub href: String,
}

/// The path to the last of these nodes. Folders whose names are only numbers are left out.
pub fn crumbs(trail: &[&Node], paths: &Paths) -> Vec<Crumb> {
    let shown = trail.iter().filter(|node| !node.is_number());
    let crumb = |node: &&Node| Crumb {
        name: node.name.clone(),
        href: paths.browse(&node.address),
    };
    shown.map(crumb).collect()
}
