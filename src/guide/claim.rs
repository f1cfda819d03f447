//! Claims: the events and codes that a guide handles, and the answers that a walk from them starts
//! with.

use std::collections::BTreeSet;

use super::{
    format::{CodeClaim, Guide, Question},
    kind::UNKNOWN,
    placeholder::{Segment, segments, slots},
    walk::{ExtraParameter, Pairs, WalkOrigin, pairs},
};
use crate::evidence::{Code, SpelledThing, readings};

/// The answers that a walk begins with, as pairs of a query string.
pub type Start = Pairs;

/// How well a guide fits an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It covers this message, or the event whatever its message is.
    Full,
    /// It covers other messages of the event, and perhaps this one in general.
    General,
}

impl Guide {
    /// The answers that a walk from this event starts with, and how well the guide fits it; `None`
    /// if the guide does not cover it. `is_source` says whether a claim's source is that of the
    /// event. A `message` may answer more questions.
    pub fn start_with_event(
        &self,
        is_source: impl Fn(&str) -> bool,
        id: u32,
        message: Option<&str>,
    ) -> Option<(Start, Fit)> {
        self.start(is_source, id, message, true)
    }

    /// The same for an event whose source is not known. Other products have events with the same
    /// number, so the guide fits fully only if a claim has words of the message.
    pub fn start_with_message(&self, id: u32, message: &str) -> Option<(Start, Fit)> {
        self.start(|_| true, id, Some(message), false)
    }

    fn start(
        &self,
        is_source: impl Fn(&str) -> bool,
        id: u32,
        message: Option<&str>,
        number_suffices: bool,
    ) -> Option<(Start, Fit)> {
        let mut claims = (self.events.iter())
            .filter(|claim| claim.id == id && is_source(&claim.source))
            .peekable();
        let from = format!("{}/{id}", claims.peek()?.source);
        let mut read = None;
        let fits = claims.find_map(|claim| match message {
            _ if claim.says.is_empty() => number_suffices.then(|| (claim, Vec::new())),
            Some(message) => {
                let message = read.get_or_insert_with(|| Message::new(message));
                Some((claim, captures(&claim.says, message)?))
            }
            None => None,
        });
        let mut start = Start::new();
        let fit = match fits {
            Some((claim, captured)) => {
                start.extend(pairs(&claim.answers));
                for (name, text) in captured {
                    let question = self.question(&name);
                    let value = question.and_then(|question| understood(question, &text));
                    start.extend(value.map(|value| (name, value)));
                }
                Fit::Full
            }
            None => Fit::General,
        };
        if let Some(text) = message {
            self.answer_by(&mut start, read.get_or_insert_with(|| Message::new(text)));
        }
        start.push(ExtraParameter::From.pair(self, from));
        Some((start, fit))
    }

    /// The message of the event that a walk began with, if the answers give it: the wording of the
    /// claim whose placeholders are all answered, with the answers filled in.
    pub fn known_message(
        &self,
        origin: &WalkOrigin,
        answer_of: &dyn Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let (source, id) = origin.event.as_ref()?;
        let claims = self.events.iter();
        let of_event = claims.filter(|claim| claim.id == *id && claim.source == *source);
        let mut messages = of_event.filter_map(|claim| {
            // Words without a placeholder are the same in every walk, whatever the message was.
            let mut is_answered = slots(&claim.says).any(|name| !name.is_empty());
            let segments = segments(&claim.says).into_iter();
            let words = segments.map(|segment| match segment {
                Segment::Text(text) => text,
                Segment::Slot(name) => answer_of(&name).unwrap_or_else(|| {
                    is_answered &= name.is_empty();
                    String::new()
                }),
            });
            let words: String = words.collect();
            is_answered.then_some(words)
        });
        messages.next()
    }

    /// The messages that it expects for an event: `%1`, `%2` and so on are in the places of names
    /// and numbers.
    pub fn messages_of(&self, is_source: impl Fn(&str) -> bool, id: u32) -> Vec<String> {
        let claims = self.events.iter();
        let claims = claims.filter(|claim| claim.id == id && !claim.says.is_empty());
        let claims = claims.filter(|claim| is_source(&claim.source));
        claims.map(|claim| with_numbers(&claim.says)).collect()
    }

    /// The answers that a walk from this error code starts with; `None` if the guide does not
    /// handle it. The `text` that names the code may answer more questions.
    pub fn start_with_code(&self, code: &Code, text: Option<&str>) -> Option<Start> {
        let claim = self.codes.iter().find(|claim| claim.names(code))?;
        let mut start = pairs(&claim.answers);
        if let Some(text) = text {
            self.answer_by(&mut start, &Message::new(text));
        }
        Some(start)
    }

