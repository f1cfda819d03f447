//! Reads one file of a listing (one or more articles, a guide, or synonyms), with its problems.

use std::{collections::HashSet, io};

use super::{
    file::{Content, Document},
    guide_source::GuideSource,
    listing::Listing,
};
use crate::{
    article::{self, Format, Texts},
    decode,
    evidence::ArticleId,
    layer::{Fetched, Layer, LayerFile, Refused},
    library::Origin,
    problem::Problem,
    search,
};

/// The largest article that is read, in bytes.
pub const LARGEST_ARTICLE: u64 = article::ARTICLE_BYTES as u64;

impl Listing<'_> {
    /// Reads one of the files.
    pub fn read(&self, layer: usize, file: &LayerFile) -> Content {
        let Some((source, pulse)) = self.source(layer) else {
            return Content::default();
        };
        self.content(layer, file, pulse.ask(|| fetch(source, file)))
    }

    /// What one of the files holds, of which [`fetch`] gave this.
    pub(super) fn content(
        &self,
        layer: usize,
        file: &LayerFile,
        fetched: io::Result<Fetched>,
    ) -> Content {
        let Some(source) = self.layers.get(layer) else {
            return Content::default();
        };
        let name = shown(source, &file.path);
        let mut content = Content {
            layer,
            file: name.clone(),
            ..Content::default()
        };
        if file.size > LARGEST_ARTICLE {
            // Its size is all there is to know of it; reading it again would not help.
            content.digest = Some(blake3::hash(&file.size.to_le_bytes()).into());
            content.problems.push(
                Problem::error(
                    name,
                    0,
                    format!("this file has {} bytes; the limit is 2 MB", file.size),
                )
                .suggest("split it into several articles"),
            );
            return content;
        }
        match fetched {
            Ok(fetched) => {
                content.is_moving = !fetched.is_as_listed(file);
                content.digest = Some(blake3::hash(&fetched.bytes).into());
                let bytes = decode::readable(fetched.bytes, &name, &mut content.problems);
                if file.may_be_guide() {
                    read_guide(&bytes, &mut content);
                } else if file.is_synonyms() {
                    read_synonyms(&bytes, &mut content);
                } else {
                    self.read_articles(&bytes, layer, file, &mut content);
                    let says_why = content.problems.iter().any(Problem::is_error);
                    if content.documents.is_empty() && !says_why {
                        content.problems.push(nothing_in(&name, &bytes));
                    }
                }
            }
            Err(error) => {
                let advice = match Refused::of(&error) {
                    Some(_) => "replace it with the file itself",
                    None => "check its permissions",
                };
                let message = format!("this file can't be read: {error}");
                let problem = Problem::error(name, 0, message);
                content.problems.push(problem.suggest(advice));
            }
        }
        content
    }

    fn read_articles(&self, bytes: &[u8], layer: usize, file: &LayerFile, content: &mut Content) {
        let format = article::recognise(bytes);
        let hint = ArticleId::parse(file.stem());
        if format == Format::Own && hint.is_none() && !bytes.starts_with(b"---") {
            // A page about the folder, a licence text: not meant as an article.
            return;
        }
        let (documents, problems) =
            article::read_documents(format, bytes, &content.file, hint.as_ref());
        content.problems.extend(problems);
        let mut known = HashSet::new();
        for (article, source) in documents {
            // A second one of the same id is not taken, and its files are many times all.
            let files = match known.insert(article.id.clone()) {
                true => self.files_of(layer, file, &article),
                false => Vec::new(),
            };
            let origin = Origin {
                layer,
                path: file.path.clone(),
                files,
            };
            content.documents.push(Document {
                format,
                source: source.to_vec(),
                packed: article::pack(&article),
                texts: Texts::of(&article),
                article,
                origin,
            });
        }
    }
}

/// Fetches the bytes of a file; of one that is known to be too large, none.
pub(super) fn fetch(source: &Layer, file: &LayerFile) -> io::Result<Fetched> {
    if file.size > LARGEST_ARTICLE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    source.fetch(&file.path, LARGEST_ARTICLE)
}

/// A path as the person knows it.
fn shown(layer: &Layer, path: &str) -> String {
    match layer {
        Layer::Builtin => format!("kb/{path}"),
        Layer::Folder(root) => root.join(path).display().to_string(),
    }
}

fn read_guide(bytes: &[u8], content: &mut Content) {
    let text = decode::text(bytes, &content.file, 1, &mut content.problems);
    let file = content.file.clone();
    content.guide = Some(GuideSource::new(content.layer, file, text.into_owned()));
}

fn read_synonyms(bytes: &[u8], content: &mut Content) {
    let text = decode::text(bytes, &content.file, 1, &mut content.problems);
    let (groups, problems) = search::read_synonyms(&text, &content.file);
    content.synonyms = groups;
    content.problems.extend(problems);
}

/// That a file whose name is an article's is none: most likely a page about the folder, or a
/// licence.
fn nothing_in(file: &str, bytes: &[u8]) -> Problem {
    if bytes.is_empty() {
        return Problem::note(file, "this file is empty").suggest("write it or remove it");
    }
    let message = "this is not an article: neither its name nor its first lines give an ID";
    Problem::note(file, message).suggest(
        "if it is meant to be one, start it with the lines `---`, `id: …`, `title: …`, `---`",
    )
}
