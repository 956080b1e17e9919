//! Search arguments, shared by command-line flags and HTTP query parameters.
//!
//! Both are read by clap into one struct, so that every surface has the same names, values and defaults.

mod description;

use clap::{Parser, ValueEnum};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::{Date, DateError, Precision};
use crate::engine::Order;
use crate::query::{self, Aliases, Filter, Layers, Query, QueryError};
use crate::search::Request;

pub use description::{ArgDescription, ValueType, chosen};

/// Arguments of a search.
#[derive(Clone, Debug, clap::Args)]
pub struct SearchArgs {
    /// How the query is read.
    #[command(flatten)]
    pub matching: MatchingArgs,
    /// Filters.
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Explain: which forms of each word matched, the expanded query, and the parts of each score.
    #[arg(long)]
    pub explain: bool,
    /// Order of the hits.
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    pub sort: Sort,
    /// Maximum number of hits [default: 10; with --format trec 1000]
    #[arg(short = 'n', long, value_name = "N")]
    pub limit: Option<usize>,
    /// Number of hits to skip.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
    /// Maximum number of passages per document [default: 1; with --format trec all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub per_document: Option<u32>,
    /// Show near-duplicates as hits of their own instead of folding them [default with --format trec]
    #[arg(long)]
    pub no_fold: bool,
}

/// Kinds of matching that a query uses.
#[derive(Clone, Debug, Default, clap::Args, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MatchingArgs {
    /// Search every word; signs have no meaning: for text copied from elsewhere.
    #[arg(long)]
    pub pasted: bool,
    /// Match folded forms only, as =word does: no clitics, endings, other spellings, plurals, aliases or Latin spellings.
    #[arg(long)]
    pub exact: bool,
    /// Match other clitics, but no other endings.
    #[arg(long)]
    pub no_stem: bool,
    /// Do not match aliases.
    #[arg(long)]
    pub no_alias: bool,
    /// Do not match this name as an alias; repeatable.
    #[arg(long, value_name = "NAME")]
    pub not_alias: Vec<String>,
    /// Do not match Arabic words by their Latin spellings.
    #[arg(long)]
    pub no_latin: bool,
    /// Do not match other spellings: أمريكا for أميركا.
    #[arg(long)]
    pub no_variants: bool,
    /// Do not match broken plurals for singulars, nor singulars for plurals: سجون for سجن.
    #[arg(long)]
    pub no_plurals: bool,
    /// Do not match this word as another spelling or plural; repeatable.
    #[arg(long, value_name = "WORD")]
    pub not_variant: Vec<String>,
}

/// Filters of a search.
#[derive(Clone, Debug, Default, clap::Args, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FilterArgs {
    /// Only this outlet, by id, name or part of the name; repeatable.
    #[arg(long, value_name = "OUTLET")]
    pub outlet: Vec<String>,
    /// Not this outlet; repeatable.
    #[arg(long, value_name = "OUTLET")]
    pub not_outlet: Vec<String>,
    /// Only this author, by name or part of it; repeatable.
    #[arg(long, value_name = "NAME")]
    pub author: Vec<String>,
    /// Only documents that name this agency as their source, by name or part of it; repeatable.
    #[arg(long, value_name = "NAME")]
    pub agency: Vec<String>,
    /// Only documents written from this place, by name or part of it; repeatable.
    #[arg(long, value_name = "NAME")]
    pub place: Vec<String>,
    /// Only documents in this language, by its code: ar, fa, ckb, ur; repeatable.
    #[arg(long, value_name = "CODE")]
    pub lang: Vec<String>,
    /// Published in or after this year, month or day: 2022, 2022-01, 2022-01-20.
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Published in or before this year, month or day.
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
}

/// The order of hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// Best first.
    Relevance,
    /// Latest published first.
    Newest,
    /// Earliest published first.
    Oldest,
}

/// A period by which documents are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Unit {
    /// A year.
    Year,
    /// A month.
    Month,
    /// A day.
    Day,
}

impl Unit {
    /// The precision of its dates.
    pub fn precision(self) -> Precision {
        match self {
            Unit::Year => Precision::Year,
            Unit::Month => Precision::Month,
            Unit::Day => Precision::Day,
        }
    }
}

/// An invalid argument.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--{parameter}: {problem}")]
pub struct ArgsError {
    /// The flag or parameter, without hyphens in front.
    pub parameter: String,
    /// The query is invalid.
    pub problem: ArgsProblem,
}

