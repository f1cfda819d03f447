//! What the fuzz targets share: what must hold for any article and any log, and a portal with the
//! built-in knowledge base.

pub mod articles;
pub mod html;
pub mod linear;
pub mod logs;
pub mod site;
