//! What people added about an article, an outcome or an event, and the forms that add to it: a part
//! of the page.

use super::{
    forms::{ANSWERS, DeskForm, FLAWS, Values},
    links::day,
    list::shown_person,
};
use crate::{
    desk::{About, Answer, EarlierNote, Note, Subject, Tally},
    markup::{each_anchor, markdown},
    snapshot::Snapshot,
    web::{actor::Actor, admission, links::PageLinks, portal::Portal, safe_html::SafeHtml},
};

/// The most notes that a page shows.
const NOTES: usize = 100;

/// The most earlier versions of a note that a page shows.
const EARLIER: usize = 10;

/// The part of a page.
pub struct DeskPart {
    /// The subject, as forms send it.
    pub subject: String,
    /// The address to come back to.
    pub back: String,
    /// Whether whoever reads may sign in to add something.
    pub may_sign_in: bool,
    /// Whether whoever reads may add anything.
    pub may_add: bool,
    /// Whether whoever reads may say whether it helped, and report problems.
    pub may_answer: bool,
    /// Whether problems are reported here, not at an address in the settings.
    pub takes_reports: bool,
    /// Whether it ends a walk, whose duration is sent with the answer.
    pub is_walk: bool,
    /// Whether it is about an event, which solves nothing itself.
    pub is_event: bool,
    /// Who may read it; `None` where the person may not change that.
    pub visibility: Option<VisibilityView>,
    /// How often it solved the problem.
    pub tally: Tally,
    /// How many answers have been given.
    pub answers: u32,
    /// What the person answered last.
    pub answered: Option<Answer>,
    /// Whether the person starred it.
    pub is_starred: bool,
    /// The notes on it.
    pub notes: Vec<NoteView>,
    /// How many notes are older than those shown.
    pub older_notes: usize,
    /// How many problems are reported and not closed.
    pub open_reports: usize,
}

/// Who may read an article or a guide.
pub struct VisibilityView {
    /// Whether its file or folder makes it internal.
    pub is_internal_by_file: bool,
    /// Whether it was made internal at the desk, but by none of the store's entries.
    pub is_of_another_store: bool,
    /// Who made it internal at the desk, and the day.
    pub made_internal: Option<(String, String)>,
}

/// A note as it is shown.
pub struct NoteView {
    /// Its entry.
    pub entry: i64,
    /// The note.
    pub html: SafeHtml,
    /// Its source, for editing.
    pub text: String,
    /// Who wrote it; empty without an account.
    pub person: String,
    /// The day on which it was written.
    pub day: String,
    /// What it said before it was edited, the last version first.
    pub earlier: Vec<EarlierView>,
}

/// What a note said before it was edited.
pub struct EarlierView {
    /// The text.
    pub html: SafeHtml,
    /// Who wrote it; empty without an account.
    pub person: String,
    /// The day on which it was written.
    pub day: String,
}

impl DeskPart {
    /// What a page shows about its subject; `back` is its address. `None` where nothing is stored,
    /// or nothing is known and nobody may add anything.
    pub fn new(
        subject: &Subject,
        back: &str,
        actor: &Actor,
        portal: &Portal,
        snapshot: &Snapshot,
    ) -> Option<Self> {
        let desk = portal.desk.as_ref()?;
        let (person, may_add) = (actor.name(), actor.is_staff());
        let about = desk.view().about(subject).unwrap_or_default();
        let tally = about.tally;
        let answers = tally.yes + tally.partly + tally.no;
        let may_sign_in = *actor == Actor::Anonymous;
        let may_answer = DeskForm::Feedback.is_for(actor, portal.anonymous);
        (may_answer || may_sign_in || answers > 0).then(|| Self {
            may_answer,
            visibility: visibility(subject, actor, portal, snapshot),
            is_walk: matches!(subject, Subject::Guide { .. }),
            is_event: matches!(subject, Subject::Event { .. }),
            subject: subject.to_string(),
            back: back.to_owned(),
            may_sign_in,
            may_add,
            takes_reports: !portal.external.takes_feedback(),
            tally,
            answers,
            answered: about.answer_of(person).filter(|_| may_add),
            is_starred: may_add && about.is_starred_by(person),
            open_reports: if may_add { about.open_reports.len() } else { 0 },
            older_notes: match may_add {
                true => about.notes.len().saturating_sub(NOTES),
                false => 0,
            },
            // Notes are for colleagues.
            notes: match may_add {
                true => notes(&about, subject, portal, snapshot),
                false => Vec::new(),
            },
        })
    }

