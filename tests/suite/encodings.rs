//! Files as other editors write them: byte order marks, UTF-16, Windows-1252, lone carriage
//! returns. None is ignored silently.

use std::fs;

use fixpath::{
    article::Visibility,
    content::{Content, Listing},
    layer::Layer,
};

use super::{
    command_line::{printed, run},
    generations::Desk,
};

const OWN: &str =
    "---\nid: VPN-1\ntitle: A café lamp\n---\n\n## Cause\n\nA loose “bulb”, 5 € a piece.\n";

const MARKDOWN: &str = "---\nlayout: page\npermalink: /kb/010/Q10999/\n---\n\n## Q10999: The Café Lamp\n\n\
    {% raw %}\n\n\tArticle: Q10999\n\tProduct(s): Lamp\n\tLast Modified: 2-MAY-1999\n\t\n\
    \tSYMPTOMS\n\t========\n\t\n\tIt is dark in the café.\n\n{% endraw %}\n";

const TEXT: &str = "DOCUMENT:Q10999  02-MAY-1999  [lamp]\nTITLE   :The Café Lamp\nPRODUCT :Lamp\n\
    PROD/VER::1.0\n\n======================================================================\n\n\
    SYMPTOMS\n========\n\nIt is dark in the café.\n";

/// A way to encode a text, and how many warnings it causes.
type Encoding = (&'static str, fn(&str) -> Vec<u8>, usize);

const ENCODINGS: &[Encoding] = &[
    ("UTF-8 with a mark", |text| marked(text).into_bytes(), 0),
    ("UTF-16 LE with a mark", |text| little(&marked(text)), 1),
    ("UTF-16 BE with a mark", |text| big(&marked(text)), 1),
    ("UTF-16 LE", little, 1),
    ("UTF-16 BE", big, 1),
    ("Windows-1252", windows, 1),
    ("carriage returns", |text| returns(text).into_bytes(), 0),
    (
        "carriage returns in UTF-16",
        |text| little(&marked(&returns(text))),
        1,
    ),
];

fn marked(text: &str) -> String {
    format!("\u{feff}{text}")
}

fn returns(text: &str) -> String {
    text.replace('\n', "\r")
}

fn little(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn big(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn windows(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        'é' => 0xe9,
        '“' => 0x93,
        '”' => 0x94,
        '€' => 0x80,
        c => u8::try_from(c).unwrap(),
    };
    text.chars().map(byte).collect()
}

fn read(name: &str, bytes: &[u8]) -> Content {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let layers = [Layer::folder(folder.path().to_owned())];
    let listing = Listing::new(&layers);
    let (layer, file) = &listing.files[0];
    let mut content = listing.read(*layer, file);
    for problem in &mut content.problems {
        problem.file.clear();
    }
    content
}

/// The content that was read from a file, without its bytes.
fn read_of(content: &Content) -> String {
    let articles: Vec<_> = (content.documents.iter())
        .map(|document| (document.format, &document.article))
        .collect();
    let guide = content.guide.as_ref().map(|guide| &guide.text);
    format!("{articles:?} {guide:?} {:?}", content.synonyms)
}

#[test]
fn every_encoding_gives_the_same_article_guide_and_synonyms() {
    let guide = fs::read_to_string("kb/guides/ccmail-connector.toml").unwrap();
    let guide = format!("# Café\n{}", guide.replace(|c: char| !c.is_ascii(), "?"));
    for (name, text) in [
        // The name gives no ID, so the head must be read.
        ("notes.md", OWN),
        ("VPN-1.md", OWN),
        ("notes.md", MARKDOWN),
        ("notes.txt", TEXT),
        ("guide.toml", &guide),
        ("synonyms.txt", "tunnel = VPN, café line\n"),
    ] {
        let plain = read(name, text.as_bytes());
        assert_eq!(plain.problems, [], "{name}");
        for (encoding, encode, warnings) in ENCODINGS {
            let content = read(name, &encode(text));
            let what = format!("{name} in {encoding}: {:?}", content.problems);
            assert_eq!(read_of(&content), read_of(&plain), "{what}");
            assert_eq!(content.problems.len(), *warnings, "{what}");
            for document in &content.documents {
                let source = document.source.as_slice();
                let is_text = *encoding == "Windows-1252" || std::str::from_utf8(source).is_ok();
                assert!(is_text && !source.contains(&0), "{what}");
            }
        }
    }
}

#[test]
fn every_encoding_gives_the_same_where_files_are_included() {
    let article = "# A café lamp\n\n[!INCLUDE [a](includes/a.md)]\n\n[gone](gone.md)\n";
    let included = "---\nvisibility: internal\n---\n\nA loose “bulb”.\n\n{% include \"b.md\" %}\n";
    let read = |encode: fn(&str) -> Vec<u8>, of_article: fn(&str) -> Vec<u8>| {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("includes")).unwrap();
        let write = |name: &str, bytes: &[u8]| {
            fs::write(folder.path().join(name), bytes).unwrap();
        };
        write("lamp.md", &of_article(article));
        write("includes/a.md", &encode(included));
        write("includes/b.md", &encode("5 € a piece.\n"));
        let layers = [Layer::folder(folder.path().to_owned())];
        let listing = Listing::new(&layers);
        let (layer, file) = &listing.files[0];
        let content = listing.read(*layer, file);
        let says: Vec<_> = content.includes.iter().map(|one| one.visibility).collect();
        (read_of(&content), says)
    };
    let plain = |text: &str| text.as_bytes().to_vec();
    let expect = read(plain, plain);
    assert!(expect.0.contains("5 € a piece"), "{expect:?}");
    assert_eq!(expect.1, [Some(Visibility::Internal), None]);
    for (encoding, encode, _) in ENCODINGS {
        assert_eq!(read(*encode, plain), expect, "included in {encoding}");
        assert_eq!(read(plain, *encode), expect, "including in {encoding}");
    }
}

/// Files that are articles, or are only counted.
const ARE_FINE: [&str; 6] = [
    "indented.md",
    "README.md",
    "LICENSE.txt",
    "head.md",
    "archive.txt",
    "binary.toml",
];

#[test]
fn every_file_has_a_line_in_the_check() {
    let files: &[(&str, &[u8])] = &[
        ("README.md", b"# About this folder\n"),
        ("LICENSE.txt", b"Do what you want.\n"),
        ("utf16.md", &little(&marked("# About this folder\n"))),
        ("empty.md", b""),
        ("empty.markdown", b""),
        ("empty.toml", b""),
        ("mark.md", b"\xef\xbb\xbf"),
        ("blank.md", b"\n\n  \n"),
        ("binary.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"),
        ("zeros.md", &[0; 1000]),
        ("noise.txt", b"\xfe\x01\xc3\xff\x02"),
        ("head.md", b"---\ntitle: No id\n---\n\n## Cause\n"),
        ("endless.md", b"---\nid: VPN-9\n"),
        ("indented.md", b" ---\nid: VPN-8\ntitle: x\n---\n"),
        ("binary.toml", b"id = \0\xff\n"),
        ("archive.txt", b"DOCUMENT:?\n"),
    ];
    let desk = Desk::new(&[("VPN-1.md", OWN)]);
    for (name, bytes) in files {
        fs::write(desk.content.path().join(name), bytes).unwrap();
    }
    let folder = desk.content.path().to_str().unwrap();
    let checked = printed(&run(
        &desk.data,
        &["check", "--all", "--no-builtin", "--kb", folder],
    ));
    for (name, _) in files {
        let is_told = checked.contains(&format!("/{name}:"));
        assert!(is_told || ARE_FINE.contains(name), "{name}\n{checked}");
    }
    let first = checked.lines().next().unwrap();
    assert!(
        first.starts_with(&format!("{folder}: 17 files: ")),
        "{first}"
    );
    // The server counts only problems that affect what is served.
    let served = desk.build().problems;
    assert!(served.iter().all(|problem| !problem.is_note()));
}
