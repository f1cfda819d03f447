//! Which guides are served: those that pass their check against the loaded articles; for others,
//! the last good revision.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Read,
    path::Path,
};

use super::files::write_whole;
use crate::{
    content::GuideSource,
    guide::{self, Citations, Guide},
    layer::Layer,
    problem::{Problem, file_name},
};

/// A guide whose newest revision is not served because of a problem.
#[derive(Debug)]
pub struct HeldBack {
    /// Its ID; empty if the file doesn't even contain that.
    pub id: String,
    /// The file.
    pub file: String,
    /// The newest revision as far as it could be read.
    pub newest: Option<Guide>,
    /// Its problems.
    pub problems: Vec<Problem>,
    /// The revision that is served in its place, and the name of its file; none if there is no good
    /// one.
    pub instead: Option<(u32, String)>,
}

/// The guides of a snapshot.
#[derive(Debug, Default)]
pub(super) struct Guides {
    /// The guides that are served, by ID.
    pub(super) served: Vec<Guide>,
    /// The guides whose newest revision is not served.
    pub(super) held_back: Vec<HeldBack>,
    /// Problems of all guides, including warnings.
    pub(super) problems: Vec<Problem>,
    /// Problems of the newest guides, kept for the next start.
    pub(super) newest_problems: Vec<Problem>,
    /// A digest of the served guides if they don't depend on the content alone; otherwise empty.
    pub(super) digest: String,
}

/// Where the last good revisions of guides are.
#[derive(Debug, Clone, Copy)]
pub(super) struct LastGood<'f> {
    /// The folder.
    pub(super) folder: &'f Path,
    /// Whether revisions are stored there, not only taken from there.
    pub(super) is_written: bool,
}

impl Guides {
    /// Reads and checks the guides of all layers, except for the checks whose results are in
    /// `newest_problems`. `kept` is where the last good revisions are: guides from folders are
    /// taken from there, and stored there by the process that builds.
    pub(super) fn new(
        sources: &[GuideSource],
        layers: &[Layer],
        kept: LastGood<'_>,
        citations: &dyn Citations,
        newest_problems: Option<Vec<Problem>>,
    ) -> Self {
        let mut candidates = Candidates::read(sources);
        let newest = candidates.newest();
        let newest_problems = newest_problems.unwrap_or_else(|| check(&newest, citations));
        let problems = newest_problems
            .iter()
            .cloned()
            .chain(std::mem::take(&mut candidates.problems));
        let mut guides = Self {
            problems: problems.collect(),
            newest_problems,
            ..Self::default()
        };
        let broken: BTreeSet<String> = (guides.problems.iter())
            .filter(|problem| problem.is_error())
            .map(|problem| problem.file.clone())
            .collect();
        let newest = newest.into_iter().map(|one| one.guide);
        let (unsound, sound): (Vec<Guide>, Vec<Guide>) =
            newest.partition(|guide| broken.contains(&guide.file));
        guides.served = sound;
        for guide in unsound {
            guides.hold_back(guide.id.clone(), guide.file.clone(), Some(guide));
        }
        for (id, file) in candidates.unread.iter().chain(&candidates.doubles) {
            guides.hold_back(id.clone(), file.clone(), None);
        }
        for held in 0..guides.held_back.len() {
            guides.replace(held, &candidates, kept.folder, citations);
        }
        guides.served.sort_by(|a, b| a.id.cmp(&b.id));
        if kept.is_written {
            guides.keep(sources, layers, kept.folder);
        }
        guides
    }

    fn hold_back(&mut self, id: String, file: String, newest: Option<Guide>) {
        let problems = self.problems.iter().filter(|problem| problem.file == file);
        self.held_back.push(HeldBack {
            problems: problems.cloned().collect(),
            id,
            file,
            newest,
            instead: None,
        });
    }

