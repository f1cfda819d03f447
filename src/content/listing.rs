//! The files of all layers, listed once.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use super::{
    counts::FileCounts,
    file_kind::{FileKind, Skip},
    internal::{Internal, folders, is_index},
    made_internal::MadeInternal,
    naming::{Claims, NameId, name_ids},
    stamp::Stamp,
};
use crate::{
    audience::Audience,
    evidence::ArticleId,
    layer::{Layer, LayerFile, Listed, Pulse},
    problem::Problem,
};

/// Index pages that are read only for the visibility of their folders, by layer and path.
type Apart = BTreeMap<(usize, String), WhyApart>;

/// Why an index page is read only for the visibility of its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WhyApart {
    /// An ignore file names it, or no file of its folder is an article.
    Ignored = 1,
    /// It is not a regular file, or it is a link that is not followed.
    Refused = 2,
}

/// The files of all layers, listed once.
pub struct Listing<'a> {
    /// Where the files are.
    pub layers: &'a [Layer],
    /// Who may see the content that is made from them.
    pub audience: Audience,
    /// What was made internal at the desk.
    pub made_internal: MadeInternal,
    /// Files whose content is read (articles, guides, synonyms, navigation, index pages), layer by
    /// layer, by path.
    pub files: Vec<(usize, LayerFile)>,
    /// Files that others include, layer by layer, by path.
    includes: Vec<(usize, LayerFile)>,
    /// Index pages that are not articles and are read only for the visibility of their folders.
    apart: Apart,
    /// The IDs from the names of the files, in the same order.
    ids: Vec<Option<NameId>>,
    /// The paths of the files that articles may link to, layer by layer and in order.
    pub attachments: Vec<Vec<String>>,
    /// How many files of each kind each layer has.
    pub counts: Vec<FileCounts>,
    /// Problems such as folders that can't be read.
    pub problems: Vec<Problem>,
    /// Why files may be missing from this listing.
    pub incomplete: Option<String>,
    /// Stamps of the files of layers that don't respond, from when the served generation was made.
    known: HashMap<(usize, String), Stamp>,
    pulses: Vec<Arc<Pulse>>,
}

impl<'a> Listing<'a> {
    /// Lists the files of all layers.
    pub fn new(layers: &'a [Layer]) -> Self {
        Self::with_pulses(layers, layers.iter().map(|_| Arc::default()).collect())
    }

    /// Also reports each layer's progress through its `Pulse`, so that a hung layer can be noticed.
    pub fn with_pulses(layers: &'a [Layer], pulses: Vec<Arc<Pulse>>) -> Self {
        let sources = layers.iter().zip(&pulses);
        let listed = sources.map(|(source, pulse)| pulse.ask(|| source.files(pulse, &mut |_| {})));
        let listed = listed.collect();
        Self::of(layers, listed, [], pulses)
    }

    /// The same for layers that were listed already; for some, only the stamps are `known`.
    pub fn of(
        layers: &'a [Layer],
        listed: Vec<Listed>,
        known: impl IntoIterator<Item = Stamp>,
        pulses: Vec<Arc<Pulse>>,
    ) -> Self {
        let known = known
            .into_iter()
            .map(|stamp| ((stamp.layer, stamp.file.path.clone()), stamp))
            .collect();
        let mut listing = Self {
            layers,
            audience: Audience::Staff,
            made_internal: MadeInternal::default(),
            files: Vec::new(),
            includes: Vec::new(),
            apart: Apart::new(),
            ids: Vec::new(),
            attachments: Vec::new(),
            counts: Vec::new(),
            problems: Vec::new(),
            incomplete: None,
            known,
            pulses,
        };
        for (layer, mut listed) in listed.into_iter().enumerate() {
            let mut apart = Vec::new();
            let folders = folders_of(&listed.files);
            listed.ignored.retain(|file| {
                // An ignored index page still sets the visibility of its folder.
                let is_needed = is_index(&file.path) && folders.contains(file.folder());
                if is_needed {
                    apart.push((file.clone(), WhyApart::Ignored));
                }
                !is_needed
            });
            listed.refused.retain(|file| is_index(&file.path));
            for file in listed.refused {
                // Reading it will report the problem again.
                if let Some(source) = layers.get(layer) {
                    let shown = source.shown(&file.path);
                    listed.problems.retain(|problem| problem.file != shown);
                }
                apart.push((file, WhyApart::Refused));
            }
            for (file, why) in apart {
                listing.apart.insert((layer, file.path.clone()), why);
                listed.files.push(file);
            }
            listed.files.sort();
            listing.problems.extend(listed.problems);
            listing.incomplete = listing.incomplete.or(listed.incomplete);
            let mut counts = FileCounts::default();
            let mut attachments = Vec::new();
            for file in listed.files {
                let kind = FileKind::of(&file.path);
                counts.add(kind);
                // Articles may link to their settings, too.
                if kind == FileKind::Navigation && !file.path.ends_with(".md") {
                    attachments.push(file.path.clone());
                }
                if !kind.is_read() && is_index(&file.path) {
                    let place = (layer, file.path.clone());
                    let why = listing.apart.entry(place);
                    why.or_insert(WhyApart::Ignored);
                    listing.files.push((layer, file.clone()));
                }
                if kind.is_read() {
                    listing.files.push((layer, file));
                } else if kind == FileKind::Include {
                    listing.includes.push((layer, file));
                } else if matches!(kind, FileKind::Attachment | FileKind::Skipped(_)) {
                    attachments.push(file.path);
                }
            }
            listed
                .ignored
                .iter()
                .for_each(|_| counts.skip(Skip::Ignored));
            listing.counts.push(counts);
            listing.attachments.push(attachments);
        }
        // For a layer that doesn't respond, only the stamps are known; files that are not articles
        // have no ID.
        for ((layer, path), stamp) in &listing.known {
            if stamp.id.is_none() && is_index(path) {
                listing
                    .apart
                    .insert((*layer, path.clone()), WhyApart::Ignored);
            }
        }
        listing.ids = ids_of(&listing.files, &listing.apart, &labels(layers));
        listing
    }

