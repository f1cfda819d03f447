//! Turns a document whose head has been read into an article.

use super::{around, body::sections};
use crate::{
    article::{Article, Metadata},
    evidence::ArticleId,
};

/// The article of a document; `lines` are those after the labeled lines of the head.
pub(in crate::article::read) fn article(
    id: ArticleId,
    title: Option<String>,
    mut meta: Metadata,
    lines: &[&str],
) -> Article {
    let body = around::take_around(lines, &mut meta);
    around::unite(&mut meta);
    Article {
        title: around::title(title, &id),
        sections: sections(body),
        id,
        meta,
    }
}
