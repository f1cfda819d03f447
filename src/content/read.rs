//! Reads one file of a listing (one or more articles, a guide, or synonyms), with its problems.

use std::{collections::BTreeMap, io, time::Duration};

use super::{
    fetch::{Includes, LARGEST_ARTICLE, WithIncludes, fetch},
    file::{Content, LoadedArticle},
    file_kind::{FileKind, Skip},
    guide_source::GuideSource,
    include::inline,
    internal::is_index,
    listing::{Listing, WhyApart},
    navigation,
};
use crate::{
    article::{self, ArticleTexts, Format, Hints, Visibility, detect_language},
    decode,
    language::Language,
    layer::{LayerFile, Refused},
    library::{Origin, bare_path},
    problem::Problem,
    search,
};

/// The beginnings of the tables that only guides have.
const GUIDE_PARTS: [&str; 4] = ["[[question", "[[sheet", "[[action", "[[outcome"];

/// How long after an index page was emptied it may be half-saved.
const SAVING: Duration = Duration::from_secs(10);

/// The problems of an index page that may be half-saved.
const BINARY_INDEX: &str = "this index page is binary, so its folder counts as internal";
const CUT_OFF_INDEX: &str =
    "the front matter of this index page is not closed, so its folder counts as internal";

impl Listing<'_> {
    /// Reads one of the files.
    pub fn read(&self, layer: usize, file: &LayerFile) -> Content {
        let Some((source, pulse)) = self.source(layer) else {
            return Content::default();
        };
        self.content(layer, file, pulse.ask(|| fetch(source, file)))
    }

    /// The content of a file, from the result of [`fetch`].
    pub(super) fn content(
        &self,
        layer: usize,
        file: &LayerFile,
        fetched: io::Result<WithIncludes>,
    ) -> Content {
        let Some(source) = self.layers.get(layer) else {
            return Content::default();
        };
        let name = source.shown(&file.path);
        let why_apart = self.why_apart(layer, &file.path);
        let mut content = Content {
            layer,
            path: file.path.clone(),
            file: name.clone(),
            visibility: visibility_if_unreadable(&file.path),
            ..Content::default()
        };
        if file.size > LARGEST_ARTICLE {
            // Only its size matters; reading it again would not help.
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
            Ok(WithIncludes {
                file: fetched,
                includes,
            }) => {
                let Includes {
                    texts,
                    files,
                    absent,
                } = includes;
                content.is_moving = !fetched.is_as_listed(file);
                let was_just_written = fetched.was_written_within(SAVING);
                content.digest = Some(digest(&fetched.bytes, &texts));
                content.visibility = None;
                content.includes = files;
                content.absent = absent;
                let bytes = decode::readable(fetched.bytes, &name, &mut content.problems);
                match FileKind::of(&file.path) {
                    _ if decode::without_mark(&bytes).trim_ascii().is_empty() => {
                        let note = Problem::note(name, "this file is empty");
                        content
                            .problems
                            .push(note.suggest("write it, or delete it"));
                        content.skipped = Some(Skip::Empty);
                        // An editor may be about to write its text again.
                        if is_index(&file.path) && was_just_written {
                            content.is_moving = true;
                            content.visibility = visibility_if_unreadable(&file.path);
                        }
                    }
                    _ if why_apart == Some(WhyApart::Ignored) => {
                        read_ignored(&bytes, &mut content);
                    }
                    FileKind::Guide => read_guide(&bytes, &mut content),
                    FileKind::Synonyms => read_synonyms(&bytes, &mut content),
                    FileKind::Navigation if read_navigation(&bytes, &mut content) => {}
                    FileKind::Navigation if !is_page(&file.path) => {}
                    _ => self.read_articles(&bytes, &texts, layer, file, &mut content),
                }
            }
            Err(error) => {
                let advice = match Refused::of(&error) {
                    Some(_) => "replace it with the file itself",
                    None => "check its permissions",
                };
                let advice = match content.visibility {
                    Some(_) => format!("{advice}; until then, its folder counts as internal"),
                    None => advice.to_owned(),
                };
                let message = format!("this file can't be read: {error}");
                if why_apart == Some(WhyApart::Refused) {
                    // Until it is listed as something else, reading it again would not help.
                    content.digest = Some(blake3::hash(message.as_bytes()).into());
                }
                let problem = Problem::error(name, 0, message);
                content.problems.push(problem.suggest(advice));
            }
        }
        content
    }

    fn read_articles(
        &self,
        bytes: &[u8],
        includes: &BTreeMap<String, String>,
        layer: usize,
        file: &LayerFile,
        content: &mut Content,
    ) {
        let format = article::recognize(bytes);
        let Some(name) = self.name_id(layer, file) else {
            let message = "the path of this file is too long for an ID";
            let problem = Problem::error(&content.file, 0, message);
            content.problems.push(problem.suggest("shorten it"));
            content.visibility = visibility_if_unreadable(&file.path);
            return;
        };
        content.name_id = Some(name.id.clone());
        let (bare, _) = bare_path(&file.path);
        let hints = Hints {
            id: Some(&name.id),
            name: bare.rsplit('/').next().unwrap_or_default(),
            is_mdx: file.path.to_ascii_lowercase().ends_with(".mdx"),
        };
        let inlined = (!includes.is_empty()).then(|| {
            let text = decode::text(bytes, &content.file, 1, &mut content.problems);
            inline(&text, includes)
        });
        let text = inlined
            .as_ref()
            .map_or(bytes, |inlined| inlined.text.as_bytes());
        let (documents, mut problems) = article::read_documents(format, text, &content.file, hints);
        if let Some(inlined) = &inlined {
            for problem in problems.iter_mut().filter(|problem| problem.line > 0) {
                let line = inlined.lines.get(problem.line - 1).or(inlined.lines.last());
                problem.line = line.copied().unwrap_or_default();
            }
        }
        content.problems.extend(problems);
        if documents.is_empty() {
            content.visibility = visibility_if_unreadable(&file.path);
        }
        if format == Format::Own {
            hide_if_cut_off(bytes, content);
        }
        for (mut article, source) in documents {
            content.visibility = content.visibility.max(article.meta.visibility());
            if article.meta.is_draft() {
                content.skipped = Some(Skip::Draft);
                continue;
            }
            // The archive is in English.
            if !format.is_archive() && article.meta.lang.is_empty() {
                let language = detect_language(&article, &file.path);
                let language = language.filter(|language| *language != Language::ENGLISH);
                article.meta.lang = language.map_or("", Language::tag).to_owned();
            }
            let origin = Origin {
                layer,
                path: file.path.clone(),
            };
            content.documents.push(LoadedArticle {
                format,
                // Its own text, without included text.
                source: if inlined.is_some() { bytes } else { source }.to_vec(),
                packed: article::pack(&article),
                texts: ArticleTexts::of(&article),
                article,
                origin,
            });
        }
    }
}

