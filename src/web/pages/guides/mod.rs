//! The guides in the browser: the list, the walk, and the links that lead into one.

mod links;
mod map;
mod note;
mod view;
mod whole;

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    budget::Budget,
    guide::{Citation, Guide, Kind, LOG, walk},
    markup::html,
    problem::Problem,
    snapshot::{HeldBack, Snapshot},
    web::{
        fault::Fault,
        links::PageLinks,
        page::{Layout, render},
        portal::Portal,
        sections::SectionView,
        turn::Turn,
    },
};
pub use links::GuideLink;
use view::{GuidePage, Passage, Source, StepView};

#[derive(Template)]
#[template(path = "guides.html")]
struct GuidesPage<'a> {
    layout: Layout<'a>,
    guides: &'a [Guide],
    held_back: &'a [HeldBack],
    warnings: Vec<&'a Problem>,
}

/// `GET /guides`
pub async fn list(turn: Turn) -> Result<Response, Fault> {
    turn.skip_known()?;
    let (portal, snapshot) = (&turn.portal, &turn.snapshot);
    Ok(render(&GuidesPage {
        layout: portal.layout("Guides"),
        guides: &snapshot.guides,
        held_back: &snapshot.held_back,
        warnings: warnings(portal, snapshot),
    }))
}

/// What those who write the guides that are served should know.
fn warnings<'s>(portal: &Portal, snapshot: &'s Snapshot) -> Vec<&'s Problem> {
    let is_guides = |problem: &&Problem| {
        snapshot
            .guides
            .iter()
            .any(|guide| guide.file == problem.file)
    };
    let problems = snapshot.problems.iter().filter(|_| portal.preview);
    problems.filter(is_guides).collect()
}

/// `GET /guides/{guide}?{question}={answer}…`
pub async fn show(
    turn: Turn,
    Path(id): Path<String>,
    Query(answers): Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let guide = portal.guide(snapshot, &id)?;
    let walk = walk(guide, &answers);
    let address = walk.address();
    let is_private = is_private(guide, &answers);
    let mut page = if walk.may_move() && address != answers {
        Redirect::to(&portal.paths.walk(&guide.id, &address)).into_response()
    } else {
        if !is_private {
            turn.skip_known()?;
        }
        let library = Library {
            snapshot,
            portal,
            budget: turn.budget,
        };
        let step = StepView::new(guide, &walk, &library);
        // Passages that there was no time for would be missing in silence.
        turn.budget.check()?;
        let title = format!("{} · {}", step.title, guide.title);
        render(&GuidePage {
            layout: portal.layout(&title),
            guide,
            held: snapshot.held_back(&guide.id),
            is_newest: is_newest(snapshot, guide),
            is_preview: portal.preview,
            step,
        })
    };
    if is_private {
        keep_nowhere(&mut page);
    }
    Ok(page)
}

/// `GET /guides/{guide}/{part}?{question}={answer}…`: its map, all of it, or the walk's note.
pub async fn part(
    turn: Turn,
    Path((id, part)): Path<(String, String)>,
    Query(answers): Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let guide = portal.guide(snapshot, &id)?;
    let is_private = is_private(guide, &answers);
    if matches!(part.as_str(), "map" | "map.svg" | "all") && !is_private {
        turn.skip_known()?;
    }
    let mut page = match part.as_str() {
        "map" => map::page(portal, guide, &answers),
        "map.svg" => map::drawing(portal, guide, &answers),
        "all" => whole::page(portal, snapshot, guide),
        form => {
            let note = note::show(portal, guide, form, &answers);
            return note.ok_or_else(|| Fault::not_found("A guide has no such page."));
        }
    };
    if is_private {
        keep_nowhere(&mut page);
    }
    Ok(page)
}

/// Whether a guide is a newest revision that is not served.
fn is_newest(snapshot: &Snapshot, guide: &Guide) -> bool {
    let newest = snapshot
        .held_back(&guide.id)
        .and_then(|held| held.newest.as_ref());
    newest.is_some_and(|newest| std::ptr::eq(newest, guide))
}

/// A page with what a person or a log said is not kept by browsers and proxies.
fn keep_nowhere(page: &mut Response) {
    let no_store = HeaderValue::from_static("no-store");
    page.headers_mut().insert(header::CACHE_CONTROL, no_store);
}

/// Whether answers hold what a person or a log said in words of their own, which is kept nowhere.
fn is_private(guide: &Guide, answers: &[(String, String)]) -> bool {
    answers.iter().any(|(name, _)| {
        let is_text = |id: &str| {
            guide
                .question(id)
                .is_some_and(|question| question.kind == Kind::Text)
        };
        name == LOG || is_text(name)
    })
}

/// The passages and links of a guide's page, from the snapshot.
struct Library<'a> {
    snapshot: &'a Snapshot,
    portal: &'a Portal,
    budget: Budget,
}

impl Source for Library<'_> {
    fn links(&self) -> impl html::Links {
        PageLinks {
            snapshot: self.snapshot,
            paths: &self.portal.paths,
            of: None,
        }
    }

    fn cited(&self, citation: &Citation) -> String {
        let (paths, id) = (&self.portal.paths, &citation.article);
        match self.snapshot.library.get(id) {
            Some(_) => paths.section(id, &citation.anchor),
            None => paths.missing(id),
        }
    }

    fn passage(&self, citation: &Citation) -> Passage {
        let (paths, id) = (&self.portal.paths, &citation.article);
        let Some(entry) = self.snapshot.library.get(id) else {
            return Passage::missing(id.to_string(), paths.missing(id));
        };
        let links = PageLinks {
            snapshot: self.snapshot,
            paths,
            of: Some(id),
        };
        let article = self.snapshot.article(id);
        let sections = article.iter().flat_map(|article| &article.sections);
        let views: Vec<SectionView> = sections
            .filter(|section| citation.anchor.is_empty() || *section.anchor == *citation.anchor)
            .map_while(|section| SectionView::new(section, &links, self.budget).ok())
            .collect();
        Passage {
            id: id.to_string(),
            title: entry.title.clone(),
            heading: views
                .first()
                .map(|view| view.heading.clone())
                .unwrap_or_default(),
            href: paths.section(id, &citation.anchor),
            html: views.into_iter().map(|view| view.html).collect(),
        }
    }

    fn walk(&self, guide: &Guide, answers: &[(String, String)]) -> String {
        self.portal.paths.walk(&guide.id, answers)
    }

    fn part(&self, guide: &Guide, part: &str, answers: &[(String, String)]) -> String {
        self.portal.paths.guide_part(&guide.id, part, answers)
    }

    fn other(&self, guide: &str, answers: &[(String, String)]) -> Option<(String, String)> {
        let guide = self.snapshot.guide(guide)?;
        let address = walk(guide, answers).address();
        Some((
            guide.title.clone(),
            self.portal.paths.walk(&guide.id, &address),
        ))
    }
}
