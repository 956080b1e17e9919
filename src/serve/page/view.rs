//! The view of a page: archive, language, and the parameters of its address.

use maud::{Markup, html};

use super::super::archive::Opened;
use super::super::parameters::{MAX_HITS, Parameters};
use super::super::problem::Problem;
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

    /// Checks the parameters of the address but for these, which a page takes besides those of a search.
    ///
    /// # Errors
    /// A parameter is unknown, or its value invalid.
    pub fn check_without(&self, own: &[&str]) -> Result<(), Problem> {
        let mut parameters = self.parameters.clone();
        own.iter().for_each(|name| drop(parameters.take_all(name)));
        parameters.asked().map(|_| ())
    }

    /// Links that choose the value of a parameter: value, name in Arabic, name in English. The first is chosen unless another is.
    fn switches(&self, path: &str, parameter: &str, label: &str, values: &[(&str, &str, &str)]) -> Markup {
        let language = self.language;
        let usual = values.first().map_or("", |(value, ..)| value);
        let chosen = self.pairs().find(|(name, value)| *name == parameter && !value.is_empty());
        let chosen = chosen.map_or(usual, |(_, value)| value);
        let address = |value: &str| {
            let kept = self.pairs().filter(|(name, _)| *name != parameter);
            self.address(path, kept.chain((!value.is_empty()).then_some((parameter, value))))
        };
        html! {
            p.layers {
                (label) ": "
                @for (value, arabic, english) in values {
                    a.switch.on[*value == chosen] href=(address(value)) aria-current=[(*value == chosen).then_some("true")] { (language.of(arabic, english)) } " "
                }
            }
        }
    }

    /// Links that choose the length of a period.
    pub fn units(&self, path: &str) -> Markup {
        let units = [
            ("", "تلقائيًا", "automatic"),
            ("day", "باليوم", "by day"),
            ("month", "بالشهر", "by month"),
            ("year", "بالسنة", "by year"),
        ];
        self.switches(path, "by", self.language.of("الفترة", "period"), &units)
    }

    /// Links that choose the order of a table.
    pub fn orders(&self, path: &str, orders: &[(&str, &str, &str)]) -> Markup {
        self.switches(path, "order", self.language.of("الترتيب بحسب", "ordered by"), orders)
    }

    /// How many rows of a table are shown of all, and where more can be had as a file.
    pub fn shown_of(&self, path: &str, shown: usize, total: u64) -> Markup {
        let most = MAX_HITS.to_string();
        let kept = self.pairs().filter(|(name, _)| *name != "limit");
        let download = address(path, kept.chain([("limit", most.as_str()), ("format", "csv")]));
        html! {
            p.beside { (shown) " " (self.language.of("من", "of")) " " (total) }
            p { a href=(download) download { "CSV" } }
        }
    }

    /// The address of this search without one value of a parameter.
    pub fn without(&self, name: &str, value: &str) -> String {
        self.address("/", self.pairs().filter(|pair| *pair != (name, value) && pair.0 != PLACE))
    }
}