/// Why a flag or parameter is invalid, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArgsProblem {
    /// No parameter has this name.
    #[error("there is no such parameter; docs/api.md lists them")]
    Unknown,
    /// It is required and missing.
    #[error("it is required")]
    Missing,
    /// It is repeated.
    #[error("it may be given once")]
    Repeated,
    /// It does not accept this value.
    #[error("{0:?} is not a valid value")]
    Value(String),
    /// Its value is none of the choices.
    #[error("{value:?} is none of {}", .choices.join(", "))]
    Choice {
        /// What was given.
        value: String,
        /// What may be.
        choices: Vec<String>,
    },
    /// It is a number larger than this.
    #[error("at most {0}")]
    TooMany(usize),
    /// It asks for hits beyond this number.
    #[error("at most {0}: narrow the search instead")]
    TooDeep(usize),
    /// No alias has this name.
    #[error("no alias is called {0:?}: --explain tells the names that are searched")]
    NoAlias(String),
    /// It is not a date.
    #[error(transparent)]
    Date(DateError),
    /// The first date is after the second one.
    #[error("{0} is after {1}: exchange them")]
    Reversed(Date, Date),
}

impl ArgsError {
    /// An error of `parameter`.
    pub fn new(parameter: &str, problem: ArgsProblem) -> Self {
        Self { parameter: parameter.into(), problem }
    }
}

impl MatchingArgs {
    /// Parses a query.
    ///
    /// # Errors
    /// The query is invalid.
    pub fn parse(&self, text: &str) -> Result<Query, QueryError> {
        if self.pasted { Ok(query::parse_pasted(text)) } else { query::parse(text) }
    }

    /// The layers of matching.
    pub fn layers(&self) -> Layers {
        let fuzzy = !self.exact;
        Layers {
            clitics: fuzzy,
            stems: fuzzy && !self.no_stem,
            aliases: fuzzy && !self.no_alias,
            latin: fuzzy && !self.no_latin,
            variants: fuzzy && !self.no_variants,
            plurals: fuzzy && !self.no_plurals,
        }
    }

    /// The request for `query` with all else at its default.
    ///
    /// # Errors
    /// A name to leave out is not an alias.
    pub fn request(&self, query: Query, aliases: &Aliases) -> Result<Request, ArgsError> {
        let aliases = aliases.without(&self.not_alias);
        let aliases = aliases.map_err(|name| ArgsError::new("not-alias", ArgsProblem::NoAlias(name.into())))?;
        let not_variants = query::not_variants(&self.not_variant);
        Ok(Request { layers: self.layers(), aliases, not_variants, ..Request::new(query) })
    }
}

impl FilterArgs {
    /// The filter.
    ///
    /// # Errors
    /// A date is invalid, or the first date is after the second.
    pub fn filter(&self) -> Result<Filter, ArgsError> {
        let date = |parameter: &str, text: &Option<String>| {
            let read = text.as_ref().map(|text| text.parse::<Date>()).transpose();
            read.map_err(|error| ArgsError::new(parameter, ArgsProblem::Date(error)))
        };
        let (from, to) = (date("from", &self.from)?, date("to", &self.to)?);
        if let (Some(first), Some(last)) = (from, to)
            && first.first_minute() > last.last_minute()
        {
            return Err(ArgsError::new("from", ArgsProblem::Reversed(first, last)));
        }
        let (outlets, not_outlets) = (self.outlet.clone(), self.not_outlet.clone());
        let (authors, agencies, places) = (self.author.clone(), self.agency.clone(), self.place.clone());
        let languages = self.lang.clone();
        Ok(Filter { outlets, not_outlets, authors, agencies, places, languages, from, to })
    }
}

impl SearchArgs {
    /// The request for `query`.
    ///
    /// # Errors
    /// The filter is invalid, or a name to leave out is not an alias.
    pub fn request(&self, query: Query, aliases: &Aliases) -> Result<Request, ArgsError> {
        let request = self.matching.request(query, aliases)?;
        Ok(Request {
            filter: self.filter.filter()?,
            order: match self.sort {
                Sort::Relevance => Order::Relevance,
                Sort::Newest => Order::Newest,
                Sort::Oldest => Order::Oldest,
            },
            limit: self.limit.unwrap_or(request.limit),
            offset: self.offset,
            per_document: self.per_document.map_or(request.per_document, |count| count as usize),
            fold: !self.no_fold,
            explain: self.explain,
            ..request
        })
    }

