//! What people do in a browser is counted, and becomes usage statistics.

use std::time::{Duration, Instant};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use fixpath::{
    desk::people::Role,
    guide::{pairs, walk},
};

use super::{
    desk::stores,
    people::{desk_of, get, post, session},
    site::{Answer, Site},
};

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/// Opens a page as a browser does that comes from another; with an empty path, from nowhere.
async fn visit(site: &Site, path: &str, from: &str) -> Answer {
    visit_with(site, path, &[("referer", from), ("user-agent", BROWSER)]).await
}

async fn visit_with(site: &Site, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    for (name, value) in headers {
        let value = match (*name, value.starts_with('/')) {
            ("referer", true) => format!("http://localhost{value}"),
            _ => (*value).to_owned(),
        };
        if !value.is_empty() {
            request = request.header(*name, value);
        }
    }
    site.ask(request.body(Body::empty()).unwrap()).await
}

/// The reports, once they have a text.
async fn reports(site: &Site, has: &str) -> String {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let page = site.get("/desk/reports").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        if page.body.contains(has) {
            return page.body;
        }
        assert!(Instant::now() < deadline, "no {has}: {}", page.body);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn csv(site: &Site, list: &str) -> Vec<String> {
    let file = site.get(&format!("/desk/reports/{list}")).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    assert!(file.header("content-type").starts_with("text/csv"));
    file.body.lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn visits_become_reports() {
    for (store, _folder) in stores() {
        let site = Site::with_store(&store, &[]).await;
        let vain = "/search?q=Zorblax++Qwfp";
        visit(&site, vain, "/").await;
        // Again, by a link from elsewhere.
        visit(&site, vain, "").await;
        let better = "/search?q=cc%3Amail+dirsync";
        visit(&site, better, vain).await;
        // A filter is no other search.
        visit(&site, "/search?q=cc%3Amail+dirsync&year=1999", better).await;
        let opened = visit(&site, "/kb/Q168465", better).await;
        let tag = opened.header("etag").to_owned();
        let known = [
            ("if-none-match", tag.as_str()),
            ("user-agent", BROWSER),
            ("referer", "/"),
        ];
        let again = visit_with(&site, "/kb/Q168465", &known).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        // The page of files, and that of a walk that begins with an answer.
        visit(&site, "/search?q=print+spooler", "/").await;
        visit(&site, "/guides/ccmail-connector", "/guides").await;
        let text = "Event ID: 4711\nSource: Zorblax\nDescription: Gone, 0x8BADF00D.";
        let form = Request::post("/diagnose")
            .header("user-agent", BROWSER)
            .header("content-type", "application/x-www-form-urlencoded");
        let body = format!("text={}", text.replace('\n', "%0A").replace(' ', "+"));
        let pasted = site.ask(form.body(Body::from(body)).unwrap()).await;
        assert_eq!(pasted.status, StatusCode::OK);
        // None of these is a person who looks at a page.
        for other in [
            ("user-agent", "Googlebot/2.1"),
            ("user-agent", "curl/8.0"),
            ("sec-purpose", "prefetch;prerender"),
            ("sec-fetch-dest", "empty"),
        ] {
            let mut headers = vec![other];
            if other.0 != "user-agent" {
                headers.push(("user-agent", BROWSER));
            }
            visit_with(&site, "/search?q=machinery", &headers).await;
            visit_with(&site, "/kb/Q166045", &headers).await;
        }
        let page = reports(&site, "Event 4711, Zorblax").await;
        assert!(
            !page.contains("machinery") && !page.contains("Q166045"),
            "{page}"
        );
        let vain = csv(&site, "found-nothing.csv").await;
        assert_eq!(vain[1..], ["\"zorblax qwfp\",\"2\",\"cc:mail dirsync\""]);
        let unopened = csv(&site, "nothing-opened.csv").await;
        assert_eq!(unopened[1..], ["\"print spooler\",\"1\",\"\""]);
        let articles = csv(&site, "articles.csv").await;
        assert_eq!(articles[1..], ["\"Q168465\",\"2\""]);
        let unknown = csv(&site, "unknown.csv").await;
        assert!(
            unknown.contains(&"\"Event 4711, Zorblax\",\"1\"".to_owned()),
            "{unknown:?}"
        );
        assert!(
            page.contains("4 searches, of which 2 found nothing"),
            "{page}"
        );
        let none = site
            .get("/desk/reports?from=2001-01-01&to=2001-01-02")
            .await;
        assert!(
            none.body.contains("No searches in this period."),
            "{}",
            none.body
        );
        let map = site.get("/desk/walks/ccmail-connector").await;
        assert!(
            map.body.contains("Used 1 time in the last 90 days"),
            "{}",
            map.body
        );
        assert_eq!(
            site.get("/desk/reports/x.csv").await.status,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_of_a_walk_are_counted_forwards() {
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &[]).await;
    let start = visit(&site, "/guides/ccmail-connector", "/guides").await;
    assert_eq!(start.status, StatusCode::OK);
    let snapshot = site.portal.snapshot();
    let guide = snapshot.guide("ccmail-connector").unwrap();
    // The answers of its first scenario, in the order in which they are asked for.
    let answers = walk(guide, &pairs(&guide.scenarios[0].answers)).address();
    let mut before = "/guides/ccmail-connector".to_owned();
    for count in 1..=answers.len() {
        let mut next = site
            .portal
            .paths
            .walk("ccmail-connector", &answers[..count]);
        let mut shown = visit(&site, &next, &before).await;
        if shown.status.is_redirection() {
            next = shown.header("location").to_owned();
            shown = visit(&site, &next, &before).await;
        }
        assert_eq!(shown.status, StatusCode::OK, "{next}");
        // Going back is no step.
        visit(&site, &before, &next).await;
        before = next;
    }
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let page = site.get("/desk/walks/ccmail-connector").await;
        let page = page.body;
        // The start was reached once, and nobody stopped there.
        if page.contains("Used 1 time in the last 90 days") && page.contains("(reached once)") {
            assert!(!page.contains("(reached 2 times"), "{page}");
            break;
        }
        assert!(Instant::now() < deadline, "{page}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What the desk lists for somebody as opened last.
async fn opened_last(site: &Site, session: &str) -> String {
    let desk = get(site, "/desk", session).await;
    assert_eq!(desk.status, StatusCode::OK);
    let list = desk.body.split_once("<h2>Opened last</h2>");
    let list = list.and_then(|(_, list)| list.split_once("</ul>"));
    list.map_or_else(String::new, |(list, _)| list.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_opened_is_listed_for_them_alone_on_every_device() {
    for (store, _folder) in stores() {
        let flags = ["--listen", "0.0.0.0:8070"];
        let site = Site::with_store(&store, &flags).await;
        let ann = session(&site, "ann", Role::Administrator).await;
        let bob = session(&site, "bob", Role::Agent).await;
        let eve = session(&site, "eve", Role::Agent).await;
        let other = Site::with_store(&store, &flags).await;
        let open = async |path: &str, session: &str, agent: &str| {
            let cookie = format!("fixpath={session}");
            let headers = [("user-agent", agent), ("cookie", &*cookie)];
            let page = visit_with(&site, path, &headers).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
        };
        assert_eq!(opened_last(&site, &ann).await, "");
        open("/kb/Q168465", &ann, BROWSER).await;
        open("/kb/Q166045", &ann, "curl/8.0").await;
        open("/kb/Q156063", &bob, BROWSER).await;
        open("/kb/Q156063", "", BROWSER).await;
        let list = opened_last(&site, &ann).await;
        assert!(list.contains("/Q168465\""), "{list}");
        assert_eq!(list.matches("<li>").count(), 1, "{list}");
        // On another machine, once it is saved.
        let deadline = Instant::now() + Duration::from_secs(30);
        while opened_last(&other, &ann).await != list {
            assert!(Instant::now() < deadline);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        // What was opened later comes first; times are in seconds.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        open("/guides/ccmail-connector", &ann, BROWSER).await;
        let list = opened_last(&site, &ann).await;
        let (first, _) = list.split_once("</li>").unwrap();
        assert!(first.contains("/guides/ccmail-connector\""), "{list}");
        assert_eq!(list.matches("<li>").count(), 2, "{list}");
        let forgotten = post(&site, "/desk/recent", &ann, &[]).await;
        assert_eq!(forgotten.header("location"), "/desk");
        assert_eq!(opened_last(&site, &ann).await, "");
        assert_eq!(opened_last(&other, &ann).await, "");
        // Nor is anything kept of somebody who was deactivated before it was saved.
        open("/kb/Q168465", &eve, BROWSER).await;
        let people = &desk_of(&site).people;
        people.deactivate("eve", "test").await.unwrap();
        open("/kb/Q166045", &bob, BROWSER).await;
        let deadline = Instant::now() + Duration::from_secs(30);
        while !opened_last(&other, &bob).await.contains("/Q166045\"") {
            assert!(Instant::now() < deadline);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        people.change("eve", Role::Agent, "test").await.unwrap();
        let eve = people.invite("eve", Role::Agent, "test").await.unwrap();
        let eve = people
            .accept(&eve, "", "correct horse battery")
            .await
            .unwrap();
        assert_eq!(opened_last(&other, &eve).await, "");
        assert!(opened_last(&site, &bob).await.contains("/Q156063\""));
        let stranger = post(&site, "/desk/recent", "", &[]).await;
        assert_eq!(stranger.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_promised_or_listed_that_is_not_kept() {
    let (store, _folder) = stores().remove(0);
    let flags = ["--listen", "0.0.0.0:8070", "--keep-searches"];
    for (days, is_kept) in [(90, true), (0, false)] {
        let flags = [&flags[..], &[if is_kept { "90" } else { "0" }]].concat();
        let site = Site::with_store(&store, &flags).await;
        let desk = site.portal.desk.as_ref().unwrap();
        let name = format!("ann{days}");
        let ann = session(&site, &name, Role::Administrator).await;
        let cookie = format!("fixpath={ann}");
        let headers = [("user-agent", BROWSER), ("cookie", &*cookie)];
        visit_with(&site, "/kb/Q168465", &headers).await;
        desk.uses.keep_for(days);
        assert_eq!(!opened_last(&site, &ann).await.is_empty(), is_kept);
        let home = site.get("/").await.body;
        assert_eq!(home.contains("on any device"), is_kept);
        assert!(home.contains("on this device only."));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_desk_sees_reports() {
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &["--listen", "0.0.0.0:8070"]).await;
    for path in [
        "/desk/reports",
        "/desk/reports/articles.csv",
        "/desk/walks/ccmail-connector",
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.header("location").starts_with("/sign-in"), "{path}");
    }
}
