//! `fixpath backup` and `fixpath restore`: the store as a file, and back.

use std::{future::Future, path::PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use tokio::runtime::Builder;

use super::{exit_status::ExitStatus, terminal};
use crate::{
    config::StoreConfig,
    desk::{self, Copied, DeskError},
    number::counted,
};

/// Settings of `fixpath backup`.
#[derive(Debug, Args)]
pub struct BackupConfig {
    /// File to write; an existing one is replaced
    file: PathBuf,
    #[command(flatten)]
    store: StoreConfig,
}

/// Settings of `fixpath restore`.
#[derive(Debug, Args)]
pub struct RestoreConfig {
    /// The backup
    file: PathBuf,
    /// Replace everything in the store
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    store: StoreConfig,
}

/// Writes a backup.
pub fn backup(config: &BackupConfig) -> Result<ExitStatus> {
    let copied = wait(desk::backup(&config.store.address(), &config.file))?;
    terminal::line(format_args!(
        "{} of {} written to {}",
        counted(copied.entries, "entry"),
        copied.store,
        config.file.display()
    ))?;
    Ok(ExitStatus::Ok)
}

/// Restores a backup.
pub fn restore(config: &RestoreConfig) -> Result<ExitStatus> {
    let store = config.store.address();
    let copied = wait(desk::restore(&store, &config.file, config.replace))?;
    terminal::line(format_args!(
        "{} restored into {}",
        counted(copied.entries, "entry"),
        copied.store
    ))?;
    Ok(ExitStatus::Ok)
}

fn wait(work: impl Future<Output = Result<Copied, DeskError>>) -> Result<Copied> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .context("can't start the runtime")?;
    Ok(runtime.block_on(work)?)
}
