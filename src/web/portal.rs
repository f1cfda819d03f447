//! What every handler shares: the snapshot being served, the links, and the settings.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use arc_swap::{ArcSwap, ArcSwapOption};

use super::{
    external::External,
    gate::{Gate, Times},
    host::Hosts,
    limits::SEARCH,
    metrics::Metrics,
    page::Layout,
    page_cache::PageCache,
    paths::Paths,
    readers::Readers,
    search_log::SearchLog,
    served::Served,
    sign_in::SignIn,
    upload::Places,
};
use crate::{
    config::{ServeConfig, this_program},
    desk::{Desk, Subject},
    eventlog::Messages,
    log_process::Reader,
    search::{Request, Results},
    snapshot::{Progress, Snapshot},
};

/// The state of the server.
pub struct Portal {
    /// Makes links.
    pub paths: Paths,
    /// The progress of a running build.
    pub progress: Progress,
    /// The counters.
    pub metrics: Arc<Metrics>,
    /// Finished pages.
    pub page_cache: PageCache,
    /// Whether people use TLS, which a proxy in front of the server terminates.
    pub over_tls: bool,
    served: ArcSwap<Served>,
    ready: AtomicBool,
    trouble: ArcSwapOption<String>,
    /// Gives requests their turns.
    pub gate: Gate,
    /// The places for uploads of logs.
    pub places: Places,
    /// Reads uploaded logs.
    pub log_reader: Reader,
    /// The message texts of event providers.
    pub messages: Messages,
    /// The most bytes of an upload.
    pub upload: usize,
    /// Reads content files.
    pub readers: Readers,
    /// Links to where articles are edited, feedback goes, and tickets are.
    pub external: External,
    /// Whether only the person at this machine can reach the portal.
    pub is_local: bool,
    /// What people add, if it is stored.
    pub desk: Option<Arc<Desk>>,
    /// How people sign in other than by passwords.
    pub sign_in: SignIn,
    /// The names of this server.
    pub hosts: Hosts,
    /// Whether content is being written: see `--preview`.
    pub preview: bool,
    /// Where searches are logged.
    pub search_log: SearchLog,
    /// The settings that pages show.
    settings: String,
    /// The server's address, for use without a base URL.
    address: String,
}

impl Portal {
    /// A portal that serves `snapshot`; `ready` says whether that is all content.
    pub fn new(config: &ServeConfig, snapshot: Snapshot, ready: bool) -> Self {
        let settings = config.shown_on_pages();
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let paths = Paths::new(config.base_url.as_deref());
        Self {
            hosts: Hosts::new(&paths, config.listen),
            paths,
            progress: Progress::default(),
            metrics: Arc::default(),
            page_cache: PageCache::new(config.page_cache << 20),
            over_tls: config
                .base_url
                .as_ref()
                .is_some_and(|url| url.starts_with("https:")),
            served: ArcSwap::from_pointee(Served::new(snapshot, &settings)),
            ready: AtomicBool::new(ready),
            trouble: ArcSwapOption::empty(),
            gate: Gate::new(cores, Times::default()),
            places: Places::default(),
            log_reader: Reader::new(this_program()),
            messages: Messages::default(),
            upload: config.upload,
            readers: Readers::new(config.content.layers().len()),
            external: External::new(
                config.edit_url.clone(),
                config.feedback_url.clone(),
                config.ticket_url.clone(),
            ),
            is_local: config.is_for_one_person(),
            desk: None,
            sign_in: SignIn::default(),
            preview: config.preview,
            search_log: SearchLog::new(config.search_log.clone()),
            settings,
            address: format!("http://{}", config.listen),
        }
    }

    /// The same portal, with message texts of event providers.
    #[must_use]
    pub fn with_messages(self, messages: Messages) -> Self {
        Self { messages, ..self }
    }

    /// The same portal, with what people add.
    #[must_use]
    pub fn with_desk(self, desk: Option<Arc<Desk>>) -> Self {
        Self { desk, ..self }
    }

    /// The same portal, with other ways to sign in.
    #[must_use]
    pub fn with_sign_in(self, sign_in: SignIn) -> Self {
        Self { sign_in, ..self }
    }

    /// Serves all content from now on.
    pub fn serve(&self, snapshot: Snapshot) {
        self.trouble.store(None);
        self.served
            .store(Arc::new(Served::new(snapshot, &self.settings)));
        self.ready.store(true, Ordering::Release);
        self.page_cache.clear();
    }

    /// Shows on the pages why not all content is served yet.
    pub fn fail(&self, trouble: &str) {
        self.trouble.store(Some(Arc::new(trouble.to_owned())));
    }

    /// Whether all content is served.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    /// The content that is being served.
    pub fn served(&self) -> Arc<Served> {
        self.served.load_full()
    }

    /// The snapshot for one request, from start to end.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.served.load().snapshot)
    }

    /// A link that works outside the browser: with the base URL, or else with the address that the
    /// server listens on.
    pub fn absolute(&self, path: &str) -> String {
        let link = self.paths.absolute(path);
        if link.starts_with('/') {
            format!("{}{link}", self.address)
        } else {
            link
        }
    }

    /// The epoch of the store and the last entry about what a page shows; 0 if there is none, or
    /// nothing is stored.
    pub fn desk_revision(&self, page: &Subject) -> (i64, i64) {
        self.desk.as_ref().map_or((0, 0), |desk| {
            let view = desk.view();
            (view.epoch, view.revision(page))
        })
    }

    /// Searches the index and counts how long that takes.
    pub fn search(&self, snapshot: &Snapshot, request: &Request<'_>) -> Results {
        let began = Instant::now();
        let results = snapshot.index.search(request, SEARCH);
        self.metrics.searched(began.elapsed());
        results
    }

    /// The layout of a page.
    pub fn layout(&self, title: &str) -> Layout<'_> {
        Layout {
            banner: (!self.is_ready()).then(|| self.banner()),
            preview: self.preview.then(|| self.snapshot().generation.clone()),
            has_desk: self.desk.is_some(),
            ..Layout::new(title, &self.paths)
        }
    }

    /// Why not all content is served.
    fn banner(&self) -> String {
        match &*self.trouble.load() {
            Some(trouble) => format!(
                "The articles could not be indexed: {trouble}. Only the built-in articles are available; Fixpath keeps trying."
            ),
            None => format!(
                "The articles are being indexed ({}%). Until then, only the built-in articles are available.",
                self.progress.percent()
            ),
        }
    }
}
