//! `GET /api`: the API for people, made from the same description that programs get.

use std::collections::BTreeSet;

use askama::Template;
use axum::response::Response;
use serde_json::{Map, Value};

use crate::web::{
    api::{
        openapi::{ANY_OTHER, COMPONENTS, DescribedOperation, DescribedResponse, OpenApi},
        operation::{Described, Method, Operation},
    },
    error_response::ErrorResponse,
    page::{Layout, render},
    paths::Paths,
    portal::Portal,
    turn::Turn,
};

/// The body of all errors, which is described only once.
const PROBLEM_DOCUMENT: &str = "ProblemDocument";

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage<'a> {
    layout: Layout<'a>,
    operations: Vec<OperationView>,
    problem: Option<TypeView>,
}

struct OperationView {
    anchor: &'static str,
    method: &'static str,
    path: String,
    summary: &'static str,
    about: Vec<Piece>,
    parameters: Vec<FieldView>,
    body: Option<BodyView>,
    answers: Vec<AnswerView>,
    example: ExampleView,
    /// The types that no earlier operation has mentioned.
    types: Vec<TypeView>,
}

struct BodyView {
    about: Vec<Piece>,
    kind: &'static str,
}

struct AnswerView {
    status: String,
    about: Vec<Piece>,
    kinds: Vec<KindView>,
}

/// The content of a response: its media type and, for JSON, its fields.
struct KindView {
    media: &'static str,
    shape: Vec<Word>,
}

struct ExampleView {
    /// The request, with its body if it has one.
    request: String,
    /// The address of a link, if it can be followed.
    href: Option<String>,
}

/// An object or a word among the components.
struct TypeView {
    anchor: String,
    name: String,
    about: Vec<Piece>,
    fields: Vec<FieldView>,
    variants: Vec<VariantView>,
    values: Words,
    shape: Vec<Word>,
}

/// One of several forms of an object.
struct VariantView {
    /// The field that distinguishes the forms, and its value here.
    tag: String,
    value: String,
    about: Vec<Piece>,
    fields: Vec<FieldView>,
}

struct FieldView {
    name: String,
    shape: Vec<Word>,
    about: Vec<Piece>,
    /// Whether it must be given.
    is_required: bool,
    default: String,
    /// The smallest and the largest number that is accepted.
    bounds: String,
    values: Words,
}

/// The words that a text may be, if it can't be any text.
struct Words {
    all: Vec<ValueView>,
    /// Whether any of them is explained.
    are_explained: bool,
}

/// One of the words that a text may be.
struct ValueView {
    word: String,
    about: Vec<Piece>,
}

/// A word in the description of a value, perhaps with a link to the type with that name.
struct Word {
    text: String,
    anchor: Option<String>,
}

/// A piece of a description: a text, or code in it.
struct Piece {
    text: String,
    is_code: bool,
}

/// `GET /api`
pub async fn show(turn: Turn, described: Vec<Described>) -> Result<Response, ErrorResponse> {
    turn.stop_if_client_has_page()?;
    let portal: &Portal = &turn.portal;
    let document = OpenApi::new(&portal.paths, &described);
    let schemas = &document.components.schemas;
    let mut known = BTreeSet::from([PROBLEM_DOCUMENT.to_owned()]);
    let views = described.into_iter().filter_map(|route| {
        let method = route.operation.method.word().to_ascii_lowercase();
        let operation = document.paths.get(route.path)?.get(&method)?;
        let mut view = OperationView::new(&route, operation, &portal.paths);
        let responses = operation.responses.values();
        for schema in responses.flat_map(|answer| answer.content.values()) {
            add_types(&schema.schema, schemas, &mut known, &mut view.types);
        }
        Some(view)
    });
    Ok(render(&ApiPage {
        operations: views.collect(),
        problem: (schemas.get(PROBLEM_DOCUMENT))
            .map(|schema| TypeView::new(PROBLEM_DOCUMENT, schema)),
        layout: portal.layout("API"),
    }))
}