    /// The same listing, for building a generation for this audience.
    #[must_use]
    pub fn for_audience(self, audience: Audience) -> Self {
        Self { audience, ..self }
    }

    /// The same listing, with what was made internal at the desk.
    pub fn with_made_internal(self, made_internal: MadeInternal) -> Self {
        Self {
            made_internal,
            ..self
        }
    }

    /// The same listing without internal files.
    pub fn without(&self, internal: &Internal) -> Self {
        let mut counts = self.counts.clone();
        let mut leave_out = |layer: usize, kind| {
            if let Some(counts) = counts.get_mut(layer) {
                counts.remove(kind);
            }
        };
        let (hidden, files): (Vec<_>, Vec<_>) = (self.files.iter().cloned())
            .partition(|(layer, file)| internal.has(*layer, &file.path));
        let (hidden_includes, includes): (Vec<_>, Vec<_>) = (self.includes.iter().cloned())
            .partition(|(layer, file)| internal.has(*layer, &file.path));
        // Files that are read only for the visibility of their folders are listed as what they are,
        // too.
        let hidden = hidden.iter();
        let hidden = hidden.filter(|(_, file)| FileKind::of(&file.path).is_read());
        for (layer, file) in hidden.chain(&hidden_includes) {
            leave_out(*layer, FileKind::of(&file.path));
        }
        let mut attachments = self.attachments.clone();
        for (layer, paths) in attachments.iter_mut().enumerate() {
            paths.retain(|path| {
                let is_hidden = internal.has(layer, path);
                // Files that are also read have been counted already.
                let kind = FileKind::of(path);
                if is_hidden && !kind.is_read() {
                    leave_out(layer, kind);
                }
                !is_hidden
            });
        }
        let mut problems = self.problems.clone();
        problems.retain(|problem| !self.is_about_internal(problem, internal));
        Self {
            layers: self.layers,
            audience: self.audience,
            made_internal: self.made_internal.clone(),
            ids: ids_of(&files, &self.apart, &labels(self.layers)),
            apart: self.apart.clone(),
            files,
            includes,
            attachments,
            counts,
            problems,
            incomplete: self.incomplete.clone(),
            known: HashMap::new(),
            pulses: self.pulses.clone(),
        }
    }

    /// Whether a problem is about something in an internal folder.
    fn is_about_internal(&self, problem: &Problem, internal: &Internal) -> bool {
        self.layers.iter().enumerate().any(|(at, layer)| {
            let path = problem.file.strip_prefix(&layer.shown(""));
            path.is_some_and(|path| internal.has(at, path) || internal.has(at, &format!("{path}/")))
        })
    }

    /// The article ID from the name of a file.
    pub fn named(&self, layer: usize, file: &LayerFile) -> Option<&ArticleId> {
        self.name_id(layer, file).map(|name| &name.id)
    }

    /// Whether every layer could be listed completely.
    pub fn is_whole(&self) -> bool {
        self.incomplete.is_none() && self.known.is_empty()
    }

