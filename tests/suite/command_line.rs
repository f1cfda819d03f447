//! The terminal commands as a person uses them: what they print and how they exit.

use std::{
    fs,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// Fixpath, without the settings of whoever runs the tests.
pub(super) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fixpath"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("FIXPATH_") {
            command.env_remove(name);
        }
    }
    command
}

pub(super) fn run(data: &TempDir, arguments: &[&str]) -> Output {
    run_with(data, arguments, &[])
}

/// The same with environment variables; one that sets the data folder overrides `data`.
pub(super) fn run_with(data: &TempDir, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    program()
        .args(arguments)
        .env("FIXPATH_DATA", data.path())
        .envs(variables.iter().copied())
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
        (&["search", "zzzzqqqq"], 1, "0 results"),
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
    for said in [
        "Event 70 from MSExchangeCCMC, 1 time",
        "Q166045",
        "(ccmail-connector)",
    ] {
        assert!(printed(&output).contains(said), "{}", printed(&output));
    }
    // A text without an event is looked up by its words.
    fs::write(&file, "STOP 0x0000001E came up, says the caller").unwrap();
    let output = run(&data, &["diagnose", file.to_str().unwrap()]);
    assert_eq!(code(&output), 0);
    for said in [
        "No event recognized",
        "STOP 0x0000001E: mentioned in",
        "(stop-screen)",
    ] {
        assert!(printed(&output).contains(said), "{}", printed(&output));
    }
}

#[test]
fn a_ticket_has_the_diagnosis_and_if_requested_no_names() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("event.txt");
    let event = "Event Type: Error\nEvent Source: MSExchangeCCMC\nEvent ID: 70\nUser: CORP\\bob\n\
        Computer: MAIL7\nDescription:\nNo file C:\\Users\\bob\\x.exp for [bob](x) on mail7 (10.1.2.3).\n";
    fs::write(&file, event).unwrap();
    let file = file.to_str().unwrap();
    for (arguments, said, never) in [
        (
            &["--ticket"][..],
            &[
                "Diagnosis: 1 event",
                "Event 70 from MSExchangeCCMC (Error)",
                "  Computer: MAIL7",
                "[bob](x) on mail7",
                "Q166045: ",
            ][..],
            &["HOST1"][..],
        ),
        (
            &["--ticket=markdown"],
            &["**Event 70 from MSExchangeCCMC (Error)**", "\\[bob\\](x)"],
            &["HOST1"],
        ),
        (
            &["--ticket=text", "--placeholders"],
            &[
                "HOST1 = MAIL7",
                "  Computer: HOST1",
                "  User: DOMAIN1\\USER1",
                "No file PATH1 for [USER1](x) on HOST1 (IP1).",
            ],
            &[],
        ),
    ] {
        let output = run(&data, &[&["diagnose", file][..], arguments].concat());
        assert_eq!(code(&output), 0, "{}", printed(&output));
        let (text, all) = (String::from_utf8_lossy(&output.stdout), printed(&output));
        for said in said {
            assert!(all.contains(said), "{said}: {all}");
        }
        for never in never {
            assert!(!all.contains(never), "{never}: {all}");
        }
        let is_hidden = arguments.contains(&"--placeholders");
        assert_eq!(!text.to_lowercase().contains("bob"), is_hidden, "{text}");
    }
    let output = run(&data, &["diagnose", file, "--placeholders"]);
    assert_eq!(code(&output), 2, "{}", printed(&output));
}

#[test]
fn messages_are_rebuilt_from_a_file() {
    let data = tempfile::tempdir().unwrap();
    let (log, messages) = (data.path().join("event.xml"), data.path().join("m.tsv"));
    let event = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
        <Provider Name='Lamp'/><EventID>7</EventID><Level>2</Level><Computer>PC1</Computer></System>\
        <EventData><Data>L1</Data><Data>R2</Data></EventData></Event>";
    fs::write(&log, event).unwrap();
    fs::write(
        &messages,
        "Lamp\t3221487623\tThe lamp %1 in %2 is dark.\nodd\n",
    )
    .unwrap();
    let (log, messages) = (log.to_str().unwrap(), messages.to_str().unwrap());
    let output = run(
        &data,
        &["diagnose", log, "--ticket", "--messages", messages],
    );
    for said in ["The lamp L1 in R2 is dark.", "1 line is not provider"] {
        assert!(printed(&output).contains(said), "{}", printed(&output));
    }
    for arguments in [
        &["diagnose", log, "--messages", "no-such.tsv"][..],
        &[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--messages",
            "no-such.tsv",
        ],
    ] {
        let output = run(&data, arguments);
        assert_eq!(code(&output), 2, "{}", printed(&output));
        for said in ["no-such.tsv", "--messages"] {
            assert!(printed(&output).contains(said), "{}", printed(&output));
        }
    }
}