/// The visibility of a file that can't be read: an index page might say `internal`.
fn visibility_if_unreadable(path: &str) -> Option<Visibility> {
    is_index(path).then_some(Visibility::Internal)
}

/// Treats an index page as internal if its front matter may be incomplete. An editor may empty a
/// file and then write it bit by bit; meanwhile its folder would be public. The earlier visibility
/// is not used, so that a full build gives the same result.
fn hide_if_cut_off(bytes: &[u8], content: &mut Content) {
    let text = String::from_utf8_lossy(decode::without_mark(bytes));
    if is_index(&content.path) && article::is_cut_off(&text) {
        content.visibility = visibility_if_unreadable(&content.path);
        let problem = Problem::error(&content.file, 1, CUT_OFF_INDEX);
        let advice = "end it with the mark that it begins with; if it is not front matter, remove \
                      that mark";
        content.problems.push(problem.suggest(advice));
    }
}

/// Reads the visibility of a folder from its index page, although an ignore file names the page.
fn read_ignored(bytes: &[u8], content: &mut Content) {
    content.skipped = Some(Skip::Ignored);
    if bytes.contains(&0) {
        let problem = Problem::error(&content.file, 0, BINARY_INDEX);
        content
            .problems
            .push(problem.suggest("save it as plain text in UTF-8"));
        content.visibility = visibility_if_unreadable(&content.path);
        return;
    }
    if article::recognize(bytes) != Format::Own {
        return;
    }
    let text = String::from_utf8_lossy(bytes);
    let (visibility, problems) = article::visibility_of(&text, &content.file);
    content.visibility = visibility;
    hide_if_cut_off(bytes, content);
    // The other problems of a page that is ignored don't matter.
    if content.visibility == Some(Visibility::Internal) {
        let errors = problems.into_iter().filter(Problem::is_error);
        content.problems.extend(errors);
    }
}

fn read_guide(bytes: &[u8], content: &mut Content) {
    let text = decode::text(bytes, &content.file, 1, &mut content.problems);
    if !may_be_guide(&text) {
        content.skipped = Some(Skip::Settings);
        return;
    }
    let (path, file) = (content.path.clone(), content.file.clone());
    content.guide = Some(GuideSource::new(
        content.layer,
        path,
        file,
        text.into_owned(),
    ));
}

fn read_synonyms(bytes: &[u8], content: &mut Content) {
    let text = decode::text(bytes, &content.file, 1, &mut content.problems);
    let (groups, problems) = search::read_synonyms(&text, &content.file);
    content.synonyms = groups;
    content.problems.extend(problems);
}

/// Reads the names and the order of a folder's pages; returns whether there are any.
fn read_navigation(bytes: &[u8], content: &mut Content) -> bool {
    let text = decode::text(bytes, &content.file, 1, &mut Vec::new());
    content.navigation = navigation::read(content.layer, &content.path, &text);
    content.navigation.is_some()
}

/// Whether a file with navigation could be an article instead.
fn is_page(path: &str) -> bool {
    path.to_lowercase().ends_with(".md")
}

/// Whether a TOML file looks like a guide: it has a table that only guides have.
fn may_be_guide(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_start);
    let is_part = |line: &str| GUIDE_PARTS.iter().any(|part| line.starts_with(part));
    lines.any(is_part)
}

/// The digest of a file's bytes and of its includes.
fn digest(bytes: &[u8], includes: &BTreeMap<String, String>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(bytes);
    for (path, text) in includes {
        hasher
            .update(path.as_bytes())
            .update(&[0])
            .update(text.as_bytes());
    }
    hasher.finalize().into()
}
