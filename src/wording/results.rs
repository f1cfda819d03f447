//! Says how many articles a search found, and which parts of a query were ignored.

use crate::{
    number::{counted, grouped},
    search::{Correction, LeftOut, Limit, NamedKind, Results, Sort},
};

/// How many bytes of the ignored parts are shown.
const MAX_SHOWN: usize = 200;

/// The heading above the results that don't mention what the query names.
pub const OTHER_RESULTS: &str = "Other results";

/// How many articles have everything that was searched for, which may differ from how many are
/// listed: `42 articles have all the words`. Empty if that is not known, or if no article does.
pub fn articles_found(results: &Results) -> String {
    let complete = results.complete_matches.unwrap_or(0);
    let have = |articles: usize| if articles == 1 { "has" } else { "have" };
    match results.named {
        Some((named, articles)) => {
            let mention = if articles == 1 { "mentions" } else { "mention" };
            let what = match named {
                NamedKind::Event => "this event",
                NamedKind::Code => "this code",
                NamedKind::Article => "this article",
                NamedKind::Several => "all of these",
            };
            let found = format!("{} {mention} {what}", counted(articles, "article"));
            let words = match results.words {
                1 => "the other word",
                _ => "all the other words",
            };
            match complete {
                _ if results.words == 0 => found,
                0 => found,
                all if all == articles => format!("{found} and {} {words}", have(all)),
                some => format!(
                    "{found}, and {} of them {} {words}",
                    grouped(some),
                    have(some)
                ),
            }
        }
        None if complete == 0 => String::new(),
        None if results.words == 0 => counted(complete, "article"),
        None => format!(
            "{} {} {}",
            counted(complete, "article"),
            have(complete),
            if results.words == 1 {
                "the word"
            } else {
                "all the words"
            },
        ),
    }
}

/// Which results are shown out of how many, and how many articles have everything that was searched
/// for. `first` is the number of the first one shown; there is at least one.
pub fn results_shown(results: &Results, first: usize) -> String {
    let found = articles_found(results);
    let (total, last) = (results.total, first + results.hits.len().max(1) - 1);
    let is_part = results.hits.len() < total;
    let all_have = results.named.map(|(_, articles)| articles);
    let all_have = all_have.or(results.complete_matches) == Some(total) && !results.is_cut;
    let range = format!("{} to {}", grouped(first), grouped(last));
    if all_have && !found.is_empty() {
        return match is_part {
            true => format!("{found}; showing {range}"),
            false => found,
        };
    }
    let count = counted(total, "result");
    let cut = if results.is_cut { "the top " } else { "" };
    let shown = match is_part {
        true => format!("{range} of {cut}{count}"),
        false => count,
    };
    match found.is_empty() {
        true => shown,
        false => format!("{shown}; {found}"),
    }
}

/// What was searched for in place of what was typed, and how many articles have all of each.
pub fn corrected(correction: &Correction, typed: &str) -> String {
    let counted = |articles: Option<usize>| match articles {
        Some(articles) => format!(" ({})", counted(articles, "article")),
        None => String::new(),
    };
    format!(
        "Showing results for {}{}, not for {typed}{}",
        correction.query,
        counted(correction.articles.filter(|articles| *articles > 0)),
        counted(correction.articles_as_typed),
    )
}

/// The name of an order of results.
pub fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Best => "Best match",
        Sort::Newest => "Newest",
        Sort::Title => "Title",
    }
}

/// The part of a query that was ignored because the query is too long.
pub fn left_out(left_out: &LeftOut) -> String {
    let most = left_out.limit.most();
    let what = match left_out.limit {
        Limit::Bytes => "Too long",
        Limit::Words => "Too many words",
        Limit::Operators => "Too many filters",
        Limit::Exclusions => "Too many words with a minus",
        Limit::Events => "Too many event IDs",
        Limit::Codes => "Too many error codes",
        Limit::Articles => "Too many article IDs",
    };
    let used = match left_out.limit {
        Limit::Bytes => format!("only the first {most} bytes were used"),
        // How many codes fit depends on their readings.
        Limit::Codes => "only the first few were used".to_owned(),
        _ => format!("only the first {most} were used"),
    };
    let rest = match left_out.limit {
        Limit::Bytes | Limit::Words | Limit::Exclusions => "Left out:",
        Limit::Operators | Limit::Events | Limit::Codes | Limit::Articles => {
            "The rest was searched for as words:"
        }
    };
    let reason = format!("{what}: {used}. {rest}");
    let written = left_out.written.join(" ");
    let end = written.floor_char_boundary(MAX_SHOWN);
    match written.split_at_checked(end) {
        Some((shown, rest)) if !rest.is_empty() => format!("{reason} {}…", shown.trim_end()),
        _ => format!("{reason} {written}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(total: usize, complete: usize, words: usize) -> Results {
        Results {
            total,
            words,
            complete_matches: Some(complete),
            ..Results::default()
        }
    }

    #[test]
    fn the_page_says_how_many_articles_have_the_words() {
        for (found, said) in [
            (results(7, 1, 3), "1 article has all the words"),
            (results(7, 4200, 2), "4,200 articles have all the words"),
            (results(7, 7, 1), "7 articles have the word"),
            (results(7, 7, 0), "7 articles"),
            (results(7, 0, 2), ""),
            (
                Results {
                    named: Some((NamedKind::Event, 5)),
                    ..results(7, 5, 0)
                },
                "5 articles mention this event",
            ),
            (
                Results {
                    named: Some((NamedKind::Code, 1)),
                    ..results(7, 1, 2)
                },
                "1 article mentions this code and has all the other words",
            ),
            (
                Results {
                    named: Some((NamedKind::Article, 3)),
                    ..results(7, 2, 1)
                },
                "3 articles mention this article, and 2 of them have the other word",
            ),
            (
                Results {
                    named: Some((NamedKind::Several, 2)),
                    ..results(7, 0, 2)
                },
                "2 articles mention all of these",
            ),
        ] {
            assert_eq!(articles_found(&found), said);
        }
    }

    #[test]
    fn what_is_left_out_is_said_briefly() {
        let left = |written: &str| LeftOut {
            limit: Limit::Words,
            written: vec![written.to_owned()],
        };
        let said = "Too many words: only the first 32 were used. Left out: down again";
        assert_eq!(left_out(&left("down again")), said);
        let long = left_out(&left(&"é".repeat(500)));
        assert!(long.ends_with("é…") && long.len() < 300, "{long}");
    }
}
