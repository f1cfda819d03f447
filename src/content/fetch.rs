//! Fetches the bytes of a file, and of the files that it includes.

use std::{
    collections::{BTreeMap, VecDeque},
    io,
};

use super::{file::Included, file_kind::FileKind, include::included};
use crate::{
    article,
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
    /// The included texts by the paths that the directives name.
    pub(super) texts: BTreeMap<String, String>,
    /// The files that these are.
    pub(super) files: Vec<Included>,
}

/// Fetches a file with its includes; nothing if it is known to be too large.
pub(super) fn fetch(source: &Layer, file: &LayerFile) -> io::Result<WithIncludes> {
    if file.size > LARGEST_ARTICLE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let fetched = source.fetch(&file.path, LARGEST_ARTICLE)?;
    let (texts, files) = match FileKind::of(&file.path) {
        FileKind::Article => {
            let text = String::from_utf8_lossy(&fetched.bytes);
            includes(source, &file.path, &text)
        }
        _ => Default::default(),
    };
    Ok(WithIncludes {
        file: fetched,
        texts,
        files,
    })
}

/// What the text of the file at `path` includes, directly or not: the texts by the paths that the
/// directives name, and the files that these are.
fn includes(source: &Layer, path: &str, text: &str) -> (BTreeMap<String, String>, Vec<Included>) {
    let wanted = |path: &str, text: &str| -> Vec<(String, String)> {
        let included = included(text).into_iter();
        let included = included.map(|written| (path.to_owned(), written.to_owned()));
        included.collect()
    };
    let (mut texts, mut files) = (BTreeMap::new(), Vec::new());
    let mut waiting: VecDeque<_> = wanted(path, text).into();
    let mut tried = 0;
    while let Some((from, written)) = waiting.pop_front() {
        if texts.contains_key(&written) || tried >= MAX_INCLUDES {
            continue;
        }
        tried += 1;
        let Some((file, text)) = find(source, &from, &written) else {
            continue;
        };
        waiting.extend(wanted(&file.path, &text));
        files.push(Included {
            beyond_links: source.beyond_links(&file.path),
            file,
            visibility: article::visibility_of(&text, "").0,
        });
        texts.insert(written, text);
    }
    (texts, files)
}

/// The file that a directive in the file at `from` names, with its text.
fn find(source: &Layer, from: &str, written: &str) -> Option<(LayerFile, String)> {
    let near = join(folder_of(from), written).filter(|_| !written.starts_with(['/', '~']));
    let below = written.trim_start_matches(['/', '~']);
    let elsewhere = FOLDERS.iter().filter_map(|folder| join(folder, below));
    let places = near.into_iter().chain(join("", below)).chain(elsewhere);
    let read = |path: String| {
        // As everywhere in a folder, names that begin with a dot are ignored.
        if path.split('/').any(|name| name.starts_with('.')) {
            return None;
        }
        let fetched = source.fetch(&path, LARGEST_ARTICLE).ok()?;
        let text = String::from_utf8_lossy(&fetched.bytes).into_owned();
        Some((fetched.as_file(path), text))
    };
    places.into_iter().find_map(|path| {
        // Some directives leave out the extension, or the underscore of a piece's name.
        let named = path
            .rsplit_once('/')
            .map(|(folder, name)| format!("{folder}/_{name}"));
        let mut spelled = vec![path.clone(), format!("{path}.md")];
        spelled.extend(named.map(|path| format!("{path}.md.erb")));
        spelled.into_iter().find_map(read)
    })
}
