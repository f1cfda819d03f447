//! The visibility of an article, or of everything in a folder, as front matter sets it.

use serde::{Deserialize, Serialize};

use super::Metadata;

/// Who may see an article or folder. If two values apply, the later variant wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Colleagues.
    Internal,
}

impl Visibility {
    /// The word that sets it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
        }
    }

    /// The visibility that a text sets, if it is one of the two words.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let both = [Self::Public, Self::Internal].into_iter();
        let mut both = both.filter(|one| text.trim().eq_ignore_ascii_case(one.word()));
        both.next()
    }
}

impl Metadata {
    /// Whom the article is for; `None` if it doesn't say. An unknown value is internal, so
    /// that no typing error publishes anything.
    pub fn visibility(&self) -> Option<Visibility> {
        match self.visibility.as_str() {
            "" => None,
            said => Visibility::parse(said).or(Some(Visibility::Internal)),
        }
    }
}
