//! HTTP query parameters.

use std::borrow::Cow;

use clap::ValueEnum;
use percent_encoding::percent_decode_str;
#[cfg(feature = "mcp")]
use serde_json::{Map, Value};

use super::problem::Problem;
use crate::args::{ArgsProblem, SearchArgs, ValueType, chosen};
use crate::render::CitationStyle;

/// Maximum bytes of a query string.
const MAX_QUERY_STRING: usize = 8 << 10;
/// Maximum number of hits of an answer.
pub(super) const MAX_HITS: usize = 100;
/// The most hits of an export.
pub(super) const MAX_EXPORT: usize = 1000;
/// Maximum offset plus limit: each page ranks all hits before it.
pub(super) const MAX_RESULT_WINDOW: usize = 10_000;

/// A parameter that is not a search flag.
pub(super) struct ExtraParameter {
    pub name: &'static str,
    pub value_type: fn() -> ValueType,
    pub help: &'static str,
    pub is_required: bool,
    /// Whether it is repeatable.
    pub is_many: bool,
}

impl ExtraParameter {
    const QUERY_HELP: &str =
        "the query: words, \"phrases\", +required, -excluded, word*, title:word; Arabic or Latin spellings";
    pub const QUERY: ExtraParameter = ExtraParameter {
        name: "q",
        value_type: || ValueType::Text,
        help: Self::QUERY_HELP,
        is_required: true,
        is_many: false,
    };
    pub const OPTIONAL_QUERY: ExtraParameter = ExtraParameter { is_required: false, ..Self::QUERY };
    pub const ID: ExtraParameter = ExtraParameter {
        name: "id",
        value_type: || ValueType::Text,
        help: "the id of a document, as a search returns it",
        is_required: true,
        is_many: false,
    };
    pub const PART: ExtraParameter = ExtraParameter {
        name: "part",
        value_type: || ValueType::Number,
        help: "the page, message or other part of the document to cite, from 1",
        is_required: false,
        is_many: false,
    };
    pub const STYLE: ExtraParameter = ExtraParameter {
        name: "style",
        value_type: || ValueType::one_of(CitationStyle::value_variants()),
        help: "the style of the citation; default plain",
        is_required: false,
        is_many: false,
    };

    /// The JSON schema of its values.
    pub fn schema(&self) -> serde_json::Value {
        let one = (self.value_type)().schema();
        if self.is_many { serde_json::json!({ "type": "array", "items": one }) } else { one }
    }
}

