//! Working through articles: steps are ticked off, alternative fixes fold up, other versions are
//! left out.

use std::fs;

use axum::http::StatusCode;
use tempfile::TempDir;

use super::site::Site;

/// Two alternative fixes, each with steps, and a fix that differs between versions.
pub(crate) const LAMP: &str = "---
id: LAMP-1
title: The lamp stays dark
---

## Symptoms

1. Press the switch.
2. It stays dark, as in step 1.

## Resolution

Take the first way. If that fails, go to step 2 of the other one.

### Method 1: From outside

1. Press `Reset` for [five seconds](https://example.com/reset).
2. Wait.

   | light | meaning |
   |---|---|
   | red | repeat step 1 |

Look at the lamp.

3. If it blinks, skip to step 4 or step 9.
4. Press it **again**.

### Method 2: From inside

1. Open it.
   1. Turn the screw.
   2. Lift the lid.
2. Repeat steps 1 and 2.

## Resolution for Windows 95

Use the old driver.

## Resolution for Windows 2000

Use the new driver.

## Notes

1. Not a fix.
2. At all.

## Ticks

Names of headings are none of the page's own.
";

/// A portal with that article, and its folder.
pub(crate) fn lamp() -> (Site, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("LAMP-1.md"), LAMP).unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    (Site::with(&["--no-builtin", "--kb", &path]), folder)
}

/// A page as it is, with runs of spaces replaced by one.
async fn page(site: &Site, path: &str) -> String {
    let answer = site.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    let words = answer.body.split_whitespace();
    words.collect::<Vec<_>>().join(" ").replace("> <", "><")
}

#[tokio::test]
async fn ticks_are_in_the_address_and_in_the_ticket() {
    let (site, _folder) = lamp();
    let plain = page(&site, "/kb/LAMP-1").await;
    assert_eq!(plain.matches("type=\"checkbox\"").count(), 6);
    assert!(!plain.contains(" checked") && !plain.contains("Done:"));
    assert!(plain.contains("0 of 4 done") && plain.contains("0 of 2 done"));
    for (path, ticket, done) in [
        (
            "/kb/LAMP-1?done=resolution.1.1&done=resolution.1.3",
            "/kb/LAMP-1?done=resolution.1.1&#38;done=resolution.1.3 Done: 1, 3 of 4 (Resolution: Method 1: From outside) Resolution",
            "2 of 4 done",
        ),
        (
            "/kb/LAMP-1?done=resolution.2.2&x=y&version=windows-95&done=resolution.2.2",
            "/kb/LAMP-1?version=windows-95&#38;done=resolution.2.2 Done: 2 of 2 (Resolution: Method 2: From inside)",
            "1 of 2 done",
        ),
    ] {
        let page = page(&site, path).await;
        assert!(page.contains(ticket), "{path}\n{page}");
        assert!(page.contains(done), "{path}");
        assert!(
            page.contains("rel=\"canonical\" href=\"/kb/LAMP-1\""),
            "{path}"
        );
        assert!(!page.contains("This link marks"), "{path}");
    }
    let begun = page(&site, "/kb/LAMP-1?done=resolution.2.1").await;
    assert_eq!(
        begun.matches("<details class=\"way\" open>").count(),
        2,
        "the alternative that is begun is open, too"
    );
}

#[tokio::test]
async fn ticks_without_a_step_are_reported_and_dropped() {
    let (site, _folder) = lamp();
    for (query, said) in [
        (
            "done=resolution.1.5",
            "This link marks 1 step that this article doesn’t have",
        ),
        (
            "done=resolution.1.1&done=more-information.1.1&done=symptoms.1.1",
            "This link marks 2 steps that this article doesn’t have",
        ),
        (
            "done=%00&done=%22%3E%3Cscript%3E",
            "This link marks 2 steps that this article doesn’t have",
        ),
        (
            "version=windows-98%22%3E",
            "No part of this article is only for “windows-98&#34;&#62;”",
        ),
    ] {
        let page = page(&site, &format!("/kb/LAMP-1?{query}")).await;
        assert!(page.contains(said), "{query}\n{page}");
    }
    let hostile = "&done=".repeat(1_000);
    let page = page(&site, &format!("/kb/LAMP-1?x{hostile}")).await;
    assert!(page.contains("This link marks 1,000 steps that this article doesn’t have"));
    assert_eq!(
        site.get("/kb/LAMP-1?copy=x").await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn ticked_pages_are_not_kept_in_the_page_cache() {
    let (site, _folder) = lamp();
    site.get("/kb/LAMP-1").await;
    let size = site.portal.page_cache.size();
    assert!(size > 0);
    for step in 1..5 {
        let answer = site
            .get(&format!("/kb/LAMP-1?done=resolution.1.{step}"))
            .await;
        assert!(answer.header("etag").starts_with('"'));
    }
    site.get("/kb/LAMP-1?done=nothing").await;
    assert_eq!(site.portal.page_cache.size(), size);
}

#[tokio::test]
async fn sentences_lead_to_the_steps_that_they_name() {
    let (site, _folder) = lamp();
    let page = page(&site, "/kb/LAMP-1").await;
    for link in [
        "as in <a href=\"#symptoms-step-1\">step 1</a>",
        "skip to <a href=\"#resolution-step-4\">step 4</a> or step 9.",
        "repeat <a href=\"#resolution-step-1\">step 1</a>",
        "Repeat <a href=\"#resolution-2-step-1\">steps 1</a> and <a href=\"#resolution-2-step-2\">2</a>.",
        "go to step 2 of the other one",
    ] {
        assert!(page.contains(link), "{link}\n{page}");
    }
    for id in [
        "symptoms-step-2",
        "resolution-step-4",
        "resolution-2-step-2",
        "more-information-step-1",
    ] {
        assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
    }
}

#[tokio::test]
async fn a_version_leaves_the_others_out_and_says_so() {
    let (site, _folder) = lamp();
    let all = page(&site, "/kb/LAMP-1?done=resolution.1.2").await;
    assert!(!all.contains("until-found"));
    assert!(
        all.contains(
            "href=\"/kb/LAMP-1?version=windows-95&#38;done=resolution.1.2#choose.version\""
        )
    );
    let one = page(&site, "/kb/LAMP-1?version=windows-95").await;
    assert_eq!(one.matches("hidden=\"until-found\"").count(), 1);
    assert!(one.contains("1 other version hidden: <a href=\"/kb/LAMP-1#choose.version\""));
    for word in ["old driver", "new driver", "Turn the screw", "Not a fix"] {
        assert!(one.contains(word), "{word}");
    }
    assert!(one.contains("<input type=\"hidden\" name=\"version\" value=\"windows-95\">"));
}
