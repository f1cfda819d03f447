//! The description of an operation of the API: its parameters, its responses and an example.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

/// Makes the schema of a type, or a reference to a component if the type is shared.
pub type MakeSchema = fn(&mut SchemaGenerator) -> Schema;

/// An operation of the API, declared next to its handler.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// Its method.
    pub method: Method,
    /// Its unique name, for programs that generate code from the description.
    pub name: &'static str,
    /// Its purpose, in a few words.
    pub summary: &'static str,
    /// Further information, in Markdown.
    pub about: &'static str,
    /// The type whose fields are the values in the path.
    pub path: Option<MakeSchema>,
    /// The type whose fields are the values in the query.
    pub query: Option<MakeSchema>,
    /// The body that it takes.
    pub body: Option<RequestBody>,
    /// Its responses, except for errors that any address may return.
    pub responses: &'static [OperationResponse],
    /// Example values, by the names of the parameters.
    pub example: &'static [(&'static str, &'static str)],
}

/// An operation at its address.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// Its path below the base path. It may differ from the route's path: a page's route may have a
    /// form for programs.
    pub path: &'static str,
    /// The operation there.
    pub operation: &'static Operation,
}

/// The method of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The address holds everything.
    Get,
    /// The request has a body.
    Post,
}

impl Method {
    /// Its word in requests.
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// The body of a request.
#[derive(Debug, Clone, Copy)]
pub struct RequestBody {
    /// What to send in it.
    pub about: &'static str,
    /// Its media type; others are accepted, too.
    pub kind: &'static str,
    /// An example.
    pub example: &'static str,
    /// The field for files in a form (`multipart/form-data`) that may be sent instead; it may occur
    /// several times.
    pub files: Option<&'static str>,
}

/// A response of an operation.
#[derive(Debug, Clone, Copy)]
pub struct OperationResponse {
    /// The status.
    pub status: u16,
    /// When it is sent.
    pub about: &'static str,
    /// Its body.
    pub body: ResponseBody,
}

/// The body of a response.
#[derive(Debug, Clone, Copy)]
pub enum ResponseBody {
    /// JSON of a type.
    Json(MakeSchema),
    /// Text of a media type.
    Text(&'static str),
    /// The body of every error.
    Error,
}

impl OperationResponse {
    /// 200 with JSON of a type.
    pub const fn json<T: JsonSchema>(about: &'static str) -> Self {
        Self::json_with::<T>(200, about)
    }

    /// JSON of a type with another status.
    pub const fn json_with<T: JsonSchema>(status: u16, about: &'static str) -> Self {
        Self {
            status,
            about,
            body: ResponseBody::Json(shared::<T>),
        }
    }

    /// 200 with text.
    pub const fn text(kind: &'static str, about: &'static str) -> Self {
        Self {
            status: 200,
            about,
            body: ResponseBody::Text(kind),
        }
    }

    /// An error that has a special meaning here.
    pub const fn error(status: u16, about: &'static str) -> Self {
        Self {
            status,
            about,
            body: ResponseBody::Error,
        }
    }
}

/// The schema of a type that is one of the components.
pub fn shared<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// The schema of a type itself, whose fields are parameters.
pub fn fields_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    T::json_schema(generator)
}

/// The schema of a word that is one of these.
pub fn one_of<'w>(words: impl IntoIterator<Item = &'w str>) -> Schema {
    let words: Vec<&str> = words.into_iter().collect();
    schemars::json_schema!({ "type": "string", "enum": words })
}

/// The schema of such a word, or `null`.
pub fn or_null(word: Schema) -> Schema {
    let words = word.get("enum").and_then(Value::as_array);
    let words = words.into_iter().flatten().cloned();
    let words: Vec<Value> = words.chain([Value::Null]).collect();
    schemars::json_schema!({ "type": ["string", "null"], "enum": words })
}
