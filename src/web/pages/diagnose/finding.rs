//! One group of events on the diagnosis page: what was read, and where it leads.

use crate::{
    article::{Draft, DraftEvent, draft},
    diagnosis::{Finding, FoundArticle, Nearest, Relation, Spread, Variant, differences, nearest},
    eventlog::{Level, moment_text},
    evidence::{EventRecord, fold_source, spelled_codes},
    lookup::{Knowledge, PersonalNames, guides_of, with_placeholders},
    snapshot::Snapshot,
    web::{
        pages::{desk::DeskPart, guides::GuideLink},
        paths::Paths,
        rows::ArticleRow,
    },
    wording,
};

/// The most codes in a message that are explained.
const CODES: usize = 4;

/// The fields of an event except its message: Event Viewer's label for each, and its name in the
/// form for corrections.
pub(super) const FIELDS: [(&str, &str); 8] = [
    ("Log Name", "log"),
    ("Source", "source"),
    ("Event ID", "id"),
    ("Level", "level"),
    ("Date", "date"),
    ("User", "user"),
    ("Computer", "computer"),
    ("Task Category", "category"),
];

/// A group of events.
pub(super) struct FindingView {
    /// Its name.
    pub name: String,
    /// The address of the event's page.
    pub href: Option<String>,
    /// The word for its level; empty if it has none.
    pub level: &'static str,
    /// The class of its level.
    pub class: &'static str,
    /// The source, for filtering.
    pub source: String,
    pub count: usize,
    pub recovered: u64,
    /// When the first and the last happened, in seconds since 1970.
    pub seconds: Option<(i64, i64)>,
    /// The fields that were read, except the message: name and value of each.
    pub fields: Vec<(&'static str, String)>,
    /// The parameters of the message.
    pub strings: Vec<String>,
    /// The message in pieces: the text, and whether it changes from event to event.
    pub message: Vec<(String, bool)>,
    /// Other messages in other events: each in pieces as above, and how often it occurs.
    pub variants: Vec<(Vec<(String, bool)>, u64)>,
    /// How often yet other messages occur.
    pub other_variants: u64,
    /// The error codes in the message, each with its page and its meaning.
    pub codes: Vec<(String, String, &'static str)>,
    /// The initial content of the form for corrections: each field's label and name, and the value
    /// that was read.
    pub typed: Vec<(&'static str, &'static str, String)>,
    /// The message as it was read.
    pub description: String,
    /// Whether no article is known to be about the event, its message or its codes.
    pub is_unknown: bool,
    /// For such an event: the quoted messages that are most similar to its message.
    pub nearest: Vec<NearestView>,
    /// For such an event: a draft of an article about it, without the names of people and machines.
    pub draft: String,
    /// For such an event: the page of its source, and how many of the source's other events are
    /// mentioned in articles.
    pub of_source: Option<(String, usize)>,
    /// The articles that quote this very message.
    pub same: Option<Group>,
    /// The other articles.
    pub groups: Vec<Group>,
    pub guides: Vec<GuideLink>,
    /// Guides that cover the event only in general.
    pub general_guides: Vec<GuideLink>,
    /// What people added about the event.
    pub desk: Option<DeskPart>,
}

/// A quoted message that is similar to the event's.
pub(super) struct NearestView {
    /// The event that it belongs to.
    pub event: String,
    pub article: ArticleRow,
    /// The message in pieces: the text, and whether the event's message differs there.
    pub message: Vec<(String, bool)>,
}

/// Articles with the same relation to the event.
pub(super) struct Group {
    /// The relation, in words.
    pub heading: String,
    /// Whether they are hidden at first.
    pub is_folded: bool,
    pub articles: Vec<FoundView>,
}

/// An article, with the reasons that its heading doesn't state.
pub(super) struct FoundView {
    pub article: ArticleRow,
    pub why: Vec<String>,
}

impl FindingView {
    pub(super) fn new(
        finding: Finding,
        known: &Knowledge<'_>,
        snapshot: &Snapshot,
        paths: &Paths,
    ) -> Self {
        let guides = GuideLink::all(&guides_of(known, &finding), paths);
        let (general_guides, guides) = guides.into_iter().partition(|guide| guide.is_general);
        let is_certain =
            (finding.articles.iter()).any(|found| found.relation < Relation::OtherEvent);
        let draft = match is_certain {
            true => String::new(),
            false => draft_of(&finding),
        };
        let Finding {
            event,
            count,
            spread,
            articles,
        } = finding;
        let fold = event.source.as_deref().map(fold_source).unwrap_or_default();
        let href = event.id.map(|id| match snapshot.atlas.event(&fold, id) {
            Some(_) if !fold.is_empty() => paths.event(&fold, id),
            _ => paths.events_with_id(id),
        });
        let description = event.description.clone().unwrap_or_default();
        let nearest = match is_certain {
            true => Vec::new(),
            false => nearest(&snapshot.atlas, &description),
        };
        let near = |near: Nearest| NearestView {
            event: wording::event_read(near.source.as_deref(), Some(near.id)),
            article: ArticleRow::new(&near.article, snapshot, paths),
            message: near.message,
        };
        let mut groups = Vec::new();
        for found in articles.chunk_by(|a, b| a.relation == b.relation) {
            groups.extend(Group::new(found, &event, is_certain, snapshot, paths));
        }
        let of_source = snapshot.atlas.source(&fold).filter(|_| !fold.is_empty());
        let of_source = of_source.map(|source| (paths.source(&source.fold), source.events));
        let quoted = articles.iter().find_map(|found| found.quoted.as_deref());
        let message = quoted.and_then(|quoted| differences(&description, quoted));
        let leads = articles
            .first()
            .is_some_and(|found| found.relation == Relation::SameMessage);
        let same = leads.then(|| groups.remove(0));
        let moments = spread.first.zip(spread.last);
        let time = match moments
            .and_then(|(first, last)| Some((moment_text(first)?, moment_text(last)?)))
        {
            Some((first, last)) if first != last => Some(format!("{first} to {last}")),
            Some((first, _)) => Some(first),
            None => event.time.clone(),
        };
        let others = spread
            .different()
            .into_iter()
            .map(Variant::message_or_strings);
        let messages = [description.clone()].into_iter().chain(others);
        let messages = messages.collect::<Vec<_>>().join("\n");
        let variants = variants(&description, &spread);
        let mut computers = match spread.computers.is_empty() {
            true => event.computer.iter().cloned().collect::<Vec<_>>(),
            false => spread.computers,
        }
        .join(", ");
        if spread.has_more_computers {
            computers.push_str(" and others");
        }
        let level = Some(spread.level).filter(|level| *level != Level::Other);
        let values = [
            event.log.clone(),
            event.source.clone(),
            event.id.map(|id| id.to_string()),
            level
                .map(|level| level.word().to_owned())
                .or(event.kind.clone()),
            time,
            event.user.clone(),
            Some(computers),
            event.category.clone(),
            event.data.clone(),
        ];
        let labels = FIELDS.into_iter().map(|(label, _)| label).chain(["Data"]);
        let fields = labels.zip(values).filter_map(|(label, value)| {
            let value = value.filter(|value| !value.is_empty())?;
            Some((label, value))
        });
        Self {
            name: wording::event_read(event.source.as_deref(), event.id),
            href,
            level: level.map_or("", Level::word),
            class: level_class(spread.level),
            source: event.source.clone().unwrap_or_default(),
            count,
            recovered: spread.recovered,
            seconds: moments,
            fields: fields.collect(),
            message: message.unwrap_or_else(|| vec![(description.clone(), false)]),
            codes: codes_in(&messages, paths),
            variants,
            other_variants: spread.other_variants,
            typed: typed(&event),
            strings: event.strings,
            description,
            is_unknown: !is_certain,
            nearest: nearest.into_iter().map(near).collect(),
            draft,
            of_source: of_source.filter(|_| !is_certain),
            same,
            groups,
            guides,
            general_guides,
            desk: None,
        }
    }

    /// The same, with what people added about the event.
    pub(super) fn with_desk(self, desk: Option<DeskPart>) -> Self {
        Self { desk, ..self }
    }
}

impl Group {
    /// The articles of one relation; `None` if there are none.
    fn new(
        found: &[FoundArticle],
        event: &EventRecord,
        is_certain: bool,
        snapshot: &Snapshot,
        paths: &Paths,
    ) -> Option<Self> {
        let relation = found.first()?.relation;
        let shared = wording::relation(relation, event);
        let articles = found.iter().map(|found| FoundView {
            article: ArticleRow::new(&found.id, snapshot, paths),
            why: wording::beyond(relation, &found.why),
        });
        Some(Self {
            heading: shared,
            is_folded: relation == Relation::OtherEvent && (is_certain || event.source.is_some()),
            articles: articles.collect(),
        })
    }
}

/// The variants of a message, the most frequent first, each with the words marked that are not in
/// the first.
fn variants(first: &str, spread: &Spread) -> Vec<(Vec<(String, bool)>, u64)> {
    let marked = |variant: &Variant| {
        let message = variant.message_or_strings();
        let pieces = differences(&message, first).unwrap_or_else(|| vec![(message, false)]);
        (pieces, variant.count)
    };
    spread.different().into_iter().map(marked).collect()
}

/// A draft of an article about an event, with placeholders for people and machines.
fn draft_of(finding: &Finding) -> String {
    let event = &finding.event;
    let names = PersonalNames::of(std::slice::from_ref(finding));
    let message = event.description.as_deref().unwrap_or_default();
    let message = with_placeholders(message, &names).text;
    let title = wording::event_read(event.source.as_deref(), event.id);
    draft(&Draft {
        id: None,
        title: Some(&title),
        event: DraftEvent {
            id: event.id,
            source: event.source.as_deref(),
            kind: event.kind.as_deref(),
            message: Some(&*message).filter(|message| !message.is_empty()),
        },
    })
}

/// The known codes in a message.
fn codes_in(message: &str, paths: &Paths) -> Vec<(String, String, &'static str)> {
    let mut known: Vec<(String, String, &'static str)> = Vec::new();
    for mention in spelled_codes(message) {
        let mut readings = mention.readings.iter();
        let code = readings.find_map(|code| Some((code, code.meaning()?)));
        if let Some((code, meaning)) = code {
            let name = match code.name() {
                Some(name) => format!("{} ({name})", code.commonest_spelling()),
                None => code.commonest_spelling(),
            };
            let row = (name, paths.code(code), meaning);
            if !known.contains(&row) && known.len() < CODES {
                known.push(row);
            }
        }
    }
    known
}

/// The class of a level.
pub(super) fn level_class(level: Level) -> &'static str {
    match level {
        Level::Critical | Level::Error | Level::AuditFailure => "error",
        Level::Warning => "warning",
        Level::Information | Level::AuditSuccess | Level::Verbose => "information",
        Level::Other => "other",
    }
}

/// The fields of an event as a person may correct them.
fn typed(event: &EventRecord) -> Vec<(&'static str, &'static str, String)> {
    let values = [
        event.log.clone(),
        event.source.clone(),
        event.id.map(|id| id.to_string()),
        event.kind.clone(),
        event.time.clone(),
        event.user.clone(),
        event.computer.clone(),
        event.category.clone(),
    ];
    let values = values.into_iter().map(Option::unwrap_or_default);
    let fields = FIELDS.into_iter().zip(values);
    fields
        .map(|((label, name), value)| (label, name, value))
        .collect()
}
