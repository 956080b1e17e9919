//! Descriptions of search arguments, for OpenAPI and for the schemas of tools.

use clap::ValueEnum;
use serde_json::{Value, json};

use super::{ArgsError, ArgsProblem, Parameters};

/// The description of a search argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgDescription {
    /// Its name, that of the flag.
    pub name: String,
    /// Its help text.
    pub help: String,
    /// The values that it accepts.
    pub value_type: ValueType,
    /// Whether it is repeatable.
    pub is_many: bool,
}

/// The values that a parameter accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// None: it is a switch.
    Nothing,
    /// A number from 0.
    Number,
    /// One of these.
    OneOf(Vec<String>),
    /// Text.
    Text,
}

impl ArgDescription {
    /// Describes all of [`SearchArgs`](super::SearchArgs).
    pub fn all() -> Vec<Self> {
        let command = <Parameters as clap::CommandFactory>::command();
        command.get_arguments().filter_map(Self::of).collect()
    }

    fn of(argument: &clap::Arg) -> Option<Self> {
        let choices = argument.get_possible_values();
        let value_type = if matches!(argument.get_action(), clap::ArgAction::SetTrue) {
            ValueType::Nothing
        } else if !choices.is_empty() {
            ValueType::OneOf(choices.iter().map(|choice| choice.get_name().to_string()).collect())
        } else if argument.get_value_names().is_some_and(|names| names == ["N"]) {
            ValueType::Number
        } else {
            ValueType::Text
        };
        let help = argument.get_help().map(|help| help.to_string()).unwrap_or_default();
        let is_many = matches!(argument.get_action(), clap::ArgAction::Append);
        Some(Self { name: argument.get_long()?.into(), help, value_type, is_many })
    }

    /// The JSON schema of its values.
    pub fn schema(&self) -> Value {
        let one = self.value_type.schema();
        if self.is_many { json!({ "type": "array", "items": one }) } else { one }
    }
}

impl ValueType {
    /// One of `values`, by their names.
    pub fn one_of<T: ValueEnum>(values: &[T]) -> Self {
        Self::OneOf(values.iter().map(name_of).collect())
    }

    /// As a JSON schema.
    pub fn schema(&self) -> Value {
        match self {
            ValueType::Nothing => json!({ "type": "boolean" }),
            ValueType::Number => json!({ "type": "integer", "minimum": 0 }),
            ValueType::OneOf(choices) => json!({ "type": "string", "enum": choices }),
            ValueType::Text => json!({ "type": "string" }),
        }
    }
}

fn name_of<T: ValueEnum>(value: &T) -> String {
    value.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default()
}

/// Returns the one of `values` with this name, a value of `parameter`.
///
/// # Errors
/// None has this name.
pub fn chosen<T: ValueEnum>(parameter: &str, name: &str, values: &[T]) -> Result<T, ArgsError> {
    let chosen = values.iter().find(|value| name_of(*value) == name).cloned();
    let names = || values.iter().map(name_of).collect();
    chosen.ok_or_else(|| ArgsError::new(parameter, ArgsProblem::Choice { value: name.into(), choices: names() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_parameter_is_described() {
        let all = ArgDescription::all();
        let of = |name: &str| all.iter().find(|described| described.name == name).unwrap();
        assert_eq!((&of("outlet").value_type, of("outlet").is_many), (&ValueType::Text, true));
        assert_eq!((&of("limit").value_type, of("limit").is_many), (&ValueType::Number, false));
        assert_eq!(of("no-stem").value_type, ValueType::Nothing);
        assert_eq!(of("sort").schema()["enum"], json!(["relevance", "newest", "oldest"]));
        assert!(all.iter().all(|described| !described.help.is_empty()), "{all:?}");
    }
}
