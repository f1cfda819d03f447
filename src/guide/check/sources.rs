//! Checks the sources of a guide: every cited section must exist and contain the facts taken from
//! it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        format::{Citation, Guide, Node},
        typo::closest,
    },
    citations::{Citations, Cited},
    place::Spot,
    report::Report,
    work::Work,
};
use crate::evidence::ArticleId;

/// How many bytes of a cited text count as one unit of work.
const BYTES_PER_UNIT: u64 = 64;

pub(super) fn check(report: &mut Report<'_>, citations: &dyn Citations, work: &mut Work) {
    let guide = report.guide;
    let mut sections: BTreeMap<(&ArticleId, &str), Passage> = BTreeMap::new();
    for (spot, citation) in all(guide) {
        let section = (sections.entry((&citation.article, &citation.anchor)))
            .or_insert_with(|| Passage::of(citations.section(&citation.article, &citation.anchor)));
        let cost = (2 + citation.says.len() as u64) * (1 + section.length() / BYTES_PER_UNIT);
        if !work.spend(cost) {
            let message = "the guide cites more text than can be compared";
            let advice = "Cite sections rather than whole articles, or split the guide in two";
            report.error(spot, message, advice);
            return;
        }
        match section {
            Passage::Text { folded, .. } => facts(report, &spot, citation, folded),
            Passage::NoArticle => {
                let message = format!("the article {} is not loaded", citation.article);
                let advice =
                    "Add the folder that has it with --kb; until then the passage is a gray link";
                report.warning(spot, message, advice);
            }
            Passage::NoSection(anchors) => {
                let (id, anchor) = (&citation.article, &citation.anchor);
                let message = format!("the article {id} has no section `#{anchor}`");
                let is_named = |anchor: &&String| !anchor.is_empty();
                let anchors = anchors.iter().filter(is_named).map(String::as_str);
                let near = closest(&anchor.to_lowercase(), anchors.clone());
                let listed: Vec<String> = anchors.map(|one| format!("`#{one}`")).collect();
                let advice = match near {
                    Some(near) => format!("Did you mean `{id}#{near}`?"),
                    None if listed.is_empty() => format!("It has none: cite `{id}` as a whole"),
                    None => format!("Its sections are {}", listed.join(", ")),
                };
                report.error(spot, message, &advice);
            }
        }
    }
    for requirement in &guide.requirements {
        let keys = requirement.cite.iter();
        let keys = keys.map(|citation| (&citation.article, &*citation.anchor));
        let cited: Vec<&Passage> = keys.filter_map(|key| sections.get(&key)).collect();
        // It is not an error of the guide if an article isn't loaded.
        if cited
            .iter()
            .any(|section| matches!(section, Passage::NoArticle))
        {
            continue;
        }
        for number in numbers(&requirement.need) {
            let is_mentioned = cited.iter().any(|section| match section {
                Passage::Text { numbers, .. } => numbers.contains(number),
                Passage::NoArticle | Passage::NoSection(_) => false,
            });
            if !is_mentioned {
                let of = &requirement.of;
                let message = format!(
                    "no section cited for `{of}` mentions {number}, which the requirement needs"
                );
                let advice = "Cite the section that says so, or correct `need`";
                report.error(Spot::part(requirement.at).key("need"), message, advice);
            }
        }
    }
}

/// A cited text, prepared for comparison with facts.
enum Passage {
    NoArticle,
    NoSection(Vec<String>),
    Text {
        folded: String,
        numbers: BTreeSet<String>,
    },
}

impl Passage {
    fn of(cited: Cited) -> Self {
        match cited {
            Cited::NoArticle => Self::NoArticle,
            Cited::NoSection(anchors) => Self::NoSection(anchors),
            Cited::Text(text) => Self::Text {
                folded: fold(&text),
                numbers: numbers(&text).map(str::to_owned).collect(),
            },
        }
    }

    fn length(&self) -> u64 {
        match self {
            Self::Text { folded, .. } => folded.len() as u64,
            Self::NoArticle | Self::NoSection(_) => 0,
        }
    }
}

/// Every citation of the guide with its place, including those of requirements.
fn all(guide: &Guide) -> impl Iterator<Item = (Spot, &Citation)> {
    let of_nodes = guide.nodes().map(|node| (node.at(), Node::cite(node)));
    let of_requirements = guide.requirements.iter().map(|it| (it.at, &*it.cite));
    of_nodes.chain(of_requirements).flat_map(|(at, cite)| {
        let place = Spot::part(at).key("cite");
        (cite.iter().enumerate()).map(move |(at, citation)| (place.key(at), citation))
    })
}

/// A section must contain the facts that it is cited for.
fn facts(report: &mut Report<'_>, spot: &Spot, citation: &Citation, folded: &str) {
    for (at, fact) in citation.says.iter().enumerate() {
        if !holds(folded, &fold(fact)) {
            let message = format!("{citation} does not say \u{201c}{fact}\u{201d}");
            let advice = "Cite the section that says so, or write what this one says";
            report.error(spot.key("says").key(at), message, advice);
        }
    }
}

/// A text without differences that don't matter: letter case, breaks between words, and the shape
/// of quotes and hyphens.
fn fold(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = words.chars().map(|c| match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{2010}'..='\u{2013}' => '-',
        c => c,
    });
    plain.collect::<String>().to_lowercase()
}

/// Whether a text contains a fact, and not as a part of a longer word or number: `5.1` is not in
/// `5.15`.
fn holds(text: &str, fact: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let begins_in_word = |at: usize| {
        is_part(fact.chars().next())
            && is_part(text.get(..at).and_then(|it| it.chars().next_back()))
    };
    let ends_in_word = |end: usize| {
        let rest = text.get(end..).unwrap_or_default();
        let goes_on = rest.strip_prefix(['.', ',']).unwrap_or(rest).chars().next();
        let ends = fact.chars().next_back();
        let is_number = ends.is_some_and(|c| c.is_ascii_digit());
        (is_part(ends) && is_part(rest.chars().next()))
            || (is_number && goes_on.is_some_and(|c| c.is_ascii_digit()))
    };
    !fact.is_empty()
        && text
            .match_indices(fact)
            .any(|(at, _)| !begins_in_word(at) && !ends_in_word(at + fact.len()))
}

/// The numbers with points in a text: `5.15` and `5.14` in `Import 5.15/Export 5.14.`
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|piece| piece.trim_matches('.'))
        .filter(|piece| !piece.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_must_appear_as_a_whole() {
        let text = fold(
            "Use Import.exe 5.15,\nnot 5.1.4; the key \u{201c}Path\u{201d} \u{2013} error -1018.",
        );
        for (fact, is_said) in [
            ("import.exe 5.15", true),
            ("5.1", false),
            ("5.15", true),
            ("5.1.4", true),
            ("\"Path\" - error", true),
            ("-1018", true),
            ("018", false),
            ("mport.exe", false),
            ("", false),
        ] {
            assert_eq!(holds(&text, &fold(fact)), is_said, "{fact}");
        }
    }
}
