//! What an administrator gets: the page of `fixpath doctor`, manual pages, completions, and the
//! files of the packages. `tests/package/run` tries the whole package.

use std::{collections::BTreeSet, fs, process::Command};

use clap::{Args, CommandFactory};
use fixpath::{cli::Cli, config::ServeConfig};

use super::command_line::{printed, run, run_with};

/// The options of the server and their variables.
fn settings() -> Vec<(String, Option<String>)> {
    let program = ServeConfig::augment_args(clap::Command::new("settings"));
    let options = program.get_arguments().filter_map(|argument| {
        let variable = argument
            .get_env()
            .map(|name| name.to_str().unwrap().to_owned());
        Some((argument.get_long()?.to_owned(), variable))
    });
    options.collect()
}

/// All commands that are not hidden, with the words that call them.
fn shown(command: &clap::Command, words: &[String]) -> Vec<(Vec<String>, clap::Command)> {
    let mut all = vec![(words.to_vec(), command.clone())];
    let below = command.get_subcommands();
    for command in below.filter(|command| !command.is_hide_set()) {
        let words = [words, &[command.get_name().to_owned()]].concat();
        all.extend(shown(command, &words));
    }
    all
}

#[test]
fn every_command_has_an_example_that_is_understood() {
    for (words, command) in shown(&Cli::command(), &[]) {
        let help = command
            .get_after_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        let examples = help
            .lines()
            .filter_map(|line| line.strip_prefix("  fixpath "));
        let mut count = 0;
        for example in examples {
            let example = example.split(" | ").next().unwrap();
            let given = ["fixpath"].into_iter().chain(example.split(' '));
            let understood = Cli::command().try_get_matches_from(given);
            let is_help = |error: &clap::Error| error.kind() == clap::error::ErrorKind::DisplayHelp;
            assert!(
                understood.as_ref().err().is_none_or(is_help),
                "{example}: {understood:?}"
            );
            assert!(
                words.is_empty() || example.starts_with(&words.join(" ")),
                "{example}"
            );
            count += 1;
        }
        // A command that only has subcommands is covered by their examples.
        assert!(count > 0, "{words:?} has no example");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let data = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let output = run(&data, &["man", "--into", folder.path().to_str().unwrap()]);
    assert!(output.status.success(), "{}", printed(&output));
    let expected = shown(&Cli::command(), &["fixpath".to_owned()]);
    let expected: BTreeSet<String> = expected
        .iter()
        .map(|(words, _)| words.join("-") + ".1")
        .collect();
    let files = fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name());
    let files: BTreeSet<String> = files.map(|name| name.into_string().unwrap()).collect();
    assert_eq!(files, expected);
    for file in &files {
        let path = folder.path().join(file);
        let page = fs::read_to_string(&path).unwrap();
        assert!(page.starts_with(".TH FIXPATH"), "{file}: {page}");
        for section in [
            "NAME",
            "SYNOPSIS",
            "OPTIONS",
            "EXAMPLES",
            "\"EXIT STATUS\"",
            "\"SEE ALSO\"",
        ] {
            assert!(
                page.contains(&format!(".SH {section}\n")),
                "{file} has no {section}"
            );
        }
        // If `man` is installed, it must not warn about the page.
        let shown = Command::new("man")
            .args(["--warnings", "-l", "-Tutf8"])
            .arg(&path)
            .output();
        if let Ok(shown) = shown {
            assert!(shown.stderr.is_empty(), "{file}: {}", printed(&shown));
        }
    }
    let page = printed(&run(&data, &["man", "user", "invite"]));
    assert!(
        page.contains("fixpath\\-user\\-invite") && page.contains("FIXPATH_BASE_URL"),
        "{page}"
    );
    let output = run(&data, &["man", "brew"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(printed(&output).contains("there is no command brew"));
}

#[test]
fn shells_get_completions() {
    let data = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let output = run(&data, &["completions", shell]);
        let script = printed(&output);
        for (words, _) in shown(&Cli::command(), &[]) {
            assert!(
                words.iter().all(|word| script.contains(word)),
                "{shell}: {words:?}"
            );
        }
        assert!(!script.contains("build-generation,"), "{shell}");
        let file = data.path().join(shell);
        fs::write(&file, &script).unwrap();
        if let Ok(read) = Command::new(shell).arg("-n").arg(&file).output() {
            assert!(read.status.success(), "{shell}: {}", printed(&read));
        }
    }
}

#[test]
fn doctor_shows_everything_and_no_secret() {
    let data = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let kb = folder.path().to_str().unwrap();
    let article = "---\nid: VPN-1\ntitle: VPN fails\n---\n\nIt fails.\n";
    fs::write(folder.path().join("VPN-1.md"), article).unwrap();
    fs::write(
        folder.path().join("broken.toml"),
        "id = \"broken\"\ntitle = \"x\"\n[[question]]\nid = \"a\"\n",
    )
    .unwrap();
    let store = format!("sqlite:{}", data.path().join("desk.db").display());
    let indexed = run(&data, &["index", "--kb", kb]);
    assert!(indexed.status.success(), "{}", printed(&indexed));
    let before: BTreeSet<_> = names(data.path());
    let arguments = [
        "doctor",
        "--kb",
        kb,
        "--store",
        &store,
        "--listen",
        "127.0.0.1:9",
    ];
    let output = run_with(&data, &arguments, &[("FIXPATH_UPLOAD", "1MiB")]);
    let page = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{page}");
    for (option, _) in settings() {
        assert!(page.contains(&format!("\n  {option} ")), "{option}: {page}");
    }
    for expected in [
        concat!("Fixpath ", env!("CARGO_PKG_VERSION")),
        "1MiB (FIXPATH_UPLOAD)",
        "127.0.0.1:9 (--listen)",
        "24 (default)",
        "2 files: 1 article, 1 guide",
        " errors, 0 warnings; `fixpath check --kb",
        "checksums              OK",
        "unchanged since it was indexed",
        "desk.db",
        "not made yet",
        "nothing listens here",
        "allowed per user",
        "available of",
        "1 thing to do",
    ] {
        assert!(page.contains(expected), "no `{expected}` in {page}");
    }
    // It has created no files.
    assert_eq!(names(data.path()), before);
    let secret = [
        (
            "FIXPATH_STORE",
            "postgres://desk:geheim@127.0.0.1:9/desk?password=geheim",
        ),
        ("FIXPATH_STOER", "geheim"),
        (
            "FIXPATH_EDIT_URL",
            "https://ann:geheim@wiki.example.com/?access_token=geheim",
        ),
    ];
    let page = printed(&run_with(&data, &["doctor"], &secret));
    assert!(
        page.contains("postgres://desk@127.0.0.1:9/desk (FIXPATH_STORE)"),
        "{page}"
    );
    assert!(page.contains("did you mean FIXPATH_STORE?"), "{page}");
    assert!(!page.contains("geheim"), "{page}");
}

#[test]
fn doctor_looks_at_both_indexes_also_at_those_of_another_process() {
    let (data, elsewhere, folder) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let kb = folder.path().to_str().unwrap();
    let secret = "---\nid: VPN-1\ntitle: x\nvisibility: internal\n---\n\nIt fails.\n";
    fs::write(folder.path().join("VPN-1.md"), secret).unwrap();
    let served = ["--kb", kb, "--listen", "192.0.2.1:9"];
    let indexed = run(&data, &[&["index"], &served[..]].concat());
    assert!(indexed.status.success(), "{}", printed(&indexed));
    let of_another = ["--generation", data.path().to_str().unwrap()];
    let doctor = |flags: &[&str]| {
        let all = [&["doctor"], &served[..], flags].concat();
        printed(&run(&elsewhere, &all))
    };
    let page = doctor(&of_another);
    for expected in [
        "which another process builds",
        "1 internal article, shown to staff after signing in",
        "Index for staff, with everything internal",
    ] {
        assert!(page.contains(expected), "no `{expected}` in {page}");
    }
    assert_eq!(
        page.matches("checksums              OK").count(),
        2,
        "{page}"
    );
    assert!(!page.contains("not indexed yet"), "{page}");
    let empty = ["--generation", elsewhere.path().to_str().unwrap()];
    let page = doctor(&empty);
    assert!(
        page.contains("has no generation yet; copy it again"),
        "{page}"
    );
    assert_eq!(names(elsewhere.path()), BTreeSet::new());
}

fn names(folder: &std::path::Path) -> BTreeSet<std::ffi::OsString> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name()).collect()
}

