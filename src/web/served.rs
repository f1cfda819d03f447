//! A snapshot being served, with the ETags of its pages.

use std::{sync::Arc, time::Instant};

use axum::http::HeaderValue;

use crate::{layer::Layer, snapshot::Snapshot};

/// The digest of the whole program, since a page may depend on anything in it.
const PAGES_DIGEST: &str = env!("FIXPATH_PAGES_DIGEST");

/// A snapshot being served.
pub struct Served {
    /// The snapshot.
    pub snapshot: Arc<Snapshot>,
    /// The strong ETag of its pages. It stands for the generation, the served guides, the program
    /// and the settings, but not for the address, since ETags are only compared for one address.
    /// Machines with the same content, program and settings agree on it if they serve the same
    /// revisions of guides.
    pub tag: HeaderValue,
    /// The strong ETag of its compressed pages.
    pub gzip_tag: HeaderValue,
    /// When it began to be served.
    pub since: Instant,
}

impl Served {
    /// Makes the ETags, which include the `settings` that pages show.
    pub fn new(snapshot: Snapshot, settings: &str) -> Self {
        let layers: Vec<String> = snapshot.layers.iter().map(Layer::label).collect();
        let shown = blake3::hash(format!("{settings} {layers:?}").as_bytes()).to_hex();
        let shown = shown.get(..8).unwrap_or_default();
        let tag = |suffix: &str| {
            let (generation, guides) = (&snapshot.generation, &snapshot.guides_digest);
            let tag = format!("\"{generation}{guides}-{PAGES_DIGEST}-{shown}{suffix}\"");
            HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""))
        };
        let (tag, gzip_tag) = (tag(""), tag("-gzip"));
        let snapshot = Arc::new(snapshot);
        let warmed = Arc::clone(&snapshot);
        // Made in advance, so that the first person who types need not wait. If no thread can be
        // started, that person does wait.
        let warming = std::thread::Builder::new().spawn(move || {
            warmed.completions();
        });
        drop(warming);
        Self {
            tag,
            gzip_tag,
            since: Instant::now(),
            snapshot,
        }
    }
}
