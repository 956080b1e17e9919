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
mod layout;
mod listing;
mod outlets;
mod plain;
mod snippet;
mod story;
mod style;
mod table;
mod text;
mod trec;
mod wording;
mod wrap;

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
pub use layout::{HitDetail, HitLayout};
pub use listing::{ListFormat, Listing};
pub use outlets::{OutletFormat, outlets};
#[cfg(feature = "cli")]
pub(crate) use plain::columns;
#[cfg(feature = "serve")]
pub(crate) use plain::{FIRST_STRONG_ISOLATE, POP_ISOLATE, is_right_to_left, parts, site};
pub use plain::{field, plain, plain_lines, thousands};
#[cfg(feature = "serve")]
pub(crate) use snippet::{inside, snippet};
#[cfg(feature = "serve")]
pub(crate) use story::{JsonStories, JsonStory};
pub use story::{StoryFormat, stories, stories_schema, story, story_member, story_schema};
pub use table::TableFormat;
#[cfg(feature = "serve")]
pub(crate) use table::percent;
#[cfg(feature = "mcp")]
pub(crate) use wording::JsonWording;
pub use wording::{wording, wording_schema};
