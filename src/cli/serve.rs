//! `fixpath serve`: the portal, served from the first second on.

use std::{
    io::{Write, stdout},
    sync::Arc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result};
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};

use super::{
    Outcome,
    index::{check_folders, with_progress_bar},
};
use crate::{
    config::ServeConfig,
    layer::Layer,
    snapshot::{DataFolder, Progress, last_good},
    web::{self, Portal},
};

/// How long requests under way may take after the server was told to stop.
const DRAIN: Duration = Duration::from_secs(20);

/// Serves until it is told to stop.
pub fn run(config: ServeConfig) -> Result<Outcome> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    let layers = config.content.layers();
    check_folders(&layers)?;
    // Held until the end: its lock keeps other processes from the generation that is being served.
    let folder = Arc::new(DataFolder::open(&config.data.folder())?);
    let runtime = Runtime::new().context("can't start the runtime")?;
    let listener = runtime
        .block_on(TcpListener::bind(config.listen))
        .with_context(|| format!("can't listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let portal = Arc::new(match last_good(&config.data.folder(), &layers) {
        Some(snapshot) => Portal::new(&config, snapshot, true),
        // What the binary carries is built in a moment and served while the rest is indexed.
        None => {
            let builtin = folder.build(first(&layers), &Progress::default())?;
            Portal::new(&config, builtin, first(&layers) == layers)
        }
    });
    let at = config
        .base_url
        .clone()
        .unwrap_or_else(|| format!("http://{address}"));
    writeln!(
        stdout(),
        "Fixpath serves {} articles on {at}",
        portal.snapshot().library.len()
    )?;
    let (updating, data) = (Arc::clone(&portal), Arc::clone(&folder));
    thread::spawn(move || update(&updating, &data, &layers));
    runtime.block_on(async {
        let (stopping, stopped_at) = oneshot::channel::<()>();
        let told = async {
            stopped().await;
            // Nobody waits for the news only where the server has ended already.
            let _ = stopping.send(());
        };
        let server = axum::serve(listener, web::router(portal)).with_graceful_shutdown(told);
        let drained = async {
            if stopped_at.await.is_err() {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            served = server => served,
            () = drained => Ok(()),
        }
    })?;
    Ok(Outcome::Fine)
}

/// The layers that can be indexed in a moment.
fn first(layers: &[Layer]) -> &[Layer] {
    let builtin = layers.first() == Some(&Layer::Builtin);
    layers.get(..usize::from(builtin)).unwrap_or_default()
}

/// Builds anew where the content has changed since the generation being served.
fn update(portal: &Portal, folder: &DataFolder, layers: &[Layer]) {
    if portal.is_ready() && portal.snapshot().is_fresh() {
        return;
    }
    match with_progress_bar(&portal.progress, |progress| folder.build(layers, progress)) {
        Ok(snapshot) => {
            tracing::info!("serving {} articles now", snapshot.library.len());
            if !snapshot.problems.is_empty() {
                tracing::info!(
                    "{} problems; `fixpath check` lists them",
                    snapshot.problems.len()
                );
            }
            portal.serve(snapshot);
        }
        Err(error) => tracing::error!("{error}; what was there before is served on"),
    }
}

/// Waits for Ctrl+C or a request to terminate.
async fn stopped() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
