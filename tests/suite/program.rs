//! The digests of the program: which changes rebuild an index, and which only make browsers request
//! pages again.

use std::{fs, path::Path};

use fixpath::{
    audience::Audience,
    snapshot::{DataFolder, Progress},
};

use super::{
    digests::{self, INPUTS},
    site::Site,
};

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let name = entry.unwrap().file_name();
            copy(&from.join(&name), &to.join(&name));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}

#[test]
fn every_change_counts_for_pages_and_only_some_for_the_index() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for input in INPUTS {
        copy(&own.join(input), &folder.path().join(input));
    }
    let mut before = digests::of(folder.path()).unwrap();
    for (file, is_indexing) in [
        ("templates/base.html", false),
        ("static/style.css", false),
        ("src/web/mod.rs", false),
        ("src/cli/serve.rs", false),
        ("src/config.rs", false),
        ("src/lookup/mod.rs", false),
        ("src/eventlog/mod.rs", false),
        ("build/embed.rs", false),
        ("src/search/index.rs", true),
        ("src/search/new/file.rs", true),
        ("src/decode.rs", true),
        ("src/content/mod.rs", true),
        ("src/new.rs", true),
        ("Cargo.lock", true),
        ("Cargo.toml", true),
    ] {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = fs::read_to_string(&path).unwrap_or_default() + "\n";
        fs::write(&path, text).unwrap();
        let after = digests::of(folder.path()).unwrap();
        assert_ne!(after.pages, before.pages, "{file}");
        assert_eq!(after.index != before.index, is_indexing, "{file}");
        before = after;
    }
    let renamed = [
        folder.path().join("src/new.rs"),
        folder.path().join("src/newer.rs"),
    ];
    fs::rename(&renamed[0], &renamed[1]).unwrap();
    let after = digests::of(folder.path()).unwrap();
    assert_ne!(after, before);
    assert_ne!(after.index, before.index);
}

#[tokio::test]
async fn tags_name_the_program_and_generations_what_indexes() {
    let site = Site::builtin();
    let tag = site.get("/").await.header("etag").to_owned();
    assert!(tag.contains(env!("FIXPATH_PAGES_DIGEST")), "{tag}");
    let data = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(data.path(), Audience::Staff).unwrap();
    let empty = folder.build(&[], &Progress::default()).unwrap();
    let name = blake3::hash(env!("FIXPATH_INDEX_DIGEST").as_bytes()).to_hex();
    assert_eq!(empty.generation, name[..16]);
}
