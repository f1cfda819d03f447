//! The server: accepts connections, enforces their limits, and shuts down without losing a
//! request.
//!
//! Axum's own loop never times out a slow client, hence this one based on hyper-util.

mod accept;
mod activity;
mod busy;
mod client;
mod connection;
mod limits;
mod memory;
mod paced;
mod response_body;
mod shared;
mod slots;
mod socket;

pub use accept::Server;
pub use client::{Client, site};
pub use limits::Limits;
pub use paced::TooSlow;
