//! What every handler shares: the snapshot being served, the links, and the settings.

use std::{
    ops::Deref,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use arc_swap::{ArcSwap, ArcSwapOption};
use axum::{
    Router,
    http::{HeaderMap, header},
};

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
    strangers::Strangers,
    upload::UploadSlots,
};
use crate::{
    config::{Anonymous, ServeConfig, this_program},
    desk::{Desk, Subject},
    eventlog::Messages,
    log_process::Reader,
    search::{Request, Results},
    snapshot::{Progress, Snapshot},
};

/// What the portals of both audiences share: the settings, the limits, and what people add.
pub struct Common {
    /// Makes links.
    pub paths: Paths,
    /// The counters.
    pub metrics: Arc<Metrics>,
    /// Whether people use TLS, which a proxy in front of the server terminates.
    pub over_tls: bool,
    /// Gives requests their turns.
    pub gate: Gate,
    /// The slots for uploads of logs.
    pub upload_slots: UploadSlots,
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
    /// What people may do who have not signed in.
    pub anonymous: Anonymous,
    /// Limits what people add without signing in.
    pub strangers: Strangers,
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
    /// Bytes for cached pages.
    page_cache: usize,
    /// The settings that pages show.
    settings: String,
    /// The server's address, for use without a base URL.
    address: String,
}

impl Common {
    /// From the settings; without a store.
    pub fn new(config: &ServeConfig) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let paths = Paths::new(config.base_url.as_deref());
        Self {
            hosts: Hosts::new(&paths, config.listen),
            paths,
            metrics: Arc::default(),
            over_tls: config
                .base_url
                .as_ref()
                .is_some_and(|url| url.starts_with("https:")),
            gate: Gate::new(cores, Times::default()),
            upload_slots: UploadSlots::default(),
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
            anonymous: config.anonymous,
            strangers: Strangers::default(),
            desk: None,
            sign_in: SignIn::default(),
            preview: config.preview,
            search_log: SearchLog::new(config.search_log.clone()),
            page_cache: config.page_cache << 20,
            settings: config.shown_on_pages(),
            address: format!("http://{}", config.listen),
        }
    }

    /// The same, with message texts of event providers.
    #[must_use]
    pub fn with_messages(self, messages: Messages) -> Self {
        Self { messages, ..self }
    }

    /// The same, with what people add.
    #[must_use]
    pub fn with_desk(self, desk: Option<Arc<Desk>>) -> Self {
        Self { desk, ..self }
    }

    /// The same, with other ways to sign in.
    #[must_use]
    pub fn with_sign_in(self, sign_in: SignIn) -> Self {
        Self { sign_in, ..self }
    }
}

/// The state of the server for one audience.
///
/// Whoever may read what is internal is served by a portal of their own, with a generation of all
/// content; the portal for everybody has none of it in memory, so no page that is made from it can
/// tell anything.
pub struct Portal {
    common: Arc<Common>,
    /// The progress of a running build.
    pub progress: Progress,
    /// Finished pages.
    pub page_cache: PageCache,
    /// Whether this is the portal for those who may read what is internal, next to one for
    /// everybody.
    pub is_inside: bool,
    served: ArcSwap<Served>,
    ready: AtomicBool,
    trouble: ArcSwapOption<String>,
    /// The portal for those who may read what is internal, and its routes.
    inside: OnceLock<(Arc<Self>, Router)>,
}

impl Deref for Portal {
    type Target = Common;

    fn deref(&self) -> &Common {
        &self.common
    }
}

impl Portal {
    /// A portal that serves `snapshot`; `ready` says whether that is all content.
    pub fn new(common: impl Into<Arc<Common>>, snapshot: Snapshot, ready: bool) -> Self {
        let common = common.into();
        Self {
            progress: Progress::default(),
            page_cache: PageCache::new(common.page_cache),
            is_inside: false,
            served: ArcSwap::from_pointee(Served::new(snapshot, &common.settings)),
            ready: AtomicBool::new(ready),
            trouble: ArcSwapOption::empty(),
            inside: OnceLock::new(),
            common,
        }
    }

    /// The portal for those who may read what is internal, next to this one.
    #[must_use]
    pub fn for_staff(&self, snapshot: Snapshot, ready: bool) -> Self {
        Self {
            is_inside: true,
            // Pages of one person are not kept in it.
            page_cache: PageCache::new(0),
            ..Self::new(Arc::clone(&self.common), snapshot, ready)
        }
    }

    /// Has `routes` answer those who may read what is internal, from `portal`, once it is ready.
    pub(super) fn set_inside(&self, portal: Arc<Self>, routes: Router) {
        // It is set once, by the thread that opens it.
        let _ = self.inside.set((portal, routes));
    }

    /// The portal for those who may read what is internal, and its routes, once it was opened.
    pub(super) fn inside(&self) -> Option<&(Arc<Self>, Router)> {
        self.inside.get()
    }

    /// Whether it leaves out what is internal.
    pub fn is_public(&self) -> bool {
        !self.is_local && !self.is_inside
    }

    /// Whether those who may read what is internal have a portal of their own, with all content.
    pub fn has_ready_inside(&self) -> bool {
        self.inside().is_some_and(|(inside, _)| inside.is_ready())
    }

    /// Serves all content from now on.
    pub fn serve(&self, snapshot: Snapshot) {
        self.trouble.store(None);
        self.served
            .store(Arc::new(Served::new(snapshot, &self.common.settings)));
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

    /// The same, for whoever sent a request with these headers: without a base URL, the name by
    /// which they reached the server also works for their colleagues.
    pub fn absolute_for(&self, headers: &HeaderMap, path: &str) -> String {
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        match host {
            Some(host) if !self.paths.has_base_url() => format!("http://{host}{path}"),
            _ => self.absolute(path),
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
                "The articles are being indexed ({}%). Until this is done, only the built-in articles are available.",
                self.progress.percent()
            ),
        }
    }
}
