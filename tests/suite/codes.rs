//! The pages of error codes over HTTP.

use axum::http::StatusCode;

use super::site::Site;

const CODES: &[(&str, &str)] = &[
    (
        "VPN-1.md",
        "---\nid: VPN-1\ntitle: The tunnel stops with 0x80004005\n---\n\n## Symptoms\n\nE_FAIL is shown.\n",
    ),
    (
        "VPN-2.md",
        "---\nid: VPN-2\ntitle: Blue screen\n---\n\n## Cause\n\nSTOP 1E, or error 50.\n\n    Event ID: 7\n    Source: Tunnel\n    Description: It ended with -2147467259.\n",
    ),
    (
        "VPN-3.md",
        "---\nid: VPN-3\ntitle: A service ends\n---\n\n## Symptoms\n\nIt gave service-specific error 3221487623.\n",
    ),
];

#[tokio::test]
async fn a_code_shows_its_meaning_and_the_articles_that_mention_it() {
    let (site, _folder) = Site::with_folder(CODES, &["--no-builtin"]);
    let page = site.get("/codes/status-80004005").await.body;
    for shown in [
        "E_FAIL",
        "HRESULT",
        "-2147467259",
        "2147500037",
        "in the title, in Symptoms",
        "in Cause",
        "href=\"/kb/VPN-1\"",
        "href=\"/kb/VPN-2\"",
        "href=\"/events/tunnel/7\"",
    ] {
        assert!(page.contains(shown), "{shown} is missing:\n{page}");
    }
    assert!(page.find("VPN-1") < page.find("VPN-2"), "the title first");
    let service = site.get("/codes/status-c0040007").await.body;
    assert!(service.contains("href=\"/events?id=7\""), "{service}");
}

#[tokio::test]
async fn a_number_shows_its_readings_and_never_redirects_on_a_guess() {
    let (site, _folder) = Site::with_folder(CODES, &["--no-builtin"]);
    for (text, links, status) in [
        (
            "50",
            vec!["/events?id=50", "/codes/win32-50", "/codes/stop-50"],
            StatusCode::OK,
        ),
        (
            "1e",
            vec!["/codes/stop-1e", "/codes/win32-30"],
            StatusCode::OK,
        ),
        (
            "c000021a",
            vec!["/codes/stop-c000021a", "/codes/status-c000021a"],
            StatusCode::NOT_FOUND,
        ),
        ("7", vec!["/events?id=7", "/codes/win32-7"], StatusCode::OK),
    ] {
        let answer = site.get(&format!("/codes/{text}")).await;
        assert_eq!(answer.status, status, "{text}");
        for link in links {
            assert!(
                answer.body.contains(&format!("href=\"{link}\"")),
                "{text}: {link}"
            );
        }
    }
}

#[tokio::test]
async fn a_code_that_no_article_mentions_is_still_explained() {
    let (site, _folder) = Site::with_folder(CODES, &["--no-builtin"]);
    let answer = site.get("/codes/status-80004004").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    for shown in [
        "E_ABORT",
        "aborted",
        "-2147467260",
        "href=\"/codes/status-80004005\"",
    ] {
        assert!(answer.body.contains(shown), "{shown} is missing");
    }
}

#[tokio::test]
async fn a_code_of_any_family_has_a_page() {
    let text = "---\nid: NET-1\ntitle: Mail comes back\n---\n\n## Symptoms\n\nThe report says 550 5.7.708, \
        the log HTTP 403.7, AADSTS50126 and Failure Code: 0x18, and the update 0x80070070.\n";
    let (site, _folder) = Site::with_folder(&[("NET-1.md", text)], &["--no-builtin"]);
    for (path, shown) in [
        (
            "smtp-5.7.708",
            &["Mail delivery status", "5.7.708", "/kb/NET-1"][..],
        ),
        (
            "http-403.7",
            &["HTTP status", "Client certificate required", "/kb/NET-1"],
        ),
        (
            "aadsts-50126",
            &["AADSTS50126", "InvalidUserNameOrPassword", "/kb/NET-1"],
        ),
        (
            "kerberos-18",
            &["KDC_ERR_PREAUTH_FAILED", "Failure Code: 0x18", "/kb/NET-1"],
        ),
        (
            "status-80070070",
            &[
                "HRESULT",
                "ERROR_DISK_FULL",
                "failure",
                "7 (Win32)",
                "/codes/win32-112",
            ],
        ),
    ] {
        let answer = site.get(&format!("/codes/{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        for part in shown {
            assert!(answer.body.contains(part), "{path}: {part}");
        }
    }
    let absent = site.get("/codes/win32-550").await;
    assert!(!absent.body.contains("/kb/NET-1"), "550 is no Win32 error");
    let listed = site.get("/codes").await.body;
    for link in ["smtp-5.7.708", "http-403.7", "aadsts-50126", "kerberos-18"] {
        assert!(listed.contains(&format!("/codes/{link}")), "{link}");
    }
}

#[tokio::test]
async fn codes_are_listed_by_family() {
    let (site, _folder) = Site::with_folder(CODES, &["--no-builtin"]);
    let page = site.get("/codes").await.body;
    for link in [
        "/codes/stop-1e",
        "/codes/status-80004005",
        "/codes/win32-50",
    ] {
        assert!(page.contains(&format!("href=\"{link}\"")), "{link}");
    }
    let stops = site.get("/codes?family=stop").await.body;
    assert!(stops.contains("/codes/stop-1e") && !stops.contains("/codes/win32-50"));
    assert_eq!(
        site.get("/codes?family=stop&page=2").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn an_event_that_no_article_quotes_leads_on() {
    let (site, _folder) = Site::with_folder(CODES, &["--no-builtin"]);
    for (path, link) in [
        ("/events/tunnel/8", "/events/tunnel/7"),
        ("/events/lamp/7", "/events/tunnel/7"),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains(&format!("href=\"{link}\"")), "{path}");
    }
}

#[tokio::test]
async fn other_names_of_a_source_lead_to_its_own() {
    let event = |id: &str, text: &str| {
        let article = format!("---\nid: {id}\ntitle: It stops\n---\n\n## Symptoms\n\n{text}\n");
        (format!("{id}.md"), article)
    };
    let mut files: Vec<(String, String)> = (1..=13)
        .map(|n| {
            event(
                &format!("VPN-{n}"),
                "    Event ID: 7\n    Source: LampService",
            )
        })
        .collect();
    files.push(event("VPN-20", "    Event ID: 8\n    Source: LampServce"));
    files.push(event("VPN-21", "Sometimes event 290 is logged."));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let (site, _folder) = Site::with_folder(&files, &["--no-builtin"]);
    for (path, status, location) in [
        ("/events/LampService", 308, "/events/lampservice"),
        ("/events/LampService/7", 308, "/events/lampservice/7"),
        ("/events/lampservce", 303, "/events/lampservice"),
        ("/events/lampservce/8", 303, "/events/lampservice/8"),
        ("/events/-/290", 308, "/events?id=290"),
        ("/events/-/291", 404, ""),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("location"), location, "{path}");
    }
}
