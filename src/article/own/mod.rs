//! Reads and writes our own article format: Markdown with YAML front matter.
//!
//! The front matter has a key a field of [`Metadata`]; `##` headings begin sections. Any article can be
//! exported to it and reads back the same, whatever format it came from.

mod front_matter;
#[cfg(test)]
mod tests;
mod write;

use std::collections::HashSet;

use super::{Article, Metadata, Role, Section, anchor::Anchors, decode, may_be_text};
use crate::{
    evidence::ArticleId,
    markup::{Block, Inline, markdown, text},
    problem::Problem,
};
use front_matter::Entry;

pub use write::write_own;

/// Largest front matter that is read, in bytes.
const FRONT_MATTER_LIMIT: usize = 64 * 1024;

/// Most sections of an article; headings after that stand inside the last one.
const SECTION_LIMIT: usize = 1000;

/// The fields of [`Metadata`] that hold several values, in the order in which they are written.
const LIST_KEYS: [&str; 7] = [
    "products",
    "versions",
    "operating_systems",
    "applies_to",
    "keywords",
    "technology",
    "hardware",
];

/// The fields of [`Metadata`] that hold one text, in the order in which they are written.
const TEXT_KEYS: [&str; 10] = [
    "issue_type",
    "solution_type",
    "modified",
    "query_words",
    "source",
    "lang",
    "owner",
    "reviewed",
    "status",
    "superseded_by",
];

/// Reads an article from the bytes of `file`, a name for the problems. `id_hint` is the id that the
/// file's name says; it serves where the front matter has none.
///
/// There is no article where the file is too large (over 2 MB), binary or has no id at all; of
/// everything else as much as possible is read, and the problems say what is wrong.
pub fn read_own(
    bytes: &[u8],
    file: &str,
    id_hint: Option<&ArticleId>,
) -> (Option<Article>, Vec<Problem>) {
    let mut reader = Reader {
        file,
        problems: Vec::new(),
    };
    let article = reader.article(bytes, id_hint);
    (article, reader.problems)
}

struct Reader<'a> {
    file: &'a str,
    problems: Vec<Problem>,
}

/// What the front matter says.
#[derive(Default)]
struct Head {
    id: Option<ArticleId>,
    title: Option<String>,
    meta: Metadata,
}

impl Reader<'_> {
    fn error(&mut self, line: usize, message: impl Into<String>) {
        self.problems.push(Problem::error(self.file, line, message));
    }

    fn warning(&mut self, line: usize, message: impl Into<String>, advice: impl Into<String>) {
        self.problems
            .push(Problem::warning(self.file, line, message).suggest(advice));
    }

    fn article(&mut self, bytes: &[u8], id_hint: Option<&ArticleId>) -> Option<Article> {
        if !may_be_text(bytes, self.file, &mut self.problems) {
            return None;
        }
        let text = decode(bytes, self.file, 1, &mut self.problems);
        let (front, body, body_line) = self.parted(&text);
        let head = match front {
            Some(front) => self.head(front),
            None => Head::default(),
        };
        let (blocks, problems) = markdown::read(body);
        for (line, message) in problems {
            self.warning(body_line + line - 1, message, "");
        }
        let Some(id) = head.id.or_else(|| id_hint.cloned()) else {
            self.error(1, "The article has no id");
            return None;
        };
        let (title, blocks) = title_and_body(head.title, blocks);
        let title = title.unwrap_or_else(|| {
            self.warning(
                1,
                "The article has no title",
                "add `title: …` to its front matter",
            );
            id.to_string()
        });
        Some(Article {
            id,
            title,
            meta: head.meta,
            sections: sections(blocks),
        })
    }

    /// Front matter, body, and the line on which the body begins.
    fn parted<'t>(&mut self, text: &'t str) -> (Option<&'t str>, &'t str, usize) {
        let mut at = 0;
        let mut start = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let bare = line.trim_end();
            at += line.len();
            if index == 0 {
                if bare != "---" {
                    return (None, text, 1);
                }
                start = at;
            } else if bare == "---" || bare == "..." {
                let front = text.get(start..at - line.len()).unwrap_or_default();
                return (Some(front), text.get(at..).unwrap_or_default(), index + 2);
            }
        }
        if start > 0 {
            self.error(1, "The front matter has no end: a line `---` is missing");
        }
        (None, text, 1)
    }

    fn head(&mut self, front: &str) -> Head {
        let mut head = Head::default();
        if front.len() > FRONT_MATTER_LIMIT {
            self.error(1, "The front matter has over 64 KB and is left out");
            return head;
        }
        let (entries, fault) = front_matter::read(front);
        let mut seen = HashSet::new();
        for entry in entries {
            // The front matter begins on the second line of the file.
            let line = entry.line + 1;
            if seen.insert(entry.key.clone()) {
                self.field(&mut head, entry, line);
            } else {
                self.error(line, format!("`{}` stands here a second time", entry.key));
            }
        }
        if let Some((line, message)) = fault {
            self.error(
                line + 1,
                format!("The front matter can't be read: {message}"),
            );
        }
        head
    }

    fn field(&mut self, head: &mut Head, entry: Entry, line: usize) {
        let Entry { key, value, .. } = entry;
        if let Some(field) = list_field(&mut head.meta, &key) {
            match value.into_texts() {
                Some(texts) => *field = texts,
                None => self.error(line, format!("`{key}` must be a text or a list of texts")),
            }
        } else if key == "id" || key == "title" || TEXT_KEYS.contains(&key.as_str()) {
            match value.into_text() {
                Some(text) => self.text(head, &key, text, line),
                None => self.error(line, format!("`{key}` must be a text")),
            }
        } else if key == "other" {
            match value.into_pairs() {
                Some(pairs) => head.meta.other.extend(pairs),
                None => self.error(line, "`other` must be a list of labels and texts"),
            }
        } else {
            let advice = match front_matter::nearest(&key, known_keys()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => String::new(),
            };
            self.warning(line, format!("`{key}` is not a known field"), advice);
            match value.into_texts() {
                Some(texts) => {
                    head.meta
                        .other
                        .extend(texts.into_iter().map(|text| (key.clone(), text)));
                }
                None => self.error(line, format!("`{key}` must be a text or a list of texts")),
            }
        }
    }

    fn text(&mut self, head: &mut Head, key: &str, text: String, line: usize) {
        match key {
            "id" => match ArticleId::parse(text.trim()) {
                Some(id) => head.id = Some(id),
                None => self.error(line, format!("`{text}` is not an article id")),
            },
            "title" if text.trim().is_empty() => {}
            "title" => head.title = Some(text),
            _ => {
                if key == "status"
                    && !["", "draft", "published", "retired"].contains(&text.as_str())
                {
                    let message = format!("`{text}` is not a known status");
                    self.warning(line, message, "it is `draft`, `published` or `retired`");
                }
                if key == "superseded_by" && !text.is_empty() && ArticleId::parse(&text).is_none() {
                    self.warning(line, format!("`{text}` is not an article id"), "");
                }
                if let Some(field) = text_field(&mut head.meta, key) {
                    *field = text;
                }
            }
        }
    }
}

