//! Turns what Markdown dialects add into plain Markdown with HTML: admonitions, tabs, directives,
//! shortcodes, components, wiki links.
//!
//! Only what the Markdown parser can't do is done here, line by line. Blocks become tags on their
//! own lines, some of them our own (`<x-note>`), so that their content is parsed as Markdown;
//! inlines become links, images and HTML tags.

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
