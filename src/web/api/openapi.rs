//! `GET /api/openapi.json`: the OpenAPI 3.1 description of the API, made from the types of its
//! requests and responses.

use std::collections::BTreeMap;

use axum::{
    Json,
    http::header,
    response::{IntoResponse, Response},
};
use schemars::{
    Schema, SchemaGenerator,
    generate::SchemaSettings,
    transform::{RecursiveTransform, Transform},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::operation::{
    Described, MakeSchema, Operation, OperationResponse, RequestBody, ResponseBody, shared,
};
use crate::web::{
    error_body::{self, PROBLEM, ProblemDocument},
    error_response::ErrorResponse,
    paths::Paths,
    turn::Turn,
};

/// Where the shared schemas are in the document.
pub const COMPONENTS: &str = "#/components/schemas/";

/// The key for the response with any other status.
pub const ANY_OTHER: &str = "default";

/// The description of the API.
#[derive(Debug, Serialize)]
pub struct OpenApi {
    openapi: &'static str,
    info: Info,
    servers: [ServerAddress; 1],
    /// Without a token, or with one.
    security: Value,
    /// Its operations, by path, then by method in lower case.
    pub paths: BTreeMap<&'static str, BTreeMap<String, DescribedOperation>>,
    /// What the operations share.
    pub components: Components,
}

#[derive(Debug, Serialize)]
struct Info {
    title: &'static str,
    description: &'static str,
    version: &'static str,
    license: License,
}

#[derive(Debug, Serialize)]
struct License {
    name: &'static str,
    identifier: &'static str,
}

#[derive(Debug, Serialize)]
struct ServerAddress {
    url: String,
}

/// The schemas that operations share.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Components {
    /// The schemas of objects and words, by name.
    pub schemas: Map<String, Value>,
    security_schemes: Value,
}

/// An operation, as the document describes it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribedOperation {
    /// Its unique name.
    pub operation_id: &'static str,
    /// Its purpose.
    pub summary: &'static str,
    /// More about it; may be empty.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub description: &'static str,
    /// The parameters in its path and its query string.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// The body of its requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_body: Option<DescribedBody>,
    /// Its responses, by status.
    pub responses: BTreeMap<String, DescribedResponse>,
}

/// A parameter in the path or the query string.
#[derive(Debug, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// `path` or `query`.
    #[serde(rename = "in")]
    pub place: &'static str,
    /// What it means.
    pub description: String,
    /// Whether it must be given.
    pub required: bool,
    /// The values that it accepts.
    pub schema: Value,
    /// `form` if it stands for parameters of any name.
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<&'static str>,
    /// Whether each name is a separate parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    explode: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<Value>,
}

/// The body of a request, as the document describes it.
#[derive(Debug, Serialize)]
pub struct DescribedBody {
    /// What to send in it.
    pub description: &'static str,
    required: bool,
    content: BTreeMap<&'static str, Content>,
}

/// A response, as the document describes it.
#[derive(Debug, Serialize)]
pub struct DescribedResponse {
    /// When it is sent.
    pub description: &'static str,
    /// Its body, by media type.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub content: BTreeMap<&'static str, Content>,
}

/// The content of a body.
#[derive(Debug, Serialize)]
pub struct Content {
    /// Its schema.
    pub schema: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<&'static str>,
}

/// `GET /api/openapi.json`
pub async fn show(turn: Turn, described: Vec<Described>) -> Result<Response, ErrorResponse> {
    turn.stop_if_client_has_page()?;
    let revalidate = [(header::CACHE_CONTROL, "no-cache")];
    Ok((
        revalidate,
        Json(OpenApi::new(&turn.portal.paths, &described)),
    )
        .into_response())
}

impl OpenApi {
    /// Describes an API of these operations, served below the base path.
    pub fn new(paths: &Paths, described: &[Described]) -> Self {
        let mut types = Types::new();
        let mut operations: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for Described { path, operation } in described.iter().copied() {
            let method = operation.method.word().to_ascii_lowercase();
            let described = types.operation(path, operation);
            operations
                .entry(path)
                .or_default()
                .insert(method, described);
        }
        let url = paths.absolute(paths.prefix());
        Self {
            openapi: "3.1.0",
            info: Info {
                title: "Fixpath",
                description: "Search a knowledge base, fetch its articles, diagnose event logs and walk through guides. \
                    Fields are only ever added to responses: ignore the ones that you don't know.",
                version: "1",
                license: License {
                    name: "MIT or Apache-2.0",
                    identifier: "MIT OR Apache-2.0",
                },
            },
            servers: [ServerAddress {
                url: if url.is_empty() { "/".to_owned() } else { url },
            }],
            security: json!([{}, { "token": [] }]),
            paths: operations,
            components: Components {
                schemas: types.responses.take_definitions(true),
                security_schemes: json!({ "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API token, which people make on the page of their account.",
                } }),
            },
        }
    }
}

/// Makes the schemas of types.
struct Types {
    /// For responses, whose schemas are shared as components.
    responses: SchemaGenerator,
    /// For requests, where different fields are optional.
    requests: SchemaGenerator,
}

