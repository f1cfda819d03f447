//! Where nothing is found, or nothing with all words: what can be had instead. Each offer is one link, says what it
//! changes, and leads to something.

use std::{cell::Cell, time::Instant};

use super::{
    super::super::{SEARCH, portal::Portal},
    SearchForm,
    answer::{Answers, Link},
    guide_hits::{GuideHit, guides_with_some},
};
use crate::{
    evidence::{ArticleId, Code, codes, events},
    search::{Clauses, Relaxed, Results, WordCount},
    snapshot::Snapshot,
};

/// Offers to leave out one word.
const WITHOUT: usize = 3;
/// Bytes of a title made from what was searched.
const TITLE: usize = 120;
/// Ids that are tried for a draft.
const DRAFTS: usize = 999;

/// What can be had instead.
pub struct Nothing {
    /// The words, the rarest first, each with the number of articles that it stands in.
    pub words: Vec<(String, u32)>,
    /// The same search with something changed.
    pub offers: Vec<Link>,
    /// Codes and events like those that the query names.
    pub near: Vec<Link>,
    /// Guides that say something like it.
    pub guides: Vec<GuideHit>,
    /// The draft of an article.
    pub draft: Draft,
}

/// The draft of a new article on what was searched.
pub struct Draft {
    /// Where it can be written, where that is set.
    pub href: Option<String>,
    /// The command that prints it.
    pub command: String,
}

/// What to offer instead of what was not found.
pub struct Instead<'a> {
    snapshot: &'a Snapshot,
    portal: &'a Portal,
    /// The search.
    form: &'a SearchForm,
    /// What it found.
    results: &'a Results,
    /// When no further search is begun.
    until: Instant,
    /// Whether time was short, so that offers may be missing.
    is_cut: Cell<bool>,
}

impl<'a> Instead<'a> {
    /// What to offer instead of the results of a search; the time for it begins now.
    pub fn new(
        snapshot: &'a Snapshot,
        portal: &'a Portal,
        form: &'a SearchForm,
        results: &'a Results,
    ) -> Self {
        Self {
            snapshot,
            portal,
            form,
            results,
            until: Instant::now() + SEARCH,
            is_cut: Cell::new(false),
        }
    }

    /// Whether time was short, so that offers may be missing.
    pub fn is_cut(&self) -> bool {
        self.is_cut.get()
    }

    /// Everything, where nothing was found. `has_card` says that events and codes are shown already.
    pub fn nothing(&self, has_card: bool) -> Nothing {
        let words = self.words();
        let mut offers = self.without_filters();
        offers.extend(self.without_quotes());
        offers.extend(self.without(&words));
        Nothing {
            words: words
                .into_iter()
                .map(|count| (count.word, count.articles))
                .collect(),
            offers,
            near: if has_card { Vec::new() } else { self.near() },
            guides: guides_with_some(self.snapshot, self.portal, self.query()),
            draft: self.draft(),
        }
    }

    /// The query as it was corrected.
    fn query(&self) -> &str {
        match &self.results.corrected {
            Some(correction) => &correction.query,
            None => &self.form.q,
        }
    }

    /// The search without one word or the rarest words, where no article has all of them.
    pub fn without_words(&self) -> Vec<Link> {
        self.without(&self.words())
    }

    fn words(&self) -> Vec<WordCount> {
        let index = &self.snapshot.index;
        index.words(self.query(), self.form.narrowing(), SEARCH)
    }

    /// The search without each of the words that leave something, or else without as many of the rarest as it takes.
    fn without(&self, words: &[WordCount]) -> Vec<Link> {
        let left = words.iter().map(|count| &count.without);
        let left = left.filter(|relaxed| relaxed.articles > 0).take(WITHOUT);
        let mut left: Vec<Relaxed> = left.cloned().collect();
        if left.is_empty() {
            let index = &self.snapshot.index;
            left.extend(index.without_rarest(self.query(), self.form.narrowing(), SEARCH));
        }
        let link = |relaxed: Relaxed| {
            let dropped: Vec<String> = (relaxed.dropped.iter())
                .map(|word| format!("“{word}”"))
                .collect();
            Link {
                name: format!("Without {}", dropped.join(" and ")),
                href: self
                    .form
                    .with_query(&relaxed.query)
                    .address(&self.portal.paths, 1),
                articles: relaxed.articles,
            }
        };
        left.into_iter().map(link).collect()
    }

