//! `fixpath serve`: the web server, which serves pages as soon as it starts.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, anyhow};
use listenfd::ListenFd;
use sd_notify::NotifyState;
use tokio::{
    net::TcpSocket,
    runtime::{Builder, Runtime},
    signal::unix::{SignalKind, signal},
};

use super::{
    data_folder,
    exit_status::ExitStatus,
    folders::layers,
    index::draw_progress,
    keeping::{Source, keep, left_out, log_counts, open_inside},
    messages,
    system::{account, port},
    terminal,
};
use crate::{
    audience::Audience,
    config::{Anonymous, LogFormat, LogLevel, ServeConfig},
    desk::{Desk, StoreAddress},
    number::counted,
    web::{
        self, Common, Portal, SignIn,
        server::{Limits, Server},
        threads,
    },
};

/// The most connections that wait to be accepted.
const BACKLOG: u32 = 4096;

/// File descriptors reserved for everything but connections: files of the content and the index,
/// watches, logs.
const DESCRIPTORS_KEPT: u64 = 256;

/// Serves until it is told to stop.
///
/// `notes` are about the settings, and are warnings in the log.
pub fn run(mut config: ServeConfig, notes: &[String]) -> Result<ExitStatus> {
    start_log(&config);
    for note in notes {
        tracing::warn!("{note}");
    }
    let limits = limits(config.upload);
    let layers = layers(&config.content)?;
    let (messages, problems) = messages::open(&config.messages)?;
    for problem in problems {
        tracing::warn!("{problem}");
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(threads())
        .enable_all()
        .build()
        .context("can't start the runtime")?;
    let listener = listen(&config, &runtime)?;
    config.listen = listener.local_addr()?;
    let audience = config.audience();
    warn_of_network_mounts(&config);
    if let Some(warning) = config.in_clear_text() {
        tracing::warn!("{warning}");
    }
    let sign_in = SignIn::new(&config).map_err(anyhow::Error::msg)?;
    let store = config.store.address();
    if store == StoreAddress::None && config.anonymous == Anonymous::Nothing {
        return Err(anyhow!(
            "--anonymous nothing: with --store none, nobody could ever sign in; give a store, or allow reading"
        ));
    }
    let desk = runtime.block_on(Desk::open(&store))?;
    if let Some(desk) = &desk {
        desk.uses.keep_for(config.keep_searches);
    }
    let source = Source::new(&config, &layers, desk.clone());
    let common = Common::new(&config)
        .with_messages(messages)
        .with_desk(desk)
        .with_sign_in(sign_in);
    let (portal, kept) = source.portal(common, audience)?;
    let portal = Arc::new(portal);
    announce(&config, &portal);
    runtime.spawn(offer_set_up(Arc::clone(&portal)));
    if portal.is_ready() {
        log_counts(&portal.snapshot());
    }
    notify_service_manager(&[NotifyState::Ready]);
    let watched = Arc::clone(&portal);
    thread::spawn(move || {
        draw_progress(&watched.progress, |pause| {
            thread::sleep(pause);
            watched.is_ready()
        });
    });
    if audience == Audience::Public && portal.desk.is_some() {
        let (portal, source) = (Arc::clone(&portal), source.clone());
        thread::spawn(move || open_inside(&portal, &source));
    }
    let kept_portal = Arc::clone(&portal);
    thread::spawn(move || keep(&kept_portal, &kept, &source));
    let server = Server {
        metrics: Arc::clone(&portal.metrics),
        over_tls: portal.over_tls,
        router: web::router(portal),
        limits,
        trusted: config.trusted_proxy,
    };
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        server.serve(listener, stopped()).await;
        anyhow::Ok(())
    })?;
    // Don't wait for a read that hangs.
    runtime.shutdown_background();
    Ok(ExitStatus::Ok)
}

/// Warns of a data folder and of a store that are on other machines.
fn warn_of_network_mounts(config: &ServeConfig) {
    let data = data_folder::remote(&config.data.folder(), "the data folder", "--data");
    let store = match config.store.address() {
        StoreAddress::Sqlite(file) => data_folder::remote(&file, "the store", "--store"),
        _ => None,
    };
    for warning in data.into_iter().chain(store) {
        tracing::warn!("{warning}");
    }
}

/// Prints what is served and where: a plain line for people at any log level, or an event for
/// programs.
fn announce(config: &ServeConfig, portal: &Portal) {
    let address = match &config.base_url {
        Some(base) => format!("{}/", base.trim_end_matches('/')),
        None => format!("http://{}/", config.listen),
    };
    let snapshot = portal.snapshot();
    let (articles, internal_left_out) = (snapshot.library.len(), snapshot.withheld.articles);
    if config.log_format == LogFormat::Json {
        let is_indexing = !portal.is_ready();
        tracing::info!(articles, internal_left_out, address, is_indexing, "serving");
        return;
    }
    let served = counted(articles, "article");
    let left_out = left_out(internal_left_out, portal.desk.is_some());
    terminal::error_line(match (portal.is_ready(), articles) {
        (true, _) => format!("Serving {served} at {address}{left_out}"),
        (false, 0) => format!("Serving at {address}; the articles are being indexed"),
        (false, _) => format!("Serving {served} at {address}; the others are being indexed"),
    });
}

