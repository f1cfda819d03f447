//! A diagnosis as a text for a ticket, with or without the names of people and machines.

use std::collections::HashSet;

use super::{
    diagnosis::{diagnosis_reasons, times},
    lookup::event_read,
    markdown::escaped,
    search::search_reasons,
};
use crate::{
    diagnosis::{Finding, Reason},
    eventlog::moment_text,
    evidence::ArticleId,
    guide::{Fit, Pairs},
    library::Library,
    lookup::{Diagnosis, GuideStart, Knowledge, PersonalNames, Placeholders, guides_of},
    number::counted,
    search::Hit,
};

/// The most findings in a ticket.
const FINDINGS: usize = 20;
/// The most articles of a finding.
const ARTICLES: usize = 3;
/// The most variants of a message.
const VARIANTS: usize = 4;
/// The most guides of a finding.
const GUIDES: usize = 3;
/// The most problems in a ticket.
const PROBLEMS: usize = 10;
/// The most characters of a message; longer ones are cut.
const LONGEST: usize = 1000;

/// The form of the text for a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Plain lines.
    Text,
    /// Markdown.
    Markdown,
}

/// Makes the addresses in the text, so that readers of the ticket can open them; an empty
/// address is left out.
#[derive(Clone, Copy)]
pub struct Links<'l> {
    /// The address of an article.
    pub article: &'l dyn Fn(&ArticleId) -> String,
    /// The address at which a guide starts with these answers.
    pub guide: &'l dyn Fn(&str, &Pairs) -> String,
}

/// What a ticket says about a diagnosis.
#[derive(Clone)]
pub struct Triage<'l> {
    links: Links<'l>,
    /// What was read.
    title: String,
    findings: Vec<Entry>,
    /// What was left out.
    more: Vec<String>,
    problems: Vec<String>,
    names: PersonalNames,
}

/// A group of events or, if there is none, what the words of a text lead to.
#[derive(Clone)]
struct Entry {
    name: String,
    level: &'static str,
    /// How often it happened, and when.
    spread: String,
    computers: Vec<String>,
    has_more_computers: bool,
    user: Option<String>,
    message: String,
    /// If messages differ, the most frequent ones: how often each occurs, and the message.
    variants: Vec<(u64, String)>,
    articles: Vec<Article>,
    guides: Vec<Guide>,
}

#[derive(Clone)]
struct Article {
    id: ArticleId,
    title: String,
    why: String,
    /// Whether the reasons mention words of the message.
    has_words: bool,
}

#[derive(Clone)]
struct Guide {
    id: String,
    title: String,
    answers: Pairs,
}

/// A diagnosis in all forms that a ticket may need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriageTexts {
    /// As plain text.
    pub text: String,
    /// As Markdown.
    pub markdown: String,
    /// As plain text with placeholders.
    pub text_with_placeholders: String,
    /// As Markdown with placeholders.
    pub markdown_with_placeholders: String,
    /// Each placeholder in these texts with what it replaces, in order.
    pub placeholders: Vec<(String, String)>,
}

impl TriageTexts {
    /// All forms of one text.
    pub fn of(triage: &Triage<'_>) -> Self {
        let (hidden, placeholders) = triage.with_placeholders();
        Self {
            text: triage.write(Form::Text),
            markdown: triage.write(Form::Markdown),
            text_with_placeholders: hidden.write(Form::Text),
            markdown_with_placeholders: hidden.write(Form::Markdown),
            placeholders,
        }
    }
}

