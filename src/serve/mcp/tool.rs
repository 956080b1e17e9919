//! A tool of the Model Context Protocol: one entry for its name, its description and its answer.

use std::sync::Arc;

use rmcp::model::{JsonObject, ToolAnnotations};
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Value, json};

use super::super::archive::Opened;
use super::super::openapi::enumerate;
use super::super::parameters::{ExtraParameter, Parameters};
use super::super::problem::Problem;
use crate::args::ArgDescription;

/// A tool.
pub(super) struct Tool {
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    pub description: &'static str,
    /// Parameters besides the flags of a search.
    pub extra: &'static [ExtraParameter],
    /// Whether it takes the flags of a search.
    pub is_search: bool,
    pub output: fn() -> JsonObject,
    pub answer: fn(&Opened<'_>, Parameters) -> Result<Value, Problem>,
}

impl Tool {
    /// The tool's description, as a client lists it.
    pub fn described(&self) -> rmcp::model::Tool {
        let mut properties = JsonObject::new();
        for parameter in self.extra {
            properties.insert(parameter.name.into(), with_help(parameter.schema(), parameter.help));
        }
        if self.is_search {
            let flags = ArgDescription::all();
            properties.extend(flags.into_iter().map(|flag| (flag.name.clone(), with_help(flag.schema(), &flag.help))));
        }
        let required: Vec<&str> =
            self.extra.iter().filter(|parameter| parameter.is_required).map(|parameter| parameter.name).collect();
        let input = JsonObject::from_iter([
            ("type".into(), json!("object")),
            ("properties".into(), Value::Object(properties)),
            ("required".into(), json!(required)),
            ("additionalProperties".into(), json!(false)),
        ]);
        let annotations = ToolAnnotations::new().read_only(true).open_world(false);
        rmcp::model::Tool::new(self.name, self.description, Arc::new(input))
            .with_title(self.title)
            .with_raw_output_schema(Arc::new((self.output)()))
            .with_annotations(annotations)
    }
}

fn with_help(mut schema: Value, help: &str) -> Value {
    schema["description"] = help.into();
    schema
}

pub(super) fn schema<T: JsonSchema>() -> JsonObject {
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(enumerate));
    let schema = settings.into_generator().into_root_schema_for::<T>();
    match schema.to_value() {
        Value::Object(schema) => schema,
        _ => JsonObject::new(),
    }
}
