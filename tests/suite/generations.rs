//! Generations on disk: what is opened again, what is rebuilt, and what does no harm.

use std::{fs, path::Path};

use fixpath::{
    audience::Audience,
    evidence::ArticleId,
    layer::Layer,
    snapshot::{DataFolder, Progress, Snapshot, SnapshotError, last_good},
};
use tempfile::TempDir;

pub(super) struct Desk {
    pub(super) content: TempDir,
    pub(super) data: TempDir,
}

impl Desk {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self {
            content: tempfile::tempdir().unwrap(),
            data: tempfile::tempdir().unwrap(),
        };
        for (name, text) in files {
            desk.write(name, text);
        }
        desk
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        fs::write(self.content.path().join(name), text).unwrap();
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        vec![Layer::folder(self.content.path().to_owned())]
    }

    pub(super) fn build(&self) -> Snapshot {
        let folder = DataFolder::open(self.data.path(), Audience::Staff).unwrap();
        folder.build(&self.layers(), &Progress::default()).unwrap()
    }

    fn stored(&self) -> Option<Snapshot> {
        last_good(self.data.path(), &self.layers(), Audience::Staff)
            .filter(|stored| stored.verify().is_ok())
    }

    fn generation(&self, snapshot: &Snapshot) -> std::path::PathBuf {
        self.data
            .path()
            .join("generations")
            .join(&snapshot.generation)
    }
}

const ONE: &str =
    "---\nid: VPN-1\ntitle: One\n---\n\n## Cause\n\nA loose cable. ![Plan](plan.png)\n";

fn id(text: &str) -> ArticleId {
    ArticleId::parse(text).unwrap()
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    let at = at.min(bytes.len() - 1);
    bytes[at] ^= 0xFF;
    fs::write(path, bytes).unwrap();
}

#[test]
fn an_unchanged_folder_opens_the_last_generation() {
    let desk = Desk::new(&[("VPN-1.md", ONE)]);
    assert!(desk.stored().is_none());
    let built = desk.build();
    let stored = desk.stored().unwrap();
    assert_eq!(stored.generation, built.generation);
    assert!(stored.is_fresh());
    assert_eq!(stored.article(&id("VPN-1")).unwrap().title, "One");
}

#[test]
fn two_machines_with_the_same_folder_agree_on_the_name() {
    let (here, there) = (
        Desk::new(&[("VPN-1.md", ONE)]),
        Desk::new(&[("VPN-1.md", ONE)]),
    );
    assert_eq!(here.build().generation, there.build().generation);
    there.write("VPN-1.md", &ONE.replace("One", "Two"));
    assert_ne!(here.build().generation, there.build().generation);
}

#[test]
fn another_name_of_a_file_is_another_generation() {
    for (from, to) in [
        ("VPN-1.md", "VPN-1.markdown"),
        ("guide.toml", "guide.txt"),
        ("synonyms.txt", "synonyms.old.txt"),
    ] {
        let desk = Desk::new(&[
            ("VPN-1.md", ONE),
            ("guide.toml", "id = \"x\"\n"),
            ("synonyms.txt", "tunnel = VPN\n"),
        ]);
        let before = desk.build().generation;
        let content = desk.content.path();
        fs::rename(content.join(from), content.join(to)).unwrap();
        assert_ne!(desk.build().generation, before, "{from}");
    }
}

#[test]
fn every_kind_of_change_is_noticed() {
    for (name, text) in [
        ("VPN-1.md", "---\nid: VPN-1\ntitle: Another\n---\n"),
        ("VPN-2.md", "---\nid: VPN-2\ntitle: New\n---\n"),
        ("plan.png", "PNG"),
        ("guide.toml", "id = \"x\"\n"),
    ] {
        let desk = Desk::new(&[("VPN-1.md", ONE)]);
        desk.build();
        desk.write(name, text);
        assert!(!desk.stored().unwrap().is_fresh(), "{name}");
        let again = desk.build();
        assert!(again.is_fresh());
        assert_eq!(
            again.file(&id("VPN-1"), "plan.png").unwrap().is_some(),
            name == "plan.png",
            "{name}"
        );
    }
}