impl<'l> Triage<'l> {
    /// What a ticket says about a diagnosis. `by_words` are the articles that match the words of a
    /// text, if its events have no articles; see [`crate::lookup::by_words`].
    pub fn of(
        known: &Knowledge<'_>,
        diagnosis: &Diagnosis<'_>,
        by_words: &[Hit],
        links: Links<'l>,
    ) -> Self {
        let shown = diagnosis.findings.iter().take(FINDINGS);
        let entry = |finding: &Finding| {
            let guides = guides_of(known, finding);
            Entry::of(finding, known.library, &guides)
        };
        let mut findings: Vec<Entry> = shown.map(entry).collect();
        let words = Entry::of_words(diagnosis, by_words);
        if !words.articles.is_empty() || !words.guides.is_empty() || findings.is_empty() {
            findings.push(words);
        }
        let problems = diagnosis.problems.iter().take(PROBLEMS);
        Self {
            links,
            title: title(diagnosis),
            findings,
            more: more(diagnosis),
            problems: problems
                .map(|problem| one_line(&problem.to_string()))
                .collect(),
            names: PersonalNames::of(&diagnosis.findings),
        }
    }

    /// The diagnosis with placeholders for users, machines, paths and addresses, and each
    /// placeholder with what it replaces.
    pub fn with_placeholders(&self) -> (Self, Vec<(String, String)>) {
        let plain = self.write(Form::Text);
        let (events, problems) = (self.findings.iter(), self.problems.iter());
        let messages = events.flat_map(|entry| {
            let variants = entry.variants.iter().map(|(_, message)| &**message);
            variants.chain([&*entry.message])
        });
        let messages = messages.chain(problems.map(String::as_str));
        let mut placeholders = Placeholders::new(messages, &self.names);
        placeholders.keep_free(&plain);
        let mut hidden = self.clone();
        for entry in &mut hidden.findings {
            entry.hide(&mut placeholders);
        }
        for problem in &mut hidden.problems {
            *problem = placeholders.replace(problem);
        }
        let text = hidden.write(Form::Text);
        let words: HashSet<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        let mut list = placeholders.list;
        list.retain(|(placeholder, _)| words.contains(&**placeholder));
        (hidden, list)
    }

    /// The text, with a line break after the last line.
    pub fn write(&self, form: Form) -> String {
        let mut lines = Lines {
            form,
            text: String::new(),
        };
        lines.head(&self.title);
        for entry in &self.findings {
            entry.write(&mut lines, self.links);
        }
        for line in &self.more {
            lines.item(0, &lines.plain(line));
        }
        if !self.problems.is_empty() {
            lines.head("Could not be read:");
        }
        for problem in &self.problems {
            lines.item(1, &lines.plain(problem));
        }
        lines.text
    }
}

/// The first line.
fn title(diagnosis: &Diagnosis<'_>) -> String {
    let events: usize = diagnosis.findings.iter().map(|finding| finding.count).sum();
    match diagnosis.findings.len() {
        0 => "Diagnosis: no event recognized".to_owned(),
        _ if events == 1 => "Diagnosis: 1 event".to_owned(),
        groups => format!(
            "Diagnosis: {} in {}",
            counted(events, "event"),
            counted(groups, "group")
        ),
    }
}

/// What is not in the text.
fn more(diagnosis: &Diagnosis<'_>) -> Vec<String> {
    let groups = diagnosis.findings.len().saturating_sub(FINDINGS) as u64;
    let groups = groups + diagnosis.left_out.groups;
    let mut more = Vec::new();
    if groups > 0 {
        more.push(format!("Left out: {} of events", counted(groups, "group")));
    }
    if diagnosis.unchecked_events > 0 {
        let events = counted(diagnosis.unchecked_events, "event");
        more.push(format!("Time ran out; not checked: {events}"));
    }
    more
}

