//! The settings and where each of them comes from, without anything secret.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, parser::ValueSource};

use super::report::Report;
use crate::{
    config::{ServeConfig, StoreConfig},
    desk::StoreAddress,
};

/// Parts of a setting's name that mean its value is secret.
const SECRET: [&str; 5] = ["secret", "password", "token", "key", "credential"];

/// Parts of the names of URL parameters whose values are secret.
const SECRET_PARAMETERS: [&str; 7] = [
    "secret",
    "password",
    "token",
    "key",
    "credential",
    "auth",
    "sig",
];

/// Adds a line for each setting.
pub fn report(config: &ServeConfig, given: &ArgMatches, report: &mut Report) {
    report.section("Settings");
    let settings = ServeConfig::augment_args(Command::new("settings"));
    for argument in settings.get_arguments() {
        let Some(option) = argument.get_long() else {
            continue;
        };
        let id = argument.get_id().as_str();
        let (value, source) = match given.value_source(id) {
            Some(ValueSource::CommandLine) => (value(argument, given), format!("--{option}")),
            Some(ValueSource::EnvVariable) => {
                let name = argument.get_env().unwrap_or_default();
                (value(argument, given), name.to_string_lossy().into_owned())
            }
            _ => (default(argument, config), "default".to_owned()),
        };
        report.line(option, format!("{value} ({source})"));
    }
}

/// The value that was given.
fn value(argument: &Arg, given: &ArgMatches) -> String {
    let id = argument.get_id().as_str();
    if matches!(argument.get_action(), ArgAction::SetTrue) {
        return "on".to_owned();
    }
    let values = given.get_raw(id).into_iter().flatten();
    let values: Vec<String> = values
        .map(|value| shown(argument, &value.to_string_lossy()))
        .collect();
    values.join(", ")
}

/// The value that holds if none is given.
fn default(argument: &Arg, config: &ServeConfig) -> String {
    if matches!(argument.get_action(), ArgAction::SetTrue) {
        return "off".to_owned();
    }
    let values = argument.get_default_values().iter();
    let values: Vec<_> = values.map(|value| value.to_string_lossy()).collect();
    match argument.get_id().as_str() {
        "data" => config.data.folder().display().to_string(),
        "store" => StoreConfig::default().address().to_string(),
        _ if values.is_empty() => "none".to_owned(),
        _ => values.join(", "),
    }
}

/// A value as anybody may see it.
fn shown(argument: &Arg, value: &str) -> String {
    let id = argument.get_id().as_str();
    if id == "store" {
        let store = value.parse::<StoreAddress>();
        return store.map_or_else(|_| "not shown".to_owned(), |store| store.to_string());
    }
    if argument.is_hide_env_values_set() || SECRET.iter().any(|part| id.contains(part)) {
        return "set, not shown".to_owned();
    }
    without_secrets(value)
}

/// A URL, or a value with one in it, without its user and the values of parameters that look
/// secret.
fn without_secrets(value: &str) -> String {
    let Some((before, url)) = value.split_once("://") else {
        return value.to_owned();
    };
    let end = url.find(['/', '?', '#']).unwrap_or(url.len());
    let (authority, rest) = url.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or_default();
    let hidden = if host.len() < authority.len() {
        "…@"
    } else {
        ""
    };
    let rest = match rest.split_once('?') {
        Some((path, query)) => {
            let parameters: Vec<String> = query.split('&').map(parameter).collect();
            format!("{path}?{}", parameters.join("&"))
        }
        None => rest.to_owned(),
    };
    format!("{before}://{hidden}{host}{rest}")
}

fn parameter(text: &str) -> String {
    match text.split_once('=') {
        Some((name, _)) => {
            let lower = name.to_ascii_lowercase();
            match SECRET_PARAMETERS.iter().any(|part| lower.contains(part)) {
                true => format!("{name}=…"),
                false => text.to_owned(),
            }
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_is_shown() {
        for (value, expect) in [
            ("127.0.0.1:8070", "127.0.0.1:8070"),
            ("https://help.example.com/kb", "https://help.example.com/kb"),
            ("https://ann:pa@ss@wiki/x", "https://…@wiki/x"),
            ("wiki=https://ann@wiki", "wiki=https://…@wiki"),
            (
                "https://t/new?project=7&private_token=abc&id={id}",
                "https://t/new?project=7&private_token=…&id={id}",
            ),
        ] {
            assert_eq!(without_secrets(value), expect);
        }
        let store = Arg::new("store");
        let address = "postgres://desk:geheim@db/fixpath?password=geheim";
        assert_eq!(shown(&store, address), "postgres://desk@db/fixpath");
        assert_eq!(shown(&store, "postgers:geheim"), "not shown");
        assert_eq!(shown(&Arg::new("oidc_secret"), "geheim"), "set, not shown");
        assert_eq!(
            shown(&Arg::new("x").hide_env_values(true), "geheim"),
            "set, not shown"
        );
    }
}