/// Prints a link with which somebody becomes the first administrator, where people have to sign in
/// and nobody can.
async fn offer_set_up(portal: Arc<Portal>) {
    let Some(desk) = &portal.desk else { return };
    if portal.is_local {
        return;
    }
    while desk.people.count().is_none() {
        // The store does not work yet; the log says so.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    if !matches!(desk.people.has_no_administrator().await, Ok(true)) {
        return;
    }
    match desk.people.invite_first() {
        Ok(token) => terminal::error_line(format_args!(
            "There is no administrator yet. Become the first administrator at {}",
            portal.absolute(&portal.paths.invitation(&token))
        )),
        Err(error) => tracing::error!("{error}"),
    }
}

/// Starts the log on standard error. Write errors are ignored.
fn start_log(config: &ServeConfig) {
    let level = match config.log_level {
        LogLevel::Error => tracing::Level::ERROR,
        LogLevel::Warn => tracing::Level::WARN,
        LogLevel::Info => tracing::Level::INFO,
        LogLevel::Debug => tracing::Level::DEBUG,
    };
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(level)
        .with_target(false)
        .log_internal_errors(false);
    match config.log_format {
        LogFormat::Text => log
            .with_ansi(terminal::has_colors())
            .fmt_fields(terminal::fields())
            .init(),
        LogFormat::Json => log
            .with_writer(|| terminal::JsonLines)
            .json()
            .flatten_event(true)
            .init(),
    }
}

/// The limits on connections. The system's limit on open files is raised as far as possible first,
/// and may lower them.
fn limits(upload: usize) -> Limits {
    let mut limits = Limits::default().for_uploads(upload);
    let wanted = limits.connections as u64 + DESCRIPTORS_KEPT;
    match rlimit::increase_nofile_limit(wanted) {
        Ok(descriptors) => {
            let room = descriptors.saturating_sub(DESCRIPTORS_KEPT.min(descriptors / 4));
            limits.connections = limits
                .connections
                .min(usize::try_from(room).unwrap_or(usize::MAX));
            limits.per_address = limits.per_address.min(limits.connections / 4);
            let connections = limits.connections;
            tracing::debug!(descriptors, connections, "limits of this process");
            if descriptors < wanted {
                tracing::warn!(
                    "the system allows only {descriptors} open files, too few for {} connections; \
                     raise LimitNOFILE= in the service's unit file",
                    Limits::default().connections
                );
            }
        }
        Err(error) => tracing::warn!("can't raise the limit on open files: {error}"),
    }
    limits
}

/// The socket that the service manager passed, or else one on the configured address.
fn listen(config: &ServeConfig, runtime: &Runtime) -> Result<TcpListener> {
    let mut handed = ListenFd::from_env();
    if handed.len() > 0 {
        let listener = handed
            .take_tcp_listener(0)
            .context("the first socket passed by the service manager is not a TCP socket")?
            .ok_or_else(|| anyhow!("the service manager passed no socket"))?;
        listener.set_nonblocking(true)?;
        return Ok(listener);
    }
    let _inside = runtime.enter();
    let bound = || {
        let socket = match config.listen {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        socket.set_reuseaddr(true)?;
        socket.bind(config.listen)?;
        socket.listen(BACKLOG)?.into_std()
    };
    bound().map_err(|error| unavailable(config.listen, &error))
}

/// Why an address can't be listened on, and what to do.
fn unavailable(address: SocketAddr, error: &io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            let holder = port::holder(address).map(|holder| holder.shown());
            let holder = holder.unwrap_or_else(|| "another program".to_owned());
            anyhow!(
                "can't listen on {address}: {holder} is using it; stop that, or choose another address with --listen"
            )
        }
        io::ErrorKind::AddrNotAvailable => anyhow!(
            "can't listen on {address}: this machine has no address {}; `ip address` lists those it has, and \
             --listen {}:{} means all of them",
            address.ip(),
            if address.is_ipv4() { "0.0.0.0" } else { "[::]" },
            address.port()
        ),
        io::ErrorKind::PermissionDenied => {
            let user = account::own_name().unwrap_or_else(|| "this user".to_owned());
            anyhow!(
                "can't listen on {address}: {user} may not use a port below 1024; choose another with --listen and \
                 leave port {} to a web server in front, or let systemd open it (fixpath.socket)",
                address.port()
            )
        }
        _ => anyhow!("can't listen on {address}: {error}; choose another address with --listen"),
    }
}

/// Waits for Ctrl+C, a request to terminate, or the terminal closing.
async fn stopped() {
    let came = async |kind| match signal(kind) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    };
    tokio::select! {
        () = came(SignalKind::interrupt()) => {}
        () = came(SignalKind::terminate()) => {}
        () = came(SignalKind::hangup()) => {}
    }
    notify_service_manager(&[NotifyState::Stopping]);
}

/// Notifies the service manager, if there is one.
fn notify_service_manager(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!("can't notify the service manager: {error}");
    }
}
