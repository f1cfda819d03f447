//! What the front matter of an article says: its ID, its titles and its [`Metadata`].

use std::collections::HashSet;

use super::{
    date::{self, DateReading, Order},
    fields::{self, Meaning},
    json,
    marks::Syntax,
    report::Report,
    title::is_placeholder,
    toml,
    value::{Entry, Field, Value},
    yaml,
};
use crate::{
    article::{
        Metadata, Visibility,
        fields::{list_field, text_field},
    },
    evidence::ArticleId,
};

/// The largest front matter that is read, in bytes.
pub(super) const FRONT_MATTER_LIMIT: usize = 64 * 1024;

/// The most unknown names that are compared with the known ones.
const MAX_UNKNOWN: usize = 100;

/// What an ID looks like.
const ID_ADVICE: &str = "an ID is a word, a hyphen and a number, such as `VPN-012`";

/// What to do about a visibility that isn't understood.
const VISIBILITY_ADVICE: &str = "write `visibility: internal` or `visibility: public`";

/// What the front matter says.
#[derive(Default)]
pub(super) struct FrontMatter {
    pub(super) id: Option<ArticleId>,
    /// The titles that it gives, the best first.
    pub(super) titles: Vec<String>,
    pub(super) meta: Metadata,
    /// Whether fields are to be taken literally: no dates are parsed.
    pub(super) has_exact_fields: bool,
    /// Whether headings are to be taken literally: none is moved, and only the archive's headings
    /// have a role.
    pub(super) has_exact_headings: bool,
}

/// The text as an ID, if it is one.
pub(super) fn written_id(text: &str) -> Option<ArticleId> {
    ArticleId::written(text)
}

impl FrontMatter {
    /// Reads the lines between the marks; their first line is line `first` of the file.
    pub(super) fn read(syntax: Syntax, text: &str, first: usize, report: &mut Report<'_>) -> Self {
        if text.len() > FRONT_MATTER_LIMIT {
            let message = "the front matter is larger than 64 KB and was ignored";
            report.error(1, message, "shorten it");
            let mut nothing = Self::default();
            nothing.hide_if_lost(text);
            return nothing;
        }
        let (entries, problems) = match syntax {
            Syntax::Yaml => yaml::read(text),
            Syntax::Toml => toml::read(text),
            Syntax::Json => json::read(text),
        };
        let is_left_out = problems.iter().any(|problem| problem.is_left_out);
        for problem in problems {
            let line = problem.line + first - 1;
            if problem.is_left_out {
                let message = format!(
                    "this part of the front matter can't be read: {}",
                    problem.message
                );
                report.error(line, message, problem.advice);
            } else {
                let message = format!("this is read as it is written: {}", problem.message);
                report.warning(line, message, problem.advice);
            }
        }
        let mut fields = Fields::default();
        let entries = once_each(entries, first, report);
        for field in super::value::fields(fields.take_other(entries)) {
            fields.add(field, first, report);
        }
        let mut front = fields.finish(report);
        if is_left_out {
            front.hide_if_lost(text);
        }
        front
    }

    /// Makes the article internal if `text`, part of which could not be read, may say so.
    pub(super) fn hide_if_lost(&mut self, text: &str) {
        let visibility = &mut self.meta.visibility;
        if visibility.is_empty() && text.to_lowercase().contains("visibility") {
            Visibility::Internal.word().clone_into(visibility);
        }
    }
}

/// The entries without repetitions of the same known field.
fn once_each(entries: Vec<Entry>, first: usize, report: &mut Report<'_>) -> Vec<Entry> {
    let mut seen = HashSet::new();
    let mut once = Vec::with_capacity(entries.len());
    for entry in entries {
        let known = fields::meaning(&entry.key);
        let is_second = !seen.insert(entry.key.clone()) && known.is_some();
        if is_second {
            let message = format!("`{}` is given twice", entry.key);
            report.error(entry.line + first - 1, message, "remove one of the two");
        }
        // If either of the two hides the article, it is hidden.
        if !is_second || known.is_some_and(|(_, meaning)| meaning == Meaning::Visibility) {
            once.push(entry);
        }
    }
    once
}

