//! Derives article IDs from the names and paths of files, for articles that don't state their own.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    evidence::ArticleId,
    layer::LayerFile,
    library::{LibraryBuilder, bare_path},
};

/// The ID that an article gets from its file's name or path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameId {
    /// The ID.
    pub id: ArticleId,
    /// Whether the name is or contains an ID. Such an ID overrides the same one in another folder;
    /// a path does not.
    pub is_written: bool,
}

/// The fewest digits of a bare number that is an ID.
const DIGITS: usize = 5;

/// The files whose names are IDs: each takes precedence over every other file in its layer.
#[derive(Debug, Default)]
pub(super) struct Claims(HashMap<(usize, ArticleId), String>);

impl Claims {
    /// The claims of files with these IDs.
    pub(super) fn of(files: &[(usize, LayerFile)], ids: &[Option<NameId>]) -> Self {
        let mut claims = HashMap::new();
        for ((layer, file), name) in files.iter().zip(ids) {
            if let Some(name) = name.as_ref().filter(|name| name.is_written) {
                let claim = claims.entry((*layer, name.id.clone()));
                claim.or_insert_with(|| file.path.clone());
            }
        }
        Self(claims)
    }

    /// The path of another file in the layer that owns the ID stated by the article in the file at
    /// `path`; `library` has the articles of the files before it.
    pub(super) fn other_owner<'a>(
        &'a self,
        library: &'a LibraryBuilder,
        layer: usize,
        path: &str,
        id: &ArticleId,
    ) -> Option<&'a str> {
        let claimed = self.0.get(&(layer, id.clone())).map(String::as_str);
        let claimed = claimed.filter(|owner| *owner != path);
        claimed.or_else(|| library.owner(layer, id))
    }
}

/// The ID for each file; the files are sorted by layer and path. `labels` are the layers' names. A
/// path that is too long gives no ID.
pub(super) fn name_ids(files: &[(usize, LayerFile)], labels: &[String]) -> Vec<Option<NameId>> {
    let mut ids = Vec::with_capacity(files.len());
    let mut taken = HashSet::new();
    for layer in files.chunk_by(|(one, _), (next, _)| one == next) {
        let paths: Vec<&str> = layer.iter().map(|(_, file)| &*file.path).collect();
        let label = layer.first().and_then(|(at, _)| labels.get(*at));
        ids.extend(of_layer(
            &paths,
            label.map_or("", String::as_str),
            &mut taken,
        ));
    }
    ids
}

/// The IDs of the files in one layer; `taken` are the folded paths that are IDs in others.
fn of_layer(paths: &[&str], label: &str, taken: &mut HashSet<String>) -> Vec<Option<NameId>> {
    let by_path = unique_paths(paths.iter().copied());
    // Of `VPN-7.md` and `VPN-7/README.md`, one gets the name as its ID, and the other its path.
    let is_first = |path: &&str| by_path.get(path) == Some(&bare_path(path).0);
    let in_name = |path| is_first(path).then(|| InName::of(path)).flatten();
    let in_names: Vec<Option<InName>> = paths.iter().map(in_name).collect();
    let mut claims: HashMap<&ArticleId, usize> = HashMap::new();
    for found in in_names.iter().flatten() {
        *claims.entry(&found.id).or_default() += 1;
    }
    let is_claimed = |found: &&InName| found.is_whole || claims.get(&found.id) == Some(&1);
    let written: Vec<Option<&InName>> = in_names
        .iter()
        .map(|found| found.as_ref().filter(is_claimed))
        .collect();
    let ids = paths
        .iter()
        .zip(written)
        .map(|(path, written)| match written {
            Some(found) => Some(NameId {
                id: found.id.clone(),
                is_written: true,
            }),
            None => {
                let own = by_path.get(path)?;
                let is_free = !taken.contains(&own.to_lowercase());
                let path = if is_free {
                    own.clone()
                } else {
                    format!("{label}/{own}")
                };
                Some(NameId {
                    id: ArticleId::of_path(&path)?,
                    is_written: false,
                })
            }
        });
    let ids: Vec<_> = ids.collect();
    let others = paths.iter().zip(&ids);
    let others = others.filter(|(_, id)| id.as_ref().is_none_or(|id| !id.is_written));
    let others = others.filter_map(|(path, _)| by_path.get(path));
    taken.extend(others.map(|path| path.to_lowercase()));
    ids
}

/// The ID for each path: the path without its extension, unless another file has the same ID in any
/// letter case. Then files that are not index pages take precedence, and among these the first
/// path.
fn unique_paths<'p>(paths: impl Iterator<Item = &'p str>) -> HashMap<&'p str, String> {
    let mut groups: BTreeMap<String, Vec<(bool, &str, String)>> = BTreeMap::new();
    for path in paths {
        let (stem, is_index) = bare_path(path);
        let group = groups.entry(stem.to_lowercase()).or_default();
        group.push((is_index, path, stem));
    }
    let mut unique = HashMap::new();
    for mut group in groups.into_values() {
        group.sort();
        for (at, (_, path, stem)) in group.into_iter().enumerate() {
            let id = if at == 0 { stem } else { path.to_owned() };
            unique.insert(path, id);
        }
    }
    unique
}

