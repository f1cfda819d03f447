//! Searches the built-in articles for any text. Lines after the first narrow the search: product,
//! issue type, year, section, page, results per page.

#![no_main]

use std::{sync::OnceLock, time::Duration};

use fixpath::{
    article::Role,
    search::{Filters, Request, Sort},
    snapshot::Snapshot,
};
use fixpath_fuzz::{linear, site::Site};
use libfuzzer_sys::fuzz_target;

/// The same time that the server gives a search.
const BUDGET: Duration = Duration::from_millis(200);

static SITE: OnceLock<(Site, Snapshot)> = OnceLock::new();

fuzz_target!(
    init: {
        SITE.get_or_init(|| {
            let site = Site::new(&[]);
            let snapshot = site.snapshot();
            (site, snapshot)
        });
    },
    |bytes: &[u8]| {
        let snapshot = &SITE.get().expect("made at the start").1;
        // At most 512 bytes of a query are read, so longer ones take no longer.
        linear::check(b"", bytes, 512, |bytes| {
            search(snapshot, &String::from_utf8_lossy(bytes));
        });
    }
);

fn search(snapshot: &Snapshot, text: &str) {
    let mut lines = text.split('\n');
    let query = lines.next().unwrap_or_default();
    let mut next = || lines.next().filter(|line| !line.is_empty());
    let filters = Filters {
        product: next(),
        issue_type: next(),
        year: next().and_then(|line| line.parse().ok()),
        section: next().and_then(|line| Role::ALL.into_iter().find(|role| role.word() == line)),
        prefix: None,
        tag: None,
        folder: None,
        language: None,
    };
    let mut number = || {
        next()
            .and_then(|line| line.parse().ok())
            .unwrap_or_default()
    };
    let (page, limit) = (number(), number());
    let filters = Filters {
        tag: next(),
        folder: next(),
        language: next(),
        ..filters
    };
    let request = Request {
        query,
        filters,
        page,
        limit,
        is_text: false,
        as_typed: limit % 2 == 1,
        sort: match page % 3 {
            0 => Sort::Best,
            1 => Sort::Newest,
            _ => Sort::Title,
        },
    };
    let results = snapshot.index.search(&request, BUDGET);
    assert!(results.hits.len() <= results.total);
    assert!(results.hits.len() <= 100);
    assert!(results.total <= snapshot.library.len());
    assert!(results.hits.iter().all(|hit| hit.score.is_finite()));
    for hit in &results.hits {
        let entry = snapshot.library.get(&hit.id).expect("a hit is an article");
        assert_eq!(entry.title, hit.title);
    }
    if let Some(hit) = results.hits.first()
        && let Some(anchor) = &hit.anchor
    {
        let article = snapshot.article(&hit.id).expect("a hit has a source");
        let section = article.sections.iter().find(|one| one.anchor == *anchor);
        assert_eq!(section.map(|one| one.role), hit.section, "its section");
    }
}