/// A known field.
struct Known {
    meaning: Meaning,
    /// The rank of its name among those with this meaning.
    rank: usize,
    field: Field,
    /// Its line in the file.
    line: usize,
    /// How many fields come before it.
    at: usize,
}

/// The fields of the front matter on their way into [`FrontMatter`].
#[derive(Default)]
struct Fields {
    known: Vec<Known>,
    /// All other fields, each with its position.
    other: Vec<(usize, String, String)>,
    count: usize,
    unknown: usize,
}

impl Fields {
    /// Takes our own field `other`, a list of labels and texts.
    fn take_other(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut rest = Vec::with_capacity(entries.len());
        for entry in entries {
            match entry.value {
                Value::List(items) if entry.key == "other" => {
                    for item in items {
                        self.take_labels(item);
                    }
                }
                map @ Value::Map(_) if entry.key == "other" => self.take_labels(map),
                value => rest.push(Entry { value, ..entry }),
            }
        }
        rest
    }

    fn take_labels(&mut self, value: Value) {
        let entries = match value {
            Value::Map(entries) => entries,
            Value::Text(text) => {
                self.other.push((0, "other".to_owned(), text));
                return;
            }
            Value::Null | Value::List(_) => return,
        };
        for Entry { key, line, value } in entries {
            if value == Value::Null {
                self.other.push((0, key, String::new()));
                continue;
            }
            let one = Entry { key, line, value };
            for field in super::value::fields(vec![one]) {
                let name = field.name;
                let texts = field.texts.into_iter();
                self.other.extend(texts.map(|text| (0, name.clone(), text)));
            }
        }
    }

    fn add(&mut self, field: Field, first: usize, report: &mut Report<'_>) {
        self.count += 1;
        let line = field.line + first - 1;
        match fields::meaning(&field.name) {
            Some((rank, meaning)) => self.known.push(Known {
                meaning,
                rank,
                field,
                line,
                at: self.count,
            }),
            None if fields::is_like_visibility(&field.name) => {
                self.known.push(Known {
                    meaning: Meaning::Visibility,
                    rank: usize::MAX,
                    field,
                    line,
                    at: self.count,
                });
            }
            None => {
                self.unknown += 1;
                let may_be_typo = self.unknown <= MAX_UNKNOWN;
                if may_be_typo && let Some(known) = fields::closest_known_name(&field.name) {
                    let message = format!("`{}` is not a known field", field.name);
                    report.warning(line, message, format!("did you mean `{known}`?"));
                }
                self.put_aside(field.name, field.texts, self.count);
            }
        }
    }

    /// Keeps the texts of a field that we have no field for.
    fn put_aside(&mut self, name: String, texts: Vec<String>, at: usize) {
        let texts = texts.into_iter().filter(|text| !text.is_empty());
        self.other
            .extend(texts.map(|text| (at, name.clone(), text)));
    }

