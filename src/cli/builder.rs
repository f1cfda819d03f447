//! Builds generations in a separate process: its memory is freed when it ends, and content that
//! crashes it does not affect the served generation.
//!
//! The serving process starts the same program with a hidden command. The child reads the content,
//! writes the files of the generation, and reports its progress and its result on its standard
//! output, one line each:
//!
//! ```text
//! done 500 96690       files that are done, of how many
//! built 0f3c…          the name of the generation
//! changed 3            number of articles that changed while they were being read
//! silent 1             the folder of the layer with this index does not respond
//! failed WHY
//! ```
//!
//! It exits as soon as its standard input is closed, which happens whenever the serving process
//! ends.

use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
    io::{self, BufRead, BufReader, Write, stdin, stdout},
    os::unix::{ffi::OsStrExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{self, Child, ChildStdout, Command, Stdio},
    str::FromStr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::Ordering,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use anyhow::Result;
use clap::Args;

use super::exit_status::ExitStatus;
use crate::{
    audience::Audience,
    config::this_program,
    content::{Listing, MadeInternal, Silent, TIMEOUT},
    evidence::ArticleId,
    layer::{Folder, Layer, Pulse},
    snapshot::{Progress, SnapshotError, build_files},
};

/// Name of the hidden command.
pub const COMMAND: &str = "build-generation";

/// Before a folder that is internal.
const INTERNAL: &str = "internal";

/// How often the child reports its progress.
const PAUSE: Duration = Duration::from_millis(100);

/// A child that can't end because it waits for a folder that does not respond: the layer, and the
/// child. No other is started meanwhile.
static LEFT_BEHIND: Mutex<Option<(usize, Child)>> = Mutex::new(None);

/// The serving process's request to the child. Not for people, and not read from the environment.
#[derive(Debug, Args)]
pub struct BuilderConfig {
    /// The empty folder to build in
    #[arg(long)]
    place: PathBuf,
    /// A folder of the content, with its visibility, name and website on lines before it
    #[arg(long)]
    folder: Vec<OsString>,
    /// Begin with the built-in knowledge base
    #[arg(long)]
    builtin: bool,
    /// Leave out what is internal
    #[arg(long)]
    public: bool,
    /// The ID of an article that an editor has made internal, with paths on lines after it
    #[arg(long)]
    internal_article: Vec<String>,
    /// The ID of a guide that an editor has made internal, with paths on lines after it
    #[arg(long)]
    internal_guide: Vec<String>,
    /// Fail if not all of the content is available
    #[arg(long)]
    whole: bool,
}

/// A line from the child.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    Done(usize, usize),
    Built(String),
    Changed(usize),
    Silent(usize),
    Failed(String),
}

impl std::fmt::Display for Line {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Done(done, total) => write!(to, "done {done} {total}"),
            Self::Built(name) => write!(to, "built {name}"),
            Self::Changed(articles) => write!(to, "changed {articles}"),
            Self::Silent(layer) => write!(to, "silent {layer}"),
            Self::Failed(why) => write!(to, "failed {}", why.replace('\n', " ")),
        }
    }
}

impl FromStr for Line {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        let (word, rest) = line.split_once(' ').ok_or(())?;
        match word {
            "done" => {
                let (done, total) = rest.split_once(' ').ok_or(())?;
                let number = |text: &str| text.parse().map_err(drop);
                Ok(Self::Done(number(done)?, number(total)?))
            }
            "built" => Ok(Self::Built(rest.to_owned())),
            "changed" => rest.parse().map(Self::Changed).map_err(drop),
            "silent" => rest.parse().map(Self::Silent).map_err(drop),
            "failed" => Ok(Self::Failed(rest.to_owned())),
            _ => Err(()),
        }
    }
}

