//! The description of the API is right: every JSON response that a test of the suite gets is
//! checked against it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::LazyLock,
};

use axum::http::{HeaderMap, Method};
use boon::{Compiler, Draft, SchemaIndex, Schemas};
use fixpath::web::{Portal, openapi};
use serde_json::{Value, json};

use super::site::Site;

/// The address at which the validator expects the document; nothing is fetched from there.
const HERE: &str = "http://localhost/openapi.json";

/// The description with every schema compiled.
struct Contract {
    document: Value,
    schemas: Schemas,
    compiled: BTreeMap<String, SchemaIndex>,
}

/// The description, the same for every portal except for the base path. Responses must not have
/// fields that it does not have.
static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let site = Site::building();
    let mut document = described(&site.portal);
    close(&mut document);
    Contract::new(document)
});

fn described(portal: &Portal) -> Value {
    serde_json::to_value(openapi(portal)).unwrap()
}

/// Allows only the named properties. The document itself allows others, so that fields can be
/// added.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(parts) => {
            parts.values_mut().for_each(close);
            if parts.get("type") == Some(&json!("object")) && parts.contains_key("properties") {
                parts.insert("additionalProperties".to_owned(), false.into());
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(close),
        _ => {}
    }
}

/// The places of all schemas in the document, as JSON pointers.
fn places(document: &Value) -> Vec<String> {
    let mut places = Vec::new();
    for name in document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        places.push(format!("/components/schemas/{name}"));
    }
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let at = format!("/paths/{}/{method}", path.replace('/', "~1"));
            for number in 0..operation["parameters"].as_array().map_or(0, Vec::len) {
                places.push(format!("{at}/parameters/{number}/schema"));
            }
            let responses = operation["responses"].as_object().unwrap();
            let mut contents: Vec<(String, &Value)> = (responses.iter())
                .map(|(status, answer)| (format!("{at}/responses/{status}"), answer))
                .collect();
            contents.push((format!("{at}/requestBody"), &operation["requestBody"]));
            for (at, holder) in contents {
                for media in holder["content"].as_object().into_iter().flatten() {
                    places.push(format!(
                        "{at}/content/{}/schema",
                        media.0.replace('/', "~1")
                    ));
                }
            }
        }
    }
    places
}

impl Contract {
    fn new(document: Value) -> Self {
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.add_resource(HERE, document.clone()).unwrap();
        let mut schemas = Schemas::new();
        let compiled = places(&document).into_iter().map(|place| {
            let at = format!("{HERE}#{}", place.replace(' ', "%20"));
            let index = compiler
                .compile(&at, &mut schemas)
                .unwrap_or_else(|error| panic!("{place}: {error:#}"));
            (place, index)
        });
        let compiled = compiled.collect();
        Self {
            document,
            schemas,
            compiled,
        }
    }

    fn validate(&self, place: &str, value: &Value, what: &str) {
        let schema = self.compiled[place];
        if let Err(error) = self.schemas.validate(value, schema) {
            panic!("{what}: the answer is not as {place} says: {error:#}\n{value:#}");
        }
    }

    /// The path and the operation of a request; paths without `{}` come first.
    fn operation(&self, method: &Method, path: &str) -> Option<(String, &Value)> {
        let paths = self.document["paths"].as_object().unwrap();
        let matching = paths.iter().filter(|(template, _)| matches(template, path));
        let (template, methods) =
            matching.min_by_key(|(template, _)| template.matches('{').count())?;
        let method = match *method {
            Method::HEAD => "get".to_owned(),
            _ => method.as_str().to_ascii_lowercase(),
        };
        let at = format!("/paths/{}/{method}", template.replace('/', "~1"));
        methods.get(&method).map(|operation| (at, operation))
    }
}

/// Whether a path matches a template such as `/kb/{id}.json`.
fn matches(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    let is_like = |(template, part): (&&str, &&str)| match template.split_once('{') {
        Some((before, rest)) => {
            let after = rest.split_once('}').unwrap().1;
            let within = part.strip_prefix(before);
            within.is_some_and(|within| within.len() > after.len() && within.ends_with(after))
        }
        None => template == part,
    };
    template.len() == path.len() && template.iter().zip(&path).all(is_like)
}

