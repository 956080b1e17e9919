//! `fihris wording`: which of several names for one thing each outlet uses.

use std::io::Write;

use super::outcome::{CliError, Outcome};
use super::prepared::{PeriodArgs, Prepared};
use super::terminal::Out;
use crate::args::Unit;
use crate::engine::Location;
use crate::insight;
use crate::render::{self, TableFormat};

pub(super) fn run(location: &Location, args: &PeriodArgs, out: &mut Out) -> Result<Outcome, CliError> {
    let Prepared { index, query, filter, aliases } = args.asked.open(location)?;
    if aliases.is_empty() {
        let why = "there are no sets of names to compare: list them in a file of [[alias]] entries, and name it with --aliases";
        return Err(CliError::Other(why.into()));
    }
    let sets = insight::wording(&*index, &aliases, query.as_ref(), &filter, args.by.map(Unit::precision))?;
    let stream: &mut dyn Write = if args.format == TableFormat::Text { out } else { out.data() };
    render::wording(&sets, args.format, stream)?;
    Ok(if sets.iter().all(|set| set.outlets.is_empty()) { Outcome::Nothing } else { Outcome::Found })
}
