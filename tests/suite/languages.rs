//! Articles in several languages in one folder: each is found by its own words, in any inflection,
//! with or without accents, and says which language it is in.

use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::site::Site;

const FILES: &[(&str, &str)] = &[
    (
        "en/printers.md",
        "# Restarting the print queue\n\nThe queue holds the jobs of every printer. Stop the service, delete what is \
         left in its folder, and start the service again. Every job that was waiting has to be sent again by its \
         owner, so tell them before you begin.\n",
    ),
    (
        "de/printers.md",
        "# Übersicht der gelöschten Druckaufträge\n\nDie Warteschlange enthält die Aufträge aller Drucker. Halten Sie \
         den Dienst an, löschen Sie den Rest in seinem Ordner und starten Sie den Dienst wieder. Jeder wartende \
         Auftrag muss danach von seinem Besitzer neu gesendet werden. Auf der Straße hilft das nicht.\n",
    ),
    (
        "fr/printers.md",
        "# Réglages de l’imprimante partagée\n\nLa file contient les travaux de toutes les imprimantes. Arrêtez le \
         service, supprimez ce qui reste dans son dossier, puis démarrez le service. Chaque travail qui attendait \
         devra être envoyé une nouvelle fois par son propriétaire.\n",
    ),
    (
        "ru/printers.md",
        "# Настройка сетевых принтеров\n\nОчередь содержит задания всех принтеров. Остановите службу, удалите всё, \
         что осталось в её папке, и снова запустите службу. Каждое задание, которое ожидало печати, владелец должен \
         отправить ещё раз, поэтому предупредите людей заранее.\n",
    ),
    (
        "ja/printers.md",
        "# 印刷キューを再起動する\n\nキューにはすべてのプリンターのジョブが入っています。サービスを停止し、フォルダーに\
         残っているものを削除してから、サービスを再び開始します。待っていたジョブは、所有者がもう一度送信する必要が\
         あります。始める前に知らせてください。\n",
    ),
    (
        "ko/printers.md",
        "# 프린터 대기열을 다시 시작하기\n\n대기열에는 모든 프린터의 작업이 들어 있습니다. 서비스를 중지하고 폴더에 남아 \
         있는 것을 삭제한 다음 서비스를 다시 시작하십시오. 기다리던 작업은 소유자가 다시 보내야 합니다. 시작하기 전에 \
         알려 주십시오.\n",
    ),
    (
        "other/keyed.md",
        "---\nlang: es\ntranslation_key: keys\n---\n# La llave\n\nUna llave.\n",
    ),
    (
        "more/schluessel.md",
        "---\nlang: de\ntranslation_key: keys\n---\n# Der Schlüssel\n\nEin Schlüssel.\n",
    ),
    (
        "ja/gate.md",
        "# 集合場所は正門\n\n駅の前のカ\u{3099}イト\u{3099}ﾌﾞックを見る。\n",
    ),
    ("de/short.md", "# Kennwort aendern\n\nSo geht es.\n"),
    ("en/and.md", "# Salt and pepper\n\nOne and one.\n"),
    ("zh-Hans/q.md", "# 打印\n"),
    ("zh-Hant/q.md", "# 列印\n"),
    (
        "it/vpn.md",
        "# The tunnel of the IT team\n\nAsk them for access to the tunnel.\n",
    ),
];

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

