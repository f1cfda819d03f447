//! The terminal commands as a person uses them: what they print and how they exit.

use std::{
    fs,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

pub(super) fn run(data: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fixpath"))
        .args(arguments)
        .env("FIXPATH_DATA", data.path())
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub(super) fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn commands_exit_with_0_1_or_2_and_say_why() {
    let data = tempfile::tempdir().unwrap();
    for (arguments, expect, says) in [
        (&["check"][..], 0, "0 errors"),
        (&["search", "event", "68"], 0, "Q168465"),
        (&["search", "zzzzqqqq"], 1, "0 found"),
        (&["search", "--json", "dirsync"], 0, "\"hits\""),
        (&["index"], 0, " articles, "),
        (&["new", "article", "VPN-012"], 0, "id: VPN-012"),
        (&["new", "article", "what?"], 2, "VPN-012"),
        (
            &["new", "article", "NEW-001", "--title", "event 68 in vain"],
            0,
            "Event ID: 68",
        ),
        (&["new", "guide", "printer-offline"], 0, "printer-offline"),
        (&["check", "--kb", "no-such-folder"], 2, "no such folder"),
        (&["diagnose", "no-such-file"], 2, "no-such-file"),
        (&["--base-url", "https://x/{kb"], 2, "--base-url"),
        (&["--listen", "nowhere"], 2, "--listen"),
    ] {
        let output = run(&data, arguments);
        assert_eq!(code(&output), expect, "{arguments:?}: {}", printed(&output));
        assert!(
            printed(&output).contains(says),
            "{arguments:?}: {}",
            printed(&output)
        );
        assert!(!printed(&output).contains("panicked"), "{arguments:?}");
    }
}

#[test]
fn an_event_in_a_file_is_diagnosed() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("event.txt");
    fs::write(&file, "Event ID: 70\nSource: MSExchangeCCMC\n").unwrap();
    let output = run(&data, &["diagnose", file.to_str().unwrap()]);
    assert_eq!(code(&output), 0);
    assert!(printed(&output).contains("Q166045"), "{}", printed(&output));
}

#[test]
fn check_names_file_and_line() {
    let (data, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(
        folder.path().join("VPN-1.md"),
        "---\nid: VPN-1\nproducts: {a: b}\n---\n",
    )
    .unwrap();
    let output = run(&data, &["check", "--kb", folder.path().to_str().unwrap()]);
    assert_eq!(code(&output), 1);
    assert!(
        printed(&output).contains("VPN-1.md:3: error"),
        "{}",
        printed(&output)
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let data = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fixpath"))
        .args(["search", "dirsync"])
        .env("FIXPATH_DATA", data.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0, "{}", printed(&output));
    assert!(!printed(&output).contains("panicked"));
}

#[test]
fn a_process_of_its_own_builds_what_the_index_command_builds() {
    let data = tempfile::tempdir().unwrap();
    let indexed = printed(&run(&data, &["index"]));
    let place = data.path().join("place");
    let build = || {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fixpath"))
            .args(["build-generation", "--builtin", "--whole"])
            .arg(format!("--place={}", place.display()))
            // It ends when this is closed, so it stays open until the output is read.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        drop(stdin);
        String::from_utf8(output.stdout).unwrap()
    };
    let told = build();
    assert!(told.contains("failed can't write"), "{told}");
    fs::create_dir(&place).unwrap();
    let told = build();
    let last = told.lines().last().unwrap_or_default();
    let name = last.strip_prefix("built ").unwrap_or_default();
    assert!(
        !name.is_empty() && indexed.contains(name),
        "{told}{indexed}"
    );
    assert!(place.join("tables").is_file() && place.join("index").is_dir());
}