#[test]
fn the_same_content_under_another_date_keeps_its_index() {
    let desk = Desk::new(&[("VPN-1.md", ONE)]);
    let first = desk.build();
    let index = desk.generation(&first).join("index");
    let made = fs::metadata(&index).unwrap().modified().unwrap();
    let file = fs::File::options()
        .write(true)
        .open(desk.content.path().join("VPN-1.md"))
        .unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH)
        .unwrap();
    assert!(!desk.stored().unwrap().is_fresh());
    let second = desk.build();
    assert_eq!(second.generation, first.generation);
    assert_eq!(fs::metadata(&index).unwrap().modified().unwrap(), made);
    assert!(second.is_fresh());
}

#[test]
fn a_damaged_generation_is_noticed_and_replaced() {
    for damage in ["tables", "tables cut", "index", "index gone", "current"] {
        let desk = Desk::new(&[("VPN-1.md", ONE)]);
        let generation = desk.generation(&desk.build());
        let index = generation.join("index");
        let store = fs::read_dir(&index)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.extension().is_some_and(|kind| kind == "store"))
            .unwrap();
        match damage {
            "tables" => flip(&generation.join("tables"), 40),
            "tables cut" => fs::write(generation.join("tables"), "").unwrap(),
            "index" => flip(&store, 20),
            "index gone" => fs::remove_file(&store).unwrap(),
            _ => fs::write(desk.data.path().join("current"), "../..").unwrap(),
        }
        assert!(desk.stored().is_none(), "{damage}");
        assert_eq!(desk.build().library.len(), 1, "{damage}");
        assert!(desk.stored().is_some(), "{damage}");
    }
}

#[test]
fn a_truncated_index_file_is_damage_and_not_a_panic() {
    let desk = Desk::new(&[("VPN-1.md", ONE)]);
    let index = desk.generation(&desk.build()).join("index");
    let files: Vec<_> = fs::read_dir(&index)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.to_string_lossy().ends_with(".lock"))
        .collect();
    assert!(files.len() > 5);
    for file in files {
        let whole = fs::read(&file).unwrap();
        for length in [0, 4, 5, whole.len() / 2] {
            fs::write(&file, &whole[..length.min(whole.len())]).unwrap();
            assert!(
                desk.stored().is_none(),
                "{} cut to {length}",
                file.display()
            );
        }
        fs::write(&file, whole).unwrap();
    }
    assert!(desk.stored().is_some());
}

#[test]
fn misleading_terms_are_damage_and_not_a_panic() {
    let guide = fs::read_to_string("kb/guides/ccmail-connector.toml").unwrap();
    let article = fs::read_to_string("kb/articles/Q168465.md").unwrap();
    let desk = Desk::new(&[("Q168465.md", &article), ("own.toml", &guide)]);
    let index = desk.generation(&desk.build()).join("index");
    let terms = fs::read_dir(&index)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|kind| kind == "term"))
        .unwrap();
    let whole = fs::read(&terms).unwrap();
    // The guide cites the article, which is looked up by its ID when the generation is opened; the
    // IDs come first.
    for at in (0..120).step_by(9) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0xF0;
        fs::write(&terms, damaged).unwrap();
        assert!(desk.stored().is_none(), "byte {at} of {}", whole.len());
    }
    fs::write(&terms, whole).unwrap();
    assert!(desk.stored().is_some());
}

#[test]
fn a_data_folder_is_used_by_one_process() {
    let data = tempfile::tempdir().unwrap();
    let first = DataFolder::open(data.path(), Audience::Staff).unwrap();
    assert!(matches!(
        DataFolder::open(data.path(), Audience::Staff),
        Err(SnapshotError::InUse(_))
    ));
    drop(first);
    assert!(DataFolder::open(data.path(), Audience::Staff).is_ok());
}

