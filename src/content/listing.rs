//! The files of all layers, listed once, with the files beside each of them.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::stamp::Stamp;
use crate::{
    article::Article,
    evidence::ArticleId,
    layer::{Layer, LayerFile, Listed, Pulse},
    markup::link_targets,
    problem::Problem,
};

/// The files of a folder that are neither articles nor guides.
#[derive(Default)]
struct Attachments {
    /// Their names, in order.
    names: Vec<String>,
    /// Digest of the names.
    digest: [u8; 32],
}

/// The files of all layers, listed once.
pub struct Listing<'a> {
    /// Where the files are.
    pub layers: &'a [Layer],
    /// Articles and guides, layer by layer, by path.
    pub files: Vec<(usize, LayerFile)>,
    /// The other files, by layer and folder.
    attachments: BTreeMap<(usize, String), Attachments>,
    /// Folders that can't be read and the like.
    pub problems: Vec<Problem>,
    /// Why this may not be all there is.
    pub incomplete: Option<String>,
    /// Stamps of the files of layers that don't answer, as they were when the generation was made
    /// that is served.
    known: HashMap<(usize, String), Stamp>,
    pulses: Vec<Arc<Pulse>>,
}

impl<'a> Listing<'a> {
    /// Lists the files of all layers.
    pub fn new(layers: &'a [Layer]) -> Self {
        Self::beating(layers, layers.iter().map(|_| Arc::default()).collect())
    }

    /// The same, with the pulses of the layers for whoever looks whether they answer.
    pub fn beating(layers: &'a [Layer], pulses: Vec<Arc<Pulse>>) -> Self {
        let sources = layers.iter().zip(&pulses);
        let listed = sources.map(|(source, pulse)| pulse.ask(|| source.files(pulse, &mut |_| {})));
        let listed = listed.collect();
        Self::of(layers, listed, [], pulses)
    }

    /// The same of layers that were listed already; of some the stamps are `known`, and no more.
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
            files: Vec::new(),
            attachments: BTreeMap::new(),
            problems: Vec::new(),
            incomplete: None,
            known,
            pulses,
        };
        for (layer, listed) in listed.into_iter().enumerate() {
            listing.problems.extend(listed.problems);
            listing.incomplete = listing.incomplete.or(listed.incomplete);
            for file in listed.files {
                if file.may_be_article() || file.may_be_guide() {
                    listing.files.push((layer, file));
                } else {
                    let folder = (layer, file.folder().to_owned());
                    listing
                        .attachments
                        .entry(folder)
                        .or_default()
                        .names
                        .push(file.name().to_owned());
                }
            }
        }
        // What lies beside no article means nothing, and its coming and going is no change.
        let files = &listing.files;
        let folders: BTreeSet<(usize, &str)> = files
            .iter()
            .map(|(layer, file)| (*layer, file.folder()))
            .collect();
        listing
            .attachments
            .retain(|(layer, folder), _| folders.contains(&(*layer, folder.as_str())));
        for beside in listing.attachments.values_mut() {
            beside.names.sort_unstable();
            beside.digest = blake3::hash(beside.names.join("/").as_bytes()).into();
        }
        listing
    }

    /// Whether all files were looked for, and all folders found.
    pub fn is_whole(&self) -> bool {
        self.incomplete.is_none() && self.known.is_empty()
    }

    /// Digest of the layers' names and the files' paths, sizes and times.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for layer in self.layers {
            hasher.update(layer.name().as_bytes()).update(&[0]);
        }
        for (layer, file) in &self.files {
            hasher
                .update(&layer.to_le_bytes())
                .update(file.path.as_bytes())
                .update(&[0]);
            hasher
                .update(&file.size.to_le_bytes())
                .update(&file.modified.to_le_bytes());
        }
        for ((layer, folder), beside) in &self.attachments {
            hasher
                .update(&layer.to_le_bytes())
                .update(folder.as_bytes())
                .update(&[0]);
            hasher.update(&beside.digest);
        }
        hasher.finalize().to_hex().to_string()
    }

    /// What a file's record is kept by: while it stays the same, so does what was read from the
    /// file.
    pub fn stamp(&self, layer: usize, file: &LayerFile) -> Stamp {
        if let Some(stamp) = self.known.get(&(layer, file.path.clone())) {
            return stamp.clone();
        }
        let folder = (layer, file.folder().to_owned());
        Stamp {
            layer,
            file: file.clone(),
            beside: self.attachments.get(&folder).map(|beside| beside.digest),
            was_read: true,
        }
    }

    /// The attachments of an article: all files of a folder of its own, else those that it names.
    pub(super) fn files_of(
        &self,
        layer: usize,
        file: &LayerFile,
        article: &Article,
    ) -> Vec<String> {
        let folder = file.folder();
        let Some(beside) = self.attachments.get(&(layer, folder.to_owned())) else {
            return Vec::new();
        };
        let own_folder = !folder.is_empty()
            && ArticleId::parse(folder.rsplit('/').next().unwrap_or_default()).as_ref()
                == Some(&article.id);
        let path = |name: &String| match folder {
            "" => name.clone(),
            folder => format!("{folder}/{name}"),
        };
        if own_folder {
            return beside.names.iter().map(path).collect();
        }
        let sections = article.sections.iter();
        let targets = sections.flat_map(|section| link_targets(&section.blocks));
        let place = |target: &str| {
            let names = &beside.names;
            names
                .binary_search_by(|name| name.as_str().cmp(target))
                .ok()
        };
        let named: BTreeSet<usize> = targets.filter_map(place).collect();
        let names = named.into_iter().filter_map(|at| beside.names.get(at));
        names.map(path).collect()
    }
    /// Where a layer's files are, and its pulse.
    pub(super) fn source(&self, layer: usize) -> Option<(&Layer, &Pulse)> {
        Some((self.layers.get(layer)?, self.pulses.get(layer)?))
    }
}
