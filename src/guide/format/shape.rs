//! What a guide's file may contain, so that all mistakes of form can be reported at once, in words
//! for people who don't program.
//!
//! The structures of the format say the same to the TOML reader, but that stops at the first value
//! it can't accept.

use Shape::{List, Named, Number, Part as Of, Text, TextOr, Texts, Whole, Word};

use super::{super::kind::QuestionKind, outcome::OutcomeKind};
use crate::evidence::Family;

/// What a value must be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// Text in quotes.
    Text,
    /// One of a set of words.
    Word(fn() -> Vec<&'static str>),
    /// A number without a decimal point.
    Whole,
    /// A number, with or without a decimal point.
    Number,
    /// One text, or several.
    Texts,
    /// A list.
    List(&'static Shape),
    /// A table with any names.
    Named(&'static Shape),
    /// A table with these names.
    Part(&'static Part),
    /// Text, or else a table with these names.
    TextOr(&'static Part),
}

/// A table of a guide.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) fields: &'static [Field],
}

/// A name in a table.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) is_required: bool,
}

const fn must(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        is_required: true,
    }
}

const fn may(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        is_required: false,
    }
}

const TEXT_LIST: Shape = List(&Text);
const CITE: Shape = List(&TextOr(&CITATION));
const ANSWERS: Shape = Named(&Texts);
const NEXT: Shape = List(&Of(&RULE));

/// The whole file.
pub(super) static GUIDE: Part = Part {
    fields: &[
        must("id", Text),
        must("title", Text),
        must("revision", Whole),
        may("about", Text),
        may("products", TEXT_LIST),
        may("symptoms", TEXT_LIST),
        may("events", List(&Of(&EVENT))),
        may("codes", List(&Of(&CODE))),
        must("start", Text),
        may("question", List(&Of(&QUESTION))),
        may("sheet", List(&Of(&SHEET))),
        may("requirement", List(&Of(&REQUIREMENT))),
        may("action", List(&Of(&ACTION))),
        may("outcome", List(&Of(&OUTCOME))),
        may("scenario", List(&Of(&SCENARIO))),
    ],
};

static EVENT: Part = Part {
    fields: &[
        must("source", Text),
        must("id", Whole),
        may("says", Text),
        may("answers", ANSWERS),
        may("after", Text),
    ],
};

static CODE: Part = Part {
    fields: &[
        must("code", Text),
        may("answers", ANSWERS),
        may("after", Text),
    ],
};

static RULE: Part = Part {
    fields: &[
        may("when", ANSWERS),
        may("go", Text),
        may("set", Named(&Text)),
    ],
};

static OPTION: Part = Part {
    fields: &[
        must("value", Text),
        must("label", Text),
        may("short", Text),
        may("group", Text),
    ],
};

static QUESTION: Part = Part {
    fields: &[
        must("id", Text),
        must("kind", Word(question_kinds)),
        may("name", Text),
        must("ask", Text),
        may("why", Text),
        may("find", Text),
        may("options", List(&TextOr(&OPTION))),
        may("unknown", Text),
        may("always_known", Text),
        may("unit", Text),
        may("min", Number),
        may("max", Number),
        may("family", Word(families)),
        may("says", List(&Text)),
        may("next", NEXT),
        may("cite", CITE),
    ],
};

static SHEET: Part = Part {
    fields: &[
        must("id", Text),
        must("ask", Text),
        may("why", Text),
        must("facts", TEXT_LIST),
        must("next", NEXT),
        may("cite", CITE),
    ],
};

static REQUIREMENT: Part = Part {
    fields: &[
        must("of", Text),
        may("when", ANSWERS),
        must("need", Text),
        must("fix", Text),
        may("where", Text),
        must("cite", CITE),
    ],
};

static ACTION: Part = Part {
    fields: &[
        must("id", Text),
        must("title", Text),
        may("text", Text),
        may("steps", TEXT_LIST),
        may("ask", Text),
        must("yes", Text),
        must("no", Text),
        may("not_done", Text),
        may("cite", CITE),
    ],
};

static OUTCOME: Part = Part {
    fields: &[
        must("id", Text),
        must("kind", Word(outcome_kinds)),
        must("title", Text),
        may("text", Text),
        may("steps", TEXT_LIST),
        may("judge", Text),
        may("rules_out", List(&Of(&RULED_OUT))),
        may("verify", Text),
        may("otherwise", Text),
        may("go_on", Of(&GO_ON)),
        may("cite", CITE),
    ],
};

static RULED_OUT: Part = Part {
    fields: &[must("what", Text), must("by", ANSWERS)],
};

static GO_ON: Part = Part {
    fields: &[must("guide", Text), may("answers", Named(&Text))],
};

static SCENARIO: Part = Part {
    fields: &[
        may("name", Text),
        must("answers", ANSWERS),
        must("outcome", Text),
        may("not_met", TEXT_LIST),
        may("unknown", TEXT_LIST),
    ],
};

static CITATION: Part = Part {
    fields: &[must("at", Text), must("says", TEXT_LIST)],
};

fn question_kinds() -> Vec<&'static str> {
    QuestionKind::ALL.map(QuestionKind::word).to_vec()
}

fn outcome_kinds() -> Vec<&'static str> {
    OutcomeKind::ALL.map(OutcomeKind::word).to_vec()
}

fn families() -> Vec<&'static str> {
    Family::ALL.map(Family::word).to_vec()
}
