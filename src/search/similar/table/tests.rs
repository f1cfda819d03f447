//! Tests of similar articles in a small library.

use std::collections::BTreeMap;

use super::*;
use crate::{
    article::{ArticleTexts, read_own},
    library::{LibraryBuilder, LibraryCard, Origin},
    search::similar::{Profiler, SimilarBuilder},
};

/// A table and its library from (id, title, product, body).
fn table(articles: &[(&str, &str, &str, &str)]) -> (Similar, Library) {
    let (mut library, mut similar) = (LibraryBuilder::default(), SimilarBuilder::default());
    let mut profiler = Profiler::default();
    for (id, title, product, body) in articles {
        let status = if body.contains("retired") {
            "retired"
        } else {
            "published"
        };
        let source = format!(
            "---\nid: {id}\ntitle: \"{title}\"\nproducts: [{product}]\nstatus: {status}\n---\n\n## Symptoms\n\n{body}\n"
        );
        let article = read_own(source.as_bytes(), id, None).0.unwrap();
        let texts = ArticleTexts::of(&article);
        let origin = Origin {
            layer: 0,
            path: (*id).to_owned(),
        };
        assert!(library.add(&LibraryCard::of(&article, &texts), origin));
        let is_catalog = body.contains("catalog");
        similar.add(
            article.id.clone(),
            profiler.profile(&article, &texts),
            is_catalog,
        );
    }
    let library = library.finish().library;
    (similar.finish(&library), library)
}

fn similar_to(id: &str, articles: &[(&str, &str, &str, &str)], count: usize) -> Vec<String> {
    let (similar, library) = table(articles);
    let id = ArticleId::parse(id).unwrap();
    let found = similar.to(&id, &library, count).into_iter();
    found.map(ToString::to_string).collect()
}

const QUEUE: (&str, &str, &str, &str) = (
    "MAIL-1",
    "Messages wait in the outbound queue",
    "Mail",
    "Outbound messages wait in the queue of the transfer agent.",
);
/// Added so that the words of the other articles are not in all articles.
const OTHERS: [(&str, &str, &str, &str); 3] = [
    ("LAMP-1", "Lamp flickers", "Lamp", "The bulb flickers."),
    ("LAMP-2", "Lamp is dark", "Lamp", "The bulb is dark."),
    (
        "FAX-1",
        "Fax prints blank pages",
        "Fax",
        "Pages come out blank.",
    ),
];

#[test]
fn what_is_proposed_and_in_which_order() {
    let agent = |id, product| {
        (
            id,
            "Transfer agent stops",
            product,
            "The transfer agent stops; messages wait in its queue.",
        )
    };
    for (what, more, expect) in [
        ("nothing in common", vec![], vec![]),
        (
            "words in common",
            vec![agent("MAIL-2", "Mail")],
            vec!["MAIL-2"],
        ),
        (
            "the more in common the earlier",
            vec![
                (
                    "MAIL-2",
                    "Queue is empty",
                    "Mail",
                    "The queue shows nothing at all.",
                ),
                agent("MAIL-3", "Mail"),
            ],
            vec!["MAIL-3", "MAIL-2"],
        ),
        (
            "the same product first, and copies once",
            vec![agent("MAIL-2", "Fax"), agent("MAIL-3", "Mail")],
            vec!["MAIL-3"],
        ),
        (
            "what cites it is listed already",
            vec![(
                "MAIL-2",
                "Transfer agent stops",
                "Mail",
                "The queue of the transfer agent, see MAIL-1.",
            )],
            vec![],
        ),
        (
            "packages of fixes",
            vec![(
                "MAIL-2",
                "Transfer agent and queue fixes in Mail Service Pack 2",
                "Mail",
                "Outbound queue, transfer agent.",
            )],
            vec![],
        ),
        (
            "catalogs",
            vec![(
                "MAIL-2",
                "Transfer agent and queue",
                "Mail",
                "A catalog: outbound queue, transfer agent.",
            )],
            vec![],
        ),
        (
            "retired articles",
            vec![(
                "MAIL-2",
                "Transfer agent and queue",
                "Mail",
                "Now retired: outbound queue, transfer agent.",
            )],
            vec![],
        ),
    ] {
        let articles: Vec<_> = [QUEUE].into_iter().chain(OTHERS).chain(more).collect();
        assert_eq!(similar_to("MAIL-1", &articles, 5), expect, "{what}");
    }
}

#[test]
fn an_article_that_many_cite_is_not_suggested_as_similar() {
    let hub = (
        "MAIL-2",
        "Transfer agent queue",
        "Mail",
        "The outbound queue of the transfer agent.",
    );
    for (citing, expect) in [(3, vec!["MAIL-2"]), (31, vec![])] {
        let ids: Vec<String> = (0..citing).map(|number| format!("CITE-{number}")).collect();
        let citing = ids
            .iter()
            .map(|id| (id.as_str(), id.as_str(), "Fax", "See MAIL-2."));
        let articles: Vec<_> = [QUEUE, hub]
            .into_iter()
            .chain(OTHERS)
            .chain(citing)
            .collect();
        assert_eq!(similar_to("MAIL-1", &articles, 5), expect);
    }
}