/// An ID in a file's name.
#[derive(Debug, PartialEq, Eq)]
struct InName {
    id: ArticleId,
    /// Whether it is the complete name.
    is_whole: bool,
}

impl InName {
    /// The ID in the name of the file at `path`; for an index page, in the name of its folder.
    fn of(path: &str) -> Option<Self> {
        let (bare, _) = bare_path(path);
        let name = bare.rsplit('/').next().unwrap_or_default();
        let is_number = name.len() >= DIGITS && name.bytes().all(|byte| byte.is_ascii_digit());
        let parsed = ArticleId::parse(name);
        // Words such as `release-notes-11` look like IDs (`VPN-11`), but are meant as IDs only in
        // capitals.
        let is_meant = |id: &ArticleId| id.number().is_some() || id.as_str() == name;
        if let Some(id) = parsed.filter(is_meant) {
            return Some(Self { id, is_whole: true });
        }
        if is_number {
            let id = ArticleId::written(name)?;
            return Some(Self { id, is_whole: true });
        }
        let id = numbered(name)?;
        let is_whole = id.as_str().eq_ignore_ascii_case(name);
        Some(Self { id, is_whole })
    }
}

/// The ID from `KB` or `Q` and at least four digits in a name: `KB2888788`, also from `kb-2888788`.
fn numbered(name: &str) -> Option<ArticleId> {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).peekable();
    while let Some(word) = words.next() {
        let upper = word.to_ascii_uppercase();
        let (label, digits) = match upper.strip_prefix("KB").or(upper.strip_prefix('Q')) {
            Some("") => (&*upper, words.peek().copied().unwrap_or_default()),
            Some(digits) => (upper.strip_suffix(digits).unwrap_or_default(), digits),
            None => continue,
        };
        if digits.len() >= 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return ArticleId::written(&format!("{label}{digits}"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(layers: &[&[&str]]) -> Vec<(String, bool)> {
        let file = |path: &&str| LayerFile {
            path: (*path).to_owned(),
            size: 0,
            modified: 0,
            identity: 0,
        };
        let files = layers.iter().enumerate();
        let files = files.flat_map(|(at, paths)| paths.iter().map(move |path| (at, file(path))));
        let files: Vec<_> = files.collect();
        let labels: Vec<String> = ["one", "two"].map(str::to_owned).into();
        let ids = name_ids(&files, &labels).into_iter();
        ids.map(|id| {
            id.map_or((String::new(), false), |id| {
                (id.id.to_string(), id.is_written)
            })
        })
        .collect()
    }

    #[test]
    fn names_and_paths_are_ids() {
        for (path, id, is_written) in [
            ("168/Q168465/README.md", "Q168465", true),
            ("168/q168465.TXT", "Q168465", true),
            ("a/VPN-012.md", "VPN-012", true),
            ("a/vpn-012.md", "a/vpn-012", false),
            ("2888788.md", "2888788", true),
            ("a/KB0010809 Printer.html", "KB0010809", true),
            ("fix-kb-2888788.md", "KB2888788", true),
            ("sub/mail.md", "sub/mail", false),
            ("sub/index.md", "sub", false),
            ("README.md", "README", false),
            ("source/start.html.md.erb", "source/start", false),
            ("release-notes-1.13.md", "release-notes-1.13", false),
            ("faq12.md", "faq12", false),
        ] {
            assert_eq!(ids(&[&[path]]), [(id.to_owned(), is_written)], "{path}");
        }
    }

    #[test]
    fn no_two_paths_are_the_same_id() {
        let own = |ids: &[&str]| -> Vec<(String, bool)> {
            ids.iter().map(|id| ((*id).to_owned(), false)).collect()
        };
        assert_eq!(
            ids(&[&["A.md", "a.md", "b.md", "b.txt", "b/index.md"]]),
            own(&["A", "a.md", "b", "b.txt", "b/index.md"])
        );
        assert_eq!(
            ids(&[&["a.md", "b.md"], &["a.md", "c.md"]]),
            own(&["a", "b", "two/a", "c"])
        );
        let written = |id: &str| (id.to_owned(), true);
        assert_eq!(
            ids(&[&["a/VPN-7.md", "a/VPN-7.txt", "a/VPN-7/README.md"]]),
            [
                vec![written("VPN-7")],
                own(&["a/VPN-7.txt", "a/VPN-7/README.md"])
            ]
            .concat()
        );
        // An ID that is part of several names belongs to none.
        assert_eq!(
            ids(&[&["kb12345-a.md", "kb12345-b.md"]]),
            own(&["kb12345-a", "kb12345-b"])
        );
    }
}