/// The child: builds, and reports progress.
pub fn run(config: &BuilderConfig) -> Result<ExitStatus> {
    thread::spawn(|| {
        let _ = io::copy(&mut stdin(), &mut io::sink());
        process::exit(2);
    });
    let layers = layers(config);
    let pulses: Vec<Arc<Pulse>> = layers.iter().map(|_| Arc::default()).collect();
    let progress: &'static Progress = Box::leak(Box::default());
    let watched = pulses.clone();
    let (building, built) = mpsc::channel::<()>();
    let telling = thread::spawn(move || {
        while tell(&far(progress)).is_ok() {
            if let Some(layer) = watched.iter().position(|one| one.silence() > TIMEOUT) {
                let _ = tell(&Line::Silent(layer));
                process::exit(2);
            }
            if built.recv_timeout(PAUSE) == Err(RecvTimeoutError::Disconnected) {
                return;
            }
        }
    });
    let last = match build_here(config, &layers, pulses, progress) {
        Ok(name) => Line::Built(name),
        Err(SnapshotError::Changed(articles)) => Line::Changed(articles),
        Err(error) => Line::Failed(error.to_string()),
    };
    // The last line is the result: nothing may follow it.
    drop(building);
    let _ = telling.join();
    tell(&last)?;
    Ok(ExitStatus::Ok)
}

/// A folder as an argument.
fn argument(folder: &Folder) -> OsString {
    let visibility = if folder.internal { INTERNAL } else { "" };
    let before = [visibility, &folder.name, &folder.site].join("\n");
    let mut argument = OsString::from(format!("--folder={before}\n"));
    argument.push(&folder.root);
    argument
}

/// The folder in such an argument.
fn folder_in(argument: &OsStr) -> Folder {
    let mut parts = argument.as_bytes().splitn(4, |byte| *byte == b'\n');
    let mut part = || OsStr::from_bytes(parts.next().unwrap_or_default()).to_owned();
    let (visibility, name, site) = (part(), part(), part());
    Folder {
        internal: visibility == INTERNAL,
        name: name.to_string_lossy().into_owned(),
        site: site.to_string_lossy().into_owned(),
        root: PathBuf::from(part()),
    }
}

fn layers(config: &BuilderConfig) -> Vec<Layer> {
    let builtin = config.builtin.then_some(Layer::Builtin);
    let folders = config
        .folder
        .iter()
        .map(|folder| Layer::Folder(folder_in(folder)));
    builtin.into_iter().chain(folders).collect()
}

fn build_here(
    config: &BuilderConfig,
    layers: &[Layer],
    pulses: Vec<Arc<Pulse>>,
    progress: &Progress,
) -> Result<String, SnapshotError> {
    let audience = match config.public {
        true => Audience::Public,
        false => Audience::Staff,
    };
    let made_internal = MadeInternal {
        articles: (config.internal_article.iter())
            .filter_map(|told| with_paths(told))
            .filter_map(|(id, paths)| Some((ArticleId::of_path(id)?, paths)))
            .collect(),
        guides: (config.internal_guide.iter())
            .filter_map(|told| with_paths(told))
            .map(|(id, paths)| (id.to_owned(), paths))
            .collect(),
    };
    let listing = Listing::with_pulses(layers, pulses)
        .for_audience(audience)
        .with_made_internal(made_internal);
    match &listing.incomplete {
        Some(why) if config.whole => Err(SnapshotError::Incomplete(why.clone())),
        _ => build_files(&config.place, &listing, progress),
    }
}

/// Paths behind an ID, each on a line.
fn told_paths(paths: &BTreeSet<String>) -> String {
    paths.iter().map(|path| format!("\n{path}")).collect()
}

/// An ID and the paths behind it.
fn with_paths(told: &str) -> Option<(&str, BTreeSet<String>)> {
    let mut lines = told.split('\n');
    let id = lines.next()?;
    Some((id, lines.map(str::to_owned).collect()))
}

fn far(progress: &Progress) -> Line {
    let done = progress.done.load(Ordering::Relaxed);
    Line::Done(done, progress.total.load(Ordering::Relaxed))
}