    fn finish(mut self, report: &mut Report<'_>) -> FrontMatter {
        let mut front = FrontMatter::default();
        let mut known = std::mem::take(&mut self.known);
        known.sort_by_key(|known| known.rank);
        for one in known.iter().filter(|one| one.meaning == Meaning::AsWritten) {
            let says = |word: &str| one.field.texts.iter().any(|text| text == word);
            front.has_exact_fields = says("fields");
            front.has_exact_headings = says("headings");
        }
        let mut has_products = known
            .iter()
            .any(|known| known.meaning == Meaning::List("products"));
        for one in known {
            let Known {
                meaning,
                field,
                line,
                at,
                ..
            } = one;
            let Field {
                name,
                texts,
                is_list,
                ..
            } = field;
            let first = texts.iter().find(|text| !text.trim().is_empty()).cloned();
            let unused = match meaning {
                Meaning::Id => front.id(first, texts, &name, line, report),
                Meaning::Alias => {
                    front.aliases(texts);
                    Vec::new()
                }
                Meaning::Title | Meaning::OtherTitle => {
                    let is_exact = front.has_exact_fields;
                    let is_title = |text: &String| {
                        !text.trim().is_empty() && (is_exact || !is_placeholder(text))
                    };
                    front.titles.extend(texts.into_iter().filter(is_title));
                    Vec::new()
                }
                Meaning::Words(key) => {
                    let texts = match is_list {
                        true => texts,
                        false => texts.iter().flat_map(|text| list_items(text)).collect(),
                    };
                    if let Some(list) = list_field(&mut front.meta, key) {
                        let tags = texts.into_iter().filter(|text| !text.is_empty());
                        let tags = tags.map(|text| match text.trim_start_matches('#') {
                            tag if key == "tags" && !tag.is_empty() => tag.to_owned(),
                            _ => text,
                        });
                        add_new(list, tags);
                    }
                    Vec::new()
                }
                Meaning::List(key) => match list_field(&mut front.meta, key) {
                    Some(list) if list.is_empty() => {
                        *list = texts;
                        Vec::new()
                    }
                    _ => texts,
                },
                Meaning::AppliesTo => {
                    if !has_products {
                        let lines = texts.iter().map(|text| text.trim().to_owned());
                        let lines = lines.filter(|text| !text.is_empty());
                        add_new(&mut front.meta.products, lines);
                        has_products = true;
                    }
                    match front.meta.applies_to.is_empty() {
                        true => {
                            front.meta.applies_to = texts;
                            Vec::new()
                        }
                        false => texts,
                    }
                }
                Meaning::Text(key) => front.text(key, texts, line, report),
                Meaning::Day(key) => front.day(key, texts, Order::Unknown, (&name, line), report),
                Meaning::MonthFirstDay(key) => {
                    front.day(key, texts, Order::MonthFirst, (&name, line), report)
                }
                Meaning::Draft | Meaning::Published => {
                    let is_yes = first.as_deref().and_then(yes);
                    match is_yes.map(|is_yes| is_yes == (meaning == Meaning::Draft)) {
                        Some(true) => {
                            "draft".clone_into(&mut front.meta.status);
                            Vec::new()
                        }
                        Some(false) => Vec::new(),
                        None => texts,
                    }
                }
                Meaning::Status => front.status(first, texts, line, report),
                Meaning::Visibility => {
                    front.visibility(&name, &texts, line, report);
                    Vec::new()
                }
                Meaning::AsWritten => Vec::new(),
            };
            self.put_aside(name, unused, at);
        }
        self.other.sort_by_key(|(at, ..)| *at);
        let other = self.other.into_iter();
        front.meta.other = other.map(|(_, label, text)| (label, text)).collect();
        front
    }
}

impl FrontMatter {
    /// The first ID that is written counts; any others are aliases.
    fn id(
        &mut self,
        first: Option<String>,
        texts: Vec<String>,
        name: &str,
        line: usize,
        report: &mut Report<'_>,
    ) -> Vec<String> {
        let Some(text) = first else { return texts };
        match written_id(&text) {
            Some(id) if self.id.is_none() => self.id = Some(id),
            Some(_) => self.aliases(texts),
            None => {
                if name == "id" {
                    report.error(line, format!("`{text}` is not an article ID"), ID_ADVICE);
                }
                self.aliases(texts);
            }
        }
        Vec::new()
    }

    fn aliases(&mut self, texts: Vec<String>) {
        let texts = texts.into_iter().map(|text| text.trim().to_owned());
        let said = texts.filter(|text| !text.is_empty() && !is_placeholder(text));
        add_new(&mut self.meta.aliases, said);
    }

    /// Returns the texts that are not used.
    fn text(
        &mut self,
        key: &str,
        texts: Vec<String>,
        line: usize,
        report: &mut Report<'_>,
    ) -> Vec<String> {
        let Some(field) = text_field(&mut self.meta, key) else {
            return texts;
        };
        let is_filled_in = self.has_exact_fields || !texts.iter().any(|text| is_placeholder(text));
        if !field.is_empty() || texts.is_empty() || !is_filled_in {
            return texts;
        }
        *field = match texts.as_slice() {
            [one] => one.clone(),
            several => several.join(", "),
        };
        if key == "superseded_by" && !field.is_empty() && written_id(field).is_none() {
            let message = format!("`{field}` is not an article ID");
            report.warning(line, message, ID_ADVICE);
        }
        Vec::new()
    }