/// Names and values, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Parses a query string.
    ///
    /// # Errors
    /// It is too long, or not UTF-8.
    pub fn read(text: Option<&str>) -> Result<Self, Problem> {
        let text = text.unwrap_or_default();
        if text.len() > MAX_QUERY_STRING {
            return Err(Problem::too_long(format!(
                "its parameters have more than {MAX_QUERY_STRING} bytes: shorten the query"
            )));
        }
        let decoded = |part: &str| {
            let part = part.replace('+', " ");
            let text = percent_decode_str(&part).decode_utf8().map(Cow::into_owned);
            text.map_err(|_| Problem::parameter(&part, "it is not UTF-8: encode it as UTF-8, then by percent signs"))
        };
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs.map(|(name, value)| Ok((decoded(name)?, decoded(value)?))).collect::<Result<_, _>>().map(Self)
    }

    /// Reads a JSON object: a list is a repeated parameter.
    ///
    /// # Errors
    /// They are too long, or one is neither text, number, switch nor a list of them.
    #[cfg(feature = "mcp")]
    pub fn of(object: Map<String, Value>) -> Result<Self, Problem> {
        let mut parameters = Self::default();
        for (name, value) in object {
            let values = match value {
                Value::Array(values) => values,
                value => vec![value],
            };
            for value in values {
                let text = match value {
                    Value::String(text) => text,
                    Value::Number(number) => number.to_string(),
                    Value::Bool(true) => "1".into(),
                    Value::Bool(false) | Value::Null => continue,
                    Value::Array(_) | Value::Object(_) => {
                        return Err(Problem::parameter(&name, "it is neither text nor a number nor true nor false"));
                    }
                };
                parameters.0.push((name.clone(), text));
            }
        }
        let length: usize = parameters.0.iter().map(|(name, value)| name.len() + value.len()).sum();
        if length > MAX_QUERY_STRING {
            return Err(Problem::too_long(format!("they have more than {MAX_QUERY_STRING} bytes: shorten the query")));
        }
        Ok(parameters)
    }

    /// Removes a parameter that is not a search flag, and returns its value.
    ///
    /// # Errors
    /// It is repeated.
    pub fn take(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let mut values = self.0.extract_if(.., |(known, _)| known == name);
        let value = values.next().map(|(_, value)| value);
        if values.next().is_some() { Err(Problem::unfit(name, ArgsProblem::Repeated)) } else { Ok(value) }
    }

    /// Removes a required parameter, and returns its value.
    ///
    /// # Errors
    /// It is missing.
    pub fn required(&mut self, name: &str) -> Result<String, Problem> {
        self.take(name)?.ok_or_else(|| Problem::unfit(name, ArgsProblem::Missing))
    }

    /// Removes a repeatable parameter that is not a search flag, and returns its values but for empty ones.
    pub fn take_all(&mut self, name: &str) -> Vec<String> {
        let values = self.0.extract_if(.., |(known, _)| known == name).map(|(_, value)| value);
        values.filter(|value| !value.trim().is_empty()).collect()
    }

    /// Removes a parameter that is not a search flag, and returns which of `values` it names; `None` if it is absent or empty.
    ///
    /// # Errors
    /// It is repeated, or names none of them.
    pub fn choice<T: ValueEnum>(&mut self, name: &str, values: &[T]) -> Result<Option<T>, Problem> {
        let value = self.take(name)?.filter(|value| !value.is_empty());
        Ok(value.map(|value| chosen(name, &value, values)).transpose()?)
    }

    /// The same with one more parameter.
    pub fn with(mut self, name: &str, value: String) -> Self {
        self.0.push((name.into(), value));
        self
    }

    /// The remaining parameters as search arguments.
    ///
    /// # Errors
    /// A parameter is unknown, or its value invalid.
    pub fn asked(&self) -> Result<SearchArgs, Problem> {
        self.asked_for(MAX_HITS)
    }

    /// As [`Parameters::asked`], for an answer of at most `most` hits.
    ///
    /// # Errors
    /// As of [`Parameters::asked`].
    pub fn asked_for(&self, most: usize) -> Result<SearchArgs, Problem> {
        // Empty fields of a form count as absent.
        let said = self.0.iter().filter(|(_, value)| !value.is_empty());
        let asked = SearchArgs::from_parameters(said.map(|(name, value)| (name.as_str(), value.as_str())))?;
        let limit = asked.limit.unwrap_or(1);
        if limit > most || asked.per_document.is_some_and(|count| count as usize > most) {
            let name = if limit > most { "limit" } else { "per-document" };
            return Err(Problem::unfit(name, ArgsProblem::TooMany(most)));
        }
        if asked.offset.saturating_add(limit) > MAX_RESULT_WINDOW {
            return Err(Problem::unfit("offset", ArgsProblem::TooDeep(MAX_RESULT_WINDOW)));
        }
        Ok(asked)
    }

    /// All of them.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_decoded() {
        let mut read =
            Parameters::read(Some("q=%D8%B3%D8%AC%D9%86+%2B1&outlet=a&outlet=b&no-fold&to=&lang=en")).unwrap();
        assert_eq!(read.take("q").unwrap().unwrap(), "سجن +1");
        assert_eq!(read.take("q").unwrap(), None);
        assert_eq!(read.take("lang").unwrap().unwrap(), "en");
        let asked = read.asked().unwrap();
        assert_eq!((asked.filter.outlet, asked.no_fold, asked.filter.to), (vec!["a".into(), "b".into()], false, None));
    }

    #[test]
    fn bounds_hold() {
        for (text, name) in [
            ("limit=101", "limit"),
            ("per-document=101", "per-document"),
            ("offset=9999&limit=10", "offset"),
            ("offset=1000000000", "offset"),
            ("part=-1", "part"),
            ("q%FF=1", "q%FF"),
        ] {
            let problem = Parameters::read(Some(text)).and_then(|read| read.asked().map(|_| ())).unwrap_err();
            assert_eq!((problem.status.as_u16(), problem.parameter.as_deref()), (400, Some(name)), "{text}");
        }
        let twice = Parameters::read(Some("q=a&q=b")).and_then(|mut read| read.take("q")).unwrap_err();
        assert_eq!((twice.status.as_u16(), twice.detail.as_str()), (400, "it may be given once"));
        let long = Parameters::read(Some(&"q=a&".repeat(1 << 18)));
        assert_eq!(long.unwrap_err().status.as_u16(), 414);
    }
}
