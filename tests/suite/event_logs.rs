//! Binary event logs, uploaded to a portal and read from files.

use std::{
    fs::{self, File},
    io::{Seek, SeekFrom, Write},
    path::Path,
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::Value;

use super::{
    command_line::program,
    evt_sample::{log, records},
    site::{Answer, Site},
};

const API: &str = "/api/v1/diagnose";

async fn upload(site: &Site, path: &str, kind: &str, body: Vec<u8>) -> Answer {
    let request = Request::post(path).header("content-type", kind);
    site.ask(request.body(Body::from(body)).unwrap()).await
}

async fn raw(site: &Site, log: &[u8]) -> Answer {
    upload(site, API, "application/octet-stream", log.to_vec()).await
}

/// A form with a text and files.
fn form(text: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body =
        format!("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{text}\r\n")
            .into_bytes();
    for (name, bytes) in files {
        let head = format!(
            "--x\r\nContent-Disposition: form-data; name=\"log\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    body
}

const FORM: &str = "multipart/form-data; boundary=x";

fn finding(answer: &Value, id: u32) -> Value {
    let findings = answer["findings"].as_array().unwrap();
    let is_it = |one: &&Value| one["event"]["id"] == id;
    findings.iter().find(is_it).unwrap()["event"].clone()
}

#[tokio::test]
async fn a_log_is_diagnosed() {
    let site = Site::builtin();
    let answer = raw(&site, &log(&records(30), 400, 200)).await.json();
    assert_eq!(
        (&answer["records"], &answer["damaged"]),
        (&30.into(), &0.into())
    );
    let levels: Vec<_> = answer["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["event"]["level"].as_str().unwrap())
        .collect();
    assert_eq!(levels, ["Error", "Warning", "Information"]);
    let event = finding(&answer, 7);
    for (field, expect) in [
        ("source", "Lamp".into()),
        ("count", 10.into()),
        ("computers", serde_json::json!(["PC1"])),
        ("user", "S-1-5-18".into()),
        ("strings", serde_json::json!(["dark", "room 0"])),
        ("data", "dead".into()),
        ("first", "2011-07-27T06:41:47Z".into()),
        ("last", "2011-07-27T07:08:47Z".into()),
    ] {
        assert_eq!(event[field], expect, "{field}");
    }
    assert_eq!(
        answer["sources"],
        serde_json::json!([{ "source": "Lamp", "events": 30 }])
    );
    let timeline = answer["timeline"]["counts"].as_array().unwrap();
    let events = timeline.iter().flat_map(|bin| bin.as_array().unwrap());
    assert_eq!(events.map(|count| count.as_u64().unwrap()).sum::<u64>(), 30);
}

#[tokio::test]
async fn several_logs_and_a_text_are_one() {
    let site = Site::builtin();
    let (one, other) = (log(&records(3), 0, 0), log(&records(6), 0, 0));
    let text = "Event ID: 70\nSource: MSExchangeCCMC\n";
    let body = form(text, &[("a.evt", &one), ("b.evt", &other)]);
    let answer = upload(&site, API, FORM, body.clone()).await.json();
    assert_eq!(answer["records"], 10);
    assert_eq!(finding(&answer, 7)["count"], 3);
    assert_eq!(finding(&answer, 70)["count"], 1);
    let page = upload(&site, "/diagnose", FORM, body).await;
    assert_eq!(page.status, 200);
    for said in ["Q166045", "Lamp", "3 times", "MSExchangeCCMC"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let empty = upload(&site, "/diagnose", FORM, form("", &[])).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("<title>Error:"));
    let broken = upload(&site, API, FORM, b"--x\r\n".to_vec()).await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
}

/// A form that has only fields.
fn fields(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut body = String::new();
    for (name, value) in fields {
        let field =
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.push_str(&field);
    }
    body.push_str("--x--\r\n");
    body.into_bytes()
}

/// The summary in the form of a page.
fn summary(page: &str) -> String {
    let field = page.split("name=\"summary\" value=\"").nth(1);
    let field = field.and_then(|rest| rest.split('"').next());
    field.unwrap_or_default().to_owned()
}

/// The levels that are shown, other fields, what is then visible, and what is not.
type FilterCase<'c> = (
    &'c [(&'c str, &'c str)],
    &'c [(&'c str, &'c str)],
    &'c [&'c str],
    &'c [&'c str],
);

#[tokio::test]
async fn findings_are_filtered_by_what_travels_in_the_form() {
    let site = Site::builtin();
    let text = "Event ID: 70\nSource: MSExchangeCCMC\nLevel: Warning\nDate: 2011-07-27T06:00:00Z\n";
    let body = form(text, &[("a.evt", &log(&records(9), 0, 0))]);
    let page = upload(&site, "/diagnose", FORM, body).await.body;
    let summary = summary(&page);
    assert!(!summary.is_empty(), "{page}");
    let all = [
        ("show", "error"),
        ("show", "warning"),
        ("show", "information"),
    ];
    let cases: &[FilterCase<'_>] = &[
        (
            &all,
            &[],
            &["Event 70 from", "Event 7 from Lamp", "Event 8 from Lamp"],
            &["are hidden"],
        ),
        (
            &all[..1],
            &[],
            &["from Lamp", "groups of events are hidden by"],
            &["Event 70 from"],
        ),
        (
            &all,
            &[("of", "MSExchangeCCMC")],
            &["Event 70 from"],
            &["Event 7 from Lamp"],
        ),
        (
            &all,
            &[("to", "2011-07-27T06:10")],
            &["Event 70 from"],
            &["Event 7 from Lamp"],
        ),
        (
            &all,
            &[("from", "2011-07-27T06:10")],
            &["Event 7 from Lamp"],
            &["Event 70 from"],
        ),
        (
            &all,
            &[("from", "2031-01-01T00:00")],
            &["No events match these filters", "are hidden"],
            &["No event recognized"],
        ),
        (
            &[],
            &[],
            &["No events match these filters"],
            &["Event 70 from"],
        ),
    ];
    for (shown, others, seen, not_seen) in cases {
        let carried = [("again", "1"), ("summary", &summary), ("text", text)];
        let asked: Vec<_> = [&carried[..], shown, others].concat();
        let page = upload(&site, "/diagnose", FORM, fields(&asked)).await;
        assert_eq!(page.status, 200);
        let kinds = page.body.split("<form class=\"open\"").next().unwrap();
        let kinds = kinds.split("</fieldset>").nth(1).unwrap();
        for said in *seen {
            assert!(kinds.contains(said), "{asked:?}: {said} in {kinds}");
        }
        for said in *not_seen {
            assert!(!kinds.contains(said), "{asked:?}: {said} not in {kinds}");
        }
        assert_eq!(self::summary(&page.body), summary, "it goes on travelling");
    }
    for broken in ["", "AAAA", "!", &summary[..summary.len() / 2]] {
        let asked = [
            ("again", "1"),
            ("summary", broken),
            ("show", "warning"),
            ("text", text),
        ];
        let page = upload(&site, "/diagnose", FORM, fields(&asked)).await;
        assert!(
            page.body.contains("there were too many to keep")
                && page.body.contains("Event 70 from")
        );
    }
}

#[tokio::test]
async fn fields_of_a_form_with_files_are_an_event() {
    let site = Site::builtin();
    let event = [
        ("source", "MSExchangeCCMC"),
        ("id", "68"),
        ("text", "Import: it failed"),
    ];
    let page = upload(&site, "/diagnose", FORM, fields(&event)).await;
    assert!(
        page.body.contains("Event 68 from MSExchangeCCMC"),
        "{}",
        page.body
    );
    let answer = upload(&site, API, FORM, fields(&event[..2])).await.json();
    assert_eq!(finding(&answer, 68)["source"], "MSExchangeCCMC");
}

#[tokio::test]
async fn damage_is_reported_by_name() {
    let site = Site::builtin();
    let mut damaged = log(&records(9), 0, 0);
    damaged[60..64].fill(0xff);
    damaged[56..60].fill(0);
    let broken = b"ElfFile\0 and nothing else";
    let body = form("", &[("sys.evt", &damaged[..1100]), ("app.evtx", broken)]);
    let answer = upload(&site, API, FORM, body).await.json();
    let problems = answer["problems"].to_string();
    assert!(
        problems.contains("sys.evt") && problems.contains("app.evtx"),
        "{problems}"
    );
    assert!(answer["damaged"].as_u64().unwrap() >= 2);
}

#[tokio::test]
async fn uploads_have_a_limit_of_their_own() {
    let site = Site::with(&["--upload", "100KiB"]);
    for (bytes, is_log, expect) in [
        (90 << 10, true, 200),
        (110 << 10, true, 413),
        (110 << 10, false, 200),
        (2 << 20, false, 413),
    ] {
        let mut body = vec![b'a'; bytes];
        if is_log {
            let log = log(&records(3), 0, 0);
            body[..log.len()].copy_from_slice(&log);
        }
        let answer = raw(&site, &body).await;
        assert_eq!(answer.status, expect, "{bytes} {is_log}");
    }
    let body = form("", &[("a.evt", &vec![0; 2 << 20])]);
    assert_eq!(upload(&site, "/diagnose", FORM, body).await.status, 413);
}

#[tokio::test]
async fn a_process_that_fails_costs_only_its_log() {
    for program in ["/bin/false", "/no/such/program", "/bin/cat"] {
        let site = Site::with_log_reader(program);
        let answer = raw(&site, &log(&records(3), 0, 0)).await;
        assert_eq!(answer.status, 200, "{program}");
        assert_eq!(answer.json()["damaged"], 1, "{program}");
        assert!(answer.body.contains("could not be read"), "{program}");
    }
}

#[tokio::test]
async fn the_portal_survives_every_log() {
    let site = Site::builtin();
    let whole = log(&records(40), 1200, 100);
    let mut random = 7_u64;
    let mut next = |most: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(random >> 33).unwrap() % most
    };
    for round in 0..25 {
        let mut bytes = whole.clone();
        for _ in 0..round {
            let at = 8 + next(bytes.len() - 12);
            bytes[at..at + 4].fill([0, 0xff, 0x28][next(3)]);
        }
        if round % 2 == 0 {
            bytes.truncate(60 + next(whole.len() - 60));
        }
        if round % 5 == 0 {
            bytes[..8].copy_from_slice(b"ElfFile\0");
        }
        let answer = raw(&site, &bytes).await;
        assert_eq!(answer.status, 200, "{round}");
        assert_eq!(site.get("/-/health").await.status, 200);
    }
}

