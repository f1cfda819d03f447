//! A portal with its own folder, for tests that use it over HTTP or in a browser.

use std::{path::Path, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderValue, Request, StatusCode},
};
use clap::Parser;
use fixpath::{
    audience::Audience,
    config::ServeConfig,
    content::Lanes,
    desk::Desk,
    log_process::Reader,
    snapshot::{DataFolder, Progress},
    web::{
        self, Common, Portal, SignIn,
        server::{Limits, Server},
    },
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tempfile::TempDir;
use tower::ServiceExt;

use super::contract;

/// A portal and the folder that its index is in.
pub(crate) struct Site {
    pub(crate) portal: Arc<Portal>,
    router: Router,
    data: DataFolder,
    _folder: TempDir,
}

/// The response to a request.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// The size of the body.
    pub(crate) bytes: usize,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    config: ServeConfig,
}

/// A data folder that follows what is made internal at the desk.
fn following(folder: DataFolder, desk: Option<&Arc<Desk>>) -> DataFolder {
    let desk = desk.cloned();
    folder.with_decisions(Box::new(move || web::made_internal(desk.as_ref()?)))
}

impl Site {
    /// Only the built-in knowledge base.
    pub(crate) fn builtin() -> Self {
        Self::with(&[])
    }

    /// A portal started with these flags.
    pub(crate) fn with(flags: &[&str]) -> Self {
        Self::at(flags, true)
    }

    /// The built-in articles while the rest is still being indexed.
    pub(crate) fn building() -> Self {
        Self::at(&[], false)
    }

    /// A portal that has logs read by a program other than Fixpath.
    pub(crate) fn with_log_reader(program: &str) -> Self {
        Self::reading(&[], true, program)
    }

    fn at(flags: &[&str], ready: bool) -> Self {
        // This program is the test, which can't read logs.
        Self::reading(flags, ready, env!("CARGO_BIN_EXE_fixpath"))
    }

    /// A portal that stores what people add.
    pub(crate) async fn with_store(store: &str, flags: &[&str]) -> Self {
        let desk = Desk::open(&store.parse().unwrap()).await.unwrap();
        let all = [&["--store", store], flags].concat();
        Self::made(&all, true, env!("CARGO_BIN_EXE_fixpath"), desk)
    }

    fn reading(flags: &[&str], ready: bool, reader: &str) -> Self {
        Self::made(flags, ready, reader, None)
    }

    fn made(flags: &[&str], ready: bool, reader: &str, desk: Option<Arc<Desk>>) -> Self {
        let config =
            Arguments::parse_from(std::iter::once("fixpath").chain(flags.iter().copied())).config;
        let data = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(data.path(), config.audience()).unwrap();
        let folder = following(folder, desk.as_ref());
        let snapshot = folder
            .build(&config.content.layers(), &Progress::default())
            .unwrap();
        let sign_in = SignIn::new(&config).unwrap();
        let mut common = Common::new(&config).with_desk(desk).with_sign_in(sign_in);
        common.log_reader = Reader::new(reader.into());
        let portal = Arc::new(Portal::new(common, snapshot, ready));
        Self {
            router: web::router(Arc::clone(&portal)),
            portal,
            data: folder,
            _folder: data,
        }
    }

    /// Opens a second portal for those who may read what is internal.
    pub(crate) fn open_inside(&self) -> Arc<Portal> {
        let data = DataFolder::open(self._folder.path(), Audience::Staff).unwrap();
        let data = following(data, self.portal.desk.as_ref());
        let layers = self.portal.snapshot().layers.clone();
        let snapshot = data.build(&layers, &Progress::default()).unwrap();
        let inside = Arc::new(self.portal.for_staff(snapshot, true));
        web::open_inside(&self.portal, Arc::clone(&inside));
        inside
    }

    /// Picks up the changes in the folders.
    pub(crate) fn refresh(&self) {
        let current = self.portal.snapshot();
        let refreshed = self
            .data
            .refresh(&current, &Lanes::new(&current.layers), &Progress::default())
            .unwrap();
        if let Some((snapshot, _)) = refreshed {
            self.portal.serve(snapshot);
        }
    }

    /// The built-in articles and those of a folder made from names and texts.
    pub(crate) fn with_folder(files: &[(&str, &str)], flags: &[&str]) -> (Self, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut all = vec!["--kb", folder.path().to_str().unwrap()];
        all.extend(flags);
        (Self::with(&all), folder)
    }

    /// The portal's server, for serving on a socket.
    pub(crate) fn server(&self, limits: Limits) -> Server {
        Server {
            router: self.router.clone(),
            limits,
            trusted: Vec::new(),
            metrics: Arc::clone(&self.portal.metrics),
            over_tls: self.portal.over_tls,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn post(&self, path: &str, kind: &str, body: &str) -> Answer {
        let request = Request::post(path).header("content-type", kind);
        self.ask(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    /// Sends a form.
    pub(crate) async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", escaped(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        self.post(path, "application/x-www-form-urlencoded", &body)
            .await
    }

    /// Sends a request as a browser does, with a host.
    pub(crate) async fn ask(&self, mut request: Request<Body>) -> Answer {
        let host = HeaderValue::from_static("localhost");
        request.headers_mut().entry("host").or_insert(host);
        self.ask_as_is(request).await
    }

    /// Sends a request, and checks a JSON response against the description of the API.
    pub(crate) async fn ask_as_is(&self, request: Request<Body>) -> Answer {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let (status, path) = (parts.status.as_u16(), uri.path());
        contract::check(&self.portal, &method, path, status, &parts.headers, &body);
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes: body.len(),
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}