#[test]
fn removed_files_are_noticed_and_rebuilt() {
    let desk = Desk::new(&[("VPN-1.md", ONE)]);
    let root = desk.data.path();
    let folder = DataFolder::open(root, Audience::Staff).unwrap();
    let build = || folder.build(&desk.layers(), &Progress::default()).unwrap();
    for harm in ["index", "meta", "records", "cut", "generations", "all"] {
        let served = build();
        assert_eq!(served.changed_file(), None, "{harm}");
        let generation = desk.generation(&served);
        match harm {
            "index" => fs::remove_dir_all(generation.join("index")).unwrap(),
            "meta" => flip(&generation.join("index/meta.json"), 3),
            "records" => fs::remove_file(generation.join("records")).unwrap(),
            "cut" => fs::write(generation.join("tables"), "").unwrap(),
            "generations" => fs::remove_dir_all(root.join("generations")).unwrap(),
            _ => fs::remove_dir_all(root).unwrap(),
        }
        assert!(served.changed_file().is_some(), "{harm}");
        // The served content is still served; the folder still belongs to this process, or does
        // again.
        assert!(
            served.article(&id("VPN-1")).is_some() || harm == "meta",
            "{harm}"
        );
        folder.hold(Some(&served)).unwrap();
        assert!(matches!(
            DataFolder::open(root, Audience::Staff),
            Err(SnapshotError::InUse(_))
        ));
        assert_eq!(build().changed_file(), None, "{harm}");
        assert!(desk.stored().is_some(), "{harm}");
    }
    fs::remove_dir_all(root).unwrap();
    let other = DataFolder::open(root, Audience::Staff).unwrap();
    assert!(matches!(folder.hold(None), Err(SnapshotError::InUse(_))));
    drop(other);
    folder.hold(None).unwrap();
}

#[test]
fn a_file_with_the_same_article_twice_stops_nothing() {
    let document = "DOCUMENT:Q10999  01-JAN-1999  [lamp]\nTITLE   :The Lamp Is Dark\nPRODUCT :Lamp\nPROD/VER:1.0\nOPER/SYS:\nKEYWORDS:\n\n======\nThe lamp is dark.\n\n";
    let desk = Desk::new(&[("Q10999.TXT", &document.repeat(2)), ("VPN-1.md", ONE)]);
    let snapshot = desk.build();
    assert_eq!(snapshot.library.len(), 2);
    let problems = snapshot.problems.iter();
    let doubled = problems.filter(|problem| problem.message.contains("already exists"));
    assert_eq!(doubled.count(), 1, "{:?}", snapshot.problems);
}

#[test]
fn a_guide_in_a_later_folder_overrides_and_a_duplicate_is_a_problem() {
    let guide = fs::read_to_string("kb/guides/ccmail-connector.toml").unwrap();
    let desk = Desk::new(&[(
        "own.toml",
        &guide.replace("revision = 2\n", "revision = 7\n"),
    )]);
    let layers = [vec![Layer::Builtin], desk.layers()].concat();
    let folder = DataFolder::open(desk.data.path(), Audience::Staff).unwrap();
    let snapshot = folder.build(&layers, &Progress::default()).unwrap();
    let ids = snapshot.guides.iter().map(|guide| &*guide.id);
    assert_eq!(ids.filter(|id| *id == "ccmail-connector").count(), 1);
    let revision = snapshot
        .guide("ccmail-connector")
        .map(|guide| guide.revision);
    assert_eq!(revision, Some(7));
    assert_eq!(snapshot.problems, []);
    desk.write("twin.toml", &guide);
    let snapshot = folder.build(&layers, &Progress::default()).unwrap();
    assert_eq!(snapshot.problems.len(), 1, "{:?}", snapshot.problems);
}