    /// Serves the last revision of a guide that passes today's check, if there is one.
    fn replace(
        &mut self,
        held: usize,
        candidates: &Candidates,
        kept: &Path,
        citations: &dyn Citations,
    ) {
        let Some(held) = self.held_back.get_mut(held) else {
            return;
        };
        if held.id.is_empty() {
            return;
        }
        if let Some(guide) = self.served.iter().find(|guide| guide.id == held.id) {
            held.instead = Some((guide.revision, file_name(&guide.file).to_owned()));
            return;
        }
        let last_good = read_kept(&kept_file(kept, &held.id));
        let last_good = last_good.and_then(|text| guide::read(&text, LAST_GOOD).0);
        let last_good = last_good.map(|guide| Candidate {
            alone: guide::check_alone(&guide),
            guide,
        });
        let earlier = candidates.earlier.get(&held.id).into_iter().flatten();
        let earlier = earlier.rev().map(|(_, candidate)| candidate.clone());
        for Candidate { guide, alone } in last_good.into_iter().chain(earlier) {
            if guide.id != held.id || guide.file == held.file {
                continue;
            }
            let found = guide::check_joining(&guide, &alone, &self.served, citations);
            if !found.iter().any(Problem::is_error) {
                held.instead = Some((guide.revision, file_name(&guide.file).to_owned()));
                self.served.push(guide);
                self.digest = digest(&self.served);
                return;
            }
        }
    }

    /// Stores the served guides that come from folders: from now on, they are the last good
    /// revisions.
    fn keep(&self, sources: &[GuideSource], layers: &[Layer], kept: &Path) {
        let is_folder =
            |source: &&GuideSource| matches!(layers.get(source.layer), Some(Layer::Folder(_)));
        let files: BTreeSet<&str> = (sources.iter().filter(is_folder))
            .map(|source| &*source.file)
            .collect();
        for guide in (self.served.iter()).filter(|guide| files.contains(&*guide.file)) {
            let path = kept_file(kept, &guide.id);
            let is_kept = fs::read(&path).is_ok_and(|bytes| bytes == guide.text.as_bytes());
            if is_kept {
                continue;
            }
            let written = fs::create_dir_all(kept)
                .map_err(|error| error.to_string())
                .and_then(|()| {
                    write_whole(&path, guide.text.as_bytes()).map_err(|error| error.to_string())
                });
            if let Err(why) = written {
                let id = &guide.id;
                tracing::warn!("can't save the guide {id} as its last good revision: {why}");
            }
        }
        self.forget_others(kept);
    }

    /// Removes stored revisions of guides that are gone, or have become internal: they must not
    /// come back with another guide that has the same ID.
    fn forget_others(&self, kept: &Path) {
        let served = self.served.iter().map(|guide| guide.id.as_str());
        let held = self.held_back.iter().map(|held| held.id.as_str());
        let ours: BTreeSet<_> = served.chain(held).map(|id| kept_file(kept, id)).collect();
        let files = fs::read_dir(kept).into_iter().flatten().flatten();
        for path in files
            .map(|file| file.path())
            .filter(|path| !ours.contains(path))
        {
            if let Err(why) = fs::remove_file(&path) {
                tracing::warn!("can't remove {}: {why}", path.display());
            }
        }
    }
}

/// How many bytes of a stored revision are read.
const LARGEST_KEPT: u64 = 1 << 21;

/// The name of the last good revision.
const LAST_GOOD: &str = "the last good revision";

/// The file for a guide's last good revision. IDs that passed the check are plain names.
fn kept_file(kept: &Path, id: &str) -> std::path::PathBuf {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let name: String = id.chars().filter(|c| is_plain(*c)).take(64).collect();
    kept.join(format!("{name}.toml"))
}

/// The text of a stored revision, which is never larger than a guide may be.
fn read_kept(path: &Path) -> Option<String> {
    let mut text = String::new();
    let file = fs::File::open(path).ok()?;
    file.take(LARGEST_KEPT).read_to_string(&mut text).ok()?;
    Some(text)
}

fn digest(guides: &[Guide]) -> String {
    let mut hasher = blake3::Hasher::new();
    for guide in guides {
        hasher.update(&(guide.text.len() as u64).to_le_bytes());
        hasher.update(guide.text.as_bytes());
    }
    let hex = hasher.finalize().to_hex();
    hex.get(..8).unwrap_or_default().to_owned()
}

/// A guide, with the problems that can be found from it alone.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The guide.
    pub guide: Guide,
    /// What is wrong.
    pub alone: Vec<Problem>,
}

/// Everything that is wrong with these guides.
pub fn check(candidates: &[Candidate], citations: &dyn Citations) -> Vec<Problem> {
    let guides = candidates.iter().map(|one| (&one.guide, &*one.alone));
    guide::check_together(&guides.collect::<Vec<_>>(), citations)
}

/// The guides of all layers, in their order.
#[derive(Default)]
struct Candidates {
    /// By ID, with their layers; the last one replaces those before it.
    earlier: BTreeMap<String, Vec<(usize, Candidate)>>,
    /// Files that are not valid guides: the ID that they seem to have, and the file.
    unread: Vec<(String, String)>,
    /// Files with an ID that another file in the same layer has, too: the ID, and the file.
    doubles: Vec<(String, String)>,
    problems: Vec<Problem>,
}