#[test]
fn the_package_lists_every_setting_commented_out() {
    let text = fs::read_to_string("package/fixpath.env").unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "));
    let lines: Vec<(&str, &str)> = lines
        .map(|line| line.strip_prefix('#').unwrap().split_once('=').unwrap())
        .collect();
    let named: BTreeSet<&str> = lines.iter().map(|(name, _)| *name).collect();
    let settings = settings();
    let known: BTreeSet<&str> = settings
        .iter()
        .filter_map(|(_, name)| name.as_deref())
        .collect();
    assert_eq!(named, known, "package/fixpath.env and the settings differ");
    // The examples are valid values; the exit code is 1 only because no server runs.
    let data = tempfile::tempdir().unwrap();
    let others = lines
        .iter()
        .filter(|(name, _)| *name != "FIXPATH_LISTEN")
        .copied();
    let others: Vec<(&str, &str)> = others.collect();
    let output = run_with(
        &data,
        &["doctor", "--health", "--listen", "127.0.0.1:9"],
        &others,
    );
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
}

#[test]
fn commands_have_the_settings_of_the_service() {
    let unit = fs::read_to_string("package/fixpath.service").unwrap();
    let script = fs::read_to_string("package/fixpath-admin").unwrap();
    let settings: Vec<&str> = unit
        .lines()
        .filter_map(|line| line.strip_prefix("Environment="))
        .collect();
    assert!(settings.len() >= 3, "{settings:?}");
    let exported = script.lines().find(|line| line.starts_with("export "));
    for setting in settings {
        let is_exported = exported.unwrap().split(' ').any(|one| one == setting);
        assert!(is_exported, "{setting}");
    }
}

