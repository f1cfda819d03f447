//! The guides in the browser: the list, the walk, and the links that lead into one.

mod view;

use std::{collections::BTreeSet, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};

use super::super::{
    articles::{PageLinks, SectionView},
    fault::Fault,
    layout::Layout,
    portal::Portal,
    render,
};
use crate::{
    article::Role,
    evidence::{ArticleId, events, fold_source},
    guide::{Citation, Guide, walk},
    markup::html,
    search::Clauses,
    snapshot::Snapshot,
};
use view::{GuidePage, Passage, Source, StepView};

/// A symptom shorter than this many characters would be found in too many queries.
const SHORTEST_SYMPTOM: usize = 12;

/// A link into a guide, with what is known already answered.
pub struct GuideLink {
    /// The guide's id.
    pub id: String,
    /// The guide's title.
    pub title: String,
    /// What the button says: `Start the guide for event 68`.
    pub start: String,
    /// Link with the known answers in the query.
    pub href: String,
}

impl GuideLink {
    fn new(
        guide: &Guide,
        portal: &Portal,
        event: Option<u32>,
        answers: &[(String, String)],
    ) -> Self {
        Self {
            id: guide.id.clone(),
            title: guide.title.clone(),
            start: event.map_or_else(
                || "Start the guide".to_owned(),
                |id| format!("Start the guide for event {id}"),
            ),
            href: portal.paths.walk(&guide.id, answers),
        }
    }
}

/// The guides that claim an event, with the event already answered. `fold` is the folded source, empty
/// where unknown.
pub fn claiming(snapshot: &Snapshot, portal: &Portal, fold: &str, id: u32) -> Vec<GuideLink> {
    let is_source = |source: &str| fold.is_empty() || fold_source(source) == fold;
    let link = |guide: &Guide| {
        let answers = guide.answers_for(is_source, id)?;
        Some(GuideLink::new(guide, portal, Some(id), &answers))
    };
    snapshot.guides.iter().filter_map(link).collect()
}

/// The guides that a query's events or symptoms lead to.
pub fn for_query(snapshot: &Snapshot, portal: &Portal, query: &str) -> Vec<GuideLink> {
    let mut seen = BTreeSet::new();
    let mut links = Vec::new();
    let wanted = Clauses::read(query).wanted();
    let query = wanted.as_str();
    let events = events(query);
    // `68 CCMC`: a number beside a source is an event, whether or not the word stands there.
    let numbers = query
        .split_whitespace()
        .filter_map(|word| word.parse::<u32>().ok());
    let numbers: Vec<u32> = numbers.take(4).collect();
    let sources = if events.is_empty() && numbers.is_empty() {
        Vec::new()
    } else {
        sources_in(snapshot, query)
    };
    for mention in events {
        let folds = match &mention.source {
            Some(source) => vec![fold_source(source)],
            None if sources.is_empty() => vec![String::new()],
            None => sources.clone(),
        };
        links.extend(
            folds
                .iter()
                .flat_map(|fold| claiming(snapshot, portal, fold, mention.id)),
        );
    }
    for number in numbers {
        links.extend(
            sources
                .iter()
                .flat_map(|fold| claiming(snapshot, portal, fold, number)),
        );
    }
    let query = query.trim().to_lowercase();
    for guide in &snapshot.guides {
        let fits = |symptom: &String| {
            let symptom = symptom.to_lowercase();
            symptom.len() >= SHORTEST_SYMPTOM
                && query.len() >= SHORTEST_SYMPTOM
                && (query.contains(&symptom) || symptom.contains(&query))
        };
        if guide.symptoms.iter().any(fits) {
            links.push(GuideLink::new(guide, portal, None, &[]));
        }
    }
    links.retain(|link| seen.insert(link.id.clone()));
    links
}

/// The folded names of the event sources that a query's words name, all of them together or one by one.
fn sources_in(snapshot: &Snapshot, query: &str) -> Vec<String> {
    let is_name = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_label = ["event", "id", "source", "from"]
            .iter()
            .any(|label| word.eq_ignore_ascii_case(label));
        word.len() >= 3 && !is_label && !word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let words: Vec<&str> = query.split_whitespace().filter(is_name).take(8).collect();
    let named = |name: &str| {
        let sources = snapshot.atlas.sources_named(name).into_iter();
        sources
            .map(|source| source.fold.clone())
            .filter(|fold| !fold.is_empty())
            .collect::<Vec<_>>()
    };
    let together = named(&words.join(" "));
    if together.is_empty() {
        words.into_iter().flat_map(named).collect()
    } else {
        together
    }
}

/// The guides that cite an article; where the guide claims just one event among the article's symptoms,
/// the event is answered.
pub fn resting_on(snapshot: &Snapshot, portal: &Portal, id: &ArticleId) -> Vec<GuideLink> {
    let cites = |guide: &&Guide| {
        guide
            .citations()
            .any(|(_, citation)| citation.article == *id)
    };
    let is_symptom = |source: &str, event: u32| {
        let quotes = |fold: &str| {
            snapshot.atlas.event(fold, event).is_some_and(|event| {
                event
                    .quotes
                    .iter()
                    .any(|quote| quote.article == *id && quote.role == Role::Symptoms)
            })
        };
        quotes(&fold_source(source)) || quotes("")
    };
    let link = |guide: &Guide| {
        let mut claims = guide
            .events
            .iter()
            .filter(|claim| is_symptom(&claim.source, claim.id));
        let event = claims
            .next()
            .filter(|_| claims.next().is_none())
            .map(|claim| claim.id);
        let answers = event
            .and_then(|event| guide.answers_for(|_| true, event))
            .unwrap_or_default();
        GuideLink::new(guide, portal, event, &answers)
    };
    snapshot.guides.iter().filter(cites).map(link).collect()
}

#[derive(Template)]
#[template(path = "guides.html")]
struct GuidesPage<'a> {
    layout: Layout<'a>,
    guides: &'a [Guide],
}

/// `GET /guides`
pub async fn list(State(portal): State<Arc<Portal>>) -> Response {
    let snapshot = portal.snapshot();
    render(&GuidesPage {
        layout: portal.layout("Guides"),
        guides: &snapshot.guides,
    })
}

/// `GET /guides/{guide}?{question}={answer}…`
pub async fn show(
    State(portal): State<Arc<Portal>>,
    Path(id): Path<String>,
    Query(answers): Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let page = portal.read(move |portal, snapshot| {
        let guide = snapshot.guide(&id)?;
        let walk = walk(guide, &answers);
        let step = StepView::new(guide, &walk, &Library { snapshot, portal });
        let title = format!("{} · {}", step.title, guide.title);
        Some(render(&GuidePage {
            layout: portal.layout(&title),
            guide,
            step,
        }))
    });
    page.await?
        .ok_or_else(|| Fault::not_found("There is no guide of that name."))
}

/// The passages and links of a guide's page, from the snapshot.
struct Library<'a> {
    snapshot: &'a Snapshot,
    portal: &'a Portal,
}

impl Source for Library<'_> {
    fn links(&self) -> impl html::Links {
        PageLinks {
            snapshot: self.snapshot,
            paths: &self.portal.paths,
            of: None,
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
            .map(|section| SectionView::new(section, &links))
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
}
