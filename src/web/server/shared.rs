//! What all connections share.

use std::sync::Arc;

use axum::Router;
use ipnet::IpNet;

use super::{super::metrics::Metrics, limits::Limits, memory::Memory, places::Places};

pub(super) struct Shared {
    pub(super) router: Router,
    pub(super) limits: Limits,
    pub(super) trusted: Vec<IpNet>,
    pub(super) places: Arc<Places>,
    pub(super) memory: Arc<Memory>,
    pub(super) metrics: Arc<Metrics>,
    /// What a client is told for whom there is no place.
    pub(super) refusal: Vec<u8>,
}
