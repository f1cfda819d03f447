//! Content that changes while it is served: an update gives the same result as a full build of the
//! same files.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use fixpath::{
    audience::Audience,
    content::{Lanes, Silent},
    evidence::ArticleId,
    layer::Layer,
    markup,
    search::Request,
    snapshot::{DataFolder, Keeper, Made, News, Progress, Snapshot, SnapshotError},
    wording,
};
use proptest::prelude::*;
use tempfile::TempDir;

/// A folder of content and the snapshot that is made from it.
struct Content {
    folder: TempDir,
    data: TempDir,
    audience: Audience,
}

impl Content {
    fn new(files: &[(&str, &str)]) -> Self {
        Self::of(Audience::Staff, files)
    }

    fn of(audience: Audience, files: &[(&str, &str)]) -> Self {
        let content = Self {
            folder: tempfile::tempdir().unwrap(),
            data: tempfile::tempdir().unwrap(),
            audience,
        };
        for (name, text) in files {
            content.write(name, text);
        }
        content
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).unwrap();
        fs::write(path, text).unwrap();
    }

    fn layers(&self) -> Vec<Layer> {
        vec![
            Layer::folder(self.folder.path().join("below")),
            Layer::folder(self.folder.path().join("above")),
        ]
    }

    fn open(&self) -> DataFolder {
        DataFolder::open(self.data.path(), self.audience).unwrap()
    }

    fn build(&self) -> Snapshot {
        self.open()
            .build(&self.layers(), &Progress::default())
            .unwrap()
    }

    fn refresh(&self, from: &Snapshot) -> Option<(Snapshot, Made)> {
        self.open()
            .refresh(from, &Lanes::new(&from.layers), &Progress::default())
            .unwrap()
    }

    /// A full build of the same files in another data folder.
    fn afresh(&self) -> Snapshot {
        let data = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(data.path(), self.audience).unwrap();
        folder.build(&self.layers(), &Progress::default()).unwrap()
    }

    /// All files, by their paths.
    fn files(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            for file in fs::read_dir(self.path(&folder)).unwrap() {
                let file = file.unwrap();
                let path = format!("{folder}{}", file.file_name().to_str().unwrap());
                match file.path().is_dir() {
                    true => folders.push(format!("{path}/")),
                    false => files.push((path, fs::read_to_string(file.path()).unwrap())),
                }
            }
        }
        files.sort();
        files
    }

    /// The same without internal files, for everybody.
    fn without_internal(&self) -> Self {
        let files = self.files();
        let said = |text: &str| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("visibility: "));
            line.map(str::to_owned)
        };
        let of_folder = |path: &str| {
            let folders = Path::new(path).ancestors().skip(1);
            let mut indexes = folders.map(|folder| folder.join("index.md"));
            indexes.find_map(|index| {
                let mut files = files.iter();
                said(&files.find(|(path, _)| *path == index.to_str().unwrap())?.1)
            })
        };
        let is_open_itself = |(path, text): &&(String, String)| {
            // LAMP-2 has its own folder, whose page is its index.
            let of_folder = match path.starts_with("above/LAMP-2/") {
                true => (files.iter())
                    .find_map(|(path, text)| path.ends_with("README.md").then(|| said(text))?)
                    .or_else(|| of_folder(path)),
                false => of_folder(path),
            };
            said(text).or(of_folder).as_deref() != Some("internal")
        };
        let mut included = (files.iter()).filter(|(path, _)| path == INCLUDED);
        let is_included_open = included.all(|file| is_open_itself(&file));
        let is_open = |file: &&(String, String)| {
            let includes = file.0.starts_with("below/") && file.1.contains(INCLUDE);
            is_open_itself(file) && (is_included_open || !includes)
        };
        let open: Vec<(&str, &str)> = (files.iter().filter(is_open))
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let without = Self::of(Audience::Public, &open);
        for layer in ["below", "above"] {
            fs::create_dir_all(without.path(layer)).unwrap();
        }
        without
    }

    /// Everything that pages depend on, without anything specific to the folder.
    fn shown(&self, snapshot: &Snapshot) -> String {
        let shown = shown(snapshot).replace(&snapshot.generation, "");
        shown.replace(self.folder.path().to_str().unwrap(), "")
    }
}

