//! What all connections share.

use std::sync::Arc;

use axum::Router;
use ipnet::IpNet;

use super::{super::metrics::Metrics, limits::Limits, memory::Memory, slots::Slots};

pub(super) struct Shared {
    pub(super) router: Router,
    pub(super) limits: Limits,
    pub(super) trusted: Vec<IpNet>,
    pub(super) slots: Arc<Slots>,
    pub(super) memory: Arc<Memory>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) over_tls: bool,
    /// The response to a client for which there is no slot.
    pub(super) refusal: Vec<u8>,
}
