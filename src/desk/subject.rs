//! What an entry is about.

use std::{fmt, str::FromStr};

use percent_encoding::percent_decode_str;

use crate::evidence::ArticleId;

/// What an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// An article.
    Article(ArticleId),
    /// A node of a guide, usually an outcome; the whole guide where `node` is empty.
    Guide {
        /// The guide's ID.
        guide: String,
        /// The node's ID.
        node: String,
    },
    /// An event.
    Event {
        /// The source, folded.
        source: String,
        /// The event ID.
        id: u32,
    },
}

/// The most bytes of a subject's spelling.
const MAX_BYTES: usize = 512;

impl Subject {
    /// The subject of the page that shows it: for a node, its guide.
    #[must_use]
    pub fn page(&self) -> Self {
        match self {
            Self::Guide { guide, .. } => Self::guide(guide),
            other => other.clone(),
        }
    }

    /// The article whose page has this path, percent-encoded, below the path of all articles.
    pub fn of_article_path(path: &str) -> Option<Self> {
        let id = decoded(path)?;
        ArticleId::of_path(&id).map(Self::Article)
    }

    /// The guide whose page has this path below the path of all guides.
    pub fn of_guide_path(path: &str) -> Option<Self> {
        Some(Self::guide(&decoded(path)?))
    }

    /// The event whose page has this path below the path of all events.
    pub fn of_event_path(path: &str) -> Option<Self> {
        let (source, id) = path.split_once('/')?;
        Some(Self::Event {
            source: decoded(source)?,
            id: id.parse().ok()?,
        })
    }

    /// A whole guide.
    pub fn guide(guide: &str) -> Self {
        Self::Guide {
            guide: guide.to_owned(),
            node: String::new(),
        }
    }
}

fn decoded(text: &str) -> Option<String> {
    let text = percent_decode_str(text).decode_utf8().ok()?;
    Some(text.into_owned())
}

/// The text form, which the store and forms use.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Article(id) => write!(f, "article:{id}"),
            Self::Guide { guide, node } if node.is_empty() => write!(f, "guide:{guide}"),
            Self::Guide { guide, node } => write!(f, "guide:{guide}#{node}"),
            Self::Event { source, id } => write!(f, "event:{source}/{id}"),
        }
    }
}

impl FromStr for Subject {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, name) = text.split_once(':').ok_or(())?;
        if name.is_empty() || text.len() > MAX_BYTES || text.chars().any(char::is_control) {
            return Err(());
        }
        match kind {
            "article" => ArticleId::of_path(name).map(Self::Article).ok_or(()),
            "guide" => {
                let (guide, node) = name.split_once('#').unwrap_or((name, ""));
                Ok(Self::Guide {
                    guide: guide.to_owned(),
                    node: node.to_owned(),
                })
            }
            "event" => {
                let (source, id) = name.rsplit_once('/').ok_or(())?;
                Ok(Self::Event {
                    source: source.to_owned(),
                    id: id.parse().map_err(|_| ())?,
                })
            }
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_page_says_what_it_is_about() {
        let article = |path| Subject::of_article_path(path).map(|subject| subject.to_string());
        assert_eq!(article("Q168465").as_deref(), Some("article:Q168465"));
        assert_eq!(article("a%20b/c").as_deref(), Some("article:a b/c"));
        assert_eq!(article("%ff"), None);
        assert_eq!(article("../x"), None);
        let event = Subject::of_event_path("a%2Fb/7").map(|subject| subject.to_string());
        assert_eq!(event.as_deref(), Some("event:a/b/7"));
        let guide = Subject::of_guide_path("ccmail-connector");
        assert_eq!(guide, Some(Subject::guide("ccmail-connector")));
    }

    #[test]
    fn a_subject_is_read_as_it_is_written() {
        for text in [
            "article:Q168465",
            "article:network/vpn",
            "guide:ccmail-connector",
            "guide:ccmail-connector#rows",
            "event:msexchangeccmc/68",
            "event:a/b/7",
        ] {
            let subject: Subject = text.parse().unwrap();
            assert_eq!(subject.to_string(), text);
        }
        for text in [
            "",
            "article",
            "article:",
            "event:x",
            "event:x/y",
            "note:1",
            "article:a\nb",
        ] {
            assert_eq!(text.parse::<Subject>(), Err(()), "{text}");
        }
    }
}