fn known_keys() -> impl Iterator<Item = &'static str> {
    ["id", "title", "other"]
        .into_iter()
        .chain(LIST_KEYS)
        .chain(TEXT_KEYS)
}

fn list_field<'m>(meta: &'m mut Metadata, key: &str) -> Option<&'m mut Vec<String>> {
    Some(match key {
        "products" => &mut meta.products,
        "versions" => &mut meta.versions,
        "operating_systems" => &mut meta.operating_systems,
        "applies_to" => &mut meta.applies_to,
        "keywords" => &mut meta.keywords,
        "technology" => &mut meta.technology,
        "hardware" => &mut meta.hardware,
        _ => return None,
    })
}

fn text_field<'m>(meta: &'m mut Metadata, key: &str) -> Option<&'m mut String> {
    Some(match key {
        "issue_type" => &mut meta.issue_type,
        "solution_type" => &mut meta.solution_type,
        "modified" => &mut meta.modified,
        "query_words" => &mut meta.query_words,
        "source" => &mut meta.source,
        "lang" => &mut meta.lang,
        "owner" => &mut meta.owner,
        "reviewed" => &mut meta.reviewed,
        "status" => &mut meta.status,
        "superseded_by" => &mut meta.superseded_by,
        _ => return None,
    })
}

/// The title is the front matter's, else that of a heading `# …` at the very beginning; such a heading
/// is no section where it only repeats the title.
fn title_and_body(title: Option<String>, mut blocks: Vec<Block>) -> (Option<String>, Vec<Block>) {
    let heading = match blocks.first() {
        Some(Block::Heading { level: 1, text }) => one_line(text),
        _ => String::new(),
    };
    if heading.trim().is_empty() || title.as_ref().is_some_and(|title| *title != heading) {
        return (title, blocks);
    }
    blocks.remove(0);
    (Some(heading), blocks)
}

fn sections(blocks: Vec<Block>) -> Vec<Section> {
    let mut anchors = Anchors::default();
    let mut sections: Vec<Section> = Vec::new();
    for block in blocks {
        match block {
            Block::Heading { level: 1 | 2, text } if sections.len() < SECTION_LIMIT => {
                let heading = one_line(&text);
                let role = Role::of_heading(&heading);
                let anchor = anchors.give(role, &heading);
                sections.push(Section {
                    role,
                    anchor,
                    heading,
                    blocks: Vec::new(),
                });
            }
            block => match sections.last_mut() {
                Some(section) => section.blocks.push(block),
                None => {
                    let (role, heading) = (Role::Body, String::new());
                    let anchor = anchors.give(role, &heading);
                    sections.push(Section {
                        role,
                        anchor,
                        heading,
                        blocks: vec![block],
                    });
                }
            },
        }
    }
    sections
}

/// The text of a heading.
fn one_line(inlines: &[Inline]) -> String {
    text::inlines(inlines).replace('\n', " ")
}
