//! A portal with the built-in knowledge base, indexed once in a temporary folder.

use std::sync::Arc;

use clap::Parser;
use fixpath::{
    audience::Audience,
    config::ServeConfig,
    snapshot::{DataFolder, Progress, Snapshot},
    web::{Common, Portal},
};
use tempfile::TempDir;

/// The built-in knowledge base, indexed, and the folder of the index.
pub struct Site {
    /// The settings of the server.
    pub config: ServeConfig,
    folder: DataFolder,
    /// Removed with the site.
    _data: TempDir,
}

#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    config: ServeConfig,
}

impl Site {
    /// A site started with these flags.
    pub fn new(flags: &[&str]) -> Self {
        let arguments = std::iter::once("fixpath").chain(flags.iter().copied());
        let data = tempfile::tempdir().expect("a temporary folder");
        Self {
            config: Arguments::parse_from(arguments).config,
            folder: DataFolder::open(data.path(), Audience::Staff).expect("an empty data folder"),
            _data: data,
        }
    }

    /// The built-in knowledge base.
    pub fn snapshot(&self) -> Snapshot {
        let layers = self.config.content.layers();
        let built = self.folder.build(&layers, &Progress::default());
        built.expect("an index of the built-in articles")
    }

    /// A portal that serves the built-in knowledge base.
    pub fn portal(&self) -> Arc<Portal> {
        Arc::new(Portal::new(Common::new(&self.config), self.snapshot(), true))
    }
}
