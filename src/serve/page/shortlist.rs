//! The shortlist: documents that are chosen for a dossier, kept in the browser by the script.

use maud::{Markup, html};

use super::super::dossier::PICK;
use super::language::Language;
use super::parts::{query_string, titled};
use super::view::PLACE;

/// The search with these parameters as a list of chosen documents keeps it, the same on every page: without what only places
/// and orders its hits, by the order of names.
pub(super) fn search_key<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    let of_page = [PLACE, "limit", "explain", "sort", "at", PICK];
    let kept = pairs.into_iter().filter(|(name, value)| !of_page.contains(name) && !value.is_empty());
    let mut kept: Vec<_> = kept.collect();
    kept.sort_by_key(|(name, _)| *name);
    query_string(kept)
}

/// A box that puts a document on the list of chosen ones; the list belongs to the form `dossier`.
pub(super) fn pick(id: &str, title: &str, language: Language) -> Markup {
    html! {
        label.pick {
            input type="checkbox" name=(PICK) value=(id) form="dossier"
                aria-label={ (language.of("اختر للملف", "Choose for a dossier")) ": " (titled(title, language)) };
            " " (language.of("اختر للملف", "Choose for a dossier"))
        }
    }
}