#[test]
fn logs_in_files_are_read_as_one() {
    let data = tempfile::tempdir().unwrap();
    let files = ["a.evt", "b.evt"].map(|name| data.path().join(name));
    for file in &files {
        fs::write(file, log(&records(3), 0, 0)).unwrap();
    }
    let output = program()
        .args(["diagnose", "--json", "--data"])
        .arg(data.path().join("data"))
        .args(&files)
        .output()
        .unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["records"], 6);
    assert_eq!(answer["findings"][0]["count"], 2);
}

/// The output of `fixpath diagnose` for a log on its standard input.
fn diagnosed(data: &Path, log: Stdio) -> Child {
    program()
        .args(["diagnose", "--json", "-", "--data"])
        .arg(data)
        .stdin(log)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn answer(child: Child) -> Value {
    let output = child.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_log_is_read_from_a_pipe_and_from_the_middle_of_a_file() {
    let data = tempfile::tempdir().unwrap();
    let log = log(&records(3), 0, 0);
    let mut piped = diagnosed(data.path(), Stdio::piped());
    piped.stdin.take().unwrap().write_all(&log).unwrap();
    assert_eq!(answer(piped)["records"], 3);
    let path = data.path().join("a.evt");
    fs::write(&path, [b"before", &log[..]].concat()).unwrap();
    let mut file = File::open(&path).unwrap();
    file.seek(SeekFrom::Start(6)).unwrap();
    assert_eq!(answer(diagnosed(data.path(), file.into()))["records"], 3);
}

#[test]
fn a_log_in_a_file_is_never_completely_in_memory() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().join("a.evtx");
    let mut head = vec![0; 4096];
    head[..8].copy_from_slice(b"ElfFile\0");
    for (at, value) in [(32, 128_u32), (36, 0x0003_0001), (40, 0x0001_1000)] {
        head[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    fs::write(&path, head).unwrap();
    let file = File::options().read(true).write(true).open(&path).unwrap();
    // More memory than the reading process may have.
    file.set_len(4096 + (300 << 20)).unwrap();
    let answer = answer(diagnosed(data.path(), file.into()));
    assert_eq!(
        (&answer["records"], &answer["damaged"]),
        (&0.into(), &0.into())
    );
}

#[cfg(target_os = "linux")]
#[test]
fn the_reading_process_takes_no_more_than_it_may() {
    let limits = |bytes: u64| {
        let mut child = program()
            .args(["read-log", "--bytes", &bytes.to_string()])
            .env("MIMALLOC_ARENA_RESERVE", "65536")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let path = format!("/proc/{}/limits", child.id());
        let limit = |name: &str| {
            let limits = fs::read_to_string(&path).unwrap();
            let line = limits.lines().find_map(|line| line.strip_prefix(name));
            let hard = line.unwrap().split_whitespace().nth(1).unwrap().to_owned();
            hard.parse::<u64>().ok()
        };
        while limit("Max open files") != Some(3) {
            assert!(child.try_wait().unwrap().is_none());
            thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(limit("Max file size"), Some(0));
        let found = [limit("Max address space"), limit("Max cpu time")].map(Option::unwrap);
        drop(child.stdin.take());
        assert!(child.wait().unwrap().success());
        found
    };
    let [memory, time] = limits(1000);
    assert!(memory < 400 << 20 && time == 10, "{memory} {time}");
    // A larger log gets more memory and more time.
    let [more, longer] = limits(264 << 20);
    assert!(more.abs_diff(memory + (200 << 20)) < 16 << 20 && longer == 50);
}

#[tokio::test]
async fn an_unknown_event_gets_a_draft_and_the_nearest_messages() {
    let site = Site::builtin();
    let text = "Event ID: 8123\nSource: FrobService\nLevel: Error\nUser: CORP\\bob\nComputer: SRV9\nDescription: \
        The session setup from the computer SRV9 was dropped because there is no lamp account in the hall of this computer.\n";
    let page = upload(&site, "/diagnose", FORM, form(text, &[])).await.body;
    let draft = page.split("Draft of an article").nth(1).unwrap();
    let draft = draft.split("</textarea>").next().unwrap();
    for said in [
        "Event ID: 8123\n",
        "Source: FrobService\n",
        "Type: Error\n",
        "HOST1",
        "## Resolution",
    ] {
        assert!(draft.contains(said), "{said}: {draft}");
    }
    assert!(!draft.contains("SRV9"), "no names of machines: {draft}");
    let near = page
        .split("Similar messages quoted in articles")
        .nth(1)
        .unwrap();
    assert!(
        near.contains("from NETLOGON") && near.contains("class=\"slot\""),
        "{near}"
    );
    let known = form("Event ID: 68\nSource: MSExchangeCCMC\n", &[]);
    let page = upload(&site, "/diagnose", FORM, known).await.body;
    assert!(!page.contains("Draft of an article") && !page.contains("Similar messages"));
}
