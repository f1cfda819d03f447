//! Starts the process that reads a log, and waits for its answer no longer than it may take.

use std::{
    fs::File,
    io::{self, Read, Write},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use super::{child::COMMAND, limits, log_read::LogRead};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
enum ReadFailure {
    /// The process could not be started or communicated with.
    #[error("can't start the process that reads logs: {0}")]
    Process(#[from] io::Error),
    /// It ended without an answer: it took too much memory or time, or failed.
    #[error("the process that reads logs ended early: {0}")]
    Ended(ExitStatus),
    /// It took too long and was killed.
    #[error("the process that reads logs took too long")]
    TooSlow,
}

/// Has logs read by the program at this path.
#[derive(Debug, Clone)]
pub struct Reader {
    program: PathBuf,
}

impl Reader {
    /// A reader that starts this program, whose hidden command reads logs.
    pub fn new(program: PathBuf) -> Self {
        Self { program }
    }

    /// Reads a log and uses this name for it in problems; a log that can't be read is itself a
    /// problem.
    pub fn read_named(&self, name: &str, log: &[u8]) -> LogRead {
        let size = log.len() as u64;
        let read = || {
            let mut child = self.start(size, &[], Stdio::piped())?;
            let input = child.0.stdin.take();
            // A process that has ended accepts no more data; its exit status says why.
            let feed = move || drop(input.map(|mut input| input.write_all(log)));
            child.answer(feed, limits::patience(size))
        };
        named(name, size, read())
    }

    /// Reads a log in a file like [`Self::read_named`], with memory use that does not grow with it.
    pub fn read_file(&self, name: &str, log: File) -> LogRead {
        let size = log.metadata().map_or(0, |data| data.len());
        let read = || {
            let mut child = self.start(size, &["--file"], Stdio::from(log))?;
            child.answer(|| (), limits::patience(size))
        };
        named(name, size, read())
    }

    fn start(&self, size: u64, how: &[&str], input: Stdio) -> io::Result<Running> {
        let child = Command::new(&self.program)
            .arg(COMMAND)
            .arg(format!("--bytes={size}"))
            .args(how)
            .env_clear()
            .envs(limits::ALLOCATOR)
            .current_dir("/")
            .stdin(input)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Ctrl+C is for the parent, which waits for the result.
            .process_group(0)
            .spawn()?;
        Ok(Running(child))
    }
}

/// The result of reading the log with this name, or the problem that it couldn't be read.
fn named(name: &str, bytes: u64, read: Result<LogRead, ReadFailure>) -> LogRead {
    match read {
        Ok(mut read) => {
            for problem in &mut read.outcome.problems {
                name.clone_into(&mut problem.file);
            }
            read
        }
        Err(why) => {
            tracing::warn!(bytes, "a log can't be read: {why}");
            let why = "The log could not be read: it takes too much memory or time";
            LogRead::failed(name, why)
        }
    }
}

/// A process that is never left behind.
struct Running(Child);

impl Running {
    /// Receives its answer, while `feed` sends it the log.
    ///
    /// # Errors
    ///
    /// If it ends without an answer, which a log can cause.
    fn answer(
        &mut self,
        feed: impl FnOnce() + Send,
        patience: Duration,
    ) -> Result<LogRead, ReadFailure> {
        let output = self.0.stdout.take();
        let answer = thread::scope(|scope| {
            let (sender, receiver) = mpsc::channel();
            let output = output.map(|output| output.take(limits::MAX_ANSWER));
            scope.spawn(move || {
                let mut answer = Vec::new();
                let read = output.map_or(Ok(0), |mut output| output.read_to_end(&mut answer));
                let _ = sender.send(read.map(|_| answer));
            });
            scope.spawn(feed);
            receiver.recv_timeout(patience).map_or_else(
                |_| {
                    // This ends both threads.
                    self.0.kill()?;
                    Err(ReadFailure::TooSlow)
                },
                |answer| Ok(answer?),
            )
        })?;
        let ended = self.0.wait()?;
        let read = postcard::from_bytes(&answer).ok();
        read.filter(|_| ended.success())
            .ok_or(ReadFailure::Ended(ended))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // This has no effect on a process that has ended and was waited for.
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}