#[test]
fn no_more_are_given_than_asked_for() {
    let colors = ["amber", "brown", "cyan", "denim", "ecru", "fawn"];
    let more: Vec<(String, String)> = (0..6)
        .map(|at| {
            let (one, next) = (colors[at], colors[(at + 1) % 6]);
            let title = format!("Queue of {one} and {next} messages");
            (format!("MAIL-{}", at + 2), title)
        })
        .collect();
    let more = more.iter().map(|(id, title)| {
        (
            id.as_str(),
            title.as_str(),
            "Mail",
            "They wait in the outbound queue.",
        )
    });
    let articles: Vec<_> = [QUEUE].into_iter().chain(OTHERS).chain(more).collect();
    for (count, expect) in [(0, 0), (3, 3), (5, 5), (10, 6)] {
        assert_eq!(similar_to("MAIL-1", &articles, count).len(), expect);
    }
    assert_eq!(similar_to("NONE-1", &articles, 3), Vec::<String>::new());
}

#[test]
fn the_order_of_the_articles_changes_nothing() {
    let mut articles: Vec<_> = [QUEUE].into_iter().chain(OTHERS).collect();
    articles.push((
        "MAIL-2",
        "Agent stops",
        "Mail",
        "The transfer agent and its queue.",
    ));
    let forward = format!("{:?}", table(&articles).0);
    articles.reverse();
    assert_eq!(forward, format!("{:?}", table(&articles).0));
}

/// Articles in several blocks, each with a few of this many terms, some rare, some frequent.
fn spread(articles: u32, terms: u32) -> Similar {
    let mut state = 1_u32;
    let mut below = move |limit: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % limit
    };
    let of_articles: Vec<BTreeMap<u32, u8>> = (0..articles)
        .map(|_| {
            let mut term = || below(terms) * below(terms) / terms;
            let own: Vec<u32> = (0..6).map(|_| term()).collect();
            own.into_iter()
                .map(|term| (term, 100 + (term % 40) as u8))
                .collect()
        })
        .collect();
    let mut of_terms = vec![Vec::new(); terms as usize];
    for (number, own) in (0..).zip(&of_articles) {
        for (term, weight) in own {
            of_terms[*term as usize].push(Posting::new(number, *weight));
        }
    }
    let runs = |lists: &[Vec<Posting>]| {
        let mut filling = Runs::of_lengths(lists.iter().map(Vec::len));
        for (number, list) in (0..).zip(lists) {
            list.iter()
                .for_each(|posting| filling.push(number, *posting));
        }
        filling.finish()
    };
    let own = |terms: &BTreeMap<u32, u8>| {
        let postings = terms
            .iter()
            .map(|(term, weight)| Posting::new(*term, *weight));
        postings.collect()
    };
    let of_articles: Vec<Vec<Posting>> = of_articles.iter().map(own).collect();
    Similar {
        terms: runs(&of_articles),
        articles: runs(&of_terms),
        products: vec![Some(0); articles as usize].into(),
        ..Similar::default()
    }
}

#[test]
fn the_most_similar_have_the_greatest_cosines() {
    let articles = 3 * BLOCK as u32 + 5;
    let similar = spread(articles, 2_000);
    for own in [0, 1, BLOCK as u32 - 1, BLOCK as u32, articles - 1] {
        let terms = similar.terms.get(own);
        let mut read = 0;
        let read_terms: Vec<Posting> = terms
            .iter()
            .take_while(|term| {
                read += similar.articles.get(term.number()).len();
                read <= MAX_POSTINGS
            })
            .copied()
            .collect();
        let mut expect: Vec<(u32, f32)> = (0..articles)
            .filter(|other| *other != own)
            .map(|other| {
                let others = similar.terms.get(other);
                let in_common = read_terms
                    .iter()
                    .filter(|term| others.iter().any(|one| one.number() == term.number()));
                let common = in_common.count() as f32;
                let cosine = cosine(&read_terms, others);
                (other, cosine * common / (common + FEW_TERMS))
            })
            .filter(|(_, likeness)| *likeness >= LEAST)
            .collect();
        expect.sort_by(by_likeness);
        let expect: Vec<u32> = expect.into_iter().map(|(other, _)| other).collect();
        let found = similar.alike(own);
        assert!(!found.is_empty(), "{own}: {found:?}");
        assert_eq!(found, expect[..found.len()], "{own}");
        assert!(found.len() == expect.len() || found.len() == CANDIDATES);
    }
}
