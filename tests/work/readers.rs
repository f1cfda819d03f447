//! Everything that reads a stranger's bytes, step by step: each step is counted separately, so that
//! a costly one hides no other.

use std::{hint::black_box, io::Cursor, ops::Range, path::Path, time::Duration};

use fixpath::{
    article::{self, Article, ArticleTexts, Format, pack, unpack, words, write_own},
    atlas::{AtlasBuilder, AtlasCard},
    budget::Budget,
    content::Listing,
    diagnosis::{Collapser, MAX_FINDINGS, diagnose},
    eventlog,
    evidence::{ArticleId, article_ids, codes, events, own_ids, quoted_among, readings},
    guide,
    layer::Layer,
    library::{Destination, Library, LibraryBuilder, LibraryCard, Origin},
    markup::{
        html::{self, ArticleLink, Links, PathTo},
        html_read, link_targets, markdown, text,
    },
    search::{self, Clauses, Passages, Preparer, Profiler, Request},
    snapshot::Snapshot,
    steps::{Outline, mentions},
};

/// No step is cut short.
const BUDGET: Duration = Duration::from_secs(86_400);

/// Counts the work of a step.
pub type Count<'c> = &'c mut dyn FnMut(&str, &mut dyn FnMut());

/// Things that readers need and that are made only once.
pub struct Readers {
    snapshot: Snapshot,
    profiler: Profiler,
    preparer: Preparer,
    passages: Passages,
}

/// Every other article exists, and every event; paths lead where the library says.
struct Shelf<'o>(&'o Library, &'o Origin);

impl Links for Shelf<'_> {
    fn article(&self, id: &ArticleId, anchor: Option<&str>) -> Option<ArticleLink> {
        Some(ArticleLink {
            href: format!("/kb/{id}#{}", anchor.unwrap_or_default()),
            title: "A title".to_owned(),
            is_missing: id.number().is_some_and(|number| number % 2 == 0),
        })
    }

    fn path(&self, target: &str) -> Option<PathTo> {
        match self.0.resolve(self.1, target)? {
            Destination::File(path) => Some(PathTo::File(format!("/{path}"))),
            Destination::Article(_) => None,
        }
    }

    fn event(&self, source: Option<&str>, id: u32) -> Option<String> {
        let source = source.map(fixpath::evidence::fold_source);
        Some(format!("/events?id={id}&of={}", source.unwrap_or_default()))
    }

    fn other_links(&self, text: &str) -> Vec<(Range<usize>, String)> {
        let steps = mentions(text).into_iter().flatten();
        steps
            .map(|(span, step)| (span, format!("#{step}")))
            .collect()
    }
}

/// Counts a step; returns its result.
fn step<T>(count: Count<'_>, name: &str, work: impl FnOnce() -> T) -> T {
    let (mut work, mut made) = (Some(work), None);
    count(name, &mut || {
        made = work.take().map(|work| black_box(work()));
    });
    made.expect("each step is taken")
}

impl Readers {
    /// Readers that search `snapshot`.
    pub fn new(snapshot: Snapshot) -> Self {
        let steps = snapshot.guides.iter().flat_map(|guide| &guide.symptoms);
        let passages = Passages::new(steps.map(|text| (false, text.as_str())));
        // Things that are made on first use are not part of the work for the first text.
        snapshot.completions();
        snapshot.atlas.message("");
        Self {
            snapshot,
            profiler: Profiler::default(),
            preparer: Preparer::default(),
            passages,
        }
    }

    /// Reads a text as something that mentions things, and as a paste.
    pub fn text(&self, text: &str, count: Count<'_>) {
        let mentions = step(count, "events", || events(text));
        step(count, "quoted events", || quoted_among(text, &mentions));
        step(count, "codes", || codes(text));
        step(count, "ids", || (article_ids(text), own_ids(text)));
        step(count, "readings of a number", || readings(text));
        let read = step(count, "pasted log", || {
            eventlog::read(text.as_bytes(), Budget::of(BUDGET))
        });
        let groups = step(count, "groups of events", || {
            let mut collapser = Collapser::default();
            let records = read.records.iter();
            records.for_each(|record| collapser.add_record(record));
            collapser.finish(MAX_FINDINGS).groups
        });
        step(count, "diagnosis", || {
            let groups = groups.into_iter();
            let found = groups.map(|group| diagnose(group, &self.snapshot.atlas, &|_| Vec::new()));
            found.collect::<Vec<_>>()
        });
        for (name, head) in [("evt", &b"\x30\0\0\0LfLe"[..]), ("evtx", b"ElfFile\0")] {
            let log = [head, text.as_bytes()].concat();
            step(count, name, || {
                eventlog::read_binary(Cursor::new(log), &mut |event| {
                    black_box((event.record)());
                })
            });
        }
    }

