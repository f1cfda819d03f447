//! What pages show of what people added: a fold over all entries, kept in memory.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    entry::{Action, Answer, Entry, Flaw},
    error::Conflict,
    subject::Subject,
};

/// How often something solved the problem.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// It did.
    pub yes: u32,
    /// Partly.
    pub partly: u32,
    /// It did not.
    pub no: u32,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its entry, by which it is edited and removed.
    pub entry: i64,
    /// The note, in Markdown.
    pub text: String,
    /// Who wrote it.
    pub person: String,
    /// When it was written, in seconds since 1970.
    pub at: i64,
    /// What it said before it was edited, oldest first.
    pub earlier: Vec<EarlierNote>,
}

/// What a note said before it was edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierNote {
    /// The text, in Markdown.
    pub text: String,
    /// Who wrote it.
    pub person: String,
    /// When it was written, in seconds since 1970.
    pub at: i64,
}

/// A reported problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its entry.
    pub entry: i64,
    /// What it is about.
    pub subject: Subject,
    /// What is wrong.
    pub flaw: Flaw,
    /// The same in words.
    pub words: String,
    /// Who reported it.
    pub person: String,
    /// The ticket, if any.
    pub ticket: String,
    /// When it was reported, in seconds since 1970.
    pub at: i64,
    /// The reply that closed it, by whom and when.
    pub closed: Option<(String, String, i64)>,
}

/// What people added about something.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// How often it solved the problem.
    pub tally: Tally,
    /// The notes on it, oldest first.
    pub notes: Vec<Note>,
    /// The entries of its open reports.
    pub open_reports: Vec<i64>,
    /// Who starred it, with when.
    stars: HashMap<String, i64>,
    /// The last answer of each person, by which a changed mind is told from a second problem.
    answers: HashMap<(String, String), (Answer, i64)>,
}

/// Within this time, in seconds, an answer of the same person for the same ticket replaces the one
/// before.
const SAME_PROBLEM: i64 = 600;

/// What people added.
#[derive(Debug, Default)]
pub struct View {
    /// The last entry that it follows from.
    pub last: i64,
    /// Changes when all entries are replaced by a backup.
    pub epoch: i64,
    about: HashMap<Subject, Arc<About>>,
    /// The last entry about each page.
    revisions: HashMap<Subject, i64>,
    reports: HashMap<i64, Report>,
    /// What was made internal.
    internal: BTreeMap<Subject, Decision>,
    /// What was made internal once, and no longer is.
    unmade: BTreeSet<Subject>,
    /// The last entry that made something internal.
    last_made: i64,
}

/// That something was made internal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The paths of its files.
    pub paths: Vec<String>,
    /// By whom.
    pub person: String,
    /// When, in seconds since 1970.
    pub at: i64,
}

impl About {
    /// Whether a person starred it.
    pub fn is_starred_by(&self, person: &str) -> bool {
        self.stars.contains_key(person)
    }

    /// What a person answered last, for no ticket in particular.
    pub fn answer_of(&self, person: &str) -> Option<Answer> {
        let key = (person.to_owned(), String::new());
        self.answers.get(&key).map(|(answer, _)| *answer)
    }

    fn count(&mut self, answer: Answer, by: i32) {
        let count = match answer {
            Answer::Yes => &mut self.tally.yes,
            Answer::Partly => &mut self.tally.partly,
            Answer::No => &mut self.tally.no,
        };
        *count = count.saturating_add_signed(by);
    }

    fn answer(&mut self, entry: &Entry, answer: Answer) {
        let key = (entry.new.person.clone(), entry.new.ticket.clone());
        self.count(answer, 1);
        // Nobody knows whether two people without a name are the same.
        if key.0.is_empty() {
            return;
        }
        if let Some((before, at)) = self.answers.insert(key, (answer, entry.at))
            && entry.at - at < SAME_PROBLEM
        {
            self.count(before, -1);
        }
    }

    fn note(&mut self, entry: &Entry, text: &str, replaces: i64) {
        let note = Note {
            entry: entry.seq,
            text: text.to_owned(),
            person: entry.new.person.clone(),
            at: entry.at,
            earlier: Vec::new(),
        };
        match self.notes.iter_mut().find(|note| note.entry == replaces) {
            Some(replaced) => {
                let before = std::mem::replace(replaced, note);
                replaced.earlier = before.earlier;
                replaced.earlier.push(EarlierNote {
                    text: before.text,
                    person: before.person,
                    at: before.at,
                });
            }
            None => self.notes.push(note),
        }
    }
}

impl View {
    /// A view without entries.
    pub fn of_epoch(epoch: i64) -> Self {
        Self {
            epoch,
            ..Self::default()
        }
    }

    /// What is known about something, if anything is.
    pub fn about(&self, subject: &Subject) -> Option<Arc<About>> {
        self.about.get(subject).cloned()
    }

