//! A log as it was submitted: its bytes, and their text for the formats that need it.

use std::{borrow::Cow, cell::OnceCell};

use crate::{evidence::EventRecord, problem::Problem};

/// The most events that one log gives.
pub const MOST_EVENTS: usize = 10_000;
/// The most bytes of text that are read; the rest is left out with a warning.
pub const MOST_BYTES: usize = 1024 * 1024;

/// What problems call the log, which has no file name here.
pub(super) const NAME: &str = "log";

/// The events that a format finds in a log, and what is wrong with it.
pub(super) type Events = (Vec<EventRecord>, Vec<Problem>);

/// A log to be read.
pub(super) struct Log<'b> {
    pub(super) bytes: &'b [u8],
    /// The text, and what is wrong with it; made when a format first asks for it.
    text: OnceCell<(Cow<'b, str>, Option<Problem>)>,
}

impl<'b> Log<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            text: OnceCell::new(),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text.get_or_init(|| decode(self.bytes)).0
    }

    /// What is wrong with its text, as far as a format asked for that.
    pub(super) fn into_problem(self) -> Option<Problem> {
        self.text.into_inner()?.1
    }
}

/// UTF-16 with a byte order mark, UTF-8, or else Windows-1252.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<Problem>) {
    let mut problem = None;
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes).unwrap_or((encoding_rs::UTF_8, 0));
    let most = if encoding == encoding_rs::UTF_8 {
        MOST_BYTES
    } else {
        2 * MOST_BYTES
    };
    let mut body = bytes.get(mark..).unwrap_or_default();
    if body.len() > most {
        body = body.get(..most).unwrap_or_default();
        let message = "The log is longer than 1 MB; only the first 1 MB was read";
        problem = Some(Problem::warning(NAME, 0, message).suggest("Export fewer events."));
        // A character cut in half must not make the whole text look like another encoding.
        let whole = std::str::from_utf8(body).map_or_else(|error| error.valid_up_to(), str::len);
        if encoding == encoding_rs::UTF_8 && body.len() - whole < 4 {
            body = body.get(..whole).unwrap_or_default();
        }
    }
    let (text, malformed) = encoding.decode_without_bom_handling(body);
    if malformed && encoding == encoding_rs::UTF_8 {
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(body);
        return (text, problem);
    }
    (text, problem)
}