    /// Reads a file of articles; with `whole`, also everything that is made from them. `kind`
    /// distinguishes this way of writing them from others.
    pub fn articles(
        &mut self,
        (kind, whole): (&str, bool),
        format: Format,
        source: &str,
        count: Count<'_>,
    ) {
        let mut step_of = |name: &str, work: &mut dyn FnMut()| {
            count(&format!("{kind}: {name}"), work);
        };
        let count: Count<'_> = &mut step_of;
        let hint = ArticleId::parse("LAMP-1");
        let (documents, _) = step(count, "read", || {
            article::read_documents(format, source.as_bytes(), "a", hint.as_ref())
        });
        step(count, "lost words", || {
            let lost = |(article, source): &(Article, &[u8])| words::lost(source, format, article);
            documents.iter().map(lost).collect::<Vec<_>>()
        });
        if whole {
            let articles: Vec<&Article> = documents.iter().map(|(article, _)| article).collect();
            self.tables(&articles, count);
            pages(&articles, count);
        }
    }

    /// Makes what a build makes from articles.
    fn tables(&mut self, articles: &[&Article], count: Count<'_>) {
        let texts: Vec<ArticleTexts> = step(count, "texts", || {
            articles.iter().map(|one| ArticleTexts::of(one)).collect()
        });
        let all = || articles.iter().copied().zip(&texts);
        step(count, "library", || {
            let mut library = LibraryBuilder::default();
            for (at, (article, texts)) in all().enumerate() {
                library.add(&LibraryCard::of(article, texts), origin(at));
            }
            library.finish()
        });
        step(count, "atlas", || {
            let mut atlas = AtlasBuilder::default();
            all().for_each(|(article, texts)| atlas.add(AtlasCard::of(article, texts)));
            atlas.finish()
        });
        step(count, "profile", || {
            let profiles = all().map(|(article, texts)| self.profiler.profile(article, texts));
            profiles.collect::<Vec<_>>()
        });
        let packed: Vec<String> = step(count, "packed", || {
            articles.iter().map(|article| pack(article)).collect()
        });
        step(count, "unpacked", || {
            let again = packed.iter().map(|packed| unpack(packed));
            again.collect::<Vec<_>>()
        });
        step(count, "index", || {
            for ((article, texts), packed) in all().zip(&packed) {
                let document = search::ArticleToIndex {
                    article,
                    texts,
                    packed,
                    format: Format::Own,
                    label: "kb",
                    path: "a/b.md",
                    source: b"",
                    cited_as: &[],
                };
                black_box(self.preparer.prepare(&document));
            }
        });
    }

    /// Runs a query: splits it into clauses, searches for it, completes and relaxes it.
    pub fn query(&self, query: &str, count: Count<'_>) {
        let (index, library) = (&self.snapshot.index, &self.snapshot.library);
        step(count, "clauses", || {
            let clauses = Clauses::read(query);
            (clauses.wanted(), clauses.without_quotes(), clauses)
        });
        for (name, is_text, as_typed) in [
            ("search", false, false),
            ("search for a text", true, false),
            ("search as typed", false, true),
        ] {
            let request = Request {
                query,
                is_text,
                as_typed,
                ..Request::default()
            };
            step(count, name, || index.search(&request, BUDGET));
        }
        let request = Request {
            query,
            ..Request::default()
        };
        step(count, "words of a query", || index.words(&request, BUDGET));
        step(count, "relaxed query", || {
            index.without_rarest(&request, BUDGET)
        });
        step(count, "passages", || {
            index.passages(query, &self.passages, 0.5, BUDGET)
        });
        let completions = self.snapshot.completions();
        step(count, "completions", || {
            let titles = completions.titles.typed(query, library, 10).len();
            (titles, completions.codes.typed(query, &|_| 1, 10))
        });
    }
}

