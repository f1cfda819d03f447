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
};

use arc_swap::ArcSwap;

use super::{fault::Fault, layout::Layout, paths::Paths};
use crate::{
    config::ServeConfig,
    evidence::ArticleId,
    snapshot::{Progress, Snapshot},
};

/// The state of the server.
pub struct Portal {
    /// Makes links.
    pub paths: Paths,
    /// How far a running build is.
    pub progress: Progress,
    snapshot: ArcSwap<Snapshot>,
    ready: AtomicBool,
    edit_url: Option<String>,
    feedback_url: Option<String>,
    search_log: Option<PathBuf>,
    /// Digest of the settings that pages show.
    settings: String,
    /// Where this server is found without a base URL.
    address: String,
    /// Whether only names of this machine are accepted as host.
    pub loopback_only: bool,
}

impl Portal {
    /// A portal that serves `snapshot`, which is the whole content where `ready`.
    pub fn new(config: &ServeConfig, snapshot: Snapshot, ready: bool) -> Self {
        Self {
            paths: Paths::new(config.base_url.as_deref()),
            progress: Progress::default(),
            snapshot: ArcSwap::from_pointee(snapshot),
            ready: AtomicBool::new(ready),
            edit_url: config.edit_url.clone(),
            feedback_url: config.feedback_url.clone(),
            search_log: config.search_log.clone(),
            settings: settings(config),
            address: format!("http://{}", config.listen),
            loopback_only: config.listen.ip().is_loopback(),
        }
    }

    /// Serves the whole content from now on.
    pub fn serve(&self, snapshot: Snapshot) {
        self.snapshot.store(Arc::new(snapshot));
        self.ready.store(true, Ordering::Release);
    }

    /// Whether the whole content is served.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    /// The snapshot for one request, from start to end.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
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

    /// The strong ETag of an article's page in this generation and with these settings.
    pub fn etag(&self, generation: &str, id: &ArticleId, copy: usize) -> String {
        format!("\"{generation}-{}-{id}-{copy}\"", self.settings)
    }

    /// Runs `work`, which reads the index, where it doesn't hold up other requests.
    pub async fn read<R: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &Snapshot) -> R + Send + 'static,
    ) -> Result<R, Fault> {
        let portal = Arc::clone(self);
        let snapshot = self.snapshot();
        tokio::task::spawn_blocking(move || work(&portal, &snapshot))
            .await
            .map_err(Fault::internal)
    }

    /// The frame of a page.
    pub fn layout(&self, title: &str) -> Layout<'_> {
        Layout {
            title: title.to_owned(),
            paths: &self.paths,
            query: String::new(),
            building: (!self.is_ready()).then(|| self.progress.percent()),
        }
    }

    /// Where an article is edited.
    pub fn edit_url(&self, id: &ArticleId, path: &str) -> Option<String> {
        self.edit_url
            .as_ref()
            .map(|url| fill(url, &[("{id}", id.as_str()), ("{path}", path)]))
    }

    /// Where feedback on an article goes.
    pub fn feedback_url(&self, id: &ArticleId, title: &str) -> Option<String> {
        self.feedback_url
            .as_ref()
            .map(|url| fill(url, &[("{id}", id.as_str()), ("{title}", title)]))
    }

    /// Whether a request's `Host` may be answered: any, except that a server on loopback alone answers only names of
    /// this machine and of the base URL (against DNS rebinding).
    pub fn accepts_host(&self, host: &str) -> bool {
        if !self.loopback_only || self.paths.host() == Some(host) {
            return true;
        }
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        name.eq_ignore_ascii_case("localhost")
            || name
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
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

fn settings(config: &ServeConfig) -> String {
    let shown = [&config.base_url, &config.edit_url, &config.feedback_url];
    blake3::hash(format!("{shown:?} {}", config.listen).as_bytes())
        .to_hex()
        .chars()
        .take(8)
        .collect()
}

/// Fills a URL template; values are escaped.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |url, (name, value)| {
            let escaped: Vec<String> = value.split('/').map(super::paths::component).collect();
            url.replace(name, &escaped.join("/"))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_and_escaped() {
        let filled = fill(
            "https://x/edit/{path}?id={id}",
            &[("{id}", "a&b"), ("{path}", "d e/f.md")],
        );
        assert_eq!(filled, "https://x/edit/d%20e/f.md?id=a%26b");
    }
}
