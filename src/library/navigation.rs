//! The navigation of a folder: the names and the order of its pages, as its author wrote them for
//! another program.

use serde::{Deserialize, Serialize};

/// The content of a navigation file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Navigation {
    /// The layer.
    pub layer: usize,
    /// The file's own path, by which other files may include it.
    pub path: String,
    /// The folder that it is about; empty for the root of the layer.
    pub folder: String,
    /// The folder's name; empty if none is given.
    pub name: String,
    /// Its position among its siblings.
    pub position: Option<i64>,
    /// Its pages and groups of pages, in order.
    pub items: Vec<NavigationItem>,
}

/// A page, a group of pages, or a page with others below it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NavigationItem {
    /// Its name; empty if the page's title is to be used.
    pub name: String,
    /// The path of the page, or of another navigation file, in the layer; empty for a group without
    /// a page.
    pub path: String,
    /// The items below it.
    pub items: Vec<NavigationItem>,
}
