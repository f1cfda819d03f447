//! What the system says about ports, mounts, processes and memory. Linux says it in `/proc`;
//! elsewhere nothing is known, and messages are shorter.

pub mod account;
pub mod mount;
pub mod port;
pub mod process;
