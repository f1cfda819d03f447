//! The environment variables of the settings: which exist, and which of those that are set belong
//! to no setting.

use std::{collections::BTreeSet, env};

use clap::Command;

/// How every variable begins.
const PREFIX: &str = "FIXPATH_";

/// How variables begin that only the tests read.
const OF_TESTS: &str = "FIXPATH_TEST_";

/// Variables that `cargo run` sets to what the program was built with.
const OF_BUILD: [&str; 2] = ["FIXPATH_INDEX_DIGEST", "FIXPATH_PAGES_DIGEST"];

/// How similar two names must be for one to be a misspelling of the other.
const LEAST_SIMILARITY: f64 = 0.6;

/// A sentence for each variable that is set and looks like a setting, but is none. The value may be
/// a secret, so only the name is shown.
pub fn unread(program: &Command) -> Vec<String> {
    let known = known(program);
    let set = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let set: BTreeSet<String> = set.collect();
    set.iter()
        .filter_map(|name| sentence(name, &known))
        .collect()
}

/// If a value that is not understood came from a variable, names the variable: the error names only
/// the option, which nobody has typed.
pub fn source_of_error(error: &str, program: &Command) -> Option<String> {
    let typed: Vec<String> = env::args().skip(1).collect();
    let (option, name) = options(program).into_iter().find(|(option, name)| {
        let is_typed = typed
            .iter()
            .any(|typed| typed.split('=').next() == Some(option));
        let is_named =
            error.contains(&format!("'{option} ")) || error.contains(&format!("'{option}'"));
        is_named && !is_typed && env::var_os(name).is_some()
    })?;
    Some(format!(
        "The value of {option} comes from the environment variable {name}"
    ))
}

fn sentence(name: &str, known: &BTreeSet<String>) -> Option<String> {
    let is_ours = name.starts_with(PREFIX) && !name.starts_with(OF_TESTS);
    if !is_ours || OF_BUILD.contains(&name) || known.contains(name) {
        return None;
    }
    let own = |name: &str| name.strip_prefix(PREFIX).unwrap_or_default().to_owned();
    let similar = known
        .iter()
        .map(|other| {
            (
                strsim::normalized_damerau_levenshtein(&own(name), &own(other)),
                other,
            )
        })
        .filter(|(similarity, _)| *similarity >= LEAST_SIMILARITY)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    Some(match similar {
        Some((_, other)) => {
            format!("{name} is set, but no setting has this name; did you mean {other}?")
        }
        None => format!("{name} is set, but no setting has this name; `fixpath --help` lists all"),
    })
}

/// The variables of all commands.
fn known(program: &Command) -> BTreeSet<String> {
    options(program).into_iter().map(|(_, name)| name).collect()
}

/// The options of all commands that have a variable, with it.
fn options(program: &Command) -> BTreeSet<(String, String)> {
    let own = program.get_arguments().filter_map(|argument| {
        let option = format!("--{}", argument.get_long()?);
        Some((option, argument.get_env()?.to_str()?.to_owned()))
    });
    let below = program.get_subcommands().flat_map(options);
    own.chain(below).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_variable_leads_to_the_right_one() {
        let known = ["FIXPATH_LISTEN", "FIXPATH_BASE_URL", "FIXPATH_STORE"];
        let known = known.map(str::to_owned).into();
        for (name, expect) in [
            ("FIXPATH_LISTN", Some("did you mean FIXPATH_LISTEN?")),
            ("FIXPATH_BASEURL", Some("did you mean FIXPATH_BASE_URL?")),
            ("FIXPATH_STROE", Some("did you mean FIXPATH_STORE?")),
            (
                "FIXPATH_COLOR_OF_BUTTONS",
                Some("`fixpath --help` lists all"),
            ),
            ("FIXPATH_LISTEN", None),
            ("FIXPATH_TEST_POSTGRES", None),
            ("HOME", None),
        ] {
            let said = sentence(name, &known);
            match expect {
                Some(expect) => assert!(
                    said.as_ref().is_some_and(|said| said.ends_with(expect)),
                    "{said:?}"
                ),
                None => assert_eq!(said, None),
            }
        }
    }
}
