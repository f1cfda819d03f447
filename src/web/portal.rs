//! What every handler shares: the snapshot being served, the links, the settings.

use std::{
    fs::OpenOptions,
    io::Write,
    net::IpAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use arc_swap::{ArcSwap, ArcSwapOption};
use axum::http::{HeaderValue, StatusCode};

use super::{
    SEARCH,
    fault::Fault,
    gate::{Gate, Times},
    layout::Layout,
    metrics::Metrics,
    page_cache::PageCache,
    paths::{Paths, component},
    readers::Readers,
};
use crate::{
    config::ServeConfig,
    evidence::ArticleId,
    guide::Guide,
    layer::Layer,
    search::{Request, Results},
    snapshot::{Progress, Snapshot},
};

/// The state of the server.
pub struct Portal {
    /// Makes links.
    pub paths: Paths,
    /// How far a running build is.
    pub progress: Progress,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Finished pages.
    pub page_cache: PageCache,
    /// Whether people come by TLS, which a server in front ends.
    pub over_tls: bool,
    served: ArcSwap<Served>,
    ready: AtomicBool,
    trouble: ArcSwapOption<String>,
    /// Gives requests their turns.
    pub gate: Gate,
    /// Read files of the content.
    pub readers: Readers,
    edit_url: Option<String>,
    feedback_url: Option<String>,
    /// Whether content is being written: see `--preview`.
    pub preview: bool,
    search_log: Option<PathBuf>,
    /// The settings that pages show.
    settings: String,
    /// Where this server is found without a base URL.
    address: String,
    /// Whether only names of this machine are accepted as host.
    loopback_only: bool,
}

/// A snapshot being served.
pub struct Served {
    /// The snapshot.
    pub snapshot: Arc<Snapshot>,
    /// The strong ETag of its pages: each follows from the generation, the settings and its address. Machines with the same
    /// content and settings agree on it.
    pub tag: HeaderValue,
    /// The same, of compressed pages.
    pub gzip_tag: HeaderValue,
    /// Since when it is served.
    pub since: Instant,
}

impl Served {
    fn new(snapshot: Snapshot, settings: &str) -> Self {
        let layers: Vec<String> = snapshot.layers.iter().map(Layer::label).collect();
        let shown = blake3::hash(format!("{settings} {layers:?}").as_bytes()).to_hex();
        let shown = shown.get(..8).unwrap_or_default();
        let tag = |suffix: &str| {
            let (generation, guides) = (&snapshot.generation, &snapshot.guides_digest);
            let tag = format!("\"{generation}{guides}-{shown}{suffix}\"");
            HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""))
        };
        let (tag, gzip_tag) = (tag(""), tag("-gzip"));
        let snapshot = Arc::new(snapshot);
        let warmed = Arc::clone(&snapshot);
        // So that nobody waits for it who begins to type; where no thread can be had, somebody does.
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

impl Portal {
    /// A portal that serves `snapshot`, which is the whole content where `ready`.
    pub fn new(config: &ServeConfig, snapshot: Snapshot, ready: bool) -> Self {
        let settings = settings(config);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            paths: Paths::new(config.base_url.as_deref()),
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
            readers: Readers::new(config.content.layers().len()),
            edit_url: config.edit_url.clone(),
            feedback_url: config.feedback_url.clone(),
            preview: config.preview,
            search_log: config.search_log.clone(),
            settings,
            address: format!("http://{}", config.listen),
            loopback_only: config.listen.ip().is_loopback(),
        }
    }

    /// Serves the whole content from now on.
    pub fn serve(&self, snapshot: Snapshot) {
        self.trouble.store(None);
        self.served
            .store(Arc::new(Served::new(snapshot, &self.settings)));
        self.ready.store(true, Ordering::Release);
        self.page_cache.clear();
    }

    /// Says on the pages why the whole content is not served yet.
    pub fn fail(&self, trouble: &str) {
        self.trouble.store(Some(Arc::new(trouble.to_owned())));
    }

    /// Whether the whole content is served.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    /// What is served just now.
    pub fn served(&self) -> Arc<Served> {
        self.served.load_full()
    }

    /// The snapshot for one request, from start to end.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.served.load().snapshot)
    }

    /// A link that works outside the browser: with the base URL, or else the address listened on.
    pub fn absolute(&self, path: &str) -> String {
        let link = self.paths.absolute(path);
        if link.starts_with('/') {
            format!("{}{link}", self.address)
        } else {
            link
        }
    }

    /// Searches the index and counts how long that takes.
    pub fn search(&self, snapshot: &Snapshot, request: &Request<'_>) -> Results {
        let began = Instant::now();
        let results = snapshot.index.search(request, SEARCH);
        self.metrics.searched(began.elapsed());
        results
    }

    /// The guide of an id as it is shown: the one that is served, or to those who write it the newest revision.
    ///
    /// # Errors
    ///
    /// 404 where there is no such guide, 503 where there is one, and none of its revisions is sound.
    pub fn guide<'s>(&self, snapshot: &'s Snapshot, id: &str) -> Result<&'s Guide, Fault> {
        let held = snapshot.held_back(id);
        let newest = held.and_then(|held| held.newest.as_ref());
        if let Some(guide) = newest.filter(|_| self.preview).or(snapshot.guide(id)) {
            return Ok(guide);
        }
        Err(match held.and_then(|held| held.problems.first()) {
            Some(problem) => Fault::new(
                StatusCode::SERVICE_UNAVAILABLE,
                format!(
                    "This guide has a fault and is not served until it is mended: {}, line {}: {}.",
                    problem.file_name(),
                    problem.line,
                    problem.message
                ),
            ),
            None => Fault::not_found("There is no guide of that name."),
        })
    }

    /// The frame of a page.
    pub fn layout(&self, title: &str) -> Layout<'_> {
        Layout {
            title: title.to_owned(),
            paths: &self.paths,
            query: String::new(),
            banner: (!self.is_ready()).then(|| self.banner()),
            preview: self.preview.then(|| self.snapshot().generation.clone()),
        }
    }

    /// Why not all content is served.
    fn banner(&self) -> String {
        match &*self.trouble.load() {
            Some(trouble) => format!(
                "The articles could not be indexed: {trouble}. Only the built-in ones are found; it is tried again and again."
            ),
            None => format!(
                "The articles are being indexed ({} %). Until that is done, only the built-in ones are found.",
                self.progress.percent()
            ),
        }
    }

    /// Where an article is edited.
    pub fn edit_url(&self, id: &ArticleId, path: &str, title: &str) -> Option<String> {
        self.edit_page(id.as_str(), path, title, "")
    }

    /// Where an article that is not there yet is written, on what was searched.
    pub fn draft_url(&self, id: &str, title: &str, query: &str) -> Option<String> {
        self.edit_page(id, &format!("{id}.md"), title, query)
    }

    fn edit_page(&self, id: &str, path: &str, title: &str, query: &str) -> Option<String> {
        let values = [
            ("id", id),
            ("path", path),
            ("title", title),
            ("query", query),
        ];
        self.edit_url.as_ref().map(|url| fill(url, &values))
    }

    /// Where feedback on an article goes.
    pub fn feedback_url(&self, id: &ArticleId, title: &str) -> Option<String> {
        let values = [("id", id.as_str()), ("title", title)];
        self.feedback_url.as_ref().map(|url| fill(url, &values))
    }

    /// Whether a request's `Host` may be answered: where there is a base URL, or the server is on loopback alone, only names
    /// of the base URL and of this machine (against DNS rebinding); else any.
    pub fn accepts_host(&self, host: &str) -> bool {
        let is_any = !self.loopback_only && !self.paths.has_base_url();
        if is_any || self.paths.is_own_host(host) {
            return true;
        }
        let bracketed = host.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let (name, port) = bracketed.unwrap_or_else(|| {
            let end = host.find(':').unwrap_or(host.len());
            host.split_at(end)
        });
        let is_port = |port: &str| port.parse::<u16>().is_ok();
        let is_whole = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        let is_here = |address: IpAddr| address.to_canonical().is_loopback();
        is_whole && (name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(is_here))
    }

    /// Whether each search must reach [`Portal::log_search`].
    pub fn logs_searches(&self) -> bool {
        self.search_log.is_some()
    }

    /// Appends a search to the search log, where one is set.
    pub fn log_search(&self, query: &str, hits: usize, filters: &str) {
        let Some(path) = &self.search_log else { return };
        let time = jiff::Timestamp::now().to_string();
        let line =
            serde_json::json!({ "time": time, "query": query, "hits": hits, "filters": filters });
        let written = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
        if let Err(error) = written {
            tracing::warn!("can't write the search log {}: {error}", path.display());
        }
    }
}

