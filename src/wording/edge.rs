//! When an edge of a guide is taken.

use super::need::need;
use crate::guide::{Cause, Condition, Edge, Verdict, When};

/// When an edge is taken, in a few words; empty if always.
pub fn edge(edge: &Edge<'_>) -> String {
    let edges: Vec<String> = edge.when.iter().map(when).collect();
    edges.join("; or ")
}

fn when(when: &When<'_>) -> String {
    let cause = match &when.cause {
        Cause::Conditions(all) => conditions(all),
        Cause::Otherwise => "otherwise".to_owned(),
        Cause::Unknown => "I don\u{2019}t know".to_owned(),
        Cause::Yes => "yes".to_owned(),
        Cause::No => "no".to_owned(),
        Cause::NotDone => "couldn\u{2019}t do this".to_owned(),
    };
    let found = match &when.found {
        None => return cause,
        Some(None) => "answer still unknown".to_owned(),
        Some(Some(answer)) => format!("the answer is {answer}"),
    };
    match cause.is_empty() {
        true => found,
        false => format!("{cause} ({found})"),
    }
}

/// Conditions in a few words: `DB8`, `Import.exe: 8.5 or later`.
pub fn conditions(conditions: &[Condition<'_>]) -> String {
    let words = conditions.iter().map(|condition| match condition {
        Condition::Answer(question, allowed) => {
            let allowed = allowed.iter().map(|allowed| match allowed {
                Some(allowed) => need(allowed),
                None => "unknown".to_owned(),
            });
            let allowed = allowed.collect::<Vec<_>>().join(" or ");
            match question {
                None => allowed,
                Some(question) => format!("{}: {allowed}", question.label()),
            }
        }
        Condition::Sheet(verdicts) => {
            let verdicts = verdicts.iter().map(|verdict| match verdict {
                Verdict::Met => "everything is OK",
                Verdict::NotMet => "something needs fixing",
                Verdict::Unknown => "something is not checked yet",
            });
            verdicts.collect::<Vec<_>>().join(" or ")
        }
        Condition::Action(action, answers) => {
            format!("{}: {}", action.title, answers.join(" or "))
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{read, tree};

    #[test]
    fn edges_have_the_words_of_their_conditions() {
        let text = include_str!("../../kb/guides/ccmail-connector.toml");
        let guide = read(text, "ccmail-connector.toml").0.unwrap();
        let branches = tree(&guide);
        let labels = |id: &str| -> Vec<String> {
            let branches = branches.iter().filter(|branch| branch.node.id() == id);
            let edges = branches.filter_map(|branch| branch.edge.as_ref());
            edges.map(edge).collect()
        };
        assert_eq!(labels("mismatch"), ["something needs fixing"]);
        assert_eq!(labels("installed"), ["otherwise"]);
        let either = "Import.exe: 8.5 or later; or Export.exe: 8.5 or later";
        for (id, label) in [
            ("corrupting", "Yes"),
            ("corrupting", either),
            ("release", "I don\u{2019}t know"),
        ] {
            assert!(labels(id).iter().any(|one| one == label), "{id} {label}");
        }
        let back = |label: &String| label.contains("the answer is DB8");
        assert!(labels("post_office").iter().any(back));
    }
}
