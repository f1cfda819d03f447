//! Articles, in every form and under every spelling of their address.

mod address;
mod asked;
mod body;
mod copy;
mod form;
mod page;
mod show;
mod ticket;

pub use show::show;