    /// The last entry about a page; 0 if there is none.
    pub fn revision(&self, page: &Subject) -> i64 {
        self.revisions.get(page).copied().unwrap_or(0)
    }

    /// A report, by its entry.
    pub fn report(&self, entry: i64) -> Option<&Report> {
        self.reports.get(&entry)
    }

    /// All reports, the newest first.
    pub fn reports(&self) -> Vec<&Report> {
        let mut all: Vec<_> = self.reports.values().collect();
        all.sort_by_key(|report| std::cmp::Reverse(report.entry));
        all
    }

    /// Whether the store has been read.
    pub fn is_known(&self) -> bool {
        // An epoch is never 0.
        self.epoch != 0
    }

    /// The articles and guides that were made internal.
    pub fn internal(&self) -> impl Iterator<Item = (&Subject, &Decision)> {
        self.internal.iter()
    }

    /// The articles and guides that were made internal once, and no longer are.
    pub fn unmade_internal(&self) -> impl Iterator<Item = &Subject> {
        self.unmade.iter()
    }

    /// Who made something internal, and when; `None` if it was not.
    pub fn made_internal(&self, subject: &Subject) -> Option<&Decision> {
        self.internal.get(subject)
    }

    /// The last entry that made something internal; 0 if there is none.
    pub fn last_made_internal(&self) -> i64 {
        self.last_made
    }

    /// Why an action can't follow what is known; `None` if it can.
    pub fn conflict(&self, subject: &Subject, action: &Action) -> Option<Conflict> {
        let has_note = |entry: &i64| {
            let about = self.about.get(subject);
            about.is_some_and(|about| about.notes.iter().any(|note| note.entry == *entry))
        };
        match action {
            Action::Close { report, .. } => match self.reports.get(report) {
                Some(report) if report.subject != *subject => Some(Conflict::NoReport),
                Some(report) if report.closed.is_some() => Some(Conflict::Closed),
                Some(_) => None,
                None => Some(Conflict::NoReport),
            },
            Action::Note { replaces, .. } if *replaces != 0 && !has_note(replaces) => {
                Some(Conflict::NoteChanged)
            }
            Action::RemoveNote { note } if !has_note(note) => Some(Conflict::NoteChanged),
            _ => None,
        }
    }

    /// What a person starred, the newest first.
    pub fn stars_of(&self, person: &str) -> Vec<&Subject> {
        let mut stars: Vec<_> = self
            .about
            .iter()
            .filter_map(|(subject, about)| Some((*about.stars.get(person)?, subject)))
            .collect();
        stars.sort_by_key(|(seq, _)| std::cmp::Reverse(*seq));
        stars.into_iter().map(|(_, subject)| subject).collect()
    }

    /// The subjects with feedback, with how often they solved the problem.
    pub fn tallies(&self) -> impl Iterator<Item = (&Subject, Tally)> {
        self.about
            .iter()
            .map(|(subject, about)| (subject, about.tally))
            .filter(|(_, tally)| *tally != Tally::default())
    }

