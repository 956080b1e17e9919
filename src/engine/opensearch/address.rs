//! The address of an index on a cluster.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use opensearch::http::Url;

use crate::engine::EngineError;

/// Environment variables for a user's name and password, or for an API key. `VARIABLE_FILE` names a file that holds the
/// secret instead.
pub(super) const USER: &str = "FIHRIS_CLUSTER_USER";
pub(super) const PASSWORD: &str = "FIHRIS_CLUSTER_PASSWORD";
pub(super) const API_KEY: &str = "FIHRIS_CLUSTER_API_KEY";

/// An index on a cluster, as `https://host:9200/name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The cluster.
    pub(super) base: Url,
    /// The alias of the index.
    name: String,
    /// A PEM file with the certificate authority of the cluster, if the system does not have it.
    pub(super) authority: Option<PathBuf>,
    /// Whether partial answers are allowed.
    pub(super) is_partial_allowed: bool,
}

/// A text is not an [`Address`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}: write it as https://host:9200/archive")]
pub struct AddressError(String);

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let wrong = |problem: &str| AddressError(problem.into());
        let url = Url::parse(text).map_err(|error| AddressError(error.to_string()))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError(format!("a password does not belong in an address: set {USER} and {PASSWORD}")));
        }
        if url.host().is_none() || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("it names no index on a cluster"));
        }
        let name = url.path().trim_matches('/').to_string();
        let is_plain = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || matches!(char, '-' | '_');
        if name.is_empty() || !name.starts_with(|char: char| char.is_ascii_lowercase()) || !name.chars().all(is_plain) {
            return Err(wrong(
                "the name of an index begins with a Latin letter and has small letters, digits, - and _",
            ));
        }
        let mut base = url;
        base.set_path("/");
        Ok(Self { base, name, authority: None, is_partial_allowed: false })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.base, self.name)
    }
}

impl Address {
    /// The alias of the index.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same, trusting the authority in `file` (PEM).
    pub fn trusting(self, file: PathBuf) -> Self {
        Self { authority: Some(file), ..self }
    }

    /// The same, with partial answers allowed.
    pub fn allowing_partial(self) -> Self {
        Self { is_partial_allowed: true, ..self }
    }

    /// Another index on the same cluster.
    pub(super) fn of(&self, name: &str) -> Self {
        Self { name: name.into(), ..self.clone() }
    }

    pub(super) fn problem(&self, problem: impl Into<String>) -> EngineError {
        EngineError::Cluster { address: self.to_string(), problem: problem.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_cluster_and_an_index() {
        let address: Address = "http://127.0.0.1:9201/archive-2".parse().unwrap();
        assert_eq!((address.name(), address.to_string().as_str()), ("archive-2", "http://127.0.0.1:9201/archive-2"));
        for wrong in
            ["http://127.0.0.1:9201", "http://h/", "http://h/a/b", "http://h/Archive", "http://h/_all", "http://h/a?x"]
        {
            assert!(wrong.parse::<Address>().is_err(), "{wrong}");
        }
        let told = "https://user:secret@host/archive".parse::<Address>().unwrap_err().to_string();
        assert!(told.contains(PASSWORD) && !told.contains("secret"), "{told}");
    }
}