fn article(id: &str, title: &str, body: &str) -> String {
    format!("---\nid: {id}\ntitle: {title}\n---\n\n## Cause\n\n{body}\n")
}

/// Everything that pages depend on.
fn shown(snapshot: &Snapshot) -> String {
    let mut shown = format!(
        "{}\n{:?}\n{:?}\n{:?}\n",
        snapshot.generation,
        snapshot.library,
        snapshot.atlas.events().collect::<Vec<_>>(),
        snapshot.problems
    );
    for (id, _) in snapshot.library.iter() {
        let source = snapshot.source(id).map(|(_, bytes)| bytes);
        shown.push_str(&format!(
            "{id} {source:?} {:?} {:?}\n",
            found(snapshot, id.as_str()),
            snapshot.similar(id)
        ));
    }
    for query in ["lamp", "dark bulb", "event 7 lamp", "older title"] {
        shown.push_str(&format!("{query} {:?}\n", found(snapshot, query)));
    }
    shown
}

fn found(snapshot: &Snapshot, query: &str) -> Vec<(String, Vec<String>)> {
    let request = Request {
        query,
        ..Request::default()
    };
    let hits = snapshot
        .index
        .search(&request, Duration::from_secs(10))
        .hits;
    let mut found: Vec<_> = hits
        .into_iter()
        .map(|hit| (hit.id.to_string(), wording::search_reasons(&hit.why)))
        .collect();
    // If two are equal, frequencies that still count deleted articles may order them differently.
    found.sort();
    found
}

#[derive(Debug, Clone)]
enum Edit {
    Write(usize, usize),
    Remove(usize),
    Rename(usize, usize),
    Touch(usize),
    Attach(usize),
    /// Writes the index page of a folder.
    Index(usize, usize),
    /// Writes the article that others include.
    Included(usize),
}

const NAMES: [&str; 6] = [
    "below/LAMP-1.md",
    "below/LAMP-2.md",
    "below/deep/LAMP-3.md",
    "above/LAMP-1.md",
    "above/LAMP-2/README.md",
    "above/LAMP-4.md",
];

/// Folders that have pages about them.
const FOLDERS: [&str; 3] = ["below", "below/deep", "above"];

/// What files say about who may read them.
const VISIBILITIES: [&str; 4] = ["", "visibility: internal\n", "", "visibility: public\n"];

/// An article that others include.
const INCLUDED: &str = "below/deep/WATT-5.md";

/// How an article in the first layer includes another.
const INCLUDE: &str = "--8<-- \"deep/WATT-5.md\"\n";

fn text(name: usize, version: usize) -> String {
    let id = ["LAMP-1", "LAMP-2", "LAMP-3", "LAMP-1", "LAMP-2", "LAMP-4"][name];
    let body = match version % 4 {
        0 if name < 2 => format!("The lamp is dark.\n\n{INCLUDE}"),
        0 => "The lamp is dark.".to_owned(),
        1 => {
            "LAMP-1 An Older Title of the Lamp\n\nThe bulb is loose. See LAMP-4, Q10001.".to_owned()
        }
        2 => "```event\nEvent ID: 7\nSource: Lamp\nDescription: The bulb broke, 0x80004005.\n```"
            .to_owned(),
        _ => format!("A dark bulb.\n\nLAMP-{} Bulbs Wear Out\n", 1 + version % 3),
    };
    let text = article(id, &format!("Lamp {name} version {version}"), &body);
    let said = VISIBILITIES[version / 2 % VISIBILITIES.len()];
    text.replacen("title: ", &format!("{said}title: "), 1)
}

fn included(said: &str) -> String {
    format!("---\ntitle: Watts\n{said}---\n\nSixty watts.\n")
}