impl Entry {
    fn of(finding: &Finding, library: &Library, guides: &[GuideStart<'_>]) -> Self {
        let (event, spread) = (&finding.event, &finding.spread);
        let articles = finding.articles.iter().take(ARTICLES);
        let mut computers = spread.computers.clone();
        if computers.is_empty() {
            computers.extend(event.computer.clone());
        }
        Self {
            name: one_line(&event_read(event.source.as_deref(), event.id)),
            level: spread.level.word(),
            spread: one_line(&happened(finding)),
            computers: computers.iter().map(|name| one_line(name)).collect(),
            has_more_computers: spread.has_more_computers,
            user: event.user.as_deref().map(one_line),
            message: one_line(event.description.as_deref().unwrap_or_default()),
            variants: variants(finding),
            articles: articles
                .map(|found| Article {
                    id: found.id.clone(),
                    title: title_of(library, &found.id),
                    why: one_line(&diagnosis_reasons(&found.why).join("; ")),
                    has_words: found.why.iter().any(|why| matches!(why, Reason::Words(_))),
                })
                .collect(),
            guides: (guides.iter())
                .filter(|start| start.fit == Fit::Full)
                .take(GUIDES)
                .map(Guide::of)
                .collect(),
        }
    }

    /// What the words of a text lead to.
    fn of_words(diagnosis: &Diagnosis<'_>, by_words: &[Hit]) -> Self {
        let codes = diagnosis.codes.iter();
        let codes: Vec<String> = codes.map(|read| read.code.commonest_spelling()).collect();
        let articles = by_words.iter().take(ARTICLES).map(|hit| Article {
            id: hit.id.clone(),
            title: one_line(&hit.title),
            why: one_line(&search_reasons(&hit.why).join("; ")),
            has_words: true,
        });
        let name = match (diagnosis.findings.is_empty(), codes.is_empty()) {
            (true, false) => codes.join(", "),
            _ => "Articles and guides that match the words".to_owned(),
        };
        Self {
            name: one_line(&name),
            level: "",
            spread: String::new(),
            computers: Vec::new(),
            has_more_computers: false,
            user: None,
            message: String::new(),
            variants: Vec::new(),
            articles: articles.collect(),
            guides: diagnosis
                .guides
                .iter()
                .take(GUIDES)
                .map(Guide::of)
                .collect(),
        }
    }

    /// Puts placeholders in place of everything that identifies people and machines.
    fn hide(&mut self, placeholders: &mut Placeholders) {
        for computer in &mut self.computers {
            *computer = placeholders.replace_host(computer);
        }
        self.user = self
            .user
            .take()
            .map(|user| placeholders.replace_user(&user));
        self.message = placeholders.replace(&self.message);
        for (_, message) in &mut self.variants {
            *message = placeholders.replace(message);
        }
        for article in self.articles.iter_mut().filter(|article| article.has_words) {
            article.why = "contains words from the message".to_owned();
        }
        for guide in &mut self.guides {
            // An answer taken from the message may be a name; without it, the guide asks for it.
            guide
                .answers
                .retain(|(_, value)| placeholders.replaces_nothing_in(value));
        }
    }

    fn write(&self, lines: &mut Lines, links: Links<'_>) {
        let level = match self.level {
            "" | "Other" => String::new(),
            level => format!(" ({level})"),
        };
        lines.head(&format!("{}{level}", self.name));
        if !self.spread.is_empty() {
            lines.item(1, &lines.plain(&self.spread));
        }
        if !self.computers.is_empty() {
            let label = if self.computers.len() == 1 {
                "Computer"
            } else {
                "Computers"
            };
            let more = if self.has_more_computers {
                " and more"
            } else {
                ""
            };
            let computers = self.computers.join(", ");
            lines.item(1, &lines.plain(&format!("{label}: {computers}{more}")));
        }
        if let Some(user) = self.user.as_ref().filter(|user| !user.is_empty()) {
            lines.item(1, &lines.plain(&format!("User: {user}")));
        }
        for (count, message) in &self.variants {
            let count = counted(*count, "time");
            lines.item(1, &lines.plain(&format!("{count}: {}", cut(message))));
        }
        if !self.message.is_empty() && self.variants.is_empty() {
            lines.item(1, &lines.plain(&format!("Message: {}", cut(&self.message))));
        }
        for article in &self.articles {
            let url = (links.article)(&article.id);
            let name = format!("{}: {}", article.id, article.title);
            lines.link(name.trim_end_matches([':', ' ']), &url, &article.why);
        }
        for guide in &self.guides {
            let url = (links.guide)(&guide.id, &guide.answers);
            lines.link(&format!("Guide: {}", guide.title), &url, "");
        }
    }
}

impl Guide {
    fn of(start: &GuideStart<'_>) -> Self {
        Self {
            id: start.guide.id.clone(),
            title: one_line(&start.guide.title),
            answers: start.answers(),
        }
    }
}

fn title_of(library: &Library, id: &ArticleId) -> String {
    let entry = library.get(id);
    entry.map_or_else(String::new, |entry| one_line(&entry.title))
}

/// The most frequent messages of a finding whose messages differ.
fn variants(finding: &Finding) -> Vec<(u64, String)> {
    let different = finding.spread.different().into_iter().take(VARIANTS);
    let different =
        different.map(|variant| (variant.count, one_line(&variant.message_or_strings())));
    different.collect()
}

/// How often an event happened, and when.
fn happened(finding: &Finding) -> String {
    let spread = &finding.spread;
    let count = times(finding.count, spread.recovered);
    let (first, last) = (
        spread.first.and_then(moment_text),
        spread.last.and_then(moment_text),
    );
    match (first, last, &finding.event.time) {
        (Some(first), Some(last), _) if first != last => format!("{count}, {first} to {last}"),
        (Some(at), ..) | (None, Some(at), _) => format!("{count}, {at}"),
        (None, None, Some(written)) => format!("{count}, {written}"),
        (None, None, None) => count,
    }
}

/// A text without line breaks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first words of a text, and a sign that there are more.
fn cut(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LONGEST) else {
        return text.to_owned();
    };
    let head = text.get(..end).unwrap_or_default();
    // Half a placeholder would read as a different one.
    let words = head.trim_end_matches(char::is_alphanumeric);
    let words = if words.is_empty() { head } else { words };
    format!("{} \u{2026}", words.trim_end())
}

