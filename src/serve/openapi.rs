//! The OpenAPI 3.1 description, generated from endpoints, flags and the types of answers.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Map, Value, json};

use super::answer::PROBLEM;
use super::endpoint::Endpoint;
use super::parameters::{MAX_EXPORT, MAX_HITS, MAX_RESULT_WINDOW};
use super::problem::Problem;
use crate::args::ArgDescription;

/// The OpenAPI description of `endpoints`.
pub(super) fn describe<'e>(endpoints: impl Iterator<Item = &'e Endpoint>) -> Value {
    let mut settings = SchemaSettings::draft2020_12().for_serialize();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let settings = settings.with_transform(RecursiveTransform(enumerate));
    let mut generator = settings.into_generator();
    let problem = generator.subschema_for::<Problem>();
    let flags = ArgDescription::all();
    let mut paths = Map::new();
    for endpoint in endpoints {
        let contents = endpoint.answers.iter().map(|(kind, schema)| {
            let schema = schema.map_or_else(|| json!({}), |schema| schema(&mut generator).to_value());
            ((*kind).to_string(), json!({ "schema": schema }))
        });
        let contents: Map<String, Value> = contents.collect();
        let operation = json!({
            "summary": endpoint.summary,
            "operationId": operation_id(endpoint.path),
            "parameters": parameters(endpoint, &flags),
            "responses": {
                "200": { "description": "What was asked for", "content": contents },
                "304": { "description": "It is what the caller has, by If-None-Match" },
                "default": { "description": "Why there is no other answer", "content": { PROBLEM: { "schema": problem } } },
            },
        });
        paths.insert(endpoint.path.into(), json!({ "get": operation }));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Fihris",
            "summary": "Full-text search for Arabic news archives: ranked passages with their source",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{ "url": "/api/v1" }],
        "security": [{}, { "token": [] }],
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

/// Turns a choice between constants into an enumeration, which clients in other languages know. The meaning of each is told
/// in the description.
pub(super) fn enumerate(schema: &mut Schema) {
    let Some(choices) = schema.get("oneOf").and_then(Value::as_array) else { return };
    let constant =
        |choice: &Value| Some((choice.get("const")?.as_str()?.to_string(), choice.get("description").cloned()));
    let Some(constants) = choices.iter().map(constant).collect::<Option<Vec<_>>>() else { return };
    let told = |(value, told): &(String, Option<Value>)| Some(format!("{value}: {}", told.as_ref()?.as_str()?));
    let own = schema.get("description").and_then(Value::as_str).map(String::from);
    let lines: Vec<String> = own.into_iter().chain(constants.iter().filter_map(told)).collect();
    schema.remove("oneOf");
    schema.insert("type".into(), "string".into());
    schema.insert("enum".into(), constants.into_iter().map(|(value, _)| Value::String(value)).collect());
    schema.insert("description".into(), lines.join("\n").into());
}

/// A name of its own for each path: `stories`, and `stories_id` for `/stories/{id}`.
fn operation_id(path: &str) -> String {
    let parts = path.split(['/', '{', '}', '.']).filter(|part| !part.is_empty() && *part != "json");
    parts.collect::<Vec<_>>().join("_")
}

fn parameters(endpoint: &Endpoint, flags: &[ArgDescription]) -> Vec<Value> {
    let extra = endpoint.extra.iter().map(|parameter| {
        let is_path = endpoint.path.contains(&format!("{{{}}}", parameter.name));
        json!({
            "name": parameter.name,
            "in": if is_path { "path" } else { "query" },
            "required": parameter.is_required,
            "description": parameter.help,
            "schema": parameter.schema(),
        })
    });
    // Formats of one line per hit allow more hits.
    let most = if endpoint.extra.iter().any(|parameter| parameter.name == "format") { MAX_EXPORT } else { MAX_HITS };
    extra.chain(flags.iter().filter(|_| endpoint.is_search).map(|described| flag(described, most))).collect()
}

fn flag(described: &ArgDescription, most: usize) -> Value {
    let mut schema = described.schema();
    let most = match described.name.as_str() {
        "limit" | "per-document" => Some(most),
        "offset" => Some(MAX_RESULT_WINDOW),
        _ => None,
    };
    if let Some(most) = most {
        schema["maximum"] = most.into();
    }
    json!({ "name": described.name, "in": "query", "description": described.help, "schema": schema })
}
