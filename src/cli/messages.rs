//! Opens the files with the message texts of event providers.

use anyhow::{Context, Result};

use crate::{config::MessagesConfig, eventlog::Messages, problem::Problem};

/// The messages in all files, and the problems of these.
///
/// # Errors
/// If a file can't be read.
pub fn open(config: &MessagesConfig) -> Result<(Messages, Vec<Problem>)> {
    let (mut all, mut problems) = (Messages::default(), Vec::new());
    for file in &config.messages {
        let (messages, problem) = Messages::open(file).with_context(|| {
            let shown = file.display();
            format!("can't read the messages in {shown}; check the path given with --messages")
        })?;
        all.add_all(messages);
        problems.extend(problem);
    }
    Ok((all, problems))
}
