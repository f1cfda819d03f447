//! Articles, in every format and under every spelling of their address.

mod about;
mod address;
mod asked;
mod body;
mod contents;
mod copy;
mod names;
mod newer;
mod other_format;
mod page;
mod show;
mod ticket;

pub use show::show;
