//! The passages and links of a guide's page, from the snapshot.

use super::view::{GuideLinks, KnownArticle, Passage};
use crate::{
    budget::Budget,
    evidence::fold_source,
    guide::{Citation, Guide, Walk, WalkOrigin, walk},
    lookup::{Knowledge, walk_articles},
    markup::html,
    snapshot::Snapshot,
    web::{
        limits::SEARCH, links::PageLinks, portal::Portal, rows::ArticleRow, sections::SectionView,
    },
    wording,
};

/// The passages and links of a guide's page, from the snapshot.
pub(super) struct SnapshotSource<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) portal: &'a Portal,
    pub(super) budget: Budget,
}

impl GuideLinks for SnapshotSource<'_> {
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
            names: Vec::new(),
            html: views.into_iter().map(|view| view.html).collect(),
        }
    }

    fn walk(&self, guide: &Guide, answers: &[(String, String)]) -> String {
        self.portal.paths.walk(&guide.id, answers)
    }

    fn part(&self, guide: &Guide, part: &str, answers: &[(String, String)]) -> String {
        self.portal.paths.guide_part(&guide.id, part, answers)
    }

    fn articles(&self, guide: &Guide, walk: &Walk<'_>) -> Vec<KnownArticle> {
        let (snapshot, paths) = (self.snapshot, &self.portal.paths);
        let known = Knowledge::of(snapshot, SEARCH);
        let articles = walk_articles(&known, guide, walk).into_iter();
        let articles = articles.map(|found| KnownArticle {
            article: ArticleRow::new(&found.id, snapshot, paths),
            why: wording::walk_article(&found),
            done: wording::done_with(found.done),
        });
        articles.collect()
    }

    fn event(&self, source: &str, id: u32) -> String {
        let paths = &self.portal.paths;
        match self.snapshot.atlas.event(&fold_source(source), id) {
            Some(_) => paths.event(source, id),
            None => paths.events_with_id(id),
        }
    }

    fn other(
        &self,
        guide: &str,
        mut answers: Vec<(String, String)>,
        origin: &WalkOrigin,
    ) -> Option<(String, String)> {
        let guide = self.snapshot.guide(guide)?;
        answers.extend(origin.pairs(guide));
        let address = walk(guide, &answers).address();
        Some((
            guide.title.clone(),
            self.portal.paths.walk(&guide.id, &address),
        ))
    }
}