/// The lines of a text for a ticket.
struct Lines {
    form: Form,
    text: String,
}

impl Lines {
    /// A plain text in this form.
    fn plain(&self, text: &str) -> String {
        match self.form {
            Form::Text => text.to_owned(),
            Form::Markdown => escaped(text),
        }
    }

    /// A line above items.
    fn head(&mut self, text: &str) {
        let is_apart = self.text.is_empty() || self.text.ends_with("\n\n");
        let blank = if is_apart { "" } else { "\n" };
        let text = self.plain(text);
        let line = match self.form {
            Form::Text => format!("{blank}{text}\n"),
            Form::Markdown => format!("{blank}**{text}**\n\n"),
        };
        self.text.push_str(&line);
    }

    /// Adds an item that is already written in this form.
    fn item(&mut self, depth: usize, written: &str) {
        let mark = match (self.form, depth) {
            (Form::Text, 0) => "",
            (Form::Text, _) => "  ",
            (Form::Markdown, _) => "- ",
        };
        self.text.push_str(mark);
        self.text.push_str(written);
        self.text.push('\n');
    }

    /// Adds an item with an address, and the reason for it.
    fn link(&mut self, name: &str, url: &str, why: &str) {
        let why = match why {
            "" => String::new(),
            why => format!(" ({})", self.plain(why)),
        };
        let name = self.plain(name);
        let line = match (self.form, url) {
            (_, "") => format!("{name}{why}"),
            (Form::Text, url) => format!("{name}{why}: {url}"),
            (Form::Markdown, url) => format!("[{name}](<{url}>){why}"),
        };
        self.item(1, &line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnosis::{FoundArticle, Relation, Spread},
        eventlog::Level,
        evidence::EventRecord,
        markup::{markdown, text},
    };

    const LINKS: Links<'_> = Links {
        article: &|id| format!("/kb/{id}"),
        guide: &|_, _| String::new(),
    };

    fn finding(message: &str) -> Finding {
        Finding {
            event: EventRecord {
                source: Some("Lamp".to_owned()),
                id: Some(7),
                description: Some(message.to_owned()),
                user: Some("CORP\\bob".to_owned()),
                ..EventRecord::default()
            },
            count: 3,
            spread: Spread {
                level: Level::Error,
                recovered: 0,
                first: Some(0),
                last: Some(60),
                computers: vec!["PC1".to_owned(), "Lamp".to_owned()],
                has_more_computers: true,
                variants: Vec::new(),
                other_variants: 0,
            },
            articles: vec![FoundArticle {
                id: ArticleId::parse("Q1001").unwrap(),
                relation: Relation::SameMessage,
                quoted: None,
                why: vec![Reason::Message { is_same: true }],
            }],
        }
    }