    /// Digest of the layers and of all that shows that a file that is read has changed; attachments
    /// count only by their paths.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for layer in self.layers {
            hasher.update(layer.identity().as_bytes()).update(&[0]);
        }
        for (layer, file) in self.files.iter().chain(&self.includes) {
            hasher
                .update(&layer.to_le_bytes())
                .update(file.path.as_bytes())
                .update(&[0]);
            hasher
                .update(&file.size.to_le_bytes())
                .update(&file.modified.to_le_bytes())
                .update(&file.identity.to_le_bytes());
            if let Some(why) = self.why_apart(*layer, &file.path) {
                hasher.update(&[why as u8]);
            }
        }
        for path in self.attachments.iter().flatten() {
            hasher.update(path.as_bytes()).update(&[0]);
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The stamp of a file: as long as it stays the same, the file's record is kept.
    pub fn stamp(&self, layer: usize, file: &LayerFile) -> Stamp {
        if let Some(stamp) = self.known.get(&(layer, file.path.clone())) {
            return stamp.clone();
        }
        Stamp {
            layer,
            file: file.clone(),
            id: self.name_id(layer, file).map(|name| name.id.clone()),
            includes: Vec::new(),
            absent: BTreeSet::new(),
            was_read: true,
        }
    }

    /// The article ID from the name of a file, with how it was derived.
    pub(super) fn name_id(&self, layer: usize, file: &LayerFile) -> Option<&NameId> {
        let place = (layer, file.path.as_str());
        let order = |(layer, file): &(usize, LayerFile)| (*layer, file.path.as_str()).cmp(&place);
        let at = self.files.binary_search_by(order).ok()?;
        self.ids.get(at)?.as_ref()
    }

    /// The file's current stamp. Of the old stamp (`known`), keeps those included files that have
    /// not changed, and those absent ones that are still absent.
    pub fn stamp_since(&self, layer: usize, file: &LayerFile, known: Option<&Stamp>) -> Stamp {
        let mut stamp = self.stamp(layer, file);
        let Some(known) = known else { return stamp };
        let included = known.includes.iter();
        let still = included.filter(|file| self.file(layer, &file.path) == Some(file));
        stamp.includes = still.cloned().collect();
        let absent = known.absent.iter();
        let still = absent.filter(|path| !self.has(layer, path));
        stamp.absent = still.cloned().collect();
        stamp
    }

    /// Whether there is a file at a path of a layer.
    fn has(&self, layer: usize, path: &str) -> bool {
        let attachments = self.attachments.get(layer);
        self.file(layer, path).is_some()
            || attachments.is_some_and(|paths| {
                paths
                    .binary_search_by(|attachment| attachment.as_str().cmp(path))
                    .is_ok()
            })
    }

    /// The file of a layer at a path, unless it is an attachment.
    fn file(&self, layer: usize, path: &str) -> Option<&LayerFile> {
        let place = (layer, path);
        let order = |(layer, file): &(usize, LayerFile)| (*layer, file.path.as_str()).cmp(&place);
        let find = |files: &'_ [(usize, LayerFile)]| files.binary_search_by(order).ok();
        match find(&self.files) {
            Some(at) => self.files.get(at),
            None => self.includes.get(find(&self.includes)?),
        }
        .map(|(_, file)| file)
    }

    /// Why a file is read only for the visibility of its folder, if it is.
    pub(super) fn why_apart(&self, layer: usize, path: &str) -> Option<WhyApart> {
        if self.apart.is_empty() {
            return None;
        }
        self.apart.get(&(layer, path.to_owned())).copied()
    }

    /// The files whose names are IDs.
    pub(super) fn claims(&self) -> Claims {
        Claims::of(&self.files, &self.ids)
    }

    /// The name by which a person knows a file.
    pub fn shown(&self, layer: usize, path: &str) -> String {
        self.layers
            .get(layer)
            .map_or_else(|| path.to_owned(), |source| source.shown(path))
    }

    /// Where a layer's files are, and its pulse.
    pub(super) fn source(&self, layer: usize) -> Option<(&Layer, &Pulse)> {
        Some((self.layers.get(layer)?, self.pulses.get(layer)?))
    }
}

/// The IDs from the names of files, except for index pages that are only read for their visibility.
fn ids_of(files: &[(usize, LayerFile)], apart: &Apart, labels: &[String]) -> Vec<Option<NameId>> {
    if apart.is_empty() {
        return name_ids(files, labels);
    }
    let is_article = |(layer, file): &(usize, LayerFile)| {
        let place = (*layer, file.path.clone());
        !apart.contains_key(&place)
    };
    let articles: Vec<_> = files
        .iter()
        .filter(|file| is_article(file))
        .cloned()
        .collect();
    let mut ids = name_ids(&articles, labels).into_iter();
    let id = |file| is_article(file).then(|| ids.next()?).flatten();
    files.iter().map(id).collect()
}

/// All folders that contain files, directly or not.
fn folders_of(files: &[LayerFile]) -> HashSet<String> {
    let mut found = HashSet::new();
    for file in files {
        for folder in folders(&file.path) {
            if found.contains(folder) {
                break;
            }
            found.insert(folder.to_owned());
        }
    }
    found
}

/// A short, unique name for each layer.
pub(super) fn labels(layers: &[Layer]) -> Vec<String> {
    let mut labels: Vec<String> = Vec::with_capacity(layers.len());
    for layer in layers {
        let name = layer.short_name();
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        labels.extend(names.find(|name| !labels.contains(name)));
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_differ() {
        let layers = ["a/docs", "b/docs", "c/kb", "d/docs"].map(Layer::folder);
        assert_eq!(labels(&layers), ["docs", "docs-2", "kb", "docs-3"]);
    }
}
