//! The answer card: what a query mentions, each thing with its articles and guides.

use crate::{
    evidence::ArticleId,
    lookup::{AnswerCard, EventSource, Mention, SimilarKey, Subject, Topic, TopicArticle},
    snapshot::Snapshot,
    web::{
        pages::{events::beginning, guides::GuideLink},
        paths::Paths,
        rows::ArticleRow,
        sections::section_name,
    },
    wording,
};

/// The answer card.
pub struct CardView {
    /// The most likely topics, with their articles.
    pub open: Vec<TopicView>,
    /// Other topics, as links.
    pub others: Vec<Link>,
    /// The address and number of all sources with such an event, if not all are shown.
    pub all_sources: Option<(String, usize)>,
    /// Other readings of the query that no article mentions.
    pub unnamed: Vec<String>,
}

/// Something that the query may mean.
pub struct TopicView {
    /// Its name.
    pub name: String,
    /// Its page; empty if it has none.
    pub href: String,
    /// Its name or meaning; empty if that is not known.
    pub meaning: String,
    /// Its other spellings.
    pub spellings: Vec<String>,
    /// The first articles.
    pub articles: Vec<AnswerRow>,
    /// How many articles mention it.
    pub total: usize,
    /// How many of them are among the results below and left out here.
    below: usize,
    /// Guides that claim it.
    pub guides: Vec<GuideLink>,
    /// The sentence if no article mentions it.
    pub nothing: String,
    /// If no article mentions it, similar things that articles do mention.
    pub near: Vec<Link>,
}

/// An article of a topic.
pub struct AnswerRow {
    /// The article.
    pub article: ArticleRow,
    /// Where it mentions the thing.
    pub place: String,
    /// The message that it quotes.
    pub quote: String,
}

/// A link with the number of articles behind it.
pub struct Link {
    /// Its text.
    pub name: String,
    /// Its address.
    pub href: String,
    /// The number of articles; 0 if it is not counted.
    pub articles: usize,
}

impl CardView {
    /// The card with its links.
    pub fn new(card: &AnswerCard<'_>, snapshot: &Snapshot, paths: &Paths) -> Self {
        let topic = |topic: &Topic<'_>| TopicView::new(topic, snapshot, paths);
        let other = |(subject, articles): &(Subject<'_>, usize)| Link {
            name: wording::subject(subject),
            href: address(subject, *articles, paths),
            articles: *articles,
        };
        let all_sources = card.all_sources;
        Self {
            open: card.open.iter().map(topic).collect(),
            others: card.others.iter().map(other).collect(),
            all_sources: all_sources.map(|(id, sources)| (paths.events_with_id(id), sources)),
            unnamed: card.unnamed.iter().map(wording::subject).collect(),
        }
    }
}

impl CardView {
    /// Leaves out the articles that are among the results below.
    pub fn leave_out(&mut self, is_below: impl Fn(&ArticleId) -> bool) {
        for topic in &mut self.open {
            let rows = std::mem::take(&mut topic.articles).into_iter();
            let (below, rest): (Vec<_>, _) = rows.partition(|row| is_below(&row.article.id));
            topic.articles = rest;
            topic.below = below.len();
            // The results below may not show what an event says.
            let quote = below
                .into_iter()
                .map(|row| row.quote)
                .find(|quote| !quote.is_empty());
            if let Some(quote) = quote.filter(|_| topic.meaning.is_empty()) {
                topic.meaning = format!("“{quote}”");
            }
        }
    }
}

impl TopicView {
    fn new(topic: &Topic<'_>, snapshot: &Snapshot, paths: &Paths) -> Self {
        let (meaning, spellings) = match &topic.subject {
            Subject::Code(code, _) => {
                let symbol = code.name().unwrap_or_default();
                let meaning = [symbol, code.meaning().unwrap_or_default()];
                let meaning = meaning.into_iter().filter(|part| !part.is_empty());
                let spellings = code.spellings().into_iter().skip(1);
                let others = spellings.filter(|spelling| spelling != symbol);
                (meaning.collect::<Vec<_>>().join(": "), others.collect())
            }
            _ => (String::new(), Vec::new()),
        };
        let row = |article: &TopicArticle<'_>| AnswerRow {
            article: ArticleRow::new(&article.id, snapshot, paths),
            place: article.mention.map(place).unwrap_or_default(),
            quote: article.quote.map(beginning).unwrap_or_default(),
        };
        Self {
            name: wording::subject(&topic.subject),
            href: address(&topic.subject, topic.total, paths),
            meaning,
            spellings,
            articles: topic.articles.iter().map(row).collect(),
            total: topic.total,
            below: 0,
            guides: GuideLink::all(&topic.guides, paths),
            nothing: wording::nothing_known(topic),
            near: topic
                .near
                .iter()
                .map(|near| Link::near(near, paths))
                .collect(),
        }
    }

    /// How many articles are not shown.
    pub fn more(&self) -> usize {
        self.total.saturating_sub(self.articles.len() + self.below)
    }
}

impl Link {
    /// The link to something similar to what was named.
    pub fn near(near: &SimilarKey<'_>, paths: &Paths) -> Self {
        let (href, articles) = match near {
            SimilarKey::Code(code, articles) => (paths.code(code), *articles),
            SimilarKey::Event(source, id) => (paths.event(&source.fold, *id), 0),
            SimilarKey::Source(source) => (paths.source(&source.fold), 0),
        };
        Self {
            name: wording::near(near),
            href,
            articles,
        }
    }
}

/// The page of a subject that this many articles mention. For an event that none mentions, its
/// source's page; empty if there is no page.
fn address(subject: &Subject<'_>, articles: usize, paths: &Paths) -> String {
    match subject {
        Subject::Event(_, EventSource::Named(source)) if articles == 0 => {
            paths.source(&source.fold)
        }
        Subject::Event(id, EventSource::Named(source)) => paths.event(&source.fold, *id),
        Subject::Event(id, EventSource::Unknown) => paths.events_with_id(*id),
        Subject::Event(_, EventSource::Any) => String::new(),
        Subject::Code(code, _) => paths.code(code),
        Subject::Article(id) => paths.article(id),
        Subject::Missing(id) => paths.missing(id),
    }
}

fn place(mention: Mention) -> String {
    let section = mention.section.map(section_name).unwrap_or_default();
    match (mention.in_title, section.is_empty()) {
        (true, true) => "in the title".to_owned(),
        (true, false) => format!("in the title and in {section}"),
        (false, false) => format!("in {section}"),
        (false, true) => "in the text".to_owned(),
    }
}