/// Makes the pages of articles.
fn pages(articles: &[&Article], count: Count<'_>) {
    let sections = || articles.iter().flat_map(|article| &article.sections);
    let origin = origin(0);
    step(count, "page", || {
        let pages = sections()
            .map(|section| html::write(&section.blocks, &Shelf(&Library::default(), &origin)));
        pages.collect::<Vec<_>>()
    });
    step(count, "what is walkable", || {
        let outlines = articles.iter().map(|article| {
            let outline = Outline::of(article);
            let version = outline.versions.first();
            let sections = 0..article.sections.len();
            sections
                .map(|at| outline.parts(at, version).len())
                .sum::<usize>()
        });
        outlines.sum::<usize>()
    });
    step(count, "plain text", || {
        let texts = sections().map(|section| text::write(&section.blocks));
        texts.collect::<Vec<_>>()
    });
    step(count, "export", || {
        let exports = articles.iter().map(|article| write_own(article));
        exports.collect::<Vec<_>>()
    });
}

/// Reads an HTML page.
pub fn html_page(text: &str, count: Count<'_>) {
    step(count, "page of HTML", || html_read::document(text));
}

/// Reads a guide, and a text in one.
pub fn guide(text: &str, count: Count<'_>) {
    step(count, "guide", || guide::read(text, "a.toml"));
    step(count, "placeholders", || guide::fill(text, &|_| None));
    let (blocks, _) = markdown::read(text);
    step(count, "placeholders in blocks", || {
        let mut blocks = blocks.clone();
        guide::fill_blocks(&mut blocks, &|_| None);
    });
}

/// Reads synonyms.
pub fn synonyms(text: &str, count: Count<'_>) {
    step(count, "synonyms", || search::read_synonyms(text, "a.txt"));
}

/// Reads a folder of content, and the links of its articles to the files beside them.
pub fn folder(folder: &Path, count: Count<'_>) {
    let layers = [Layer::folder(folder.to_owned())];
    let listing = Listing::new(&layers);
    let mut documents = Vec::new();
    for (layer, file) in &listing.files {
        step(count, "files of a folder", || listing.read(*layer, file));
        documents.extend(listing.read(*layer, file).documents);
    }
    let library = || {
        let mut builder = LibraryBuilder::default();
        for document in &documents {
            let mut card = LibraryCard::of(&document.article, &document.texts);
            card.find_lines(&document.source);
            builder.add(&card, document.origin.clone());
        }
        for (layer, paths) in listing.attachments.iter().enumerate() {
            builder.set_files(layer, paths);
        }
        builder.finish().library
    };
    step(count, "links between files", library);
    let library = library();
    for document in &documents {
        let sections = &document.article.sections;
        let targets = || sections.iter().flat_map(|one| link_targets(&one.blocks));
        step(count, "link targets", || targets().count());
        step(count, "links to files", || {
            let shelf = Shelf(&library, &document.origin);
            let pages = sections.iter().map(|one| html::write(&one.blocks, &shelf));
            pages.collect::<Vec<_>>()
        });
    }
}

/// Reads many articles, each of which names a different event source.
pub fn sources(articles: usize, count: Count<'_>) {
    let article = |number: usize| {
        let source = format!(
            "---\nid: LAMP-{number}\ntitle: a\n---\n\nEvent ID: 5 Source: Lampsource{number}\n"
        );
        article::read(Format::Own, source.as_bytes(), "a", None).0
    };
    let articles: Vec<Article> = (0..articles).flat_map(article).collect();
    step(count, "atlas of many sources", || {
        let mut atlas = AtlasBuilder::default();
        for article in &articles {
            atlas.add(AtlasCard::of(article, &ArticleTexts::of(article)));
        }
        atlas.finish()
    });
}

fn origin(at: usize) -> Origin {
    Origin {
        layer: 0,
        path: format!("{at}.md"),
    }
}