/// Adds the types that a schema mentions and that were not described before, in the order in which
/// a reader meets them.
fn add_types(
    schema: &Value,
    schemas: &Map<String, Value>,
    described: &mut BTreeSet<String>,
    types: &mut Vec<TypeView>,
) {
    for name in named(schema) {
        let Some(schema) = schemas
            .get(&name)
            .filter(|_| described.insert(name.clone()))
        else {
            continue;
        };
        types.push(TypeView::new(&name, schema));
        add_types(schema, schemas, described, types);
    }
}

/// The names of the types that a schema refers to.
fn named(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(parts) => (parts.iter())
            .flat_map(|(key, part)| match part {
                Value::String(part) if key == "$ref" => part
                    .strip_prefix(COMPONENTS)
                    .map(str::to_owned)
                    .into_iter()
                    .collect(),
                part => named(part),
            })
            .collect(),
        Value::Array(parts) => parts.iter().flat_map(named).collect(),
        _ => Vec::new(),
    }
}

impl OperationView {
    fn new(route: &Described, described: &DescribedOperation, paths: &Paths) -> Self {
        let Described { path, operation } = *route;
        let parameters = described.parameters.iter().map(|parameter| FieldView {
            about: pieces(&parameter.description),
            is_required: parameter.required,
            ..FieldView::new(&parameter.name, &parameter.schema)
        });
        let numbered = described.responses.iter();
        Self {
            anchor: operation.name,
            method: operation.method.word(),
            path: format!("{}{path}", paths.prefix()),
            summary: operation.summary,
            about: pieces(operation.about),
            parameters: parameters.collect(),
            body: operation.body.map(|body| BodyView {
                about: pieces(body.about),
                kind: body.kind,
            }),
            answers: numbered
                .map(|(status, answer)| AnswerView::new(status, answer))
                .collect(),
            example: ExampleView::new(path, operation, paths),
            types: Vec::new(),
        }
    }
}

impl AnswerView {
    fn new(status: &str, answer: &DescribedResponse) -> Self {
        let content = answer.content.iter();
        Self {
            status: match status {
                ANY_OTHER => "any other".to_owned(),
                status => status.to_owned(),
            },
            about: pieces(answer.description),
            kinds: content
                .map(|(media, content)| KindView {
                    media,
                    shape: match media.ends_with("json") {
                        true => shape(&content.schema),
                        false => Vec::new(),
                    },
                })
                .collect(),
        }
    }
}

impl ExampleView {
    fn new(path: &str, operation: &Operation, paths: &Paths) -> Self {
        let address = paths.filled(path, operation.example);
        let head = format!("{} {address}", operation.method.word());
        Self {
            request: match operation.body {
                Some(body) => format!(
                    "{head}\nContent-Type: {}\n\n{}",
                    body.kind,
                    body.example.trim_end()
                ),
                None => head,
            },
            href: (operation.method == Method::Get).then_some(address),
        }
    }
}

impl TypeView {
    fn new(name: &str, schema: &Value) -> Self {
        let variants = list(schema, "oneOf");
        let variants = variants.iter().filter_map(VariantView::new).collect();
        Self {
            anchor: anchor(name),
            name: name.to_owned(),
            about: pieces(text(schema, "description")),
            fields: fields(schema),
            variants,
            values: Words::new(schema),
            shape: shape(schema),
        }
    }

    /// Whether it is neither an object nor one of several words.
    fn is_plain(&self) -> bool {
        self.fields.is_empty() && self.variants.is_empty() && self.values.all.is_empty()
    }
}

impl VariantView {
    /// The view of an object; `None` if it is not one.
    fn new(schema: &Value) -> Option<Self> {
        let properties = schema.get("properties")?.as_object()?;
        let tag = |(name, field): (&String, &Value)| {
            let value = field.get("const")?.as_str()?;
            Some((name.clone(), value.to_owned()))
        };
        let (tag, value) = properties.iter().find_map(tag)?;
        let fields = fields(schema).into_iter().filter(|field| field.name != tag);
        Some(Self {
            fields: fields.collect(),
            about: pieces(text(schema, "description")),
            tag,
            value,
        })
    }
}

