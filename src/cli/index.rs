//! `fixpath index`: builds the index, with a progress bar in a terminal.

use std::{
    io::IsTerminal,
    net::SocketAddr,
    sync::{atomic::Ordering, mpsc},
    thread,
    time::Duration,
};

use anyhow::Result;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{
    data_folder,
    exit_status::ExitStatus,
    folders::{check_folders, layers},
    terminal,
};
use crate::{
    audience::Audience,
    config::{ContentConfig, DataConfig},
    content::Lanes,
    layer::Layer,
    number::counted,
    snapshot::{Progress, Snapshot, last_good},
};

/// Settings of `fixpath index`.
#[derive(Debug, Args)]
pub struct IndexConfig {
    #[command(flatten)]
    content: ContentConfig,
    #[command(flatten)]
    data: DataConfig,
    /// Address that the server will listen on: unless it is a loopback address, its index has no
    /// internal articles
    #[arg(
        long,
        value_name = "ADDR",
        env = "FIXPATH_LISTEN",
        default_value = "127.0.0.1:8070"
    )]
    listen: SocketAddr,
    /// Whether the server has people sign in on a loopback address, too
    #[arg(long, env = "FIXPATH_REQUIRE_ACCOUNTS", value_parser = clap::builder::BoolishValueParser::new(),
          num_args = 0..=1, default_value = "false", default_missing_value = "true", require_equals = true)]
    require_accounts: bool,
}

/// Builds the index and prints what it contains.
pub fn run(config: &IndexConfig) -> Result<ExitStatus> {
    let layers = layers(&config.content)?;
    check_folders(&layers)?;
    let audience = match config.require_accounts {
        true => Audience::Public,
        false => Audience::of(&[Some(config.listen.ip())]),
    };
    let snapshot = open_for(audience, &layers, &config.data)?;
    if audience == Audience::Public && snapshot.has_internal {
        // The server needs an index for each audience.
        open_for(Audience::Staff, &layers, &config.data)?;
    }
    terminal::line(format_args!(
        "{}, {}, generation {}",
        counted(snapshot.library.len(), "article"),
        counted(snapshot.guides.len(), "guide"),
        snapshot.generation
    ))?;
    if !snapshot.problems.is_empty() {
        terminal::line(format_args!(
            "{}; `fixpath check` with the same options lists them",
            counted(snapshot.problems.len(), "problem")
        ))?;
    }
    Ok(ExitStatus::Ok)
}

/// A snapshot of everything in the layers as they are now.
pub fn open(layers: &[Layer], data: &DataConfig) -> Result<Snapshot> {
    // If a public portal's index leaves nothing out, it can be used and no other is needed.
    let public = last_good(&data.folder(), layers, Audience::Public);
    let public = public.filter(|one| !one.has_internal && one.is_fresh());
    match public.filter(|snapshot| snapshot.verify().is_ok()) {
        Some(snapshot) => Ok(snapshot),
        None => open_for(Audience::Staff, layers, data),
    }
}

/// A snapshot of the layers as they are now: the last good generation, an update of it, or a new
/// one.
fn open_for(audience: Audience, layers: &[Layer], data: &DataConfig) -> Result<Snapshot> {
    let root = data.folder();
    let stored = last_good(&root, layers, audience);
    if let Some(snapshot) = stored.filter(|snapshot| snapshot.verify().is_ok()) {
        if snapshot.is_fresh() {
            return Ok(snapshot);
        }
        let folder = data_folder::open(&root, audience)?;
        let progress = Progress::default();
        let refreshed = with_progress_bar(&progress, |progress| {
            folder.refresh(&snapshot, &Lanes::new(layers), progress)
        });
        let refreshed = refreshed.map_err(|error| data_folder::explained(error, &root))?;
        return Ok(refreshed.map_or(snapshot, |(refreshed, _)| refreshed));
    }
    let folder = data_folder::open(&root, audience)?;
    let built = with_progress_bar(&Progress::default(), |progress| {
        folder.build(layers, progress)
    });
    built.map_err(|error| data_folder::explained(error, &root))
}

/// Runs a build and shows its progress on a terminal.
fn with_progress_bar<'a, T>(progress: &'a Progress, build: impl FnOnce(&'a Progress) -> T) -> T {
    thread::scope(|scope| {
        let (done, waiting) = mpsc::channel::<()>();
        scope.spawn(move || {
            draw_progress(progress, |pause| {
                waiting.recv_timeout(pause) != Err(mpsc::RecvTimeoutError::Timeout)
            });
        });
        let result = build(progress);
        drop(done);
        result
    })
}

/// Shows the progress of a build on a terminal until `ended` returns true. `ended` is called in a
/// loop, and waits for the time that it is given.
pub fn draw_progress(progress: &Progress, ended: impl Fn(Duration) -> bool) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("Indexing {wide_bar} {percent}% {eta} left") {
        bar.set_style(style);
    }
    while !ended(Duration::from_millis(100)) {
        bar.set_length(progress.total.load(Ordering::Relaxed) as u64);
        bar.set_position(progress.done.load(Ordering::Relaxed) as u64);
    }
    bar.finish_and_clear();
}
