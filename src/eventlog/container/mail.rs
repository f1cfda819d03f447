//! Mail headers: sender, recipient and date are not fields of an event, but the subject may name
//! one.

use super::{
    block::Block,
    piece::{Consumed, Form, Piece},
    sentence,
};

/// The names of header lines, in lower case, and whether each is the subject.
const NAMES: [(&str, bool); 37] = [
    ("from", false),
    ("to", false),
    ("cc", false),
    ("bcc", false),
    ("sent", false),
    ("date", false),
    ("subject", true),
    ("reply-to", false),
    ("importance", false),
    ("priority", false),
    ("attachments", false),
    ("message-id", false),
    ("return-path", false),
    ("received", false),
    ("von", false),
    ("an", false),
    ("gesendet", false),
    ("datum", false),
    ("betreff", true),
    ("de", false),
    ("à", false),
    ("envoyé", false),
    ("objet", true),
    ("para", false),
    ("enviado", false),
    ("enviada em", false),
    ("fecha", false),
    ("data", false),
    ("asunto", true),
    ("assunto", true),
    ("da", false),
    ("a", false),
    ("inviato", false),
    ("oggetto", true),
    ("aan", false),
    ("verzonden", false),
    ("onderwerp", true),
];

/// The fewest lines of a mail header.
const LEAST: usize = 3;

/// Whether a mail header begins in a line: one of its lines is the subject.
pub(super) fn opens(block: &Block<'_>, line: usize) -> bool {
    let (mut lines, mut subjects) = (0, 0);
    for line in line..block.lines.len() {
        let Some(is_subject) = is_subject_line(block.line(line)) else {
            break;
        };
        lines += 1;
        subjects += usize::from(is_subject);
        if lines >= LEAST && subjects > 0 {
            return true;
        }
        if lines > NAMES.len() {
            break;
        }
    }
    false
}

/// Reads the header: only its subject may name an event.
pub(super) fn read(block: &Block<'_>, line: usize) -> Option<Consumed> {
    let mut pieces = Vec::new();
    let mut next = line;
    while let Some(is_subject) = is_subject_line(block.line(next)) {
        let text = block.line(next);
        pieces.push(Piece::Prose(text.to_owned()));
        let subject = text.split_once(':').map_or("", |(_, subject)| subject);
        if let Some(record) = sentence::named_event(subject.trim()).filter(|_| is_subject) {
            pieces.push(Piece::Event(Form::Sentence, Box::new(record)));
        }
        next += 1;
    }
    Some(Consumed {
        pieces,
        end: block.start(next),
    })
}

/// Whether a header line is the subject; `None` if it is not a header line.
fn is_subject_line(line: &str) -> Option<bool> {
    let near = line.get(..line.floor_char_boundary(24))?;
    let (name, _) = near.split_once(':')?;
    let name = name.trim().to_lowercase();
    let found = NAMES.iter().find(|(known, _)| *known == name);
    found.map(|(_, is_subject)| *is_subject)
}
