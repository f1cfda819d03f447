//! Fetches the bytes of a file, and of the files that it includes.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    io::{self, ErrorKind},
};

use super::{file::Included, file_kind::FileKind, include::included};
use crate::{
    article, decode,
    layer::{Fetched, Layer, LayerFile},
    library::{folder_of, join},
};

/// The largest article that is read, in bytes.
pub const LARGEST_ARTICLE: u64 = article::ARTICLE_BYTES as u64;

/// The most files that one file may include, directly or not.
const MAX_INCLUDES: usize = 100;

/// Folders of a site whose files are included by their names alone.
const FOLDERS: [&str; 8] = [
    "_includes",
    "includes",
    "snippets",
    "docs/snippets",
    "docs",
    "layouts/partials",
    "source",
    "src",
];

/// The bytes of a file and of those that it includes.
pub(super) struct WithIncludes {
    /// The file itself.
    pub(super) file: Fetched,
    /// What it includes, directly or not.
    pub(super) includes: Includes,
}

/// What a file includes, directly or not.
#[derive(Default)]
pub(super) struct Includes {
    /// The texts, by the paths in the directives.
    pub(super) texts: BTreeMap<String, String>,
    /// The files that these are.
    pub(super) files: Vec<Included>,
    /// Paths at which a text was looked for without success.
    pub(super) absent: BTreeSet<String>,
}

/// Fetches a file with its includes; nothing if it is known to be too large.
pub(super) fn fetch(source: &Layer, file: &LayerFile) -> io::Result<WithIncludes> {
    if file.size > LARGEST_ARTICLE {
        return Err(ErrorKind::FileTooLarge.into());
    }
    let fetched = source.fetch(&file.path, LARGEST_ARTICLE)?;
    let includes = match FileKind::of(&file.path) {
        FileKind::Article => {
            let text = text_of(&fetched.bytes);
            Includes::of(source, &file.path, &text)
        }
        _ => Includes::default(),
    };
    Ok(WithIncludes {
        file: fetched,
        includes,
    })
}

/// The text of a file in any encoding; its problems are reported when it is read as an article.
fn text_of(bytes: &[u8]) -> String {
    let mut problems = Vec::new();
    let readable = decode::readable(bytes.to_vec(), "", &mut problems);
    decode::text(&readable, "", 1, &mut problems).into_owned()
}

impl Includes {
    /// The includes in the text of the file at `path`.
    fn of(source: &Layer, path: &str, text: &str) -> Self {
        let named_in = |path: &str, text: &str| -> Vec<(String, String)> {
            let included = included(text).into_iter();
            let included = included.map(|written| (path.to_owned(), written.to_owned()));
            included.collect()
        };
        let mut includes = Self::default();
        let mut waiting: VecDeque<_> = named_in(path, text).into();
        let mut tried = BTreeSet::new();
        while let Some((from, written)) = waiting.pop_front() {
            let is_new = !includes.texts.contains_key(&written) && tried.len() < MAX_INCLUDES;
            if !is_new || !tried.insert((folder_of(&from).to_owned(), written.clone())) {
                continue;
            }
            let Some((file, text)) = includes.find(source, &from, &written) else {
                continue;
            };
            waiting.extend(named_in(&file.path, &text));
            includes.files.push(Included {
                beyond_links: source.beyond_links(&file.path),
                file,
                visibility: article::visibility_of(&text, "").0,
            });
            includes.texts.insert(written, text);
        }
        includes
    }

    /// The file that is named by a directive in the file at `from`, with its text.
    fn find(&mut self, source: &Layer, from: &str, written: &str) -> Option<(LayerFile, String)> {
        places(from, written).find_map(|path| {
            match source.fetch(&path, LARGEST_ARTICLE) {
                Ok(fetched) => {
                    let text = text_of(&fetched.bytes);
                    Some((fetched.as_file(path), text))
                }
                Err(error) => {
                    // A file that exists but can't be read does not count as absent: when files are
                    // listed again, it would look as if it had just been added.
                    if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
                        self.absent.insert(path);
                    }
                    None
                }
            }
        })
    }
}

/// The possible paths of a file named by a directive in the file at `from`, the most likely first.
fn places(from: &str, written: &str) -> impl Iterator<Item = String> {
    let near = join(folder_of(from), written).filter(|_| !written.starts_with(['/', '~']));
    let below = written.trim_start_matches(['/', '~']);
    let elsewhere = FOLDERS.iter().filter_map(move |folder| join(folder, below));
    let places = near.into_iter().chain(join("", below)).chain(elsewhere);
    let spelled = places.flat_map(|path| {
        // Some directives omit the extension, or the underscore at the beginning of a file name.
        let named = path
            .rsplit_once('/')
            .map(|(folder, name)| format!("{folder}/_{name}.md.erb"));
        [path.clone(), format!("{path}.md")]
            .into_iter()
            .chain(named)
    });
    // As in all folders, names that begin with a dot are ignored.
    spelled.filter(|path| !path.split('/').any(|name| name.starts_with('.')))
}
