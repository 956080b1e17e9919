//! Wording by parameters, shared by all surfaces.

use clap::ValueEnum;

use super::archive::Opened;
use super::documents::Selection;
use super::parameters::{ExtraParameter, MAX_HITS, Parameters};
use super::problem::Problem;
use crate::args::{Unit, ValueType};
use crate::insight::{self, SetWording};

pub(super) const BY: ExtraParameter = ExtraParameter {
    name: "by",
    value_type: || ValueType::one_of(Unit::value_variants()),
    help: "count by periods of this length",
    is_required: false,
    is_many: false,
};

/// Which names of each set of the archive's aliases the outlets use, in the documents that are selected.
pub(super) fn read(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Vec<SetWording>, Problem> {
    let unit = parameters.choice("by", Unit::value_variants())?;
    let Selection { query, filter, .. } = Selection::read(archive, parameters, MAX_HITS)?;
    if archive.aliases.is_empty() {
        return Err(Problem::missing("the archive has no sets of names: start the server with --aliases FILE"));
    }
    Ok(insight::wording(archive.index, archive.aliases, query.as_ref(), &filter, unit.map(Unit::precision))?)
}
