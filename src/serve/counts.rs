//! Facets and timelines of the archive or of a search.

use schemars::JsonSchema;
use serde::Serialize;

use super::archive::Opened;
use super::documents::Selection;
use super::parameters::{MAX_HITS, Parameters};
use super::problem::Problem;
use crate::engine::{FacetCounts, OutletCount, Plan};
use crate::insight::Timeline;
use crate::render::SCHEMA_VERSION;

/// The outlets, authors, agencies, places and languages of matching documents.
#[derive(Serialize, JsonSchema)]
pub(super) struct Counts {
    pub schema_version: u32,
    /// Documents that match.
    pub documents: u64,
    /// Those of most documents first.
    pub outlets: Vec<OutletCount>,
    /// Those of most documents first.
    pub authors: Vec<NameCount>,
    /// Those of most documents first.
    pub agencies: Vec<NameCount>,
    /// Those of most documents first.
    pub places: Vec<NameCount>,
    /// Codes; those of most documents first.
    pub languages: Vec<NameCount>,
}

/// An author, agency, place or language, and how many documents name it.
#[derive(Serialize, JsonSchema)]
pub(super) struct NameCount {
    name: String,
    documents: u64,
}

/// The dates of matching documents.
#[derive(Serialize, JsonSchema)]
pub(super) struct Dated {
    schema_version: u32,
    /// Documents that match.
    documents: u64,
    #[serde(flatten)]
    timeline: Timeline,
}

pub(super) fn outlets(archive: &Opened<'_>, parameters: Parameters) -> Result<Counts, Problem> {
    let FacetCounts { documents, outlets, authors, agencies, places, languages, .. } = facets(archive, parameters)?;
    let counts = |names: Vec<(String, u64)>| -> Vec<NameCount> {
        names.into_iter().map(|(name, documents)| NameCount { name, documents }).collect()
    };
    let [authors, agencies, places, languages] = [authors, agencies, places, languages].map(counts);
    Ok(Counts { schema_version: SCHEMA_VERSION, documents, outlets, authors, agencies, places, languages })
}

pub(super) fn timeline(archive: &Opened<'_>, parameters: Parameters) -> Result<Dated, Problem> {
    let facets = facets(archive, parameters)?;
    let timeline = Timeline::dense(&facets.dates, facets.undated);
    Ok(Dated { schema_version: SCHEMA_VERSION, documents: facets.documents, timeline })
}

/// The facets of the documents that are selected.
fn facets(archive: &Opened<'_>, parameters: Parameters) -> Result<FacetCounts, Problem> {
    let Selection { query, filter, .. } = Selection::read(archive, parameters, MAX_HITS)?;
    Ok(archive.index.facets(&query.as_ref().map_or_else(Plan::all, Plan::of), &filter)?)
}
