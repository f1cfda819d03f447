//! The metrics, in the Prometheus text format. `docs/operating.md` lists them.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64},
    },
    time::Duration,
};

use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

/// The upper bounds of the buckets for times, in seconds.
const BUCKETS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 10.0,
];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteStatus {
    route: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Generation {
    generation: String,
}

type Times = Family<Route, Histogram, fn() -> Histogram>;

/// The counters of one server.
pub struct Metrics {
    registry: Registry,
    requests: Family<RouteStatus, Counter>,
    request_seconds: Times,
    search_seconds: Histogram,
    shed: Family<Reason, Counter>,
    cut_off: Family<Reason, Counter>,
    connections: Gauge,
    builds: Family<Kind, Counter>,
    articles: Gauge,
    age: Gauge<f64, AtomicU64>,
    bytes: Gauge<i64, AtomicI64>,
    problems: Family<Kind, Gauge>,
    generation: Family<Generation, Gauge>,
}

/// The state of the snapshot, for [`Metrics::write`].
pub struct SnapshotState<'a> {
    /// The generation's name.
    pub generation: &'a str,
    /// The number of its articles.
    pub articles: usize,
    /// How long it has been served.
    pub age: Duration,
    /// Its size on disk.
    pub bytes: u64,
    /// Its problems by kind.
    pub problems: [(&'static str, usize); 2],
}

impl Default for Metrics {
    fn default() -> Self {
        let times: fn() -> Histogram = || Histogram::new(BUCKETS);
        let mut metrics = Self {
            registry: Registry::with_prefix("fixpath"),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(times),
            search_seconds: times(),
            shed: Family::default(),
            cut_off: Family::default(),
            connections: Gauge::default(),
            builds: Family::default(),
            articles: Gauge::default(),
            age: Gauge::default(),
            bytes: Gauge::default(),
            problems: Family::default(),
            generation: Family::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("requests", "Requests answered", self.requests.clone());
        registry.register_with_unit(
            "request",
            "Time from a request's head to its response",
            Unit::Seconds,
            self.request_seconds.clone(),
        );
        registry.register_with_unit(
            "search",
            "Time searches spent in the index",
            Unit::Seconds,
            self.search_seconds.clone(),
        );
        registry.register(
            "shed",
            "Requests and connections refused because the server was busy",
            self.shed.clone(),
        );
        registry.register(
            "connections_cut_off",
            "Connections closed because they took too long or another client needed the slot",
            self.cut_off.clone(),
        );
        registry.register("connections", "Open connections", self.connections.clone());
        registry.register(
            "builds",
            "Generations built: full builds, updates, and failed attempts",
            self.builds.clone(),
        );
        registry.register(
            "snapshot_articles",
            "Articles being served",
            self.articles.clone(),
        );
        registry.register_with_unit(
            "snapshot_age",
            "How long the generation has been served",
            Unit::Seconds,
            self.age.clone(),
        );
        registry.register_with_unit(
            "snapshot_size",
            "Size of the generation on disk",
            Unit::Bytes,
            self.bytes.clone(),
        );
        registry.register(
            "problems",
            "Problems in the content being served",
            self.problems.clone(),
        );
        registry.register(
            "snapshot_generation",
            "Always 1; the label names the generation being served",
            self.generation.clone(),
        );
    }

    /// Counts a request that was answered.
    pub fn answered(&self, route: &'static str, status: u16, took: Duration) {
        self.requests
            .get_or_create(&RouteStatus { route, status })
            .inc();
        self.request_seconds
            .get_or_create(&Route { route })
            .observe(took.as_secs_f64());
    }

    /// Counts a search of the index.
    pub fn searched(&self, took: Duration) {
        self.search_seconds.observe(took.as_secs_f64());
    }

    /// Counts something that was refused because of overload.
    pub fn shed(&self, reason: &'static str) {
        self.shed.get_or_create(&Reason { reason }).inc();
    }

    /// Counts a connection that was closed.
    pub fn cut_off(&self, reason: &'static str) {
        self.cut_off.get_or_create(&Reason { reason }).inc();
    }

    /// Counts a generation that was built, or failed to be.
    pub fn built(&self, kind: &'static str) {
        self.builds.get_or_create(&Kind { kind }).inc();
    }

    /// Counts a connection until the returned value is dropped.
    pub fn connected(self: &Arc<Self>) -> Connected {
        self.connections.inc();
        Connected(Arc::clone(self))
    }

    /// All metrics as text.
    ///
    /// # Errors
    ///
    /// None is known: writing to a string does not fail.
    pub fn write(&self, snapshot: &SnapshotState<'_>) -> Result<String, fmt::Error> {
        self.articles.set(gauge(snapshot.articles));
        self.age.set(snapshot.age.as_secs_f64());
        self.bytes
            .set(i64::try_from(snapshot.bytes).unwrap_or(i64::MAX));
        for (kind, count) in snapshot.problems {
            self.problems
                .get_or_create(&Kind { kind })
                .set(gauge(count));
        }
        self.generation.clear();
        let generation = snapshot.generation.to_owned();
        self.generation
            .get_or_create(&Generation { generation })
            .set(1);
        let mut page = String::new();
        text::encode(&mut page, &self.registry)?;
        Ok(page)
    }
}

fn gauge(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A connection that is being counted.
pub struct Connected(Arc<Metrics>);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.connections.dec();
    }
}