#[test]
fn a_search_shows_what_it_names_and_its_guides() {
    let data = tempfile::tempdir().unwrap();
    let output = run(&data, &["search", "68 ccmc"]);
    for said in [
        "Event 68 from MSExchangeCCMC: ",
        "(ccmail-connector)",
        "Q168465",
        " articles have all the words",
    ] {
        assert!(printed(&output).contains(said), "{}", printed(&output));
    }
    let output = run(&data, &["search", "--json", "68", "ccmc"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["guides"][0]["id"], "ccmail-connector");
    assert!(
        found["hits"]
            .as_array()
            .is_some_and(|hits| !hits.is_empty())
    );
}

#[test]
fn check_names_file_and_line() {
    let (data, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(
        folder.path().join("VPN-1.md"),
        "---\nid: VPN-1\nproducts: &b c\n---\n",
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
fn a_guide_is_made_from_a_table_a_chart_or_an_article() {
    let data = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (kb, table, chart) = (path(""), path("lamps.csv"), path("lamps.mmd"));
    let head = "step,question,answer,go,fix,article\n";
    let row = "1,Is the lamp dark?,Yes,2,,\n,,No,,Look again,\n2,,,,Change the lamp,LAMP-001#resolutions\n";
    fs::write(
        folder.path().join("LAMP-001.md"),
        include_str!("../guides/LAMP-001.md"),
    )
    .unwrap();
    fs::write(&table, format!("{head}{row}")).unwrap();
    fs::write(
        &chart,
        "flowchart TD\nA{Is it dark?} -->|Yes| B[Change the lamp]\nA -->|No| C\n",
    )
    .unwrap();
    let make = |id: &str, from: &str| {
        let arguments = [
            "new",
            "guide",
            id,
            "--from",
            from,
            "--into",
            &kb,
            "--no-builtin",
        ];
        let output = run(&data, &arguments);
        (code(&output), printed(&output))
    };
    let (exit, said) = make("table", &table);
    assert_eq!(exit, 1, "{said}");
    let wrong = "row 4, column article: the article LAMP-001 has no section `#resolutions` (Did you mean `LAMP-001#resolution`?)";
    assert!(said.contains(wrong), "{said}");
    assert!(!folder.path().join("table.toml").exists());
    fs::write(
        &table,
        format!("{head}{}", row.replace("resolutions", "resolution")),
    )
    .unwrap();
    for (id, from) in [
        ("table", &*table),
        ("chart", &chart),
        ("article", "LAMP-001"),
    ] {
        let (exit, said) = make(id, from);
        assert_eq!(exit, 0, "{said}");
        assert!(said.contains("Written: "), "{said}");
        assert_ne!(make(id, from).0, 0, "no file is written over");
    }
    let checked = run(&data, &["check", "--kb", &kb, "--no-builtin", "--coverage"]);
    let said = printed(&checked);
    assert!(said.contains("3 guides: 0 errors, 0 warnings"), "{said}");
    assert!(
        said.contains("the guide `table` cites 0 of 0 articles"),
        "{said}"
    );
}

#[test]
fn a_reader_that_goes_away_is_not_an_error() {
    let data = tempfile::tempdir().unwrap();
    let mut child = program()
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
        let mut child = program()
            .args(["build-generation", "--builtin", "--whole"])
            .arg(format!("--place={}", place.display()))
            // It ends when this is closed, so this stays open until the output is read.
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

/// A title, or any other name, with all kinds of characters that would control a terminal.
const COMMANDS: &str =
    "\u{1b}]0;pwned\u{7}\u{1b}[31mRED\u{9b}5m\u{7f}\u{202e}gnp\u{2066}x\rforged\u{8}";

/// The first character in the output that a terminal would obey. Each line of output begins as it
/// should.
fn obeys(output: &[u8]) -> Option<char> {
    let text = String::from_utf8_lossy(output).into_owned();
    let is_command = |c: &char| {
        (c.is_control() && !['\n', '\t'].contains(c))
            || ('\u{202A}'..='\u{202E}').contains(c)
            || ('\u{2066}'..='\u{2069}').contains(c)
    };
    text.chars().find(is_command)
}

#[test]
fn no_text_controls_the_terminal() {
    let (data, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let title = format!("Title {COMMANDS}\nfixpath: forged line zwq");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let quoted = serde_json::to_string(&title).unwrap();
    write(
        "ESC-1.md",
        &format!("---\nid: ESC-1\ntitle: {quoted}\n---\n\n## Cause\n\nzwq word\n"),
    );
    write(
        &format!("bad{COMMANDS}\nfixpath: forged line.md"),
        "---\nid: [\n",
    );
    let toml = "id = \"g\\u001b[31m\"\ntitle = \"\\u001b]0;x\\u0007\\nfixpath: forged line\"\nrevision = 1\nstart = \"\\u009b5m\\nfixpath: forged line\"\n";
    write("g.toml", toml);
    write(
        "h.toml",
        &format!(
            "id = \"h\"\ntitle = \"{}\"\nbogus = 1\n",
            "\u{9b}5m\u{202e}"
        ),
    );
    let event = folder.path().join("event.txt");
    fs::write(
        &event,
        format!("Event ID: 5\nSource: A{COMMANDS}\nDescription: zwq {COMMANDS}\n"),
    )
    .unwrap();
    let (kb, event) = (folder.path().to_str().unwrap(), event.to_str().unwrap());
    let nowhere = format!("/no{COMMANDS}\nfixpath: forged line");
    let listen = format!("nowhere{COMMANDS}");
    for arguments in [
        &["check", "--no-builtin", "--kb", kb][..],
        &["check", "--no-builtin", "--kb", kb, "--format", "json"],
        &["check", "--kb", &nowhere],
        &["index", "--no-builtin", "--kb", kb],
        &["search", "--no-builtin", "--kb", kb, "zwq"],
        &["search", "--no-builtin", "--kb", kb, "--json", "zwq"],
        &["search", "--no-builtin", "--kb", kb, COMMANDS],
        &["diagnose", "--no-builtin", "--kb", kb, event],
        &["diagnose", "--no-builtin", "--kb", kb, "--json", event],
        &["diagnose", &nowhere],
        &["new", "article", &nowhere],
        &["new", "article", "VPN-1", "--title", &title],
        &["new", "guide", "printer", "--title", &title],
        &["serve", "--kb", &nowhere],
        &["serve", "--listen", &listen],
    ] {
        let output = run(&data, arguments);
        for printed in [&output.stdout, &output.stderr] {
            assert_eq!(obeys(printed), None, "{arguments:?}");
            let printed = String::from_utf8_lossy(printed);
            let forged = printed
                .lines()
                .find(|line| line.starts_with("fixpath: forged"));
            assert_eq!(forged, None, "{arguments:?}");
        }
    }
    let json = run(
        &data,
        &["search", "--no-builtin", "--kb", kb, "--json", "zwq"],
    );
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["hits"][0]["id"], "ESC-1");
    let checked = run(&data, &["check", "--no-builtin", "--kb", kb]);
    assert!(
        printed(&checked).contains("\u{241b}"),
        "{}",
        printed(&checked)
    );
}

#[test]
fn the_log_has_no_colors_and_no_forged_lines_in_a_file() {
    for format in ["text", "json"] {
        let (data, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let log = data.path().join("log");
        let serve = |root: &std::path::Path| {
            program()
                .args([
                    "serve",
                    "--no-builtin",
                    "--log-level",
                    "debug",
                    "--log-format",
                    format,
                ])
                .args(["--listen", "127.0.0.1:0", "--store", "none"])
                .args(["--kb", root.to_str().unwrap()])
                .env("FIXPATH_DATA", data.path().join("data"))
                .env_remove("NO_COLOR")
                .stdout(Stdio::null())
                .stderr(fs::File::create(&log).unwrap())
                .spawn()
                .unwrap()
        };
        // The folder's name is in the message when the folder is taken away.
        let root = folder
            .path()
            .join(format!("kb{COMMANDS}\n2026-01-01 INFO forged"));
        fs::create_dir(&root).unwrap();
        let mut child = serve(&root);
        let is_said = |what: &str| fs::read_to_string(&log).unwrap().contains(what);
        let mut wait_for = |what: &str| {
            while !is_said(what) {
                assert_eq!(
                    child.try_wait().unwrap(),
                    None,
                    "{}",
                    fs::read_to_string(&log).unwrap()
                );
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        };
        wait_for("content updated");
        fs::rename(&root, folder.path().join("away")).unwrap();
        wait_for("ERROR");
        child.kill().unwrap();
        child.wait().unwrap();
        let log = fs::read(&log).unwrap();
        assert_eq!(obeys(&log), None, "{}", String::from_utf8_lossy(&log));
        let text = String::from_utf8_lossy(&log);
        assert!(text.contains("forged"), "{text}");
        assert!(
            !text.lines().any(|line| line.starts_with("2026-01-01")),
            "{text}"
        );
    }
}
