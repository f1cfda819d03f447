//! What is shown of an article found: title, passage, and why.

use tantivy::DocAddress;

use super::{
    Hit,
    index::Search,
    kept::Kept,
    rank::{Asked, Found},
    reason::reasons,
    schema::Part,
    snippet::{self, Wanted},
};
impl Search<'_> {
    pub(super) fn hit(
        &mut self,
        address: DocAddress,
        found: &Found,
        asked: &Asked,
        wanted: &Wanted<'_>,
        named: bool,
    ) -> Option<Hit> {
        let kept: Kept = self.searcher.doc(address).ok()?;
        let article = kept.article()?;
        let role = match found.part {
            Some(Part::Section(role)) => Some(role),
            _ => None,
        };
        let best = snippet::best(&article, role, wanted, &mut self.tokenizer);
        let section = best.as_ref().map(|(section, _)| section.role);
        let anchor = best.as_ref().map(|(section, _)| section.anchor.clone());
        let snippet = best.map(|(_, snippet)| snippet).unwrap_or_default();
        let why = reasons(found, asked, &kept.cited, named);
        Some(Hit {
            id: article.id,
            title: article.title,
            section,
            anchor,
            snippet,
            why,
            missing: Vec::new(),
            score: found.score,
        })
    }
}