/// Fails if a JSON response does not match the description for its request. Compressed responses
/// and those without a body are skipped, as are pages and texts.
pub(crate) fn check(
    portal: &Portal,
    method: &Method,
    path: &str,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
) {
    let kind = headers.get("content-type");
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_json = ["application/json", "application/problem+json"].contains(&kind);
    let path = path.strip_prefix(portal.paths.prefix()).unwrap_or(path);
    if !is_json
        || body.is_empty()
        || headers.contains_key("content-encoding")
        || path == "/api/openapi.json"
    {
        return;
    }
    let what = format!("{method} {path}: {status}");
    let value: Value =
        serde_json::from_slice(body).unwrap_or_else(|error| panic!("{what}: {error}"));
    let contract = &*CONTRACT;
    if kind == "application/problem+json" {
        contract.validate("/components/schemas/ProblemDocument", &value, &what);
        assert_eq!(value["status"], status, "{what}");
    }
    let Some((at, operation)) = contract.operation(method, path) else {
        assert_ne!(kind, "application/json", "{what}: no operation answers it");
        return;
    };
    let responses = operation["responses"].as_object().unwrap();
    let told = Some(status.to_string()).filter(|status| responses.contains_key(status));
    let told = told.unwrap_or_else(|| "default".to_owned());
    // A busy server says so in a problem document, whatever else the status means here.
    let is_told = responses[&told]["content"].get(kind).is_some();
    let told = if is_told { told } else { "default".to_owned() };
    let place = format!(
        "{at}/responses/{told}/content/{}/schema",
        kind.replace('/', "~1")
    );
    assert!(
        contract.compiled.contains_key(&place),
        "{what}: {kind} is not told of"
    );
    contract.validate(&place, &value, &what);
}

#[tokio::test]
async fn the_document_is_openapi_and_every_part_of_it_can_be_read() {
    for (flags, server) in [
        (&[][..], "/"),
        (
            &["--base-url", "https://kb.example/help"],
            "https://kb.example/help",
        ),
    ] {
        let site = Site::with(flags);
        let answer = site
            .get(&format!("{}/api/openapi.json", site.portal.paths.prefix()))
            .await;
        assert_eq!(answer.header("content-type"), "application/json");
        let document = answer.json();
        assert_eq!(document, described(&site.portal));
        assert_eq!(document["servers"], json!([{ "url": server }]));
    }
    let document = described(&Site::builtin().portal);
    assert_eq!(document["openapi"], "3.1.0");
    for name in ["title", "version"] {
        assert!(
            !document["info"][name].as_str().unwrap().is_empty(),
            "{name}"
        );
    }
    // Compiles every schema and follows every reference.
    Contract::new(document.clone());
    let mut names = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let what = format!("{method} {path}");
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            assert!(
                names.insert(text(&operation["operationId"])),
                "{what}: its name is taken"
            );
            let summary = text(&operation["summary"]);
            assert!(
                !summary.is_empty() && !summary.ends_with('.'),
                "{what}: {summary}"
            );
            let parameters = operation["parameters"].as_array();
            let parameters: Vec<&Value> = parameters.into_iter().flatten().collect();
            for parameter in &parameters {
                assert!(
                    ["path", "query"].contains(&&*text(&parameter["in"])),
                    "{what}"
                );
                assert!(
                    !text(&parameter["description"]).is_empty(),
                    "{what}: {parameter}"
                );
            }
            let in_path = parameters.iter().filter(|one| one["in"] == "path");
            for parameter in in_path.clone() {
                assert_eq!(parameter["required"], true, "{what}");
                assert!(
                    path.contains(&format!("{{{}}}", text(&parameter["name"]))),
                    "{what}"
                );
            }
            assert_eq!(in_path.count(), path.matches('{').count(), "{what}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(
                responses.contains_key("200") && responses.contains_key("default"),
                "{what}"
            );
            for answer in responses.values() {
                assert!(!text(&answer["description"]).is_empty(), "{what}");
                assert!(!answer["content"].as_object().unwrap().is_empty(), "{what}");
            }
        }
    }
}

/// Every field must have a text for people, which must be about the response and not about the
/// code.
#[test]
fn every_field_is_explained() {
    let document = described(&Site::builtin().portal);
    let mut unexplained = Vec::new();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let mut forms = vec![schema];
        forms.extend(schema["oneOf"].as_array().into_iter().flatten());
        if schema["description"].is_null() {
            unexplained.push(name.clone());
        }
        for (field, schema) in forms
            .iter()
            .filter_map(|form| form["properties"].as_object())
            .flatten()
        {
            let description = schema["description"].as_str().unwrap_or_default();
            let is_tag = schema.get("const").is_some();
            if !is_tag && (description.is_empty() || description.contains("[`")) {
                unexplained.push(format!("{name}.{field}"));
            }
        }
    }
    assert!(unexplained.is_empty(), "{unexplained:?}");
}