impl FieldView {
    fn new(name: &str, schema: &Value) -> Self {
        let number = |key: &str| {
            schema
                .get(key)
                .filter(|number| *number != 0)
                .map(Value::to_string)
        };
        Self {
            name: name.to_owned(),
            shape: shape(schema),
            about: pieces(text(schema, "description")),
            is_required: false,
            default: match schema.get("default") {
                Some(Value::String(text)) => text.clone(),
                Some(value) => value.to_string(),
                None => String::new(),
            },
            bounds: match (number("minimum"), number("maximum")) {
                (Some(least), Some(most)) => format!("{least} to {most}"),
                (None, Some(most)) => format!("up to {most}"),
                (Some(least), None) => format!("at least {least}"),
                (None, None) => String::new(),
            },
            values: Words::new(schema),
        }
    }
}

fn anchor(name: &str) -> String {
    format!("type-{name}")
}

fn text<'s>(schema: &'s Value, name: &str) -> &'s str {
    schema.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn list<'s>(schema: &'s Value, name: &str) -> &'s [Value] {
    schema
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn fields(schema: &Value) -> Vec<FieldView> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flatten();
    properties
        .map(|(name, schema)| FieldView::new(name, schema))
        .collect()
}

impl Words {
    fn new(schema: &Value) -> Self {
        let all = values(schema);
        Self {
            are_explained: all.iter().any(|value| !value.about.is_empty()),
            all,
        }
    }
}

/// The words that a schema allows.
fn values(schema: &Value) -> Vec<ValueView> {
    let plain = list(schema, "enum").iter().filter_map(Value::as_str);
    let plain = plain.map(|word| ValueView {
        word: word.to_owned(),
        about: Vec::new(),
    });
    let explained = list(schema, "oneOf").iter().flat_map(|one| {
        let word = one.get("const").and_then(Value::as_str);
        let word = word.map(|word| ValueView {
            word: word.to_owned(),
            about: pieces(text(one, "description")),
        });
        word.into_iter().chain(values(one))
    });
    plain.chain(explained).collect()
}

/// The description of a value, in words.
fn shape(schema: &Value) -> Vec<Word> {
    let word = |text: &str| Word {
        text: text.to_owned(),
        anchor: None,
    };
    if let Some(name) = text(schema, "$ref").strip_prefix(COMPONENTS) {
        return vec![Word {
            text: name.to_owned(),
            anchor: Some(anchor(name)),
        }];
    }
    let either = list(schema, "anyOf");
    if !either.is_empty() {
        let mut words = Vec::new();
        for one in either {
            if !words.is_empty() {
                words.push(word(" or "));
            }
            words.extend(shape(one));
        }
        return words;
    }
    let kinds = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(kind)) => vec![kind.as_str()],
        _ if list(schema, "oneOf")
            .iter()
            .all(|one| text(one, "type") == "object") =>
        {
            vec!["object"]
        }
        _ => vec!["string"],
    };
    let mut words = Vec::new();
    for kind in kinds {
        if !words.is_empty() {
            words.push(word(" or "));
        }
        match kind {
            "array" => {
                words.push(word("list of "));
                let items = schema
                    .get("items")
                    .or_else(|| list(schema, "prefixItems").first());
                let mut items = items.map(shape).unwrap_or_default();
                if let Some(list) = items.first_mut().filter(|item| item.text == "list of ") {
                    list.text = "lists of ".to_owned();
                }
                words.extend(items);
            }
            "string" => words.push(word("text")),
            "integer" => words.push(word("number")),
            "object" if schema.get("additionalProperties").is_some() => {
                words.push(word("object with text values"));
            }
            "boolean" => words.push(word("true or false")),
            other => words.push(word(other)),
        }
    }
    words
}

/// A description, with its paragraphs joined, as texts and code.
fn pieces(description: &str) -> Vec<Piece> {
    let joined = description.split_whitespace().collect::<Vec<_>>().join(" ");
    let pieces = joined.split('`').zip([false, true].into_iter().cycle());
    let pieces = pieces.filter(|(text, _)| !text.is_empty());
    pieces
        .map(|(text, is_code)| Piece {
            text: text.to_owned(),
            is_code,
        })
        .collect()
}
