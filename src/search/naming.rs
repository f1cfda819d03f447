//! The articles that name an error code, by how central it is to them.

use tantivy::{
    DocAddress, DocSet, TERMINATED, Term, postings::Postings, schema::IndexRecordOption,
};

use super::{Index, kept::Kept, keys, rank::CATALOGUE, schema::Part};
use crate::{
    article::Role,
    evidence::{ArticleId, Code},
};

/// An article that names a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// The article.
    pub id: ArticleId,
    /// Whether its title names the code.
    pub in_title: bool,
    /// The section that names it, the one that says most where there are several.
    pub section: Option<Role>,
}

impl Index {
    /// The articles that name `code` and are `wanted`, those to which it is most central first, at most `limit`: an
    /// article that has it in its title comes before one that has it among its symptoms, and that before one that just
    /// mentions it. A catalogue of events comes last.
    pub fn naming(
        &self,
        code: &Code,
        limit: usize,
        wanted: impl Fn(&ArticleId) -> bool,
    ) -> Vec<Naming> {
        let mut found = self.places_of(code);
        found.sort_by_key(|place| {
            let nearest = place.parts.iter().copied().map(distance).min();
            let times = usize::MAX - place.parts.len();
            (place.in_catalogue, nearest, times, place.order)
        });
        let named = found.into_iter().filter_map(|place| {
            let sections = place.parts.iter().filter_map(|part| match part {
                Part::Section(role) => Some(*role),
                _ => None,
            });
            Some(Naming {
                id: self.id_of(&place)?,
                in_title: place.parts.contains(&Part::Title),
                section: sections.min_by_key(|role| distance(Part::Section(*role))),
            })
        });
        named
            .filter(|naming| wanted(&naming.id))
            .take(limit)
            .collect()
    }

    /// Where all articles name `code`.
    fn places_of(&self, code: &Code) -> Vec<Place> {
        let field = self.fields.evidence;
        let key = Term::from_field_text(field, &keys::code(code));
        let mut found = Vec::new();
        let segments = self.searcher().segment_readers().iter().zip(&self.columns);
        for (ordinal, (segment, columns)) in (0..).zip(segments) {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let postings = segment
                .inverted_index(field)
                .and_then(|index| Ok(index.read_postings(&key, option)?));
            let Ok(Some(mut postings)) = postings else {
                continue;
            };
            let mut codes = Vec::new();
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                let alive = segment.alive_bitset();
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    postings.positions(&mut codes);
                    let part = |code: &u32| Part::of_code(u8::try_from(*code).unwrap_or(u8::MAX));
                    found.push(Place {
                        address: DocAddress::new(ordinal, doc),
                        parts: codes.iter().map(part).collect(),
                        in_catalogue: columns.events(doc) > CATALOGUE,
                        order: columns.order(doc),
                    });
                }
                postings.advance();
            }
        }
        found
    }

    /// The id of the article. A short one is its own order; a longer one is read from the store.
    fn id_of(&self, place: &Place) -> Option<ArticleId> {
        let bytes = place.order.to_be_bytes();
        let text = std::str::from_utf8(&bytes).ok()?.trim_end_matches('\0');
        if text.len() < bytes.len() {
            return ArticleId::parse(text);
        }
        let kept: Kept = self.searcher().doc(place.address).ok()?;
        Some(kept.article()?.id)
    }
}

/// An article that names a code, and where.
struct Place {
    address: DocAddress,
    parts: Vec<Part>,
    in_catalogue: bool,
    order: u64,
}

/// How far a part is from what the article is about.
fn distance(part: Part) -> u8 {
    match part {
        Part::Title => 0,
        Part::Section(Role::Symptoms) => 1,
        Part::Section(Role::Summary | Role::Body) => 2,
        Part::Section(Role::Cause) => 3,
        Part::Section(Role::Resolution | Role::Workaround) => 4,
        Part::Section(Role::References) => 6,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{evidence::codes, search::tests::index};

    #[test]
    fn articles_that_name_a_code_say_where() {
        let (_folder, index) = index();
        for (text, expect) in [
            ("STOP 1E", Some(("DISK-7", true, Some(Role::Symptoms)))),
            ("STOP 50", None),
        ] {
            let code = &codes(text)[0].readings[0];
            let found = index.naming(code, 3, |_| true);
            let got = found.first();
            let got = got.map(|one| (one.id.as_str(), one.in_title, one.section));
            assert_eq!(got, expect, "{text}");
            assert_eq!(index.naming(code, 3, |_| false), [], "{text}");
        }
    }
}