    /// The search without each filter, and without all of them.
    fn without_filters(&self) -> Vec<Link> {
        let set = self.form.set_filters();
        let mut forms: Vec<(String, SearchForm)> = Vec::new();
        if set.len() > 1 {
            let without = |(name, value): &(&'static str, &str)| {
                let say = format!("Without {} “{value}”", super::filter_word(name));
                (say, self.form.without(name))
            };
            forms.extend(set.iter().map(without));
        }
        if !set.is_empty() {
            let say = match set.as_slice() {
                [(name, value)] => format!("Without {} “{value}”", super::filter_word(name)),
                _ => "Without any filter".to_owned(),
            };
            let all = set
                .iter()
                .fold(self.form.clone(), |form, (name, _)| form.without(name));
            forms.push((say, all));
        }
        let forms = forms.into_iter();
        forms
            .filter_map(|(say, form)| self.if_found(say, form))
            .collect()
    }

    /// The words in quotes one by one, spelt right where they are slips.
    fn without_quotes(&self) -> Option<Link> {
        let plain = Clauses::read(&self.form.q).without_quotes()?;
        let plain = self.form.with_query(&plain);
        self.if_found(
            "The words in any order, without the quotes".to_owned(),
            plain,
        )
    }

    /// A search as an offer, where it finds something.
    fn if_found(&self, name: String, form: SearchForm) -> Option<Link> {
        if Instant::now() >= self.until {
            self.is_cut.set(true);
            return None;
        }
        let found = form.find(self.portal, self.snapshot, 1);
        let articles = found.total;
        self.is_cut.set(self.is_cut.get() || found.timed_out);
        let href = form.address(&self.portal.paths, 1);
        (articles > 0).then_some(Link {
            name,
            href,
            articles,
        })
    }

    /// What articles do name of the codes' families and of the events' sources.
    fn near(&self) -> Vec<Link> {
        let answers = Answers {
            snapshot: self.snapshot,
            portal: self.portal,
            hits: &[],
        };
        let atlas = &self.snapshot.atlas;
        let mut near = Vec::new();
        let query = Clauses::read(&self.form.q).wanted();
        for mention in codes(&query).iter().take(2) {
            let is_known = |code: &Code| !atlas.articles_for_code(&code.key()).is_empty();
            if let Some(code) = mention.readings.first()
                && !mention.readings.iter().any(is_known)
            {
                near.extend(answers.near_codes(code));
            }
        }
        for event in events(&query).iter().take(2) {
            let name = event.source.as_deref().unwrap_or_default();
            if let Some(source) = atlas.sources_named(name).first() {
                near.extend(answers.other_events(event.id, source));
            }
        }
        near
    }

    fn draft(&self) -> Draft {
        let title = title(&self.form.q);
        let free = |id: &ArticleId| self.snapshot.library.get(id).is_none();
        let mut ids =
            (1..=DRAFTS).filter_map(|number| ArticleId::parse(&format!("NEW-{number:03}")));
        let id = ids
            .find(free)
            .map_or_else(|| "NEW-1000".to_owned(), |id| id.to_string());
        Draft {
            href: self.portal.draft_url(&id, &title, &self.form.q),
            command: format!(
                "fixpath new article {id} --title=\"{}\" > {id}.md",
                plain(&title)
            ),
        }
    }
}

/// What was searched on one line, as a title.
fn title(query: &str) -> String {
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut title = words.join(" ");
    title.truncate(title.floor_char_boundary(TITLE));
    title
}

/// A text that every shell takes for one word between double quotes.
fn plain(text: &str) -> String {
    let safe = |c: char| {
        if c.is_alphanumeric() || " .,:;-_#/()+=@?*[]".contains(c) {
            c
        } else {
            ' '
        }
    };
    let text: String = text.chars().map(safe).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_holds_nothing_that_a_shell_reads() {
        for (query, expect) in [
            ("printer is on fire", "printer is on fire"),
            (
                "a\"; rm -rf ~ $(x) `y` %PATH% !! \\ 'z'",
                "a ; rm -rf (x) y PATH z",
            ),
            ("event 68, CCMC", "event 68, CCMC"),
            ("\n", ""),
        ] {
            assert_eq!(plain(query), expect);
        }
    }

    #[test]
    fn a_title_is_one_bounded_line() {
        assert_eq!(title(" a\n b\t c "), "a b c");
        assert_eq!(title(&"é".repeat(200)).len(), TITLE);
    }
}