/// How many threads drive the sockets: few, as each does so for tens of thousands of requests a second, and two that share little
/// work mostly wake each other. They make no answers that take long: see [`Gate`].
pub fn threads() -> usize {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    cores.div_ceil(4)
}

/// The settings that pages show. The address counts only where no base URL stands for it.
fn settings(config: &ServeConfig) -> String {
    let base = config
        .base_url
        .clone()
        .unwrap_or_else(|| config.listen.to_string());
    format!(
        "{base} {:?} {:?} {}",
        config.edit_url, config.feedback_url, config.preview
    )
}

/// Fills a URL template: `{name}` becomes the value of that name, escaped; of a path the slashes stay.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |url, (name, value)| {
            let escaped = match *name {
                "path" => {
                    let parts: Vec<String> = value.split('/').map(component).collect();
                    parts.join("/")
                }
                _ => component(value),
            };
            url.replace(&format!("{{{name}}}"), &escaped)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_and_escaped() {
        let filled = fill(
            "https://x/edit/{path}?id={id}&t={title}",
            &[("id", "a&b"), ("path", "d e/f.md"), ("title", "{id}/\"<é>")],
        );
        assert_eq!(
            filled,
            "https://x/edit/d%20e/f.md?id=a%26b&t=%7Bid%7D%2F%22%3C%C3%A9%3E"
        );
    }
}