    fn triage(message: &str) -> Triage<'static> {
        let finding = finding(message);
        let entry = Entry::of(&finding, &Library::default(), &[]);
        Triage {
            links: LINKS,
            title: "Diagnosis: 3 events in 1 group".to_owned(),
            findings: vec![entry],
            more: vec!["Left out: 1 group of events".to_owned()],
            problems: vec!["C:\\Users\\bob\\a.evtx: odd".to_owned()],
            names: PersonalNames::of(&[finding]),
        }
    }

    #[test]
    fn a_ticket_has_what_was_found() {
        let texts = TriageTexts::of(&triage("The lamp of bob on pc1\nis dark."));
        assert_eq!(
            texts.text,
            "Diagnosis: 3 events in 1 group\n\nEvent 7 from Lamp (Error)\n  \
             3 times, 1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z\n  Computers: PC1, Lamp and more\n  \
             User: CORP\\bob\n  Message: The lamp of bob on pc1 is dark.\n  \
             Q1001 (quotes this message): /kb/Q1001\nLeft out: 1 group of events\n\n\
             Could not be read:\n  C:\\Users\\bob\\a.evtx: odd\n"
        );
        for said in [
            "**Event 7 from Lamp (Error)**\n\n- 3 times",
            "- [Q1001](</kb/Q1001>) (quotes this message)\n",
        ] {
            assert!(texts.markdown.contains(said), "{}", texts.markdown);
        }
        for said in [
            "Event 7 from Lamp (Error)",
            "  Computers: HOST1, HOST2 and more\n",
            "  User: DOMAIN1\\USER1\n",
            "  Message: The lamp of USER1 on HOST1 is dark.\n",
            "  PATH1: odd\n",
        ] {
            let text = &texts.text_with_placeholders;
            assert!(text.contains(said), "{said}: {text}");
        }
        let markdown = &texts.markdown_with_placeholders;
        assert!(markdown.contains("USER1 on HOST1"), "{markdown}");
        let first = texts
            .placeholders
            .first()
            .map(|(placeholder, value)| (&**placeholder, &**value));
        assert_eq!(first, Some(("HOST1", "PC1")));
    }

    #[test]
    fn no_message_breaks_markdown() {
        for message in [
            "# a\n# b\n\n---\n- c",
            "[x](javascript:y) ![z](http://a) <b>&lt;</b>",
            "``` `x` *y* __z__ ~~w~~ | a | b |",
            "\\ \\[ \\` 1. 2) > q",
        ] {
            let markdown = triage(message).write(Form::Markdown);
            let line = markdown
                .lines()
                .find(|line| line.starts_with("- Message: "));
            let blocks = markdown::read(line.unwrap()).0;
            let plain = text::write(&blocks);
            let expect = format!("Message: {}", one_line(message));
            assert!(plain.trim().ends_with(&expect), "{plain} / {expect}");
        }
    }

    #[test]
    fn a_long_message_is_cut_between_words() {
        let text = triage(&"bob ".repeat(1000))
            .with_placeholders()
            .0
            .write(Form::Text);
        let line = text
            .lines()
            .find(|line| line.starts_with("  Message: "))
            .unwrap();
        assert!(line.ends_with(" USER1 \u{2026}"), "{line}");
        assert!(line.chars().count() <= LONGEST + 20, "{line}");
        let long = "bob ".repeat(1000) + "10.1.2.3";
        let (_, list) = triage(&long).with_placeholders();
        assert!(
            list.iter().all(|(_, value)| value != "10.1.2.3"),
            "{list:?}"
        );
        let endless = triage(&"x".repeat(5000)).write(Form::Text);
        assert!(endless.contains("xxx \u{2026}"));
        assert!(
            endless
                .lines()
                .all(|line| line.chars().count() <= LONGEST + 20)
        );
    }
}
