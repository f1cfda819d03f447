//! Folders that contain other things than files: links, FIFOs, sockets, or something that has
//! replaced a file since it was listed.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::{fs::symlink, net::UnixListener},
    path::Path,
};

use axum::http::StatusCode;
use fixpath::{
    audience::Audience,
    content::Listing,
    evidence::ArticleId,
    layer::{Layer, LayerFile, Pulse, Refused},
    markup,
    snapshot::{DataFolder, Progress},
};
use rustix::fs::{CWD, Mode};
use tempfile::TempDir;

use super::{generations::Desk, site::Site};

const ARTICLE: &str = "---\nid: VPN-1\ntitle: One\n---\n\n## Cause\n\nSee [the log](a.bin).\n";

const OUTSIDE: &str = "its path leads outside the folder";

/// A replacement for a file, and why it is refused; `None` if it may be read.
type Swap = (&'static str, fn(&Path), Option<&'static str>);

const SWAPS: &[Swap] = &[
    (
        "a link to a file elsewhere",
        |path| symlink("../secret.txt", path).unwrap(),
        Some(OUTSIDE),
    ),
    (
        "a link to an absolute path",
        |path| symlink("/etc/hosts", path).unwrap(),
        Some(OUTSIDE),
    ),
    (
        "a link to the environment",
        |path| symlink("/proc/self/environ", path).unwrap(),
        Some(OUTSIDE),
    ),
    (
        "a link to a device",
        |path| symlink("/dev/zero", path).unwrap(),
        Some(OUTSIDE),
    ),
    (
        "a link to a folder elsewhere",
        |path| symlink("..", path).unwrap(),
        Some(OUTSIDE),
    ),
    (
        "a link to itself",
        |path| symlink(path.file_name().unwrap(), path).unwrap(),
        Some("its links form a loop"),
    ),
    ("a FIFO", fifo, Some("it is a FIFO, not a file")),
    (
        "a socket",
        |path| drop(UnixListener::bind(path).unwrap()),
        Some("it is a socket or a device, not a file"),
    ),
    (
        "a folder",
        |path| fs::create_dir(path).unwrap(),
        Some("it is a folder, not a file"),
    ),
    (
        "a link that stays inside",
        |path| symlink("..data/kept", path).unwrap(),
        None,
    ),
];

fn fifo(path: &Path) {
    rustix::fs::mkfifoat(CWD, path, Mode::RWXU).unwrap();
}

/// A folder next to a secret, in which `name` is replaced after the folder was indexed.
struct Swapped(TempDir);

impl Swapped {
    fn new(files: &[(&str, &str)]) -> Self {
        let around = tempfile::tempdir().unwrap();
        let root = around.path().join("kb");
        fs::create_dir_all(root.join("..2024")).unwrap();
        symlink("..2024", root.join("..data")).unwrap();
        fs::write(around.path().join("secret.txt"), "secret").unwrap();
        for (name, text) in files {
            fs::write(root.join(name), text).unwrap();
        }
        Self(around)
    }

    fn root(&self) -> std::path::PathBuf {
        self.0.path().join("kb")
    }

    fn swap(&self, name: &str, swap: fn(&Path)) {
        let path = self.root().join(name);
        fs::copy(&path, self.root().join("..2024/kept")).unwrap();
        fs::remove_file(&path).unwrap();
        swap(&path);
    }
}