    /// Answers the questions that a text answers, unless they are answered already.
    fn answer_by(&self, start: &mut Start, text: &Message) {
        for question in self.questions.iter().filter(|one| !one.says.is_empty()) {
            let is_it = |(name, _): &(String, String)| *name == question.id;
            let mut templates = question.says.iter();
            let answer = templates.find_map(|template| {
                let (_, answer) = captures(template, text)?.into_iter().find(is_it)?;
                // Nothing is known about the text after the answer, so the answer is one word.
                let is_last = template.trim_end().ends_with('}');
                let answer = match is_last {
                    true => answer.split_whitespace().next()?,
                    false => &answer,
                };
                understood(question, answer)
            });
            if let Some(value) = answer
                && !start.iter().any(is_it)
            {
                start.push((question.id.clone(), value));
            }
        }
    }

    /// Whether the guide comes after the one with this ID.
    pub fn comes_after(&self, other: &str) -> bool {
        let of_events = self.events.iter().map(|claim| &claim.after);
        let mut all = of_events.chain(self.codes.iter().map(|claim| &claim.after));
        all.any(|after| after.as_deref() == Some(other))
    }
}

/// A start whose answers are marked as coming from a log.
pub fn mark_logged(guide: &Guide, start: Start) -> Start {
    let is_answer = |name: &&String| ExtraParameter::of(guide, name).is_none();
    let names: BTreeSet<String> = (start.iter().map(|(name, _)| name))
        .filter(is_answer)
        .cloned()
        .collect();
    let logged = names
        .into_iter()
        .map(|name| ExtraParameter::Log.pair(guide, name));
    start.into_iter().chain(logged).collect()
}

impl CodeClaim {
    /// The codes that its spelling may mean.
    pub fn codes(&self) -> impl Iterator<Item = Code> + use<> {
        readings(&self.code)
            .into_iter()
            .filter_map(|reading| match reading.named {
                SpelledThing::Code(code) if reading.likely => Some(code),
                _ => None,
            })
    }

    fn names(&self, code: &Code) -> bool {
        self.codes().any(|one| one == *code)
    }
}

/// A template as a whole sentence, with numbers in place of the names in braces.
fn with_numbers(template: &str) -> String {
    let end = match template.trim_end().ends_with(['.', '!', '?', ':']) {
        true => "",
        false => ".",
    };
    let mut slots = 0;
    let written = segments(template).into_iter().map(|segment| match segment {
        Segment::Text(text) => text,
        Segment::Slot(_) => {
            slots += 1;
            format!("%{slots}")
        }
    });
    written.chain([end.to_owned()]).collect()
}

/// A message, prepared once for comparison with many templates: letter case and breaks between
/// words do not matter.
struct Message {
    text: String,
    lower: String,
}

impl Message {
    fn new(message: &str) -> Self {
        let text = message.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            lower: text.to_ascii_lowercase(),
            text,
        }
    }
}

/// The parts of a message at the places that `template` names; `None` if the message does not
/// contain the template's text.
fn captures(template: &str, message: &Message) -> Option<Vec<(String, String)>> {
    let Message {
        text: message,
        lower,
    } = message;
    let template = template.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut captured = Vec::new();
    let mut open: Option<String> = None;
    let mut at = 0;
    let mut keep = |name: Option<String>, text: &str| {
        let text = text.trim_matches([' ', '"', '\'', '\u{201c}', '\u{201d}']);
        if let Some(name) = name.filter(|name| !name.is_empty() && !text.is_empty()) {
            captured.push((name, text.to_owned()));
        }
    };
    for segment in segments(&template) {
        match segment {
            Segment::Slot(name) => open = Some(name),
            Segment::Text(text) => {
                let found = at + lower.get(at..)?.find(&text.to_ascii_lowercase())?;
                keep(open.take(), message.get(at..found)?);
                at = found + text.len();
            }
        }
    }
    // The last placeholder takes everything to the end of the sentence.
    let rest = message.get(at..)?;
    let sentence = rest
        .find(". ")
        .map_or(rest, |end| rest.get(..end).unwrap_or(rest));
    keep(open, sentence.trim_end_matches('.'));
    Some(captured)
}