    /// Reads HTTP query parameters: the names of flags, each with its value. A switch is on with any value but `0`,
    /// `false` and the empty one.
    ///
    /// # Errors
    /// A parameter is unknown, or its value invalid.
    pub fn from_parameters<'p>(parameters: impl Iterator<Item = (&'p str, &'p str)>) -> Result<Self, ArgsError> {
        let command = <Parameters as clap::CommandFactory>::command();
        let mut flags = Vec::new();
        for (name, value) in parameters {
            let argument = command.get_arguments().find(|argument| argument.get_long() == Some(name));
            let argument = argument.ok_or_else(|| ArgsError::new(name, ArgsProblem::Unknown))?;
            match argument.get_action() {
                clap::ArgAction::SetTrue if matches!(value, "" | "0" | "false") => {}
                clap::ArgAction::SetTrue => flags.push((name, format!("--{name}"))),
                _ => flags.push((name, format!("--{name}={value}"))),
            }
        }
        flags.dedup_by(|one, other| one.1 == other.1);
        let parsed = Parameters::try_parse_from(flags.iter().map(|(_, flag)| flag));
        parsed.map(|parameters| parameters.asked).map_err(|error| refused(&error))
    }
}

/// The flags of `args` that are set, as they are typed.
pub fn set_flags(args: &impl Serialize) -> Vec<String> {
    let Ok(Value::Object(all)) = serde_json::to_value(args) else { return Vec::new() };
    let of = |(name, value): (String, Value)| {
        let name = format!("--{}", name.replace('_', "-"));
        let with = |value: &Value| format!("{name} {}", value.as_str().unwrap_or_default());
        match value {
            Value::Bool(true) => vec![name],
            Value::String(_) => vec![with(&value)],
            Value::Array(values) => values.iter().map(with).collect(),
            _ => Vec::new(),
        }
    };
    all.into_iter().flat_map(of).collect()
}

/// [`SearchArgs`] as HTTP query parameters.
#[derive(Parser)]
#[command(no_binary_name = true, disable_help_flag = true, disable_version_flag = true)]
struct Parameters {
    #[command(flatten)]
    asked: SearchArgs,
}

/// Converts an error of clap into one of ours, without the words for a command line.
fn refused(error: &clap::Error) -> ArgsError {
    use clap::error::{ContextKind, ContextValue};
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    };
    let argument = context(ContextKind::InvalidArg).concat();
    let parameter = argument.trim_start_matches('-').split([' ', '=']).next().unwrap_or_default().to_string();
    let (value, choices) = (context(ContextKind::InvalidValue).concat(), context(ContextKind::ValidValue));
    let problem = match error.kind() {
        clap::error::ErrorKind::ArgumentConflict => ArgsProblem::Repeated,
        _ if choices.is_empty() => ArgsProblem::Value(value),
        _ => ArgsProblem::Choice { value, choices },
    };
    ArgsError { parameter, problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(parameters: &[(&str, &str)]) -> Result<SearchArgs, ArgsError> {
        SearchArgs::from_parameters(parameters.iter().copied())
    }

    #[test]
    fn parameters_are_the_flags() {
        let asked = read(&[
            ("outlet", "صدى"),
            ("outlet", "-نهر"),
            ("from", "2022-01"),
            ("no-alias", "1"),
            ("no-latin", "0"),
            ("exact", ""),
            ("sort", "newest"),
            ("limit", "20"),
        ]);
        let asked = asked.unwrap();
        assert_eq!(asked.filter.outlet, ["صدى", "-نهر"]);
        assert_eq!((asked.matching.no_alias, asked.matching.no_latin, asked.matching.exact), (true, false, false));
        let request = asked.request(query::parse("سجن").unwrap(), &Aliases::default()).unwrap();
        assert_eq!((request.order, request.limit, request.offset), (Order::Newest, 20, 0));
        assert_eq!(request.filter.from.unwrap().to_string(), "2022-01");
    }

    #[test]
    fn what_is_no_parameter_or_value_is_named() {
        let wrong = |parameters: &[(&str, &str)]| {
            let error = read(parameters).unwrap_err();
            (error.parameter, error.problem.to_string())
        };
        for (name, value, problem) in [
            ("colour", "red", "there is no such parameter"),
            ("help", "1", "there is no such parameter"),
            ("limit", "-1", "\"-1\" is not a valid value"),
            ("limit", "ten", "\"ten\" is not a valid value"),
            ("offset", "99999999999999999999", "is not a valid value"),
            ("sort", "best", "\"best\" is none of relevance, newest, oldest"),
            ("per-document", "0", "\"0\" is not a valid value"),
        ] {
            let (parameter, said) = wrong(&[(name, value)]);
            assert_eq!(parameter, name);
            assert!(said.contains(problem), "{name}: {said}");
        }
        assert_eq!(wrong(&[("limit", "1"), ("limit", "2")]), ("limit".into(), "it may be given once".into()));
        let asked = read(&[("from", "2023"), ("to", "2022")]).unwrap();
        assert!(asked.filter.filter().unwrap_err().to_string().contains("2023 is after 2022"));
    }
}
