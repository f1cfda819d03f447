//! The passages that a step cites, each once.

use std::collections::BTreeSet;

use super::guide_links::Passage;
use crate::guide::Citation;

/// The most bytes of passages on a page; further passages are left out.
const MAX_CITED: usize = 2 << 20;

/// A citation, and the fact that it supports; empty if it supports the step itself.
pub(super) type Cited<'a> = (&'a Citation, &'a str);

/// The passages, in the order of the citations. Several citations of a section become one passage,
/// whatever facts each names, and so do sections of an article that is also cited as a whole.
pub(super) fn passages(
    cited: &[Cited<'_>],
    passage: impl Fn(&Citation) -> Passage,
) -> Vec<Passage> {
    let whole: BTreeSet<_> = (cited.iter())
        .filter(|(citation, _)| citation.anchor.is_empty())
        .map(|(citation, _)| &citation.article)
        .collect();
    let mut places: Vec<(&Citation, Vec<String>)> = Vec::new();
    for (citation, name) in cited {
        let is_same = |other: &Citation| {
            other.article == citation.article
                && (other.anchor == citation.anchor || whole.contains(&other.article))
        };
        let at = places.iter().position(|(other, _)| is_same(other));
        let at = at.unwrap_or_else(|| {
            places.push((citation, Vec::new()));
            places.len() - 1
        });
        let Some((shown, names)) = places.get_mut(at) else {
            continue;
        };
        if citation.anchor.is_empty() {
            *shown = citation;
        }
        if !name.is_empty() && !names.iter().any(|other| other == name) {
            names.push((*name).to_owned());
        }
    }
    // A guide may cite more than a page can hold.
    let mut room = MAX_CITED;
    let shown = places.into_iter().map_while(|(citation, names)| {
        let shown = (room > 0).then(|| passage(citation))?;
        room = room.saturating_sub(shown.html.len());
        Some(Passage { names, ..shown })
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{evidence::ArticleId, web::safe_html::SafeHtml};

    #[test]
    fn a_passage_is_shown_once_with_everything_based_on_it() {
        let citation = |id: &str, anchor: &str, says: &str| Citation {
            article: ArticleId::parse(id).unwrap(),
            anchor: anchor.into(),
            says: vec![says.to_owned()],
        };
        let cited = [
            (citation("Q100001", "cause", "5.15"), "Import.exe"),
            (citation("Q100002", "", ""), ""),
            (citation("Q100001", "cause", "5.14"), "Export.exe"),
            (citation("Q100001", "cause", "x"), "Import.exe"),
            (citation("Q100001", "resolution", ""), ""),
            (citation("Q100003", "cause", ""), "Setting"),
            (citation("Q100003", "", ""), "Path"),
        ];
        let cited: Vec<Cited<'_>> = cited.iter().map(|(one, name)| (one, *name)).collect();
        let shown = passages(&cited, |citation| Passage {
            html: SafeHtml::text("…"),
            ..Passage::missing(citation.to_string(), String::new())
        });
        let shown: Vec<(&str, String)> = (shown.iter())
            .map(|passage| (&*passage.id, passage.names.join(", ")))
            .collect();
        let expected = [
            ("Q100001#cause", "Import.exe, Export.exe"),
            ("Q100002", ""),
            ("Q100001#resolution", ""),
            ("Q100003", "Setting, Path"),
        ];
        assert_eq!(shown, expected.map(|(id, names)| (id, names.to_owned())));
    }
}