fn edits() -> impl Strategy<Value = Vec<Vec<Edit>>> {
    let name = 0..NAMES.len();
    let edit = prop_oneof![
        4 => (name.clone(), 0..8usize).prop_map(|(name, version)| Edit::Write(name, version)),
        1 => name.clone().prop_map(Edit::Remove),
        1 => (name.clone(), name.clone()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => name.clone().prop_map(Edit::Touch),
        1 => name.prop_map(Edit::Attach),
        2 => (0..FOLDERS.len(), 0..VISIBILITIES.len())
            .prop_map(|(folder, said)| Edit::Index(folder, said)),
        1 => (0..VISIBILITIES.len()).prop_map(Edit::Included),
    ];
    proptest::collection::vec(proptest::collection::vec(edit, 1..4), 1..5)
}

impl Content {
    fn apply(&self, edit: &Edit) {
        match edit {
            Edit::Write(name, version) => self.write(NAMES[*name], &text(*name, *version)),
            Edit::Remove(name) => drop(fs::remove_file(self.path(NAMES[*name]))),
            Edit::Rename(from, to) => {
                drop(fs::rename(self.path(NAMES[*from]), self.path(NAMES[*to])));
            }
            Edit::Touch(name) => {
                if let Ok(file) = fs::File::options()
                    .write(true)
                    .open(self.path(NAMES[*name]))
                {
                    file.set_modified(std::time::UNIX_EPOCH).unwrap();
                }
            }
            Edit::Attach(name) => {
                let beside = Path::new(NAMES[*name]).with_file_name("plan.png");
                self.write(beside.to_str().unwrap(), "PNG");
            }
            Edit::Index(folder, said) => {
                let (folder, said) = (FOLDERS[*folder], VISIBILITIES[*said]);
                let text = format!("---\ntitle: About {folder}\n{said}---\n\nLamps.\n");
                self.write(&format!("{folder}/index.md"), &text);
            }
            Edit::Included(said) => self.write(INCLUDED, &included(VISIBILITIES[*said])),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn an_update_gives_the_same_as_a_full_build(rounds in edits(), is_public in any::<bool>()) {
        let audience = if is_public { Audience::Public } else { Audience::Staff };
        let watts = included("");
        let files = [(NAMES[0], &*text(0, 1)), (NAMES[4], &text(4, 1)), (INCLUDED, &watts)];
        let content = Content::of(audience, &files);
        let mut snapshot = content.build();
        for round in rounds {
            round.iter().for_each(|edit| content.apply(edit));
            if let Some((updated, _)) = content.refresh(&snapshot) {
                snapshot = updated;
            }
            prop_assert!(snapshot.is_fresh());
            prop_assert_eq!(shown(&snapshot), shown(&content.afresh()));
            if is_public {
                let without = content.without_internal();
                prop_assert_eq!(content.shown(&snapshot), without.shown(&without.build()));
            }
        }
    }
}

#[test]
fn the_public_keeps_no_word_of_what_becomes_internal() {
    let said = |said: &str| format!("---\ntitle: About\n{said}---\n\nLamps.\n");
    let fuse = "---\nid: FUSE-1\ntitle: Fuse\n---\n\nThe kumquat. LAMP-1 An older lamp title\n";
    let content = Content::of(
        Audience::Public,
        &[
            (NAMES[0], &text(0, 0)),
            ("below/in/FUSE-1.md", fuse),
            ("below/in/index.md", &said("")),
            ("below/in/plan.png", "PNG"),
            ("above/x.md", ""),
        ],
    );
    let correction = |snapshot: &Snapshot| {
        let request = Request {
            query: "kumqat",
            ..Request::default()
        };
        let results = snapshot.index.search(&request, Duration::from_secs(10));
        format!("{:?}", results.corrected)
    };
    let first = content.build();
    assert!(
        correction(&first).contains("kumquat"),
        "{}",
        correction(&first)
    );
    assert!(!found(&first, "older lamp title").is_empty());
    content.write("below/in/index.md", &said("visibility: internal\n"));
    let (second, made) = content.refresh(&first).unwrap();
    assert_eq!((made, second.library.len()), (Made::Built, 1));
    assert_eq!(second.withheld.articles, 2);
    assert!(
        !correction(&second).contains("kumquat"),
        "{}",
        correction(&second)
    );
    let hits = found(&second, "older lamp title");
    assert!(!format!("{hits:?}").contains("older"), "{hits:?}");
    assert!(content.refresh(&second).is_none(), "nothing has changed");
    content.write("below/in/plan.png", "another");
    content.write("above/x.md", &article("X-1", "Another", "The lamp."));
    let (third, made) = content.refresh(&second).unwrap();
    assert_eq!((made, third.library.len()), (Made::Updated, 2));
    content.write("below/in/index.md", &said("visibility: public\n"));
    let (fourth, made) = content.refresh(&third).unwrap();
    assert_eq!((made, fourth.library.len()), (Made::Updated, 4));
    assert_eq!(shown(&fourth), shown(&content.afresh()));
    // Files that are moved to an internal folder become internal, too.
    content.write("below/in/index.md", &said("visibility: internal\n"));
    content.write("below/open.md", &article("OPEN-1", "Open", "The durian."));
    let (fifth, _) = content.refresh(&fourth).unwrap();
    fs::rename(
        content.path("below/open.md"),
        content.path("below/in/open.md"),
    )
    .unwrap();
    let (sixth, made) = content.refresh(&fifth).unwrap();
    assert_eq!((made, sixth.library.len()), (Made::Built, 2));
    assert_eq!(shown(&sixth), shown(&content.afresh()));
}

#[test]
fn few_changes_cause_an_update_and_many_a_full_build() {
    let content = Content::new(&[(NAMES[0], &text(0, 1)), ("above/x.md", "")]);
    let first = content.build();
    assert!(content.refresh(&first).is_none());
    content.write(NAMES[5], &text(5, 0));
    let (second, made) = content.refresh(&first).unwrap();
    assert_eq!((made, second.updates), (Made::Updated, 1));
    content.apply(&Edit::Touch(0));
    let (second, made) = content.refresh(&second).unwrap();
    assert_eq!((made, second.updates), (Made::Updated, 1), "only a date");
    for number in 0..600 {
        let id = format!("MANY-{number}");
        content.write(
            &format!("below/{id}.md"),
            &article(&id, "One of many", "The lamp."),
        );
    }
    let (third, made) = content.refresh(&second).unwrap();
    assert_eq!((made, third.updates), (Made::Built, 0));
    assert_eq!(third.library.len(), 602);
}

#[test]
fn a_file_that_no_article_links_to_changes_no_index() {
    let content = Content::new(&[(NAMES[0], &text(0, 1)), (NAMES[5], &text(5, 1))]);
    let first = content.build();
    content.write("below/pictures/plan.png", "PNG");
    let (second, made) = content.refresh(&first).unwrap();
    assert_eq!((made, second.updates), (Made::Updated, first.updates + 1));
    assert_eq!(second.library.len(), first.library.len());
    content.write("below/pictures/plan.png", "another picture");
    assert!(second.is_fresh());
    assert!(content.refresh(&second).is_none());
}

#[test]
fn a_change_to_an_include_updates_the_articles_that_use_it() {
    let article = "# Lamp\n\n[!INCLUDE [note](../includes/note.md)]\n\n[gone](gone.md)\n";
    let content = Content::new(&[
        ("below/a/lamp.md", article),
        ("below/includes/note.md", "The bulb is hot.\n\nVery.\n"),
    ]);
    fs::create_dir(content.path("above")).unwrap();
    let text = |snapshot: &Snapshot| {
        let id = ArticleId::of_path("a/lamp").unwrap();
        let sections = snapshot.article(&id).unwrap().sections;
        markup::text::write(&sections[0].blocks)
    };
    let first = content.build();
    assert!(text(&first).contains("hot"), "{}", text(&first));
    // The line is one in the file itself.
    let lines: Vec<usize> = first.problems.iter().map(|one| one.line).collect();
    assert_eq!(lines, [5], "{:?}", first.problems);
    content.write("below/includes/note.md", "The bulb is cold.\n");
    let (second, made) = content.refresh(&first).unwrap();
    assert_eq!(made, Made::Updated);
    assert!(text(&second).contains("cold"), "{}", text(&second));
    assert!(content.refresh(&second).is_none());
}

#[test]
fn an_include_that_appears_updates_the_articles_that_name_it() {
    let article = "# Lamp\n\n[!INCLUDE [note](includes/note.md)]\n\n--8<-- \"lamp.py\"\n";
    let content = Content::new(&[("below/a/lamp.md", article), ("below/a/fax.md", "# Fax\n")]);
    fs::create_dir(content.path("above")).unwrap();
    let text = |snapshot: &Snapshot| {
        let id = ArticleId::of_path("a/lamp").unwrap();
        let sections = snapshot.article(&id).unwrap().sections;
        markup::text::write(&sections[0].blocks)
    };
    let mut snapshot = content.build();
    assert!(!text(&snapshot).contains("hot"), "{}", text(&snapshot));
    assert!(content.refresh(&snapshot).is_none());
    for (path, said) in [
        ("below/docs/snippets/lamp.py", "glow()"),
        ("below/includes/note.md", "The bulb is hot."),
        // The nearer one counts.
        ("below/a/includes/note.md", "The bulb is cold."),
    ] {
        content.write(path, &format!("{said}\n"));
        let (next, made) = content.refresh(&snapshot).unwrap();
        assert_eq!(made, Made::Updated);
        assert!(text(&next).contains(said), "{path}: {}", text(&next));
        assert!(content.refresh(&next).is_none());
        snapshot = next;
    }
}

#[test]
fn no_article_includes_what_is_hidden() {
    let article = "# Lamp\n\n[!INCLUDE [a](.keys/a.md)]\n\n[!INCLUDE [b](note.md)]\n";
    let content = Content::new(&[
        ("below/lamp.md", article),
        ("below/.keys/a.md", "The key is under the mat.\n"),
        ("below/note.md", "The bulb is hot.\n"),
    ]);
    fs::create_dir(content.path("above")).unwrap();
    let built = content.build();
    let id = ArticleId::of_path("lamp").unwrap();
    let text = markup::text::write(&built.article(&id).unwrap().sections[0].blocks);
    assert!(text.contains("hot") && !text.contains("mat"), "{text}");
}

#[test]
fn a_heading_that_many_files_share_is_not_a_title() {
    let content = Content::new(&[]);
    let page =
        |name: &str| format!("---\ntitle: The {name} lamp\n---\n\n# Introduction\n\nLight.\n");
    for name in ["red", "green", "blue", "white"] {
        content.write(&format!("below/{name}/start.md"), &page(name));
    }
    // A file that has no other title keeps this one.
    content.write("below/introduction.md", "# Introduction\n\nDark.\n");
    fs::create_dir(content.path("above")).unwrap();
    let title = |snapshot: &Snapshot, id: &str| {
        let id = snapshot.library.find(id).unwrap();
        let article = snapshot.article(id).unwrap();
        let listed = &snapshot.library.get(id).unwrap().title;
        assert_eq!(&article.title, listed);
        article.title
    };
    let five = content.build();
    assert_eq!(title(&five, "red/start"), "The red lamp");
    assert_eq!(title(&five, "introduction"), "Introduction");
    assert!(!found(&five, "red lamp").is_empty());
    fs::remove_file(content.path("below/blue/start.md")).unwrap();
    let (four, made) = content.refresh(&five).unwrap();
    assert_eq!(made, Made::Updated);
    assert_eq!(title(&four, "red/start"), "Introduction");
    assert_eq!(shown(&four), shown(&content.afresh()));
    content.write("below/blue/start.md", &page("blue"));
    let (again, _) = content.refresh(&four).unwrap();
    assert_eq!(title(&again, "red/start"), "The red lamp");
    assert_eq!(shown(&again), shown(&content.afresh()));
}

#[test]
fn the_file_named_after_an_id_keeps_it() {
    let said = |title: &str| format!("---\nid: start\ntitle: {title}\n---\n\nThe {title} lamp.\n");
    // The other layer is empty.
    let content = Content::new(&[
        ("below/a/x.md", &said("first")),
        ("below/b/y.md", &said("second")),
    ]);
    let titles = |snapshot: &Snapshot| -> Vec<String> {
        let entries = snapshot.library.iter();
        let named = entries.map(|(id, entry)| {
            let found = snapshot.article(id).unwrap();
            assert_eq!((&found.id, &found.title), (id, &entry.title));
            format!("{id}: {}", entry.title)
        });
        named.collect()
    };
    fs::create_dir(content.path("above")).unwrap();
    let first = content.build();
    assert_eq!(titles(&first), ["b/y: second", "start: first"]);
    assert_eq!(first.problems.len(), 1, "{:?}", first.problems);
    // A file with that name comes later, but still gets the ID.
    content.write("below/VPN-1.md", &article("VPN-1", "third", "The lamp."));
    content.write("below/a/x.md", &article("VPN-1", "first", "The lamp."));
    let (second, _) = content.refresh(&first).unwrap();
    assert_eq!(
        titles(&second),
        ["VPN-1: third", "a/x: first", "start: second"]
    );
    fs::remove_file(content.path("below/VPN-1.md")).unwrap();
    let (third, _) = content.refresh(&second).unwrap();
    assert_eq!(titles(&third), ["VPN-1: first", "start: second"]);
    assert_eq!(third.problems, []);
    let whole = content.build();
    assert_eq!(titles(&whole), titles(&third));
}

#[test]
fn many_updates_leave_one_segment_of_a_small_index() {
    let content = Content::new(&[(NAMES[0], &text(0, 1)), ("above/x.md", "")]);
    let mut snapshot = content.build();
    for number in 0..12 {
        let id = format!("MANY-{number}");
        content.write(
            &format!("below/{id}.md"),
            &article(&id, "One of many", "The lamp."),
        );
        snapshot = content.refresh(&snapshot).unwrap().0;
        let index = content
            .data
            .path()
            .join("generations")
            .join(&snapshot.generation)
            .join("index");
        let stores = fs::read_dir(index)
            .unwrap()
            .filter(|file| {
                file.as_ref()
                    .unwrap()
                    .path()
                    .extension()
                    .is_some_and(|kind| kind == "store")
            })
            .count();
        assert_eq!(stores, 1, "after {number} updates");
    }
    assert_eq!(snapshot.library.len(), 13);
}

#[test]
fn damaged_records_cause_a_full_build() {
    for damage in ["flipped", "cut", "empty", "gone"] {
        let content = Content::new(&[(NAMES[0], &text(0, 1)), (NAMES[5], &text(5, 1))]);
        let first = content.build();
        let records = content
            .data
            .path()
            .join("generations")
            .join(&first.generation)
            .join("records");
        let mut bytes = fs::read(&records).unwrap();
        let middle = bytes.len() / 2;
        match damage {
            "flipped" => bytes[middle] ^= 0xFF,
            "cut" => bytes.truncate(middle),
            _ => bytes.clear(),
        }
        fs::write(&records, bytes).unwrap();
        if damage == "gone" {
            fs::remove_file(&records).unwrap();
        }
        content.write(NAMES[0], &text(0, 2));
        let (second, made) = content.refresh(&first).unwrap();
        assert_eq!(made, Made::Built, "{damage}");
        assert_eq!(shown(&second), shown(&content.afresh()), "{damage}");
    }
}

#[test]
fn a_missing_folder_changes_nothing() {
    let content = Content::new(&[(NAMES[0], &text(0, 1)), (NAMES[5], &text(5, 1))]);
    let snapshot = content.build();
    fs::rename(content.path("above"), content.path("away")).unwrap();
    let lanes = Lanes::new(&snapshot.layers);
    let result = content
        .open()
        .refresh(&snapshot, &lanes, &Progress::default());
    assert!(matches!(result, Err(SnapshotError::Incomplete(_))));
    fs::rename(content.path("away"), content.path("above")).unwrap();
    assert!(content.refresh(&snapshot).is_none());
}

#[test]
fn a_folder_that_hangs_affects_only_its_own_files() {
    let content = Content::new(&[
        (NAMES[0], &text(0, 0)),
        (NAMES[2], &text(2, 2)),
        (NAMES[5], &text(5, 0)),
        ("below/Q10001.md", &article("Q10001", "A Fuse", "It blew.")),
    ]);
    let first = content.build();
    let lanes = Lanes::new(&content.layers()).with_timeout(Duration::from_millis(50));
    let refresh = |from: &Snapshot| {
        let folder = content.open();
        folder.refresh(from, &lanes, &Progress::default())
    };
    let (release, wait) = mpsc::channel::<()>();
    assert!(lanes.ask(0, move |_, _| wait.recv().is_ok()).is_err());
    let silent = |result| matches!(result, Err(SnapshotError::Silent(Silent { layer: 0, .. })));
    assert!(silent(refresh(&first)));

    content.write(NAMES[0], &text(0, 2));
    fs::remove_file(content.path(NAMES[2])).unwrap();
    assert!(silent(refresh(&first)), "its own changes");
    // This one cites an article of the hanging folder by its title, so that article is indexed
    // again.
    let citing = "See:\n\nQ10001 The Older Title of a Fuse\n";
    content.write(NAMES[5], &article("LAMP-4", "Lamp 5 version 1", citing));
    let (second, made) = refresh(&first).unwrap().unwrap();
    assert_eq!((made, second.library.len()), (Made::Updated, 4));
    let hits = found(&second, "older title");
    assert!(hits.iter().any(|(id, _)| id == "Q10001"), "{hits:?}");
    let title = |snapshot: &Snapshot, id: &str| {
        let id = fixpath::evidence::ArticleId::parse(id).unwrap();
        snapshot
            .library
            .get(&id)
            .map(|entry| entry.title.to_string())
    };
    assert_eq!(title(&second, "LAMP-1").unwrap(), "Lamp 0 version 0");
    assert_eq!(title(&second, "LAMP-4").unwrap(), "Lamp 5 version 1");
    assert!(silent(refresh(&second)), "it is tried again");
    // So many that a full build would be due.
    for number in 0..600 {
        let id = format!("MANY-{number}");
        let text = article(&id, "One of many", "The lamp.");
        content.write(&format!("above/{id}.md"), &text);
    }
    let (third, made) = refresh(&second).unwrap().unwrap();
    assert_eq!((made, third.library.len()), (Made::Updated, 604));

    release.send(()).unwrap();
    while lanes.ask(0, |_, _| ()).is_err() {
        thread::yield_now();
    }
    let (fourth, _) = refresh(&third).unwrap().unwrap();
    assert_eq!(title(&fourth, "LAMP-1").unwrap(), "Lamp 0 version 2");
    assert_eq!(shown(&fourth), shown(&content.afresh()));
    assert!(fourth.is_fresh());
}

/// A keeper that works in a thread until the test program ends.
fn keep(content: &Content, poll: Option<Duration>) -> mpsc::Receiver<Arc<Snapshot>> {
    let (sender, receiver) = mpsc::channel();
    let (layers, data) = (content.layers(), content.open());
    thread::spawn(move || {
        let mut current = None;
        Keeper::new(&data, &layers, poll).run(None, &Progress::default(), |news| {
            if let News::Snapshot(snapshot, _) = news {
                let snapshot = Arc::new(*snapshot);
                current = Some(Arc::clone(&snapshot));
                drop(sender.send(snapshot));
            }
            current.clone()
        })
    });
    receiver
}

#[test]
fn a_keeper_picks_up_changes_however_it_learns_of_them() {
    for poll in [None, Some(Duration::from_millis(50))] {
        let content = Content::new(&[(NAMES[0], &text(0, 1)), (NAMES[5], &text(5, 1))]);
        let news = keep(&content, poll);
        let next = |what: &str| {
            let wait = Duration::from_secs(60);
            news.recv_timeout(wait)
                .unwrap_or_else(|_| panic!("{what}, {poll:?}"))
        };
        assert_eq!(next("the first build").library.len(), 2);
        content.write("below/new/folder/LAMP-3.md", &text(2, 1));
        assert_eq!(next("a file in a new folder").library.len(), 3);
        content.write("below/new/folder/LAMP-3.md", &text(2, 3));
        assert!(found(&next("a change"), "LAMP-3")[0].0.contains("LAMP-3"));
        fs::rename(content.path("below"), content.path("away")).unwrap();
        thread::sleep(Duration::from_millis(300));
        fs::rename(content.path("away"), content.path("below")).unwrap();
        fs::remove_file(content.path(NAMES[0])).unwrap();
        assert_eq!(next("a removal after the folder was away").library.len(), 2);
    }
}
