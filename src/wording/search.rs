//! Says why the search found an article.

use crate::{
    article::Role,
    search::{Evidence, Part, Reason},
};

/// All reasons, in order. Two readings of a code may be spelled alike, but nothing is said twice.
pub fn search_reasons<'r>(reasons: impl IntoIterator<Item = &'r Reason>) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for reason in reasons.into_iter().map(search_reason) {
        if !said.contains(&reason) {
            said.push(reason);
        }
    }
    said
}

/// One reason, as it is shown next to the article.
fn search_reason(reason: &Reason) -> String {
    match reason {
        Reason::Id => "article ID".to_owned(),
        Reason::Evidence {
            evidence,
            is_quoted,
            part,
        } => {
            let how = if *is_quoted { "quoted in" } else { "in" };
            format!("{} {how} {}", name(evidence), part_name(*part))
        }
        Reason::CitedAs(title) => format!("cited as “{title}”"),
        Reason::Phrase(part) => format!("phrase in {}", part_name(*part)),
        Reason::Near(part) => format!("words close together in {}", part_name(*part)),
        Reason::AllWords => "all words".to_owned(),
        Reason::SomeWords { had, of } => {
            format!("Matches {} of {of}: {}", had.len(), had.join(", "))
        }
        Reason::Word(part) => format!("the word in {}", part_name(*part)),
        Reason::Operator(operator) => operator.to_string(),
        Reason::OtherName(name) => format!("by another name: {name}"),
        Reason::Related(words) => format!("words related to {}", words.join(", ")),
        Reason::Corrected { from, to } => {
            format!("corrected {} → {}", from.join(", "), to.join(", "))
        }
    }
}

fn name(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Event { id, source: None } => format!("event {id}"),
        Evidence::Event {
            id,
            source: Some(source),
        } => format!("event {id} from {source}"),
        Evidence::Code(code) => code.commonest_spelling(),
    }
}

fn part_name(part: Part) -> String {
    match part {
        Part::Title => "the title".to_owned(),
        Part::Cited => "a title that other articles cite it by".to_owned(),
        Part::Keywords => "the keywords".to_owned(),
        Part::Section(Role::Body | Role::Other) | Part::End => "the text".to_owned(),
        Part::Section(role) => {
            let mut word = role.word().replace('-', " ");
            if let Some(first) = word.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            word
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Code;

    #[test]
    fn reasons_are_a_few_words_long() {
        let event = |source: Option<&str>| Evidence::Event {
            id: 68,
            source: source.map(str::to_owned),
        };
        let stop = Code::from_slug("stop:1e").unwrap();
        for (found, said) in [
            (Reason::Id, "article ID"),
            (
                Reason::Related(vec!["freezes".to_owned(), "pc".to_owned()]),
                "words related to freezes, pc",
            ),
            (
                Reason::Evidence {
                    evidence: event(None),
                    is_quoted: false,
                    part: Part::Title,
                },
                "event 68 in the title",
            ),
            (
                Reason::Evidence {
                    evidence: event(Some("Mail Bridge")),
                    is_quoted: true,
                    part: Part::Section(Role::MoreInformation),
                },
                "event 68 from Mail Bridge quoted in More information",
            ),
            (
                Reason::Evidence {
                    evidence: Evidence::Code(stop),
                    is_quoted: false,
                    part: Part::Section(Role::Body),
                },
                "STOP 0x0000001E in the text",
            ),
            (
                Reason::Corrected {
                    from: vec!["exhange".to_owned(), "maill".to_owned()],
                    to: vec!["exchange".to_owned(), "mail".to_owned()],
                },
                "corrected exhange, maill → exchange, mail",
            ),
        ] {
            assert_eq!(search_reason(&found), said);
        }
    }
}
