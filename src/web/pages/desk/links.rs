//! What entries are about, as links.

pub use crate::desk::day;
use crate::{desk::Subject, evidence::ArticleId, snapshot::Snapshot, web::paths::Paths};

/// What an entry is about, as people know it.
pub struct SubjectLink {
    /// The ID of an article; empty for anything else.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Whether it is in the content that is served.
    pub is_here: bool,
}

impl SubjectLink {
    /// The link to a subject.
    pub fn new(subject: &Subject, snapshot: &Snapshot, paths: &Paths) -> Self {
        match subject {
            Subject::Article(id) => article(id, snapshot, paths),
            Subject::Guide { guide, node } => Self::guide(guide, node, snapshot, paths),
            Subject::Event { source, id } => {
                let name = snapshot.atlas.source(source);
                let name = name.map_or(source.as_str(), |source| source.name.as_str());
                Self {
                    id: String::new(),
                    title: format!("Event {id}, {name}"),
                    href: paths.event(source, *id),
                    is_here: true,
                }
            }
        }
    }

    fn guide(guide: &str, node: &str, snapshot: &Snapshot, paths: &Paths) -> Self {
        let found = snapshot.guides.iter().find(|one| one.id == guide);
        let outcome = found.and_then(|found| found.outcomes.iter().find(|one| one.id == node));
        let title = match (found, outcome) {
            (Some(found), Some(outcome)) => format!("{}: {}", found.title, outcome.title),
            (Some(found), None) => found.title.clone(),
            (None, _) => guide.to_owned(),
        };
        Self {
            id: String::new(),
            title,
            href: paths.guide(guide),
            is_here: found.is_some(),
        }
    }
}

fn article(id: &ArticleId, snapshot: &Snapshot, paths: &Paths) -> SubjectLink {
    let entry = snapshot.library.get(id);
    SubjectLink {
        // An ID that is only a path says no more than the title.
        id: match entry {
            Some(_) if id.is_path() => String::new(),
            _ => id.to_string(),
        },
        title: entry.map_or_else(String::new, |entry| entry.title.clone()),
        href: paths.article(id),
        is_here: entry.is_some(),
    }
}