impl Candidates {
    fn read(sources: &[GuideSource]) -> Self {
        let mut candidates = Self::default();
        let mut seen: BTreeMap<(usize, String), String> = BTreeMap::new();
        for source in sources {
            let (guide, found) = guide::read(&source.text, &source.file);
            candidates.problems.extend(found);
            let Some(guide) = guide else {
                // An error must not remove the guide that this file overrides or replaces.
                let unread = (source.id.clone(), source.file.clone());
                candidates.unread.push(unread);
                continue;
            };
            let key = (source.layer, guide.id.clone());
            if let Some(other) = seen.get(&key) {
                let message = format!("the guide `{}` already exists in {other}", guide.id);
                let problem = Problem::error(&source.file, 1, message);
                candidates
                    .problems
                    .push(problem.suggest("give it another ID"));
                candidates
                    .doubles
                    .push((guide.id.clone(), source.file.clone()));
                continue;
            }
            seen.insert(key, guide.file.clone());
            candidates
                .earlier
                .entry(guide.id.clone())
                .or_default()
                .push((
                    source.layer,
                    Candidate {
                        guide,
                        alone: source.alone.clone(),
                    },
                ));
        }
        candidates
    }

    /// The effective guide for each ID, except for IDs with a newer file that can't be read.
    fn newest(&self) -> Vec<Candidate> {
        let is_unread = |id: &str| self.unread.iter().any(|(unread, _)| unread == id);
        let last = self.last();
        last.filter(|one| !is_unread(&one.guide.id))
            .cloned()
            .collect()
    }

    /// The last guide with each ID, layer by layer.
    fn last(&self) -> impl Iterator<Item = &Candidate> {
        let mut last: Vec<&(usize, Candidate)> = (self.earlier.values())
            .filter_map(|guides| guides.last())
            .collect();
        last.sort_by_key(|(layer, _)| *layer);
        last.into_iter().map(|(_, candidate)| candidate)
    }
}

/// Reads all guides; a later layer overrides an earlier one. Guides that can't be walked, and
/// duplicates in one layer, are left out and reported.
pub fn effective_guides(sources: &[GuideSource]) -> (Vec<Candidate>, Vec<Problem>) {
    let mut candidates = Candidates::read(sources);
    let problems = std::mem::take(&mut candidates.problems);
    (candidates.last().cloned().collect(), problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{evidence::ArticleId, guide::Cited};

    struct NoArticles;

    impl Citations for NoArticles {
        fn section(&self, _: &ArticleId, _: &str) -> Cited {
            Cited::NoArticle
        }
    }

    /// Fails if a citation is looked up.
    struct Nobody;

    impl Citations for Nobody {
        fn section(&self, id: &ArticleId, _: &str) -> Cited {
            panic!("{id} is looked up again")
        }
    }

    #[test]
    fn opening_a_generation_uses_the_problems_found_when_it_was_made() {
        let kept = tempfile::tempdir().unwrap();
        let text = guide::draft("draft").replace(guide::FILL_IN, "");
        let mut source =
            GuideSource::new(0, "draft.toml".to_owned(), "draft.toml".to_owned(), text);
        let open = |source: &GuideSource| {
            let sources = std::slice::from_ref(source);
            Guides::new(
                sources,
                &[Layer::Builtin],
                LastGood {
                    folder: kept.path(),
                    is_written: true,
                },
                &NoArticles,
                None,
            )
        };
        let guides = open(&source);
        assert_eq!((guides.served.len(), guides.held_back.len()), (1, 0));
        // If it were checked again, no problem would be found.
        source.alone = vec![Problem::error("draft.toml", 3, "found before")];
        let guides = open(&source);
        assert_eq!((guides.served.len(), guides.held_back.len()), (0, 1));
        assert_eq!(guides.held_back[0].problems[0].message, "found before");
        // With the stored problems, no article is looked up.
        let sources = std::slice::from_ref(&source);
        let newest_problems = Some(guides.newest_problems);
        let again = Guides::new(
            sources,
            &[Layer::Builtin],
            LastGood {
                folder: kept.path(),
                is_written: true,
            },
            &Nobody,
            newest_problems,
        );
        assert_eq!((again.served.len(), again.held_back.len()), (0, 1));
    }
}