#[test]
fn a_swapped_attachment_is_not_served() {
    for (what, swap, refused) in SWAPS {
        let folder = Swapped::new(&[("VPN-1.md", ARTICLE), ("a.bin", "harmless")]);
        let data = tempfile::tempdir().unwrap();
        let snapshot = DataFolder::open(data.path(), Audience::Staff)
            .unwrap()
            .build(&[Layer::folder(folder.root())], &Progress::default())
            .unwrap();
        let id = ArticleId::parse("VPN-1").unwrap();
        let read = || snapshot.file(&id, "a.bin");
        assert_eq!(read().unwrap().as_deref(), Some(&b"harmless"[..]), "{what}");
        folder.swap("a.bin", *swap);
        match refused {
            None => assert_eq!(read().unwrap().as_deref(), Some(&b"harmless"[..]), "{what}"),
            Some(why) => {
                let error = read().unwrap_err();
                assert!(Refused::of(&error).is_some(), "{what}: {error}");
                assert_eq!(error.to_string(), *why, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn a_refused_file_is_not_found_and_the_page_says_why() {
    let folder = Swapped::new(&[("VPN-1.md", ARTICLE), ("a.bin", "harmless")]);
    let site = Site::with(&["--no-builtin", "--kb", folder.root().to_str().unwrap()]);
    folder.swap("a.bin", |path| symlink("../secret.txt", path).unwrap());
    let answer = site.get("/kb/VPN-1/files/a.bin").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains(OUTSIDE), "{}", answer.body);
}

#[test]
fn whatever_replaces_a_listed_file_is_a_problem_and_never_waited_for() {
    let guide = fs::read_to_string("kb/guides/ccmail-connector.toml").unwrap();
    for (name, text) in [
        ("VPN-1.md", ARTICLE),
        ("own.toml", &guide),
        ("synonyms.txt", "tunnel = VPN\n"),
    ] {
        for (what, swap, refused) in SWAPS {
            let folder = Swapped::new(&[(name, text)]);
            let layers = [Layer::folder(folder.root())];
            let listing = Listing::new(&layers);
            let (layer, file) = &listing.files[0];
            folder.swap(name, *swap);
            let content = listing.read(*layer, file);
            let said: Vec<String> = content.problems.iter().map(ToString::to_string).collect();
            match refused {
                None => {
                    assert_eq!(said, [""; 0], "{name}: {what}");
                    let read = content.documents.len() + content.synonyms.len();
                    assert_eq!(
                        read + usize::from(content.guide.is_some()),
                        1,
                        "{name}: {what}"
                    );
                }
                Some(why) => {
                    assert_eq!(content.digest, None, "{name}: {what}");
                    assert_eq!(said.len(), 1, "{name}: {what}: {said:?}");
                    assert!(said[0].contains(why), "{name}: {what}: {said:?}");
                }
            }
        }
    }
}

#[test]
fn a_folder_swapped_for_a_link_while_it_is_listed_leads_nowhere() {
    for target in ["../elsewhere", "/etc", "..", "."] {
        let folder = Swapped::new(&[("VPN-1.md", ARTICLE)]);
        let elsewhere = folder.0.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        fs::write(elsewhere.join("VPN-9.md"), ARTICLE).unwrap();
        fs::create_dir(folder.root().join("sub")).unwrap();
        let listed = Layer::folder(folder.root()).files(&Pulse::default(), &mut |entered| {
            if entered.ends_with("sub") {
                fs::remove_dir(entered).unwrap();
                symlink(target, entered).unwrap();
            }
        });
        let paths: Vec<&str> = listed.files.iter().map(|file| &*file.path).collect();
        assert_eq!(paths, ["VPN-1.md"], "{target}");
    }
}

#[test]
fn what_is_not_a_file_is_reported_and_left_out() {
    let desk = Desk::new(&[("VPN-1.md", ARTICLE)]);
    let root = desk.content.path();
    fifo(&root.join("fifo.md"));
    let _socket = UnixListener::bind(root.join("guide.toml")).unwrap();
    symlink("VPN-1.md", root.join("link.md")).unwrap();
    symlink("/etc", root.join("etc")).unwrap();
    symlink("VPN-1.md", root.join(".hidden.md")).unwrap();
    let layer = Layer::folder(root.to_owned());
    let listed = layer.files(&Pulse::default(), &mut |_| {});
    assert_eq!(listed.files.len(), 1);
    let mut said: Vec<String> = listed
        .problems
        .iter()
        .map(|problem| format!("{}: {}", problem.file_name(), problem.message))
        .collect();
    said.sort();
    assert_eq!(
        said,
        [
            "etc: this link is not followed: its path leads outside the folder",
            "fifo.md: this is a FIFO, not a file; it was skipped",
            "guide.toml: this is a socket, not a file; it was skipped",
        ]
    );
}

#[test]
fn links_inside_the_folder_are_followed_and_give_no_file_twice() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("kb");
    fs::create_dir_all(root.join("..2024")).unwrap();
    fs::create_dir_all(root.join("sub")).unwrap();
    fs::write(root.join("..2024/a.md"), ARTICLE).unwrap();
    fs::write(root.join("sub/b.md"), "# B").unwrap();
    for (target, link) in [
        ("..2024", "..data"),
        ("..data/a.md", "a.md"),
        ("sub", "again"),
        ("sub/b.md", "c.md"),
        ("..", "sub/up"),
        ("nowhere", "gone.md"),
    ] {
        symlink(target, root.join(link)).unwrap();
    }
    let listed = Layer::folder(root).files(&Pulse::default(), &mut |_| {});
    let paths: Vec<&str> = listed.files.iter().map(|file| &*file.path).collect();
    assert_eq!(paths, ["a.md", "sub/b.md"]);
    let said: BTreeSet<String> = listed
        .problems
        .iter()
        .map(|problem| format!("{}: {}", problem.file_name(), problem.message))
        .collect();
    assert_eq!(
        said.into_iter().collect::<Vec<_>>(),
        [
            "gone.md: this link is not followed: there is nothing where it leads",
            "up: this link leads to a folder that contains it; it was skipped",
        ]
    );
}

#[test]
fn ignore_files_of_the_folder_are_honored_and_none_above_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("kb");
    for (path, text) in [
        ("../.gitignore", "*.md\n"),
        (".gitignore", "# build\n/out/\n*.txt\n!keep.txt\n"),
        (".fixpathignore", "private/**\n"),
        ("sub/.gitignore", "x.md\n!y.txt\n"),
        ("a.md", "# A"),
        ("out/b.md", "# B"),
        ("c.txt", "c"),
        ("keep.txt", "k"),
        ("private/d.md", "# D"),
        ("sub/x.md", "# X"),
        ("sub/y.txt", "y"),
        ("node_modules/p/README.md", "# P"),
    ] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let listed = Layer::folder(root).files(&Pulse::default(), &mut |_| {});
    let paths = |files: &[LayerFile]| -> Vec<String> {
        files.iter().map(|file| file.path.clone()).collect()
    };
    assert_eq!(paths(&listed.files), ["a.md", "keep.txt", "sub/y.txt"]);
    assert_eq!(
        paths(&listed.ignored),
        ["c.txt", "out/b.md", "private/d.md", "sub/x.md"]
    );
}

#[test]
fn an_mdx_file_is_recognized_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# Lamp\n\n<div>\n**Stop**\n</div>\n";
    fs::write(folder.path().join("a.md"), text).unwrap();
    fs::write(folder.path().join("b.mdx"), text).unwrap();
    let layers = [Layer::folder(folder.path().to_owned())];
    let listing = Listing::new(&layers);
    let read = listing.files.iter().map(|(layer, file)| {
        let content = listing.read(*layer, file);
        markup::text::write(&content.documents[0].article.sections[0].blocks)
    });
    let read: Vec<String> = read.collect();
    assert_eq!(read, ["**Stop**", "Stop"]);
}

#[tokio::test]
async fn a_folder_and_a_file_of_the_same_name_do_not_disturb_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "VPN-7.md",
        "# Seven\n\n![a](VPN-7/plan.png) [b](VPN-7/other.md)\n",
    );
    write(
        "VPN-7/README.md",
        "# In the folder\n\n![a](plan.png) [b](../VPN-7.md)\n",
    );
    write("VPN-7/other.md", "# Other\n\n![a](plan.png)\n");
    write("VPN-7/plan.png", "PNG");
    write("VPN-7/log.bin", "LOG");
    let site = Site::with(&["--no-builtin", "--kb", folder.path().to_str().unwrap()]);
    assert_eq!(site.portal.snapshot().problems, []);
    for (path, says) in [
        ("/kb/VPN-7", "/kb/VPN-7/other\""),
        ("/kb/VPN-7/README.md", "In the folder"),
        ("/kb/VPN-7/README.md", "/kb/VPN-7\""),
        ("/kb/VPN-7/other", "Other"),
        ("/kb/VPN-7/files/VPN-7/plan.png", "PNG"),
        ("/kb/VPN-7/files/VPN-7/log.bin", "LOG"),
        ("/kb/VPN-7/README.md/files/VPN-7/plan.png", "PNG"),
        ("/kb/VPN-7/other/files/VPN-7/plan.png", "PNG"),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.body.contains(says), "{path}: {}", answer.body);
    }
}
