//! `fixpath doctor`: one page about this installation, for a first look or a bug report, with what
//! to do about each problem. It changes nothing, and shows nothing secret.

mod report;
mod server;
mod settings;

use std::{
    env::consts::{ARCH, OS},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use anyhow::{Context, Result};
use clap::{ArgMatches, Args};
use tokio::runtime::Builder;

use super::{
    data_folder,
    exit_status::ExitStatus,
    folders::{layers, look},
    system::{account, mount, mount::Mount, process},
};
use crate::{
    audience::Audience,
    config::ServeConfig,
    content::{FileCounts, Lanes},
    desk::{self, StoreAddress},
    layer::Layer,
    number::{counted, grouped},
    problem::{Problem, Severity},
    snapshot::{Snapshot, SnapshotError, look_at},
};
use report::{Report, size};

/// Less free space than this many times the index is a problem: a new index is built beside the old
/// one.
const SPACE_FOR_INDEXES: u64 = 2;

/// Less free space than this is a problem in any case, in bytes.
const LEAST_SPACE: u64 = 200 << 20;

/// Less available memory than this is a problem, in bytes.
const LEAST_MEMORY: u64 = 300 << 20;

/// Settings of `fixpath doctor`.
#[derive(Debug, Args)]
pub struct DoctorConfig {
    /// Only ask the server whether it is alive, and print nothing: exit code 0 if it is, 1 if not
    #[arg(long)]
    health: bool,
    #[command(flatten)]
    serve: ServeConfig,
}

/// Prints the page. `given` has the settings and where they come from, and `notes` are about
/// variables that belong to no setting.
pub fn run(config: &DoctorConfig, given: &ArgMatches, notes: &[String]) -> Result<ExitStatus> {
    let is_ok = if config.health {
        server::is_alive(config.serve.listen)
    } else {
        page(&config.serve, given, notes)?.print()?
    };
    Ok(match is_ok {
        true => ExitStatus::Ok,
        false => ExitStatus::ProblemsOrNothing,
    })
}

fn page(config: &ServeConfig, given: &ArgMatches, notes: &[String]) -> Result<Report> {
    let mut report = Report::default();
    report.section(&format!("Fixpath {}", env!("CARGO_PKG_VERSION")));
    report.line("system", format!("{OS}, {ARCH}"));
    report.line("runs as", account::own_name().unwrap_or_default());
    settings::report(config, given, &mut report);
    for note in notes {
        report.advise(note);
    }
    if let Some(warning) = config.in_clear_text() {
        report.advise(warning);
    }
    let layers = layers(&config.content)?;
    let index = Index::of(config);
    let opened = look_at(&index.folder, &layers, config.audience());
    let folders = content(&layers, opened.as_ref().ok(), &mut report);
    index.report(opened.as_ref(), &mut report);
    if opened.is_ok_and(|snapshot| snapshot.withheld.articles > 0) {
        let for_staff = look_at(&index.folder, &layers, Audience::Staff);
        report.section("Index for staff, with everything internal");
        index.generation(for_staff.as_ref(), &mut report);
    }
    store(config, &mut report)?;
    server::report(config.listen, folders, &mut report);
    memory(&mut report);
    Ok(report)
}

/// Adds each layer with its articles and problems; returns how many folders there are in them all.
fn content(layers: &[Layer], snapshot: Option<&Snapshot>, report: &mut Report) -> usize {
    report.section("Content");
    let lanes = Lanes::new(layers);
    let mut folders = 0;
    for (at, (layer, unreadable)) in layers.iter().zip(look(layers)).enumerate() {
        let name = layer.label();
        if let Some(problem) = unreadable {
            report.line(&name, layer.name());
            report.advise(format!("{}: {problem}", layer.name()));
            continue;
        }
        let listed = lanes.ask(at, |layer, pulse| {
            let below = AtomicUsize::new(0);
            let listed = layer.files(pulse, &mut |_| {
                below.fetch_add(1, Ordering::Relaxed);
            });
            (listed.files.len(), below.into_inner())
        });
        let Ok((files, below)) = listed else {
            report.line(&name, layer.name());
            report.advise(format!(
                "{} does not respond; check the mount or the disk that it is on",
                layer.name()
            ));
            continue;
        };
        folders += below;
        match snapshot.and_then(|snapshot| Some((snapshot, snapshot.counts.get(at)?))) {
            Some((snapshot, counts)) => layer_of_index(layer, counts, snapshot, report),
            None => report.line(
                &name,
                format!("{}, not indexed yet", counted(files, "file")),
            ),
        }
    }
    folders
}

/// Adds what the index contains from a layer, and its problems.
fn layer_of_index(layer: &Layer, counts: &FileCounts, snapshot: &Snapshot, report: &mut Report) {
    let is_here = |problem: &&Problem| match layer {
        Layer::Builtin => problem.file.starts_with("kb/"),
        Layer::Folder(folder) => Path::new(&problem.file).starts_with(&folder.root),
    };
    let of = |severity: Severity| {
        let problems = snapshot.problems.iter().filter(is_here);
        problems
            .filter(|problem| problem.severity == severity)
            .count()
    };
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    report.line(&layer.label(), counts.in_words());
    if let Some(problem) = counts.nothing_found(&layer.name()) {
        report.advise(problem.to_string());
    }
    let check = match layer {
        Layer::Builtin => "`fixpath check`".to_owned(),
        Layer::Folder(_) => format!("`fixpath check --kb {}`", layer.name()),
    };
    let warned = counted(warnings, "warning");
    match (errors, warnings) {
        (0, 0) => report.line("", "no problems"),
        (0, _) => report.line("", format!("{warned}; {check} lists them")),
        _ => report.advise(format!(
            "{}, {warned}; {check} says where, and what to do",
            counted(errors, "error")
        )),
    }
}

/// Where the index is, and who builds it.
struct Index {
    folder: PathBuf,
    /// Whether another process builds it.
    is_followed: bool,
}

impl Index {
    fn of(config: &ServeConfig) -> Self {
        Self {
            is_followed: config.generation.is_some(),
            folder: (config.generation.clone()).unwrap_or_else(|| config.data.folder()),
        }
    }

    /// Adds the folder and the generation that is served.
    fn report(&self, opened: Result<&Snapshot, &SnapshotError>, report: &mut Report) {
        report.section("Index");
        if self.is_followed {
            let folder = self.folder.display();
            report.line("folder", format!("{folder}, which another process builds"));
        } else {
            place("folder", &self.folder, "the data folder", "--data", report);
            let needed = opened.map_or(0, |snapshot| snapshot.bytes * SPACE_FOR_INDEXES);
            space(&self.folder, needed.max(LEAST_SPACE), report);
        }
        self.generation(opened, report);
    }

    /// Adds the state of a generation.
    fn generation(&self, opened: Result<&Snapshot, &SnapshotError>, report: &mut Report) {
        let (builds, mends) = match self.is_followed {
            true => (
                "the process that builds there",
                "copy it again, or have the process that builds it make it anew",
            ),
            false => (
                "a running server",
                "a running server rebuilds it, and so does `fixpath index`",
            ),
        };
        let snapshot = match opened {
            Ok(snapshot) => snapshot,
            Err(error) if self.is_followed => {
                report.line("generation", "none that can be used");
                return report.advise(format!("{error}; {mends}"));
            }
            Err(_) => {
                let none = "none yet for these folders; the server or `fixpath index` builds one";
                return report.line("generation", none);
            }
        };
        let articles = counted(snapshot.library.len(), "article");
        let name = &snapshot.generation;
        report.line(
            "generation",
            format!("{name}, {articles}, {}", size(snapshot.bytes)),
        );
        if snapshot.withheld.articles > 0 {
            let left_out = counted(snapshot.withheld.articles, "internal article");
            report.line(
                "left out",
                format!("{left_out}, shown to staff after signing in"),
            );
        }
        match snapshot.verify() {
            Ok(()) => report.line("checksums", "OK"),
            Err(error) => {
                report.line("checksums", "wrong");
                report.advise(format!("{error}; {mends}"));
            }
        }
        match snapshot.is_fresh() {
            true => report.line("content", "unchanged since it was indexed"),
            false => report.line(
                "content",
                format!("changed since; {builds} picks it up within seconds"),
            ),
        }
    }
}

/// Adds the state of the store.
fn store(config: &ServeConfig, report: &mut Report) -> Result<()> {
    report.section("Store");
    let address = config.store.address();
    if address == StoreAddress::None {
        report.line("store", "none: nothing is stored");
        return Ok(());
    }
    match &address {
        StoreAddress::Sqlite(file) => {
            place("file", file, "the store", "--store", report);
            space(file, LEAST_SPACE, report);
        }
        _ => report.line("database", address.to_string()),
    }
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .context("can't start the runtime")?;
    match runtime.block_on(desk::inspect(&address)) {
        Ok(None) => report.line(
            "entries",
            "none yet; the server makes the store when it starts",
        ),
        Ok(Some(found)) => {
            let entries = counted(found.entries, "entry");
            report.line(
                "entries",
                format!("{entries}; {} can sign in", people(found.people)),
            );
            report.line("version", found.version.to_string());
            if found.version > found.newest {
                report.advise(format!(
                    "a later release has changed the store (this one knows version {}): use that release; when this \
                     one starts as a server, it says how to go back",
                    found.newest
                ));
            } else if found.version < found.newest {
                report.line("", "the server copies and upgrades it when it starts");
            }
        }
        Err(error) => report.advise(error.to_string()),
    }
    Ok(())
}

fn people(count: i64) -> String {
    match count {
        1 => "1 person".to_owned(),
        _ => format!("{} people", grouped(count)),
    }
}

/// Adds where a file or folder of Fixpath's own is, and what is wrong with that place.
fn place(name: &str, path: &Path, what: &str, setting: &str, report: &mut Report) {
    let mounted = Mount::of(path).map_or_else(String::new, |mount| {
        format!(" ({} on {})", mount.kind, mount.point.display())
    });
    let missing = if path.exists() { "" } else { ", not made yet" };
    report.line(name, format!("{}{mounted}{missing}", path.display()));
    if let Some(remote) = data_folder::remote(path, what, setting) {
        report.advise(remote);
    }
    let held = mount::existing(path);
    let is_writable = held
        .as_ref()
        .is_none_or(|held| rustix::fs::access(held, rustix::fs::Access::WRITE_OK).is_ok());
    if let (Some(held), false) = (held, is_writable) {
        let owner = account::owner_of(&held).unwrap_or_default();
        let user = account::own_name().unwrap_or_default();
        report.advise(format!(
            "{user} can't write {}, which belongs to {owner}: run Fixpath as {owner}, or choose another place \
             with {setting}",
            held.display()
        ));
    }
}

/// Adds the free space where a path is.
fn space(path: &Path, needed: u64, report: &mut Report) {
    let Some(space) = mount::existing(path).and_then(|held| rustix::fs::statvfs(&held).ok()) else {
        return;
    };
    let free = space.f_bavail.saturating_mul(space.f_frsize);
    report.line("free on its disk", size(free));
    if free < needed {
        report.advise(format!(
            "less than the {} that are needed; free some space",
            size(needed)
        ));
    }
}

fn memory(report: &mut Report) {
    let Some((available, all)) = process::system_memory() else {
        return;
    };
    report.section("Machine");
    report.line(
        "memory",
        format!("{} available of {}", size(available), size(all)),
    );
    if available < LEAST_MEMORY {
        report.advise(
            "little memory is left; searches get slow when the system drops the index from memory",
        );
    }
}
