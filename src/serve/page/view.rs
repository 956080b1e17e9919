//! The view of a page: archive, language, and the parameters of its address.

use maud::{Markup, html};

use super::super::archive::Opened;
use super::super::parameters::Parameters;
use super::language::Language;
use super::parts::address;

/// The parameter of the position among the hits.
pub(super) const PLACE: &str = "offset";

/// Everything from which a page is rendered.
pub(super) struct View<'v> {
    pub archive: &'v Opened<'v>,
    pub language: Language,
    /// The parameters of the address, without the language.
    pub parameters: Parameters,
}

impl View<'_> {
    /// The address `path` with these parameters, in the language of the page.
    pub fn address<'p>(&self, path: &str, pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
        address(path, pairs.into_iter().chain(self.language.parameter()))
    }

    /// Names and values of the parameters.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.parameters.pairs().iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The address of this search without the parameters `without` and with `with` added. The position among the hits
    /// is removed too, since other hits have other positions.
    pub fn changed(&self, without: &[&str], with: &[(&str, &str)]) -> String {
        let kept = self.pairs().filter(|(name, _)| !without.contains(name) && *name != PLACE);
        self.address("/", kept.chain(with.iter().copied()))
    }

    /// A form that asks the page at `path` for a query; the parameters of the address but those `without` are kept.
    pub fn query_form(&self, path: &str, button: &str, without: &[&str]) -> Markup {
        let language = self.language;
        let text = self.pairs().find(|(name, _)| *name == "q").map_or("", |(_, text)| text);
        let kept = self.pairs().filter(|(name, value)| *name != "q" && !without.contains(name) && !value.is_empty());
        html! {
            form.search role="search" action=(path) {
                label.visually-hidden for="q" { (language.of("كلمات البحث", "Words to look for")) }
                input id="q" name="q" type="search" dir="auto" value=(text) autocomplete="off";
                button { (button) }
                @for (name, value) in kept.chain(language.parameter()) { input type="hidden" name=(name) value=(value); }
            }
        }
    }

    /// The address of this search without one value of a parameter.
    pub fn without(&self, name: &str, value: &str) -> String {
        self.address("/", self.pairs().filter(|pair| *pair != (name, value) && pair.0 != PLACE))
    }
}
