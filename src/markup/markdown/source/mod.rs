//! Makes plain Markdown with HTML of what the dialects of Markdown add to it: admonitions, tabs,
//! directives, shortcodes, components, wiki links.
//!
//! Only what the parser of Markdown can't help with is done here, line by line. Blocks become tags
//! that stand alone, some of them our own (`<x-note>`), so that what is in them is parsed as
//! Markdown; inlines become links, images and tags of HTML.

mod anchor;
mod aside;
mod attributes;
mod code_span;
mod component;
mod directive;
mod escape;
mod icon;
mod indented;
mod inline;
mod lines;
mod link;
mod mark;
mod path;
mod prefix;
mod rewrite;
mod row;
mod shortcode;
mod strong;
mod template;

pub(super) use icon::icon;
pub(super) use rewrite::rewrite;
pub(super) use strong::is_stray;
