//! What is said at the start if something keeps the program from working: what is wrong, and what
//! to do about it.

use std::{fs, net::TcpListener, process::Output};

use fixpath::desk::Desk;
use sqlx::{AnyConnection, Connection, Executor};
use tempfile::TempDir;

use super::command_line::{printed, run, run_with};

/// Runs a command that must fail, and returns what it said.
fn refused(data: &TempDir, arguments: &[&str]) -> String {
    said(run(data, arguments), arguments)
}

fn said(output: Output, arguments: &[&str]) -> String {
    assert_eq!(
        output.status.code(),
        Some(2),
        "{arguments:?}: {}",
        printed(&output)
    );
    printed(&output)
}

#[test]
fn a_kb_that_is_no_folder_says_what_to_give_instead() {
    let data = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::create_dir(path("articles")).unwrap();
    fs::write(path("VPN-1.md"), "# VPN").unwrap();
    fs::write(path("kb.zip"), b"PK\x03\x04rest").unwrap();
    fs::write(path("kb.tar.gz"), b"\x1f\x8brest").unwrap();
    fs::write(path("kb.7z"), b"7z\xbc\xaf\x27\x1crest").unwrap();
    let unzip = format!(
        "`unzip {} -d {}`, and give --kb {}",
        path("kb.zip"),
        path("kb"),
        path("kb")
    );
    let tar = format!("tar -xf {} -C {}", path("kb.tar.gz"), path("kb"));
    let inside = format!(
        "give the folder that it is in: --kb {}",
        folder.path().display()
    );
    let similar = format!("no such folder; did you mean {}?", path("articles"));
    for (given, expect) in [
        ("VPN-1.md", &*inside),
        ("kb.zip", &unzip),
        ("kb.tar.gz", &tar),
        ("kb.7z", "unpack it into a folder first"),
        ("artciles", &similar),
        ("zzz", "no such folder; check the path"),
        ("none/zzz", "does not exist either"),
    ] {
        for command in ["serve", "index", "check"] {
            let text = refused(&data, &[command, "--kb", &path(given)]);
            assert!(text.contains(expect), "{command} {given}: {text}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_port_that_is_taken_names_the_program() {
    let data = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let text = refused(
        &data,
        &["--no-builtin", "--store", "none", "--listen", &address],
    );
    let holder = format!("(process {}) is using it", std::process::id());
    assert!(text.contains(&holder), "{text}");
    assert!(text.contains("another address with --listen"), "{text}");
    // No machine has an address from the range reserved for documentation.
    let text = refused(&data, &["--store", "none", "--listen", "192.0.2.1:0"]);
    assert!(
        text.contains("this machine has no address 192.0.2.1"),
        "{text}"
    );
}

#[test]
fn a_data_folder_that_cannot_be_made_says_why() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("file");
    fs::write(&file, "").unwrap();
    for place in [file.clone(), file.join("data")] {
        let place = place.display().to_string();
        for command in ["serve", "index"] {
            let text = refused(&data, &[command, "--data", &place]);
            let expect = format!("{} is a file; choose a folder with --data", file.display());
            assert!(text.contains(&expect), "{text}");
        }
    }
}

#[tokio::test]
async fn a_newer_store_is_refused_with_the_way_back() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("desk.db");
    let store = format!("sqlite:{}", file.display());
    drop(Desk::open(&store.parse().unwrap()).await.unwrap());
    let mut connection = AnyConnection::connect(&store).await.unwrap();
    connection
        .execute("UPDATE store SET version = 99")
        .await
        .unwrap();
    connection.close().await.unwrap();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--store", &store];
    let text = refused(&data, &arguments);
    assert!(
        text.contains("changed by a later release (its version is 99"),
        "{text}"
    );
    assert!(
        text.contains("`fixpath restore` a backup from before the upgrade"),
        "{text}"
    );
    // With the copy that the later release would have made.
    let version = text.split("this release knows ").nth(1).unwrap();
    let version: String = version.chars().take_while(char::is_ascii_digit).collect();
    let copy = data.path().join(format!("desk.version-{version}.db"));
    fs::write(&copy, "").unwrap();
    let text = refused(&data, &arguments);
    let expect = format!("set --store (FIXPATH_STORE) to sqlite:{}", copy.display());
    assert!(text.contains(&expect), "{text}");
}

#[test]
fn a_variable_that_nobody_reads_is_named() {
    let data = tempfile::tempdir().unwrap();
    let variables = [("FIXPATH_LISTN", "geheim"), ("FIXPATH_TEST_X", "")];
    let output = run_with(&data, &["search", "event", "68"], &variables);
    let text = printed(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains(
        "FIXPATH_LISTN is set, but no setting has this name; did you mean FIXPATH_LISTEN?"
    ));
    assert!(
        !text.contains("geheim") && !text.contains("FIXPATH_TEST_X"),
        "{text}"
    );
    // The server has it in its log, and starts all the same.
    let arguments = ["serve", "--kb", "no-such-folder", "--log-format", "json"];
    let text = said(run_with(&data, &arguments, &variables), &arguments);
    let lines: Vec<_> = text
        .lines()
        .filter(|line| line.contains("FIXPATH_LISTEN"))
        .collect();
    assert!(
        matches!(lines[..], [line] if line.contains("\"level\":\"WARN\"")),
        "{text}"
    );
}

#[test]
fn a_wrong_value_of_a_variable_names_the_variable() {
    let data = tempfile::tempdir().unwrap();
    let arguments = ["serve"];
    let output = run_with(&data, &arguments, &[("FIXPATH_POLL", "often")]);
    let text = said(output, &arguments);
    assert!(
        text.contains("The value of --poll comes from the environment variable FIXPATH_POLL"),
        "{text}"
    );
    let text = refused(&data, &["serve", "--poll", "often"]);
    assert!(!text.contains("environment variable"), "{text}");
}
