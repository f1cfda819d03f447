//! The copies that an article overrides, which are read from their folders.

use std::{sync::Arc, time::Duration};

use crate::{
    article::Article,
    evidence::ArticleId,
    library::{Entry, Origin},
    web::{error_response::ErrorResponse, turn::Turn},
};

/// How long a turn waits for a copy to be read from its folder.
const COPY: Duration = Duration::from_secs(1);

/// A copy that the article overrides, from its folder; they are numbered from 1.
pub(super) async fn copy<'e>(
    turn: &Turn,
    id: &ArticleId,
    entry: &'e Entry,
    number: usize,
) -> Result<Option<(Article, &'e Origin)>, ErrorResponse> {
    let Some(index) = number.checked_sub(1) else {
        return Ok(None);
    };
    let Some(overridden) = entry.overridden.get(index) else {
        return Ok(None);
    };
    let origin = &overridden.origin;
    let (snapshot, id) = (Arc::clone(&turn.snapshot), id.clone());
    let read = move || snapshot.overridden(&id, index);
    let readers = &turn.portal.readers;
    let read = readers.read(origin.layer, turn.client, COPY, read);
    let article = read.await?;
    Ok(article.map(|article| (article, origin)))
}
