//! The file that remembers watches: a watch a line, as JSON.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::super::outcome::CliError;
use crate::args::{FilterArgs, MatchingArgs};
use crate::engine::{Location, Order};
use crate::query::Aliases;
use crate::search::Request;

/// What the name of the file adds to that of the index.
const SUFFIX: &str = ".watches.jsonl";

/// A query that is watched.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Watch {
    pub name: String,
    /// As it was typed.
    pub query: String,
    #[serde(default)]
    pub matching: MatchingArgs,
    #[serde(default)]
    pub filter: FilterArgs,
    /// The file of aliases, if one was named.
    #[serde(default)]
    pub aliases: Option<PathBuf>,
    /// Digests of the ids of documents that were shown, see [`look`](crate::insight::look).
    pub seen: BTreeSet<String>,
}

impl Watch {
    /// The search of the watch.
    ///
    /// # Errors
    /// Its query or a flag of it is not understood.
    pub fn request(&self, aliases: &Aliases) -> Result<Request, CliError> {
        let request = self.matching.request(self.matching.parse(&self.query)?, aliases)?;
        Ok(Request { filter: self.filter.filter()?, order: Order::Newest, ..request })
    }
}

/// All watches of an index.
pub(super) struct Store {
    file: PathBuf,
    watches: Vec<Watch>,
}

impl Store {
    /// Reads `file`, or the one beside the index; there are no watches if there is no file.
    ///
    /// # Errors
    /// It cannot be read; a line is not a watch; the index is on a cluster and no file is named.
    pub fn open(file: Option<&Path>, location: &Location) -> Result<Self, CliError> {
        let file = file.map(Path::to_path_buf).or_else(|| Some(beside(location.folder()?)));
        let Some(file) = file else {
            return Err(CliError::Other("an index on a cluster has no folder: name a file with --watches".into()));
        };
        let problem = |detail: String| CliError::Other(format!("{}: {detail}", file.display()));
        let text = match fs::read_to_string(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(problem("it is not UTF-8: mend or remove the file".into()));
            }
            read => read.map_err(|error| problem(error.to_string()))?,
        };
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let watch = |(number, line): (usize, &str)| {
            let read = serde_json::from_str(line);
            read.map_err(|error| problem(format!("line {number} is no watch: {error}: mend or remove the line")))
        };
        let watches: Vec<Watch> = lines.map(watch).collect::<Result<_, _>>()?;
        let mut names = BTreeSet::new();
        if let Some(twice) = watches.iter().find(|watch| !names.insert(&watch.name)) {
            return Err(problem(format!("two watches are called {:?}: mend or remove one of the lines", twice.name)));
        }
        Ok(Self { file, watches })
    }

    /// All watches, in the order in which they were added.
    pub fn all(&self) -> &[Watch] {
        &self.watches
    }

    /// The watches of these names; all if there are none.
    ///
    /// # Errors
    /// No watch has one of the names; there is no watch.
    pub fn chosen(&self, names: &[String]) -> Result<Vec<&Watch>, CliError> {
        if self.watches.is_empty() {
            return Err(CliError::Other("there is no watch: `fihris watch add NAME QUERY` makes one".into()));
        }
        names.iter().try_for_each(|name| self.place(name).map(|_| ()))?;
        Ok(self.watches.iter().filter(|watch| names.is_empty() || names.contains(&watch.name)).collect())
    }

    /// Checks that no watch has this name.
    ///
    /// # Errors
    /// One has it.
    pub fn check_new(&self, name: &str) -> Result<(), CliError> {
        match self.place(name) {
            Ok(_) => Err(CliError::Other(format!("there is a watch {name:?}: remove it, or choose another name"))),
            Err(_) => Ok(()),
        }
    }

    /// Adds a watch.
    pub fn add(&mut self, watch: Watch) {
        self.watches.push(watch);
    }

    /// Removes the watch of this name.
    ///
    /// # Errors
    /// No watch has it.
    pub fn remove(&mut self, name: &str) -> Result<(), CliError> {
        let place = self.place(name)?;
        self.watches.remove(place);
        Ok(())
    }

    /// Remembers that documents were shown.
    pub fn see(&mut self, name: &str, digests: BTreeSet<String>) {
        self.watches.iter_mut().filter(|watch| watch.name == name).for_each(|watch| watch.seen.extend(digests.clone()));
    }

    fn place(&self, name: &str) -> Result<usize, CliError> {
        let place = self.watches.iter().position(|watch| watch.name == name);
        place.ok_or_else(|| CliError::Other(format!("no watch is called {name:?}: `fihris watch list` prints names")))
    }

    /// Replaces the file by one of these watches, which is whole or not there.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self) -> Result<(), CliError> {
        let new = with_suffix(&self.file, ".new");
        let write = || -> io::Result<()> {
            let mut file = File::create(&new)?;
            for watch in &self.watches {
                writeln!(file, "{}", serde_json::to_string(watch)?)?;
            }
            file.sync_all()?;
            fs::rename(&new, &self.file)
        };
        write().map_err(|error| {
            // A part of a file is of no use; the former one stays.
            let _ = fs::remove_file(&new);
            CliError::Other(format!("{}: {error}", self.file.display()))
        })
    }
}

/// The file beside the folder of an index.
fn beside(folder: &Path) -> PathBuf {
    // The folder may be `.`, or have `..` in it.
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    with_suffix(&folder, SUFFIX)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(suffix);
    name.into()
}