fn tell(line: &Line) -> io::Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// Has a child build the files of a generation in `place`. If no process can be started, this one
/// builds them.
///
/// # Errors
///
/// The error that the child reports, or that it ended early.
pub fn build(
    place: &Path,
    listing: &Listing<'_>,
    progress: &Progress,
) -> Result<String, SnapshotError> {
    let silent = |layer: usize| match listing.layers.get(layer) {
        Some(source) => Silent::new(layer, source, TIMEOUT).into(),
        None => SnapshotError::Builder("the indexing process hangs".to_owned()),
    };
    let mut left_behind = LEFT_BEHIND.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((layer, child)) = &mut *left_behind {
        if matches!(child.try_wait(), Ok(None)) {
            return Err(silent(*layer));
        }
        *left_behind = None;
    }
    let started = command(&this_program(), place, listing).spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(why) => {
            tracing::warn!("can't start the indexing process: {why}; indexing in this process");
            return build_files(place, listing, progress);
        }
    };
    let end = child.stdout.take().and_then(|out| follow(out, progress));
    drop(child.stdin.take());
    if let Some(Line::Silent(layer)) = end {
        // The kernel may not let it end before the folder responds.
        *left_behind = Some((layer, child));
        return Err(silent(layer));
    }
    let ended = child.wait();
    let failed =
        |why: String| SnapshotError::Builder(format!("the indexing process ended early: {why}"));
    match end {
        Some(Line::Built(name)) => Ok(name),
        Some(Line::Changed(articles)) => Err(SnapshotError::Changed(articles)),
        Some(Line::Failed(why)) => Err(SnapshotError::Builder(why)),
        Some(Line::Done(..) | Line::Silent(_)) | None => Err(match ended {
            Ok(status) => failed(status.to_string()),
            Err(why) => failed(why.to_string()),
        }),
    }
}

/// The command that starts the child.
fn command(program: &Path, place: &Path, listing: &Listing<'_>) -> Command {
    let mut to = OsString::from("--place=");
    to.push(place);
    let mut command = Command::new(program);
    command.arg(COMMAND).arg(to);
    for layer in listing.layers {
        match layer {
            Layer::Builtin => command.arg("--builtin"),
            Layer::Folder(folder) => command.arg(argument(folder)),
        };
    }
    if listing.audience == Audience::Public {
        command.arg("--public");
    }
    for (id, paths) in &listing.made_internal.articles {
        command.arg(format!("--internal-article={id}{}", told_paths(paths)));
    }
    for (id, paths) in &listing.made_internal.guides {
        command.arg(format!("--internal-guide={id}{}", told_paths(paths)));
    }
    if listing.incomplete.is_none() {
        command.arg("--whole");
    }
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // Ctrl+C is for the serving process, which then closes the child's input.
        .process_group(0);
    command
}

/// Takes over the child's progress; returns its last line.
fn follow(out: ChildStdout, progress: &Progress) -> Option<Line> {
    let lines = BufReader::new(out).lines().map_while(Result::ok);
    for line in lines {
        match line.parse() {
            Ok(Line::Done(done, total)) => {
                progress.total.store(total, Ordering::Relaxed);
                progress.done.store(done, Ordering::Relaxed);
            }
            Ok(last) => return Some(last),
            // A line that is not ours.
            Err(()) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_back() {
        let folder = Folder {
            root: PathBuf::from("/srv/a b\nc"),
            name: "wiki".to_owned(),
            site: "https://wiki.example.com".to_owned(),
            internal: true,
        };
        for folder in [folder, Folder::from(PathBuf::from("kb"))] {
            let argument = argument(&folder).into_string().unwrap();
            let argument = argument.strip_prefix("--folder=").unwrap();
            assert_eq!(folder_in(OsStr::new(argument)), folder);
        }
    }

    #[test]
    fn the_child_knows_whom_the_generation_is_for() {
        for (audience, is_told) in [(Audience::Staff, false), (Audience::Public, true)] {
            let layers = [Layer::Builtin];
            let listing = Listing::new(&layers).for_audience(audience);
            let command = command(Path::new("fixpath"), Path::new("place"), &listing);
            let mut arguments = command.get_args();
            assert_eq!(arguments.any(|argument| argument == "--public"), is_told);
        }
    }

    #[test]
    fn lines_come_back() {
        for line in [
            Line::Done(3, 4),
            Line::Built("0f3c".to_owned()),
            Line::Changed(2),
            Line::Silent(1),
            Line::Failed("can't write /a b: no space left".to_owned()),
        ] {
            assert_eq!(line.to_string().parse(), Ok(line));
        }
        for other in ["", "done", "done 1", "done x y", "warning: something"] {
            assert!(other.parse::<Line>().is_err(), "{other}");
        }
    }
}
