//! Content: the files of all layers, read into articles and guides with their problems.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    io,
    sync::Arc,
};

use super::{
    guide_source::GuideSource,
    ordered::{Share, in_order},
    record::Stamp,
};
use crate::{
    article::{self, Article, Format, Texts},
    decode,
    evidence::ArticleId,
    layer::{Fetched, Layer, LayerFile, Listed, Pulse, Refused},
    library::{Origin, link_targets},
    problem::Problem,
    search::{self, Group},
};

/// The largest article that is read, in bytes.
pub(super) const LARGEST_ARTICLE: u64 = article::ARTICLE_BYTES as u64;

/// Files that are read at once. What is read from a file may be many times as large as the file, so their bytes are bounded:
/// of the usual ones 64 are no more than a thread reads at once, of the largest four are read in all threads together.
const AT_ONCE: Share = Share {
    items: 64,
    weight: 1 << 20,
    ahead: 4 * LARGEST_ARTICLE,
};

/// What one file holds.
#[derive(Debug, Default)]
pub struct Content {
    /// Index of the layer.
    pub layer: usize,
    /// The file as the person knows it.
    pub file: String,
    /// Digest of its bytes; `None` where it could not be read.
    pub digest: Option<[u8; 32]>,
    /// Whether it has changed since it was listed: what was read is of the moment only.
    pub is_moving: bool,
    /// Its articles: usually one, several in a file of the older text format.
    pub documents: Vec<Document>,
    /// Its guide.
    pub guide: Option<GuideSource>,
    /// Its groups of synonyms.
    pub synonyms: Vec<Group>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Content {
    /// The problem of an article whose id another file of the same layer has.
    pub fn double(&self, id: &ArticleId) -> Problem {
        double(&self.file, id)
    }
}

/// The problem of an article in `file` whose id another file of the same layer has.
pub(super) fn double(file: &str, id: &ArticleId) -> Problem {
    let message = format!("{id} is already there in this folder");
    Problem::error(file, 0, message).suggest("give it another id, or delete one of the two")
}

/// An article of a file.
#[derive(Debug)]
pub struct Document {
    /// How it is written.
    pub format: Format,
    /// Its bytes as they came.
    pub source: Vec<u8>,
    /// What was read from them.
    pub article: Article,
    /// What it says and names, part by part.
    pub texts: Texts,
    /// The article, packed.
    pub packed: String,
    /// Where it lies.
    pub origin: Origin,
}

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
    /// Stamps of the files of layers that don't answer, as they were when the generation was made that is served.
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
    pub(super) fn of(
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
    pub(super) fn is_whole(&self) -> bool {
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

    /// What a file's record is kept by: while it stays the same, so does what was read from the file.
    pub(super) fn stamp(&self, layer: usize, file: &LayerFile) -> Stamp {
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

    /// Reads one of the files.
    pub fn read(&self, layer: usize, file: &LayerFile) -> Content {
        let (Some(source), Some(pulse)) = (self.layers.get(layer), self.pulses.get(layer)) else {
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
                    format!("this file has {} bytes; at most 2 MB are read", file.size),
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
                    Some(_) => "put the file itself here",
                    None => "check its rights",
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

    /// The attachments of an article: all files of a folder of its own, else those that it names.
    fn files_of(&self, layer: usize, file: &LayerFile, article: &Article) -> Vec<String> {
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
}

/// Fetches the bytes of a file; of one that is known to be too large, none.
pub(super) fn fetch(source: &Layer, file: &LayerFile) -> io::Result<Fetched> {
    if file.size > LARGEST_ARTICLE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    source.fetch(&file.path, LARGEST_ARTICLE)
}

/// Reads every article and guide of the layers in several threads and hands them over in order.
pub fn read_layers(listing: &Listing<'_>, take: impl FnMut(Content)) {
    work_on(listing, || (), |(), content| content, take);
}

/// The same, with `work` done on each file in the thread that reads it, which has a state of its own.
pub(super) fn work_on<S, R: Send>(
    listing: &Listing<'_>,
    begin: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, Content) -> R + Sync,
    take: impl FnMut(R),
) {
    in_order(
        &listing.files,
        |(_, file)| file.size.min(LARGEST_ARTICLE),
        AT_ONCE,
        begin,
        |state, (layer, file)| work(state, listing.read(*layer, file)),
        take,
    );
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

/// That a file whose name is an article's is none: most likely a page about the folder, or a licence.
fn nothing_in(file: &str, bytes: &[u8]) -> Problem {
    if bytes.is_empty() {
        return Problem::note(file, "this file is empty").suggest("write it, or remove it");
    }
    let message = "this is no article: neither its name nor its first lines say an id";
    Problem::note(file, message)
        .suggest("if it is meant as one, begin it with the lines `---`, `id: …`, `title: …`, `---`")
}