#[test]
fn the_document_has_every_route_for_programs_and_no_other() {
    let document = described(&Site::builtin().portal);
    let paths: BTreeSet<&str> = (document["paths"].as_object().unwrap().keys())
        .map(String::as_str)
        .collect();
    let table = fs::read_to_string("src/web/routes.rs").unwrap();
    let rows = table.split("Route::new(\"").skip(1);
    let routes: BTreeSet<&str> = rows.map(|row| row.split('"').next().unwrap()).collect();
    let is_for_programs = |path: &&str| {
        path.starts_with("/api/v1/")
            || path.ends_with(".json") && *path != "/api/openapi.json"
            || path.starts_with("/-/") && !path.starts_with("/-/static/") && *path != "/-/style"
    };
    for route in routes.iter().copied().filter(is_for_programs) {
        assert!(paths.contains(route), "{route} is not described");
    }
    // Pages that have a form for programs.
    let forms = ["/kb/{id}.json", "/guides/{guide}/note.json"];
    for path in paths {
        assert!(
            routes.contains(path) || forms.contains(&path),
            "{path} is no route"
        );
    }
}

#[tokio::test]
async fn every_operation_answers_its_example() {
    let site = Site::builtin();
    let document = described(&site.portal);
    for (template, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let (mut path, mut query) = (template.clone(), Vec::new());
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                let spelled = |value: &Value| match value {
                    Value::String(text) => text.replace(' ', "+"),
                    other => other.to_string(),
                };
                match &parameter["example"] {
                    Value::Null => {}
                    Value::Object(pairs) => {
                        query.extend(
                            pairs
                                .iter()
                                .map(|(name, value)| format!("{name}={}", spelled(value))),
                        );
                    }
                    value if parameter["in"] == "path" => {
                        path = path.replace(&format!("{{{name}}}"), &spelled(value));
                    }
                    value => query.push(format!("{name}={}", spelled(value))),
                }
            }
            let address = format!("{path}?{}", query.join("&"));
            let answer = match method.as_str() {
                "get" => site.get(&address).await,
                _ => {
                    let content = operation["requestBody"]["content"].as_object().unwrap();
                    let mut kinds = content.iter();
                    let (kind, content) =
                        kinds.find(|(_, one)| one["example"].is_string()).unwrap();
                    site.post(&path, kind, content["example"].as_str().unwrap())
                        .await
                }
            };
            assert_eq!(answer.status, 200, "{method} {address}");
            let kinds = operation["responses"]["200"]["content"]
                .as_object()
                .unwrap();
            assert!(
                kinds.contains_key(answer.header("content-type")),
                "{method} {address}"
            );
        }
    }
}

#[test]
#[should_panic(expected = "the answer is not as")]
fn a_response_with_an_unknown_field_is_refused() {
    let site = Site::building();
    let headers = HeaderMap::from_iter([(
        axum::http::header::CONTENT_TYPE,
        "application/json".parse().unwrap(),
    )]);
    let body = br#"{"articles":1,"generation":"a","building_percent":null,"more":1}"#;
    check(&site.portal, &Method::GET, "/-/ready", 200, &headers, body);
}

#[tokio::test]
async fn the_page_says_everything_that_the_document_does() {
    for flags in [&[][..], &["--base-url", "https://kb.example/help"]] {
        let site = Site::with(flags);
        let prefix = site.portal.paths.prefix().to_owned();
        let page = site.get(&format!("{prefix}/api")).await;
        assert_eq!(page.status, 200);
        let document = described(&site.portal);
        for path in document["paths"].as_object().unwrap().keys() {
            assert!(
                page.body.contains(&format!("<code>{prefix}{path}</code>")),
                "{path}"
            );
        }
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            let id = format!("id=\"type-{name}\"");
            assert_eq!(page.body.matches(&id).count(), 1, "{name}");
            for field in schema["properties"].as_object().into_iter().flatten() {
                assert!(
                    page.body.contains(&format!("<code>{}</code>", field.0)),
                    "{name}.{}",
                    field.0
                );
            }
        }
        for link in page.body.split("href=\"#").skip(1) {
            let anchor = link.split('"').next().unwrap();
            assert!(page.body.contains(&format!("id=\"{anchor}\"")), "{anchor}");
        }
        assert!(
            page.body
                .contains(&format!("href=\"{prefix}/api/openapi.json\""))
        );
        let home = site.get(&format!("{prefix}/")).await;
        assert!(
            home.body
                .contains(&format!("<a href=\"{prefix}/api\">API</a>"))
        );
        // Every example that is a link leads somewhere.
        for link in page
            .body
            .split("<p><a href=\"")
            .skip(1)
            .filter(|link| link.contains("<code>GET"))
        {
            let href = link.split('"').next().unwrap().replace("&#38;", "&");
            assert_eq!(site.get(&href).await.status, 200, "{href}");
        }
    }
}
