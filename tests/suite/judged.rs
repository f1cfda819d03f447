//! Judged queries: what people ask, written by hand in `tests/judged`, and whether the search finds
//! first what they are looking for. Run on articles of our own, which every checkout has, and on
//! the archive, if it is beside the checkout.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use fixpath::{evidence::ArticleId, search::Request};

use super::{archive, site::Site};

/// The least that the queries of one kind must achieve: how many find what they are looking for
/// first, how many among the first five, and the mean reciprocal rank among the first ten.
///
/// These are measurements, rounded down to whole percents. They are only ever raised.
type Minimums = &'static [(&'static str, [f64; 3])];

const SAMPLE: Minimums = &[
    ("event", [1.0, 1.0, 1.0]),
    ("code", [1.0, 1.0, 1.0]),
    ("message", [1.0, 1.0, 1.0]),
    ("slip", [0.92, 1.0, 0.96]),
    ("title", [1.0, 1.0, 1.0]),
    ("task", [0.78, 0.91, 0.85]),
    ("symptom", [1.0, 1.0, 1.0]),
];

const ARCHIVE: Minimums = &[
    ("event", [0.9, 1.0, 0.95]),
    ("code", [1.0, 1.0, 1.0]),
    ("message", [0.8, 1.0, 0.88]),
    ("slip", [1.0, 1.0, 1.0]),
    ("title", [1.0, 1.0, 1.0]),
    ("task", [0.37, 0.62, 0.5]),
    ("symptom", [0.62, 0.87, 0.77]),
    ("caller", [0.29, 0.52, 0.38]),
];

#[test]
fn the_sample_search_is_no_worse_than_before() {
    // Only the articles that existed when it was judged: rewriting a built-in article would change
    // the figures.
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(judged("articles")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    for id in read("sample.tsv")
        .iter()
        .flat_map(|judged| &judged.relevant)
    {
        let name = format!("{id}.md");
        if !folder.path().join(&name).exists() {
            let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("kb/articles");
            fs::copy(built_in.join(&name), folder.path().join(&name)).unwrap();
        }
    }
    let kb = folder.path().to_str().unwrap();
    let site = Site::with(&["--no-builtin", "--kb", kb]);
    assert_eq!(site.portal.snapshot().problems, []);
    hold(&site, "sample.tsv", SAMPLE);
}

#[test]
fn the_archive_search_is_no_worse_than_before() {
    let Some(site) = archive::site() else { return };
    hold(site, "archive.tsv", ARCHIVE);
}

struct Judged {
    kind: String,
    query: String,
    relevant: Vec<ArticleId>,
}

/// Sums over the queries of a kind.
#[derive(Default)]
struct Sums {
    queries: usize,
    first: usize,
    among_five: usize,
    reciprocal_ranks: f64,
}

impl Sums {
    fn add(&mut self, rank: Option<usize>) {
        self.queries += 1;
        self.first += usize::from(rank == Some(1));
        self.among_five += usize::from(rank.is_some_and(|rank| rank <= 5));
        self.reciprocal_ranks += rank.map_or(0.0, |rank| 1.0 / rank as f64);
    }

    fn figures(&self) -> [f64; 3] {
        [
            self.first as f64,
            self.among_five as f64,
            self.reciprocal_ranks,
        ]
        .map(|sum| sum / self.queries as f64)
    }
}

/// Runs all queries in a file, prints how each kind does, and fails if one does worse than its
/// minimum.
fn hold(site: &Site, file: &str, minimums: Minimums) {
    let mut kinds: BTreeMap<String, Sums> = BTreeMap::new();
    let mut report = format!("{file}: queries, success at 1, at 5, mean reciprocal rank\n");
    let mut below = Vec::new();
    for judged in read(file) {
        let rank = rank(site, &judged);
        if rank != Some(1) {
            let place = rank.map_or("not found".to_owned(), |rank| format!("at {rank}"));
            let relevant = judged.relevant.first().unwrap();
            writeln!(
                report,
                "  {}: `{}`: {relevant} {place}",
                judged.kind, judged.query
            )
            .unwrap();
        }
        kinds.entry(judged.kind).or_default().add(rank);
    }
    for (kind, sums) in &kinds {
        let figures = sums.figures();
        let [first, five, mean] = figures;
        writeln!(
            report,
            "{kind:8} {:3}  {first:.3}  {five:.3}  {mean:.3}",
            sums.queries
        )
        .unwrap();
        let minimum = minimums.iter().find(|(of, _)| of == kind);
        let minimum = minimum.map_or([1.0; 3], |(_, minimum)| *minimum);
        if figures
            .iter()
            .zip(minimum)
            .any(|(figure, minimum)| *figure < minimum)
        {
            below.push(format!("{kind}: at least {minimum:?}"));
        }
    }
    println!("{report}");
    assert!(
        below.is_empty(),
        "{report}below the minimum: {}",
        below.join("; ")
    );
}

/// The rank of the first relevant article among the first ten results, from 1.
fn rank(site: &Site, judged: &Judged) -> Option<usize> {
    let snapshot = site.portal.snapshot();
    for id in &judged.relevant {
        assert!(
            snapshot.library.get(id).is_some(),
            "`{}`: there is no {id}",
            judged.query
        );
    }
    let request = Request {
        query: &judged.query,
        ..Request::default()
    };
    let hits = snapshot
        .index
        .search(&request, Duration::from_secs(60))
        .hits;
    let at = hits
        .iter()
        .position(|hit| judged.relevant.contains(&hit.id))?;
    Some(at + 1)
}

fn read(file: &str) -> Vec<Judged> {
    let text = fs::read_to_string(judged(file)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let judged = lines.map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [kind, query, relevant] = fields[..] else {
            panic!("{file}: `{line}` has not three fields");
        };
        let ids = relevant.split(' ').map(|id| ArticleId::parse(id).unwrap());
        Judged {
            kind: kind.to_owned(),
            query: query.to_owned(),
            relevant: ids.collect(),
        }
    });
    judged.collect()
}

fn judged(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judged");
    folder.join(name)
}
