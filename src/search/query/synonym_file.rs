//! The file of synonyms, `synonyms.txt` in a content folder: one group of names per line.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{problem::Problem, search::index::words};

/// The most groups that are read from a file.
const MAX_GROUPS: usize = 1_000;

/// The most problems in a file: one with more was not written as a file of synonyms.
const MAX_PROBLEMS: usize = 50;

/// The most names of a group.
const MAX_NAMES: usize = 8;

/// The most words of a name.
const MAX_WORDS: usize = 4;

/// The most bytes of a name.
const MAX_NAME: usize = 60;

/// Names that mean the same thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SynonymGroup {
    /// Names that are recognized in queries, but not looked for in articles.
    pub(super) only_read: Vec<String>,
    /// Names that are recognized in queries and looked for in articles.
    pub(super) names: Vec<String>,
}

/// Reads a file of groups; `file` is its name in problems.
pub fn read_synonyms(text: &str, file: &str) -> (Vec<SynonymGroup>, Vec<Problem>) {
    let (mut groups, mut problems) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if groups.len() == MAX_GROUPS {
            let message = format!("only the first {MAX_GROUPS} groups are read");
            problems.push(Problem::error(file, number, message).suggest("remove some groups"));
            break;
        }
        if problems.len() == MAX_PROBLEMS {
            let message = "too many problems; the rest of the file was not read";
            problems.push(Problem::error(file, number, message).suggest("fix the lines above"));
            break;
        }
        match read_group(line) {
            Ok(group) => groups.push(group),
            Err((message, advice)) => {
                problems.push(Problem::error(file, number, message).suggest(advice));
            }
        }
    }
    (groups, problems)
}

/// Reads `a = b = c` or `a -> b = c`; if it can't be read, returns what is wrong and what to do.
fn read_group(line: &str) -> Result<SynonymGroup, (String, &'static str)> {
    let names = |side: &str| side.split('=').map(|name| name.trim().to_owned()).collect();
    let (only_read, names): (Vec<String>, Vec<String>) = match line.split_once("->") {
        Some((only_read, rest)) => (names(only_read), names(rest)),
        None => (Vec::new(), names(line)),
    };
    let count = only_read.len() + names.len();
    if count < 2 {
        return Err((
            "a group needs at least two names".to_owned(),
            "write them as `BSOD = blue screen`",
        ));
    }
    if count > MAX_NAMES {
        return Err((
            format!("a group can have at most {MAX_NAMES} names"),
            "remove the rarest names",
        ));
    }
    let mut seen = HashSet::new();
    for name in only_read.iter().chain(&names) {
        let words = words(name).count();
        if words == 0 {
            return Err((
                "a name is empty".to_owned(),
                "write a name on both sides of each `=` and `->`",
            ));
        }
        if words > MAX_WORDS || name.len() > MAX_NAME {
            return Err((
                format!("“{name}” is too long for a name"),
                "use at most four words",
            ));
        }
        if !seen.insert(name.to_lowercase()) {
            return Err((format!("“{name}” is given twice"), "remove one of the two"));
        }
    }
    Ok(SynonymGroup { only_read, names })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_lines_are_reported() {
        for (line, said) in [
            ("BSOD", "two names"),
            ("BSOD = ", "empty"),
            ("-> = a", "empty"),
            ("a = b c d e f", "too long"),
            ("a = b = A", "twice"),
            ("a=b=c=d=e=f=g=h=i", "at most"),
        ] {
            let (groups, problems) = read_synonyms(&format!("x = y\n{line}\n"), "synonyms.txt");
            assert_eq!(groups.len(), 1, "{line}");
            let problem = problems.first().unwrap();
            assert!(problem.message.contains(said), "{line}: {problem}");
            assert_eq!((problem.file.as_str(), problem.line), ("synonyms.txt", 2));
        }
    }

    #[test]
    fn a_file_with_too_many_bad_lines_is_not_read_further() {
        let text = "a\n".repeat(1_000);
        let (_, problems) = read_synonyms(&text, "synonyms.txt");
        assert_eq!(problems.len(), MAX_PROBLEMS + 1);
        let last = problems.last().unwrap();
        assert!(last.message.contains("too many problems"), "{last}");
        assert_eq!(last.line, MAX_PROBLEMS + 1);
    }
}
