//! Articles, in every form and under every spelling of their address.

mod about;
mod address;
mod asked;
mod body;
mod contents;
mod copy;
mod form;
mod names;
mod newer;
mod page;
mod show;
mod ticket;

pub use show::show;