    /// Takes up an entry. Entries must come in the order of their numbers.
    pub fn take(&mut self, entry: Entry) {
        self.last = entry.seq;
        self.revisions.insert(entry.new.subject.page(), entry.seq);
        if let Action::Report { flaw, words } = &entry.new.action {
            let report = Report {
                entry: entry.seq,
                subject: entry.new.subject.clone(),
                flaw: *flaw,
                words: words.clone(),
                person: entry.new.person.clone(),
                ticket: entry.new.ticket.clone(),
                at: entry.at,
                closed: None,
            };
            self.reports.insert(entry.seq, report);
        }
        if let Action::Close { report, reply } = &entry.new.action
            && let Some(report) = self.reports.get_mut(report)
        {
            let person = entry.new.person.clone();
            report.closed = Some((reply.clone(), person, entry.at));
        }
        match &entry.new.action {
            Action::MakeInternal { paths } => {
                let decision = Decision {
                    paths: paths.clone(),
                    person: entry.new.person.clone(),
                    at: entry.at,
                };
                self.unmade.remove(&entry.new.subject);
                self.internal.insert(entry.new.subject.clone(), decision);
                self.last_made = entry.seq;
            }
            Action::UnmakeInternal => {
                self.internal.remove(&entry.new.subject);
                self.unmade.insert(entry.new.subject.clone());
            }
            _ => {}
        }
        let about = self.about.entry(entry.new.subject.clone()).or_default();
        let about = Arc::make_mut(about);
        match &entry.new.action {
            Action::Feedback { answer, .. } => about.answer(&entry, *answer),
            Action::Report { .. } => about.open_reports.push(entry.seq),
            Action::Close { report, .. } => about.open_reports.retain(|open| open != report),
            Action::Note { text, replaces } => about.note(&entry, text, *replaces),
            Action::RemoveNote { note } => about.notes.retain(|kept| kept.entry != *note),
            Action::Star => {
                about.stars.insert(entry.new.person, entry.seq);
            }
            Action::Unstar => {
                about.stars.remove(&entry.new.person);
            }
            Action::Walk { .. } | Action::MakeInternal { .. } | Action::UnmakeInternal => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::NewEntry;

    fn view(entries: &[(&str, i64, &str, Action)]) -> View {
        let mut view = View::default();
        for (index, (subject, at, person, action)) in entries.iter().enumerate() {
            view.take(Entry {
                seq: index as i64 + 1,
                at: *at,
                new: NewEntry {
                    subject: subject.parse().unwrap(),
                    person: (*person).to_owned(),
                    ticket: String::new(),
                    action: action.clone(),
                },
            });
        }
        view
    }

    fn about(view: &View, subject: &str) -> Arc<About> {
        view.about(&subject.parse().unwrap()).unwrap_or_default()
    }

    fn answered(answer: Answer) -> Action {
        Action::Feedback {
            answer,
            reason: String::new(),
            seconds: 0,
        }
    }

    #[test]
    fn answers_are_counted_and_a_changed_mind_once() {
        let view = view(&[
            ("article:Q1", 0, "ann", answered(Answer::No)),
            ("article:Q1", 5, "ann", answered(Answer::Yes)),
            ("article:Q1", 7, "bob", answered(Answer::Partly)),
            ("article:Q1", 9_000, "ann", answered(Answer::Yes)),
            ("article:Q1", 9_001, "", answered(Answer::No)),
            ("article:Q1", 9_002, "", answered(Answer::No)),
            ("article:Q2", 9, "ann", answered(Answer::No)),
        ]);
        let tally = Tally {
            yes: 2,
            partly: 1,
            no: 2,
        };
        assert_eq!(about(&view, "article:Q1").tally, tally);
        assert_eq!(
            about(&view, "article:Q1").answer_of("ann"),
            Some(Answer::Yes)
        );
        assert_eq!(view.tallies().count(), 2);
    }

    #[test]
    fn a_note_is_replaced_in_its_place_and_removed() {
        let note = |text: &str, replaces| Action::Note {
            text: text.to_owned(),
            replaces,
        };
        let mut view = view(&[
            ("article:Q1", 0, "ann", note("first", 0)),
            ("article:Q1", 1, "bob", note("second", 0)),
            ("article:Q1", 2, "ann", note("first, corrected", 1)),
        ]);
        let texts = |view: &View| -> Vec<String> {
            let about = about(view, "article:Q1");
            about.notes.iter().map(|note| note.text.clone()).collect()
        };
        assert_eq!(texts(&view), ["first, corrected", "second"]);
        let earlier = EarlierNote {
            text: "first".to_owned(),
            person: "ann".to_owned(),
            at: 0,
        };
        assert_eq!(about(&view, "article:Q1").notes[0].earlier, [earlier]);
        let new = NewEntry {
            subject: "article:Q1".parse().unwrap(),
            person: "ann".to_owned(),
            ticket: String::new(),
            action: Action::RemoveNote { note: 3 },
        };
        view.take(Entry { seq: 4, at: 3, new });
        assert_eq!(texts(&view), ["second"]);
    }

    #[test]
    fn a_report_is_open_until_it_is_closed() {
        let mut view = view(&[(
            "guide:g#fix",
            0,
            "ann",
            Action::Report {
                flaw: Flaw::Wrong,
                words: "no such key".to_owned(),
            },
        )]);
        assert_eq!(about(&view, "guide:g#fix").open_reports, [1]);
        view.take(Entry {
            seq: 2,
            at: 50,
            new: NewEntry {
                subject: "guide:g#fix".parse().unwrap(),
                person: "bob".to_owned(),
                ticket: String::new(),
                action: Action::Close {
                    report: 1,
                    reply: "mended".to_owned(),
                },
            },
        });
        assert!(about(&view, "guide:g#fix").open_reports.is_empty());
        let closed = view.report(1).and_then(|report| report.closed.clone());
        assert_eq!(closed, Some(("mended".to_owned(), "bob".to_owned(), 50)));
    }

    #[test]
    fn a_page_changes_with_what_is_about_it_alone() {
        let view = view(&[
            ("guide:g#fix", 0, "ann", Action::Star),
            ("article:Q1", 0, "ann", Action::Star),
            ("article:Q1", 0, "ann", Action::Unstar),
            ("event:src/7", 0, "bob", Action::Star),
        ]);
        assert_eq!(view.revision(&Subject::guide("g")), 1);
        assert_eq!(view.revision(&"article:Q1".parse().unwrap()), 3);
        assert_eq!(view.revision(&"article:Q2".parse().unwrap()), 0);
        assert_eq!(view.last, 4);
        assert_eq!(view.stars_of("ann"), [&"guide:g#fix".parse().unwrap()]);
    }
}