/// A part of a message as an answer: as it would be typed, or as the label that the person would
/// choose.
fn understood(question: &Question, text: &str) -> Option<String> {
    if let Ok(value) = question.read_one(text)
        && text != UNKNOWN
    {
        return value.texts().into_iter().next();
    }
    let is = |one: &str| one.eq_ignore_ascii_case(text);
    let option = question
        .options
        .iter()
        .find(|option| is(&option.value) || is(&option.label) || is(&option.short));
    option.map(|option| option.value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_answers_the_questions_that_look_for_it() {
        let text = r#"
            id = "g"
            title = "G"
            revision = 1
            start = "driver"
            [[codes]]
            code = "STOP 0x1E"
            [[question]]
            id = "driver"
            kind = "text"
            ask = "Which?"
            says = ["has base at {} - {driver}", "base at {}, DateStamp {} - {driver}"]
        "#;
        let guide = super::super::format::read(text, "g.toml").0.unwrap();
        let stop = crate::evidence::codes("STOP 0x1E")
            .remove(0)
            .readings
            .remove(0);
        for (said, driver) in [
            (
                "*** STOP: 0x0000001E (0x1)\n*** Address 8010 has base at 80100000 - Ntfs.sys\n\nBeginning dump",
                Some("Ntfs.sys"),
            ),
            (
                "*** Address 8010 base at 80100000, DateStamp 36b0 - ARROW.SYS",
                Some("ARROW.SYS"),
            ),
            ("*** STOP: 0x0000001E", None),
        ] {
            let start = guide.start_with_code(&stop, Some(said)).unwrap();
            let answer = start.iter().find(|(name, _)| name == "driver");
            assert_eq!(answer.map(|(_, value)| &**value), driver, "{said}");
        }
        assert_eq!(guide.start_with_code(&stop, None), Some(Start::new()));
    }

    #[test]
    fn a_guide_that_claims_other_messages_fits_only_in_general() {
        let text = r#"
            id = "g"
            title = "G"
            revision = 1
            start = "q"
            [[events]]
            source = "MTA"
            id = 290
            says = "The cc:Mail gateway {gateway} is gone"
            answers = { q = "yes" }
            [[events]]
            source = "MTA"
            id = 9
            answers = { q = "no" }
            [[question]]
            id = "q"
            kind = "yes-no"
            ask = "Q?"
            [[question]]
            id = "gateway"
            kind = "text"
            ask = "G?"
        "#;
        let guide = super::super::format::read(text, "g.toml").0.unwrap();
        let start = |id: u32, message| guide.start_with_event(|_| true, id, message);
        let fit = |id: u32, message| start(id, message).map(|(start, fit)| (start.len(), fit));
        let said = Some("The cc:Mail gateway PO1 is gone.");
        assert_eq!(fit(290, said), Some((3, Fit::Full)));
        assert_eq!(
            fit(290, Some("An X.400 link is gone.")),
            Some((1, Fit::General))
        );
        assert_eq!(fit(290, None), Some((1, Fit::General)));
        assert_eq!(fit(9, Some("Anything")), Some((2, Fit::Full)));
        assert_eq!(fit(9, None), Some((2, Fit::Full)));
        assert_eq!(fit(7, None), None);
        // Another product may have an event 9.
        let sourceless = |id: u32, message| {
            let start = guide.start_with_message(id, message);
            start.map(|(start, fit)| (start.len(), fit))
        };
        assert_eq!(sourceless(9, "Anything"), Some((1, Fit::General)));
        assert_eq!(
            sourceless(290, "The cc:Mail gateway PO1 is gone."),
            Some((3, Fit::Full))
        );
        // The message as the answers tell it.
        let walk = super::super::walk::walk(&guide, &start(290, said).unwrap().0);
        let told = |gateway: Option<&str>| {
            let said = |name: &str| gateway.filter(|_| name == "gateway").map(str::to_owned);
            guide.known_message(&walk.origin, &said)
        };
        assert_eq!(
            told(Some("PO1")).as_deref(),
            Some("The cc:Mail gateway PO1 is gone")
        );
        assert_eq!(told(None), None);
        let plain = text.replace(" {gateway} is", " is");
        let plain = super::super::format::read(&plain, "g.toml").0.unwrap();
        assert_eq!(plain.known_message(&walk.origin, &|_| None), None);
    }

    #[test]
    fn templates_extract_parts_of_a_message() {
        let service = "The {service} service terminated with service-specific error {code}";
        for (template, message, expect) in [
            (
                service,
                "The Microsoft  Exchange\nDirectory service terminated with service-specific error 4294966781.",
                Some(
                    &[
                        ("service", "Microsoft Exchange Directory"),
                        ("code", "4294966781"),
                    ][..],
                ),
            ),
            (
                service,
                "Error: the Net Logon Service terminated with SERVICE-specific error 3095. Look it up.",
                Some(&[("service", "Net Logon"), ("code", "3095")]),
            ),
            (service, "The Net Logon service hung on starting.", None),
            (
                "file {} returned result code {code}",
                "EXPORT to file A.EXP returned result code 3.",
                Some(&[("code", "3")]),
            ),
            (
                "{domain} is gone",
                "\"SALES\" is gone",
                Some(&[("domain", "SALES")]),
            ),
            ("", "anything", Some(&[])),
            ("É {x}", "É y", Some(&[("x", "y")])),
        ] {
            let captured = captures(template, &Message::new(message));
            let captured: Option<Vec<(&str, &str)>> = (captured.as_ref()).map(|pairs| {
                pairs
                    .iter()
                    .map(|(name, text)| (&**name, &**text))
                    .collect()
            });
            assert_eq!(captured.as_deref(), expect, "{template}: {message}");
        }
    }
}
