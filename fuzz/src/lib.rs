//! What the fuzz targets share: what must hold of any article and any log, and a portal over the
//! built-in knowledge base.

pub mod articles;
pub mod html;
pub mod linear;
pub mod logs;
pub mod site;