impl Types {
    fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = COMPONENTS.trim_start_matches('#').to_owned().into();
                settings.meta_schema = None;
                settings.transforms.push(Box::new(RecursiveTransform(tidy)));
            })
        };
        let requests = settings().with(|settings| settings.inline_subschemas = true);
        Self {
            responses: settings().for_serialize().into_generator(),
            requests: requests.for_deserialize().into_generator(),
        }
    }

    fn operation(&mut self, path: &'static str, operation: &Operation) -> DescribedOperation {
        let mut parameters = Vec::new();
        for (place, fields) in [("path", operation.path), ("query", operation.query)] {
            if let Some(fields) = fields {
                parameters.extend(self.parameters(path, place, fields, operation.example));
            }
        }
        let described = operation.responses.iter();
        let mut responses: BTreeMap<String, DescribedResponse> = described
            .map(|response| (response.status.to_string(), self.response(path, response)))
            .collect();
        let other = OperationResponse::error(0, "Something else is wrong; the response says what.");
        responses.insert(ANY_OTHER.to_owned(), self.response(path, &other));
        DescribedOperation {
            operation_id: operation.name,
            summary: operation.summary,
            description: operation.about,
            parameters,
            request_body: operation.body.map(|body| DescribedBody {
                description: body.about,
                required: true,
                content: content(&body),
            }),
            responses,
        }
    }

    fn response(&mut self, path: &str, response: &OperationResponse) -> DescribedResponse {
        let (kind, schema) = match response.body {
            ResponseBody::Json(make) => ("application/json", self.shared(make)),
            ResponseBody::Text(kind) => (kind, text()),
            ResponseBody::Error if error_body::is_for_programs(path) => {
                (PROBLEM, self.shared(shared::<ProblemDocument>))
            }
            ResponseBody::Error => ("text/html", text()),
        };
        DescribedResponse {
            description: response.about,
            content: BTreeMap::from([(
                kind,
                Content {
                    schema,
                    example: None,
                },
            )]),
        }
    }

    fn shared(&mut self, make: MakeSchema) -> Value {
        let mut schema = make(&mut self.responses);
        RecursiveTransform(tidy).transform(&mut schema);
        schema.to_value()
    }

    /// One parameter for each field of a type; a type without fields is a single parameter that
    /// stands for any name.
    fn parameters(
        &mut self,
        path: &str,
        place: &'static str,
        fields: MakeSchema,
        example: &[(&str, &str)],
    ) -> Vec<Parameter> {
        let mut schema = fields(&mut self.requests);
        RecursiveTransform(tidy).transform(&mut schema);
        let Some(Value::Object(properties)) = schema.get("properties").cloned() else {
            let is_own = |(name, _): &&(&str, &str)| !path.contains(&format!("{{{name}}}"));
            let own = example.iter().filter(is_own);
            return vec![Parameter {
                name: "answers".to_owned(),
                place,
                description: take_text(&mut schema, "description"),
                required: false,
                schema: schema.to_value(),
                style: Some("form"),
                explode: Some(true),
                example: Some(own.map(|(name, value)| (*name, *value)).collect()),
            }];
        };
        let required = schema.get("required").cloned().unwrap_or_default();
        let required = |name: &str| {
            let all = required.as_array().map_or(&[][..], Vec::as_slice);
            all.iter().any(|one| one == name)
        };
        let parameter = |(name, field): (String, Value)| {
            let mut field = Schema::try_from(field).unwrap_or_default();
            let given = example.iter().find(|(given, _)| *given == name);
            Parameter {
                place,
                description: take_text(&mut field, "description"),
                required: required(&name),
                example: given.map(
                    |(_, value)| match (field.get("type"), value.parse::<u64>()) {
                        (Some(Value::String(kind)), Ok(number)) if kind == "integer" => {
                            number.into()
                        }
                        _ => (*value).into(),
                    },
                ),
                schema: field.to_value(),
                style: None,
                explode: None,
                name,
            }
        };
        properties.into_iter().map(parameter).collect()
    }
}

/// The forms in which a body can be sent.
fn content(body: &RequestBody) -> BTreeMap<&'static str, Content> {
    let pasted = Content {
        schema: text(),
        example: Some(body.example),
    };
    let mut content = BTreeMap::from([(body.kind, pasted)]);
    if let Some(field) = body.files {
        let bytes = || json!({ "type": "string", "format": "binary" });
        let form = json!({
            "type": "object",
            "properties": { field: { "type": "array", "items": bytes() }, "text": text() },
        });
        for (kind, schema) in [
            ("application/octet-stream", bytes()),
            ("multipart/form-data", form),
        ] {
            let other = Content {
                schema,
                example: None,
            };
            content.insert(kind, other);
        }
    }
    content
}

fn take_text(schema: &mut Schema, name: &str) -> String {
    match schema.remove(name) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    }
}

fn text() -> Value {
    Value::from_iter([("type", "string")])
}

/// Removes details that mean nothing to a reader: the width of integers, empty defaults, and the
/// line breaks of doc comments.
fn tidy(schema: &mut Schema) {
    schema.remove("format");
    let is_empty = |default: &Value| {
        default.is_null() || default == "" || default == &Value::Array(Vec::new())
    };
    if schema.get("default").is_some_and(is_empty) {
        schema.remove("default");
    }
    if let Some(Value::String(description)) = schema.get_mut("description") {
        let paragraphs = description
            .split("\n\n")
            .map(|text| text.replace('\n', " "));
        *description = paragraphs.collect::<Vec<_>>().join("\n\n");
    }
}
