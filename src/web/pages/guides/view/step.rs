//! The page of a step.

use askama::Template;

use super::{
    guide_links::{GuideLinks, Passage},
    parts::{NowView, TrailView},
    passages::passages,
    step_writer::{StepParts, StepWriter},
};
use crate::{
    guide::{DropReason, Dropped, ExtraParameter, Guide, Now, Walk},
    snapshot::HeldBack,
    web::{filters, page::Layout, pages::desk::DeskPart, safe_html::SafeHtml},
    wording,
};

/// The page of a step.
#[derive(Template)]
#[template(path = "guide.html")]
pub struct GuidePage<'a> {
    pub layout: Layout<'a>,
    pub guide: &'a Guide,
    /// What is known about its newest revision, if that is not served.
    pub held: Option<&'a HeldBack>,
    /// Whether this is that newest revision.
    pub is_newest: bool,
    pub is_preview: bool,
    /// The walk as a test of the guide, for its authors; otherwise empty.
    pub scenario: String,
    /// The complete address of the walk, for printing.
    pub address: String,
    /// Whether the walk can be saved for a ticket.
    pub may_save: bool,
    /// What people added about the outcome, at an outcome.
    pub desk: Option<DeskPart>,
    pub step: StepView,
}

/// Everything on the page except its layout.
pub struct StepView {
    /// The current step as plain text, for the browser's tab.
    pub title: String,
    /// The current step as the page's heading.
    pub heading: SafeHtml,
    /// The progress of the walk.
    pub progress: String,
    /// What the guide is for, on its first page.
    pub about: SafeHtml,
    pub trail: Vec<TrailView>,
    /// The answers that could not be used, as sentences.
    pub dropped: Vec<String>,
    /// The revision that the link was made for, if it is a different one; otherwise empty.
    pub other_revision: String,
    /// The outcomes that are still possible.
    pub outcomes: Vec<String>,
    pub now: NowView,
    pub passages: Vec<Passage>,
    /// The link to the previous step, to change its answer.
    pub back: Option<String>,
    /// The form's target, and the beginning of the guide.
    pub start: String,
    /// The address of this walk, without answers that could not be used.
    pub here: String,
    /// The map with this walk on it, and the full guide.
    pub map: String,
    pub whole: String,
    /// The name of ticks in the walk's address.
    pub tick: String,
    /// Whether the walk is at an outcome.
    pub is_outcome: bool,
    /// The walk's note: the names of its forms, and their addresses.
    pub notes: [(&'static str, String); 3],
}

impl StepView {
    /// The view of a walk.
    pub fn new(guide: &Guide, walk: &Walk<'_>, source: &impl GuideLinks) -> Self {
        let writer = StepWriter {
            guide,
            walk,
            source,
        };
        let StepParts {
            title,
            heading,
            now,
            cited,
        } = match &walk.now {
            Now::Question(field) => writer.question(field),
            Now::Sheet(sheet, fields) => writer.sheet(sheet, fields),
            Now::Action(action, given) => writer.action(action, *given),
            Now::Outcome { outcome, rows } => writer.outcome(outcome, rows),
            Now::Stuck(why) => writer.stuck(why),
        };
        let is_wrong = matches!(&now, NowView::Form(form) if form.is_wrong());
        Self {
            title: match is_wrong {
                true => format!("Error: {title}"),
                false => title,
            },
            heading,
            progress: wording::progress(walk),
            about: if walk.trail.is_empty() {
                writer.html(&guide.about)
            } else {
                SafeHtml::default()
            },
            trail: walk.trail.iter().map(|step| writer.step(step)).collect(),
            dropped: walk.dropped.iter().map(sentence).collect(),
            other_revision: walk.other_revision.clone().unwrap_or_default(),
            outcomes: walk
                .ahead
                .outcomes
                .iter()
                .map(|outcome| outcome.title.replace('`', ""))
                .collect(),
            now,
            passages: passages(&cited, |citation| source.passage(citation)),
            back: (walk.trail.last()).map(|step| source.walk(guide, &step.change)),
            start: source.walk(guide, &[]),
            here: source.walk(guide, &walk.address()),
            map: source.part(guide, "map", &walk.address()),
            whole: source.part(guide, "all", &[]),
            tick: ExtraParameter::Done.name(guide).into_owned(),
            is_outcome: matches!(walk.now, Now::Outcome { .. }),
            notes: [
                ("text", "note.txt"),
                ("Markdown", "note.md"),
                ("JSON", "note.json"),
            ]
            .map(|(name, form)| (name, source.part(guide, form, &walk.address()))),
        }
    }
}

impl StepView {
    /// Whether there is a way back or past this step.
    pub fn has_moves(&self) -> bool {
        self.back.is_some() || matches!(&self.now, NowView::Form(form) if !form.others.is_empty())
    }
}

fn sentence(dropped: &Dropped) -> String {
    let Dropped {
        ask,
        answer,
        reason,
    } = dropped;
    match reason {
        DropReason::NoSuchQuestion => {
            format!(
                "\u{201c}{ask}\u{201d} is not a question of this guide (answer: \u{201c}{answer}\u{201d})."
            )
        }
        reason => format!("{ask}: \u{201c}{answer}\u{201d} {}.", reason.words()),
    }
}