    /// Returns the texts that are not used.
    fn day(
        &mut self,
        key: &str,
        texts: Vec<String>,
        order: Order,
        (name, line): (&str, usize),
        report: &mut Report<'_>,
    ) -> Vec<String> {
        let (Some(field), [text]) = (text_field(&mut self.meta, key), texts.as_slice()) else {
            return texts;
        };
        if self.has_exact_fields && field.is_empty() {
            field.clone_from(text);
            return Vec::new();
        }
        if !field.is_empty() || text.is_empty() || is_placeholder(text) {
            return texts;
        }
        let text = text.clone();
        *field = match date::read(&text, order) {
            DateReading::Day(day) => day,
            DateReading::Ambiguous(one, two) => {
                let message = format!("`{text}` may be {one} or {two}");
                report.warning(line, message, format!("write `{one}` or `{two}`"));
                text
            }
            // Our own field takes any text.
            DateReading::Unreadable if name == key => text,
            DateReading::Unreadable => {
                let message = format!("`{text}` is not a date");
                report.warning(line, message, "write it as in `2024-05-27`");
                text
            }
        };
        Vec::new()
    }

    /// Returns the texts that are not used.
    fn status(
        &mut self,
        first: Option<String>,
        texts: Vec<String>,
        line: usize,
        report: &mut Report<'_>,
    ) -> Vec<String> {
        let Some(text) = first else { return texts };
        if self.has_exact_fields {
            self.meta.status = text;
            return Vec::new();
        }
        let word = text.trim().to_lowercase();
        let status = match word.as_str() {
            "draft" | "wip" | "work in progress" | "entwurf" | "brouillon" | "borrador" => "draft",
            "published" => "published",
            "retired" | "deprecated" | "archived" | "obsolete" | "outdated" => "retired",
            _ => {
                let known = ["draft", "published", "retired"];
                let is_near = |known: &&&str| strsim::osa_distance(&word, known) <= 2;
                if let Some(known) = known.iter().find(is_near) {
                    let message = format!("`{text}` is not a known status");
                    report.warning(line, message, format!("did you mean `{known}`?"));
                }
                return texts;
            }
        };
        if self.meta.status.is_empty() {
            status.clone_into(&mut self.meta.status);
        }
        Vec::new()
    }

    /// Makes the article internal unless everything said is that it is public.
    fn visibility(&mut self, name: &str, texts: &[String], line: usize, report: &mut Report<'_>) {
        let visibility = &mut self.meta.visibility;
        let said = match texts {
            [one] if fields::meaning(name).is_some() => Visibility::parse(one),
            _ => None,
        };
        if said.is_none() {
            let message = match (fields::meaning(name), texts) {
                (None, _) => format!("`{name}` is not a known field; this counts as internal"),
                (_, []) => "`visibility` says nothing; this counts as internal".to_owned(),
                (_, texts) => {
                    let said = texts.join(", ");
                    format!("`{said}` is not a known visibility; this counts as internal")
                }
            };
            report.error(line, message, VISIBILITY_ADVICE);
        }
        let said = said.unwrap_or(Visibility::Internal);
        if visibility.is_empty() || said == Visibility::Internal {
            said.word().clone_into(visibility);
        }
    }
}

/// The items of a list written as `a, b`.
fn list_items(text: &str) -> Vec<String> {
    let parts = text.split([',', ';']).map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

fn add_new(list: &mut Vec<String>, texts: impl IntoIterator<Item = String>) {
    let mut known: HashSet<String> = list.iter().cloned().collect();
    for text in texts {
        if known.insert(text.clone()) {
            list.push(text);
        }
    }
}

fn yes(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}