#[test]
fn the_units_are_those_of_the_documents() {
    let text = fs::read_to_string("docs/operating.md").unwrap();
    for unit in ["fixpath.service", "fixpath.socket"] {
        let content = fs::read_to_string(format!("package/{unit}")).unwrap();
        assert!(
            text.contains(&format!("```ini\n# {unit}\n{content}```")),
            "docs/operating.md has another {unit}"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let service = fs::read_to_string("package/fixpath.service").unwrap();
    let service = service.replace("/usr/bin/fixpath", env!("CARGO_BIN_EXE_fixpath"));
    let file = folder.path().join("fixpath.service");
    fs::write(&file, service).unwrap();
    let socket = folder.path().join("fixpath.socket");
    fs::copy("package/fixpath.socket", &socket).unwrap();
    let verify = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .arg(&file)
        .arg(&socket)
        .output();
    if let Ok(verified) = verify {
        assert!(verified.status.success(), "{}", printed(&verified));
    }
}

#[test]
fn the_image_runs_without_root_and_with_known_settings() {
    let text = fs::read_to_string("Containerfile").unwrap();
    let settings = settings();
    let known: BTreeSet<&str> = settings
        .iter()
        .filter_map(|(_, name)| name.as_deref())
        .collect();
    let words = text.split([' ', '\n', '=']);
    for name in words.filter(|word| word.starts_with("FIXPATH_")) {
        assert!(known.contains(name), "{name}");
    }
    let lines: Vec<&str> = text.lines().collect();
    let last = |word: &str| lines.iter().rfind(|line| line.starts_with(word)).copied();
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.starts_with("FROM "))
            .count(),
        2
    );
    assert!(last("USER ").is_some_and(|user| !user.contains("root") && user != "USER 0"));
    assert_eq!(
        last("VOLUME "),
        Some("VOLUME [\"/kb\", \"/data\", \"/store\"]")
    );
    assert!(
        last("HEALTHCHECK ")
            .is_some_and(|check| check.ends_with("CMD [\"fixpath\", \"doctor\", \"--health\"]"))
    );
}