async fn json(site: &Site, path: &str) -> Value {
    let answer = site.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn words_find_articles_of_every_language() {
    let (site, _folder) = Site::with_folder(FILES, &["--no-builtin"]);
    for (query, id, lang) in [
        ("restarted queues", "en/printers", "en"),
        ("übersichten druckauftrag", "de/printers", "de"),
        ("ubersicht geloscht", "de/printers", "de"),
        ("UEBERSICHT geloeschte", "de/printers", "de"),
        ("strasse", "de/printers", "de"),
        ("Straße", "de/printers", "de"),
        ("reglage imprimantes partagees", "fr/printers", "fr"),
        ("réglage", "fr/printers", "fr"),
        ("сетевой принтер", "ru/printers", "ru"),
        ("印刷", "ja/printers", "ja"),
        ("起動", "ja/printers", "ja"),
        ("ﾌﾟﾘﾝﾀｰ", "ja/printers", "ja"),
        ("대기열", "ko/printers", "ko"),
        ("llaves", "other/keyed", "es"),
        ("schlussel", "more/schluessel", "de"),
        ("Schlu\u{308}ssel", "more/schluessel", "de"),
        ("Schlüs\u{ad}sel", "more/schluessel", "de"),
        ("ｔｕｎｎｅｌ", "it/vpn", "en"),
        ("門", "ja/gate", "ja"),
        ("\"門\"", "ja/gate", "ja"),
        ("ガイド", "ja/gate", "ja"),
        ("ändern", "de/short", "de"),
        ("Änderung kennwörter", "de/short", "de"),
    ] {
        let found = json(&site, &format!("/api/v1/search?q={}", encoded(query))).await;
        let first = &found["hits"][0];
        assert_eq!(first["id"], id, "{query}: {found}");
        assert_eq!(first["lang"], lang, "{query}");
    }
}

#[tokio::test]
async fn words_of_every_language_are_excluded_and_marked() {
    let (site, _folder) = Site::with_folder(FILES, &["--no-builtin"]);
    for (query, ids) in [
        ("プリンター -サービス", vec![]),
        ("プリンター -サーバー", vec!["ja/printers"]),
        ("集合 -門", vec![]),
        ("kennwort -ändern", vec![]),
        ("salt -ändern", vec!["en/and"]),
    ] {
        let found = json(&site, &format!("/api/v1/search?q={}", encoded(query))).await;
        let hits = found["hits"].as_array().unwrap().iter();
        let found: Vec<_> = hits.map(|hit| hit["id"].as_str().unwrap()).collect();
        assert_eq!(found, ids, "{query}");
    }
    for (query, marked) in [
        ("ändern", "aendern"),
        ("サービス", "サービス"),
        ("ガイド", "カ\u{3099}イト\u{3099}"),
    ] {
        let page = site
            .get(&format!("/search?q={}", encoded(query)))
            .await
            .body;
        let is_marked = page.contains(&format!("<mark>{marked}"));
        let is_title = page.contains(&format!("{marked}</a>"));
        assert!(is_marked || is_title, "{query}: {page}");
    }
}

#[tokio::test]
async fn a_word_as_typed_comes_before_the_same_stem_in_another_language() {
    let english = "It says which printer is broken and who owns the jobs that are waiting for it. Look at it in the \
        morning, before the people come and ask about the papers that they are waiting for.";
    let german = "Darin steht, welcher Drucker gestört ist und wem die wartenden Aufträge gehören. Sehen Sie sie morgens \
        durch, bevor die Leute kommen und nach den Papieren fragen, auf die sie warten.";
    let english_file = format!("# The lists of printers\n\n{english}\n");
    let german_file = format!("# Die Liste aller Drucker\n\n{german} {german}\n");
    let files = [
        ("a/lists.md", &*english_file),
        ("b/liste.md", &*german_file),
    ];
    let (site, _folder) = Site::with_folder(&files, &["--no-builtin"]);
    for (query, id) in [("liste", "b/liste"), ("lists", "a/lists")] {
        let results = json(&site, &format!("/api/v1/search?q={query}")).await;
        assert_eq!(results["complete"], 2, "{query}");
        assert_eq!(results["hits"][0]["id"], id, "{query}");
    }
}

#[tokio::test]
async fn a_search_is_narrowed_to_a_language() {
    let (site, _folder) = Site::with_folder(FILES, &["--no-builtin"]);
    let all = json(&site, "/api/v1/search?q=-nowhere+lang:de").await;
    assert_eq!(all["total"], 3, "{all}");
    let filtered = json(&site, "/api/v1/search?lang=de-AT").await;
    assert_eq!(filtered["total"], 3, "{filtered}");
    let both = json(&site, "/api/v1/search?q=service").await;
    let counts = both["facets"]["lang"].as_array().unwrap();
    let tags: Vec<_> = counts.iter().map(|count| &count["value"]).collect();
    assert_eq!(tags, ["en", "fr"], "{both}");
    let one = json(&site, "/api/v1/search?q=service+-lang:french").await;
    assert_eq!(one["hits"][0]["id"], "en/printers", "{one}");
    assert_eq!(one["total"], 1, "{one}");
}

#[tokio::test]
async fn typos_are_corrected_into_words_as_they_are_written() {
    let (site, _folder) = Site::with_folder(FILES, &["--no-builtin"]);
    for (typed, meant) in [
        ("ubersihct", "übersicht"),
        ("Schlüsel", "schlüssel"),
        ("imprimnte", "imprimante"),
        ("настрйка", "настройка"),
    ] {
        let found = json(&site, &format!("/api/v1/search?q={}", encoded(typed))).await;
        assert_eq!(found["corrected"]["to"], meant, "{typed}: {found}");
    }
    let suggested = json(&site, "/-/suggest?q=gelosch").await;
    assert!(suggested.to_string().contains("gelöschten"), "{suggested}");
}

#[tokio::test]
async fn translations_are_linked_to_one_another() {
    let (site, _folder) = Site::with_folder(FILES, &["--no-builtin"]);
    let german = site.get("/kb/de/printers").await.body;
    for (tag, name) in [("en", "English"), ("fr", "Français"), ("ja", "日本語")] {
        let link =
            format!("<a href=\"/kb/{tag}/printers\" hreflang=\"{tag}\" lang=\"{tag}\">{name}</a>");
        assert!(german.contains(&link), "{link}: {german}");
    }
    assert!(german.contains("<h1 lang=\"de\">"), "{german}");
    let simplified = site.get("/kb/zh-Hans/q").await.body;
    assert!(
        simplified.contains("href=\"/kb/zh-Hant/q\" hreflang=\"zh\""),
        "{simplified}"
    );
    let keyed = site.get("/kb/other/keyed").await.body;
    assert!(
        keyed.contains("<a href=\"/kb/more/schluessel\" hreflang=\"de\""),
        "{keyed}"
    );
    let english = site.get("/kb/it/vpn").await.body;
    assert!(
        english.contains("<h1>") && !english.contains("Also in"),
        "{english}"
    );
}
