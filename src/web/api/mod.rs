//! The JSON API, version 1: it only ever grows.

pub mod articles;
pub mod diagnose;
pub mod guides;
pub mod health;
pub mod openapi;
pub mod operation;
pub mod search;
pub mod suggest;
