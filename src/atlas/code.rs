//! What articles say of error codes: which article names which code, and where.

use serde::{Deserialize, Serialize};

use super::Atlas;
use crate::{
    article::Role,
    evidence::{ArticleId, Code},
};

/// The articles that name a code, by id, and the place of each.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct CodeEntry {
    pub(super) articles: Vec<ArticleId>,
    pub(super) places: Vec<Place>,
}

/// Where an article names a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) role: Role,
    pub(super) in_title: bool,
    pub(super) likeliest: bool,
}

/// An article that names a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Naming<'a> {
    /// The article.
    pub article: &'a ArticleId,
    /// The first section that names the code; `Body` where only the title does.
    pub role: Role,
    /// Does the title name it?
    pub in_title: bool,
    /// Is the code what its spelling there mostly means, rather than another reading of it?
    pub likeliest: bool,
}

impl Atlas {
    /// The articles that name the code of this key (`status:80004005`), by id.
    pub fn articles_for_code(&self, key: &str) -> &[ArticleId] {
        self.codes
            .get(key)
            .map_or(&[], |entry| entry.articles.as_slice())
    }

    /// The articles that name a code, with where: first those whose title does, then those that surely
    /// mean it, then by section and id.
    pub fn namings(&self, code: &Code) -> Vec<Naming<'_>> {
        let Some(entry) = self.codes.get(&code.key()) else {
            return Vec::new();
        };
        let named = entry.articles.iter().zip(&entry.places);
        let mut namings: Vec<Naming<'_>> = named
            .map(|(article, place)| Naming {
                article,
                role: place.role,
                in_title: place.in_title,
                likeliest: place.likeliest,
            })
            .collect();
        namings.sort_by_key(|naming| {
            let section = Role::ALL.iter().position(|role| *role == naming.role);
            (!naming.likeliest, !naming.in_title, section)
        });
        namings
    }

    /// Every code that an article surely names, with how many name it, surely or not, in no particular order.
    pub fn codes(&self) -> impl Iterator<Item = (Code, usize)> {
        self.codes.iter().filter_map(|(key, entry)| {
            let is_sure = entry.places.iter().any(|place| place.likeliest);
            let code = Code::from_slug(key).filter(|_| is_sure)?;
            Some((code, entry.articles.len()))
        })
    }
}