    /// The same for an event.
    pub fn of_event(
        source: &str,
        id: u32,
        back: &str,
        actor: &Actor,
        portal: &Portal,
        snapshot: &Snapshot,
    ) -> Option<Self> {
        // If no article mentions the event, only staff are shown anything about it.
        let is_known = snapshot.atlas.event(source, id).is_some();
        if !is_known && !actor.is_staff() {
            return None;
        }
        let subject = Subject::Event {
            source: source.to_owned(),
            id,
        };
        Self::new(&subject, back, actor, portal, snapshot)
    }

    /// What can be answered.
    pub fn answers_offered(&self) -> Values {
        ANSWERS
    }

    /// What can be reported.
    pub fn flaws_offered(&self) -> Values {
        FLAWS
    }

    /// Whether this answer is the person's last one.
    pub fn is_answer(&self, answer: &str) -> bool {
        matches!(
            (answer, self.answered),
            ("yes", Some(Answer::Yes))
                | ("partly", Some(Answer::Partly))
                | ("no", Some(Answer::No))
        )
    }
}

/// Who may read a subject, for those who may change that: people with accounts, since without any
/// there is nobody from whom to keep something.
fn visibility(
    subject: &Subject,
    actor: &Actor,
    portal: &Portal,
    snapshot: &Snapshot,
) -> Option<VisibilityView> {
    let may_change = DeskForm::Visibility.is_for(actor, portal.anonymous);
    if !may_change || *actor == Actor::Local {
        return None;
    }
    let page = subject.page();
    let desk = portal.desk.as_ref()?;
    let is_internal = match &page {
        Subject::Article(id) => snapshot.is_internal(id),
        Subject::Guide { guide, .. } => snapshot.is_internal_guide(guide),
        Subject::Event { .. } => return None,
    };
    let is_kept = admission::has(&snapshot.made_internal, &page);
    let view = desk.view();
    let made = view.made_internal(&page);
    Some(VisibilityView {
        is_internal_by_file: is_internal && made.is_none() && !is_kept,
        is_of_another_store: made.is_none() && is_kept,
        made_internal: made.map(|one| (one.person.clone(), day(one.at))),
    })
}

/// A note on a subject.
pub(super) fn note_html(
    text: &str,
    subject: &Subject,
    portal: &Portal,
    snapshot: &Snapshot,
) -> SafeHtml {
    let links = PageLinks {
        snapshot,
        paths: &portal.paths,
        of: match subject {
            Subject::Article(id) => Some(id),
            Subject::Guide { .. } | Subject::Event { .. } => None,
        },
    };
    let mut blocks = markdown::read(text).0;
    // Several notes on a page may have the same headings.
    each_anchor(&mut blocks, &mut String::clear);
    SafeHtml::blocks(&blocks, &links)
}

fn notes(about: &About, subject: &Subject, portal: &Portal, snapshot: &Snapshot) -> Vec<NoteView> {
    let html = |text: &str| note_html(text, subject, portal, snapshot);
    let earlier = |note: &EarlierNote| EarlierView {
        html: html(&note.text),
        person: shown_person(&note.person),
        day: day(note.at),
    };
    let view = |note: &Note| NoteView {
        entry: note.entry,
        html: html(&note.text),
        text: note.text.clone(),
        person: shown_person(&note.person),
        day: day(note.at),
        earlier: (note.earlier.iter().rev().take(EARLIER))
            .map(earlier)
            .collect(),
    };
    let older = about.notes.len().saturating_sub(NOTES);
    about.notes.iter().skip(older).map(view).collect()
}
