//! Output for people and programs: a file per format.
//!
//! Text for people is in logical order, as terminals and files expect it, with every field that may hold Arabic in
//! Unicode isolates, so that fields do not reorder each other. No control character of a document reaches a
//! terminal, and no direction override either: a title cannot disguise the fields beside it.

mod cite;
mod concordance;
mod coverage;
mod csv;
mod document;
mod dossier;
mod explain;
mod feed;
mod hits;
mod json;
mod keywords;
mod outlets;
mod plain;
#[cfg(feature = "serve")]
mod snippet;
mod story;
mod style;
mod table;
mod text;
mod trec;
mod wording;

#[cfg(feature = "serve")]
pub(crate) use cite::part_in_arabic;
pub use cite::{CitationStyle, citation};
#[cfg(feature = "mcp")]
pub(crate) use concordance::JsonConcordance;
pub use concordance::{ConcordanceFormat, concordance, concordance_schema};
#[cfg(feature = "mcp")]
pub(crate) use coverage::JsonCoverage;
pub use coverage::{coverage, coverage_schema, trends, trends_schema};
pub use document::{DocumentFormat, document, document_schema};
#[cfg(feature = "mcp")]
pub(crate) use dossier::JsonDossier;
pub use dossier::{AboutDossier, DEFAULT_TITLE, DossierFormat, dossier, dossier_folder, dossier_schema};
pub use explain::suggestions;
pub use feed::{Feed, FeedEntry, feed};
pub use hits::{HitFormat, Hits};
#[cfg(feature = "mcp")]
pub(crate) use json::Versioned;
pub use json::{SCHEMA_VERSION, hits_schema};
pub use keywords::{collocates, collocates_schema, keyness, keyness_schema};
pub use outlets::{OutletFormat, outlets};
#[cfg(feature = "serve")]
pub(crate) use plain::{FIRST_STRONG_ISOLATE, POP_ISOLATE, parts};
pub use plain::{field, plain, plain_lines};
#[cfg(feature = "serve")]
pub(crate) use snippet::snippet;
#[cfg(feature = "serve")]
pub(crate) use story::{JsonStories, JsonStory};
pub use story::{StoryFormat, stories, stories_schema, story, story_member, story_schema};
pub use table::TableFormat;
#[cfg(feature = "serve")]
pub(crate) use table::percent;
#[cfg(feature = "mcp")]
pub(crate) use wording::JsonWording;
pub use wording::{wording, wording_schema};
