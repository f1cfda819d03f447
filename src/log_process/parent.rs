//! Starts the process that reads a log, and waits for its answer no longer than it may take.

use std::{
    io::{self, Read, Write},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
};

use super::{child::COMMAND, limits, log_read::LogRead};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
enum ReadFailure {
    /// The process could not be started or spoken to.
    #[error("can't start the process that reads logs: {0}")]
    Process(#[from] io::Error),
    /// It ended without an answer: it took too much memory or time, or failed.
    #[error("the process that reads logs ended early: {0}")]
    Ended(ExitStatus),
    /// It took too long and was ended.
    #[error("the process that reads logs took too long")]
    TooSlow,
}

/// Has logs read by the program at this path.
#[derive(Debug, Clone)]
pub struct Reader {
    program: PathBuf,
}

impl Reader {
    /// A reader that starts this program, whose hidden command is the reading process.
    pub fn new(program: PathBuf) -> Self {
        Self { program }
    }

    /// Reads a log, whose problems go by its name; one that can't be read is a problem itself.
    pub fn read_named(&self, name: &str, log: &[u8]) -> LogRead {
        match self.read(log) {
            Ok(mut read) => {
                for problem in &mut read.outcome.problems {
                    name.clone_into(&mut problem.file);
                }
                read
            }
            Err(why) => {
                tracing::warn!(bytes = log.len(), "a log can't be read: {why}");
                let why = "The log could not be read: it takes too much memory or time";
                LogRead::failed(name, why)
            }
        }
    }

    /// Reads a log.
    ///
    /// # Errors
    ///
    /// Where the process ends without an answer; a log can make it do that.
    fn read(&self, log: &[u8]) -> Result<LogRead, ReadFailure> {
        let child = Command::new(&self.program)
            .arg(COMMAND)
            .arg(format!("--bytes={}", log.len()))
            .env_clear()
            .envs(limits::ALLOCATOR)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Ctrl+C is for whoever waits for the answer.
            .process_group(0)
            .spawn()?;
        let mut child = Running(child);
        let answer = child.answer(log)?;
        let ended = child.0.wait()?;
        let read = postcard::from_bytes(&answer).ok();
        read.filter(|_| ended.success())
            .ok_or(ReadFailure::Ended(ended))
    }
}

/// A process that is not left behind.
struct Running(Child);

impl Running {
    /// Gives it the log, and takes its answer.
    fn answer(&mut self, log: &[u8]) -> Result<Vec<u8>, ReadFailure> {
        let (input, output) = (self.0.stdin.take(), self.0.stdout.take());
        thread::scope(|scope| {
            let (tell, told) = mpsc::channel();
            let output = output.map(|output| output.take(limits::MOST_ANSWER));
            scope.spawn(move || {
                let mut answer = Vec::new();
                let read = output.map_or(Ok(0), |mut output| output.read_to_end(&mut answer));
                let _ = tell.send(read.map(|_| answer));
            });
            // A process that has ended takes no more; its end says why.
            scope.spawn(move || input.map(|mut input| input.write_all(log)));
            told.recv_timeout(limits::PATIENCE).map_or_else(
                |_| {
                    // Both threads end with it.
                    self.0.kill()?;
                    Err(ReadFailure::TooSlow)
                },
                |answer| Ok(answer?),
            )
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nothing happens to one that has ended and was waited for.
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}
