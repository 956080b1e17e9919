//! The registry of outlets: names, domains, clocks and accounts that users list.
//!
//! docs/formats.md describes the file. A document's outlet is the one that it states; else that of its URL's domain;
//! else one of the registry named in its text or by its file; else, on request, its folder; else the one that the user
//! named. Otherwise it is unknown.

use std::fmt;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::date::DateRole;
use crate::arabic::fold;
use crate::document::{Date, Outlet, Precision};

/// A registry of outlets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlets {
    #[serde(rename = "outlet", default)]
    entries: Vec<OutletEntry>,
}

/// An outlet of the registry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutletEntry {
    /// A short name for programs and filters.
    pub id: String,
    /// The name that readers know.
    pub name: String,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// Domains of its URLs, without `www.`; those below them count, too.
    pub domains: Vec<String>,
    /// The zone of its clock, such as `Asia/Damascus`.
    pub zone: Option<String>,
    /// Bylines that name no author: accounts and desks.
    pub accounts: Vec<String>,
    /// Beginnings of lines that belong to its pages, not to articles.
    pub chrome: Vec<String>,
    /// Beginnings of the lines with its dates.
    pub date_line: Option<DateLine>,
}

/// A line of a page that holds a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateLine {
    /// The beginning of the line.
    pub starts: String,
    /// The role of the date.
    pub role: DateRole,
}

/// The error in a registry.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OutletsError(String);

impl Outlets {
    /// Reads a registry in TOML.
    ///
    /// # Errors
    /// It is not TOML, has an unknown key, an entry without id or name, an id twice, or an unknown time zone.
    pub fn parse(text: &str) -> Result<Self, OutletsError> {
        let outlets: Self = toml::from_str(text).map_err(|error| OutletsError(error.to_string()))?;
        let mut seen = std::collections::HashSet::new();
        for entry in &outlets.entries {
            let OutletEntry { id, name, zone, .. } = entry;
            if id.trim().is_empty() || name.trim().is_empty() {
                return Err(OutletsError(format!("an outlet needs an id and a name; one has {id:?} and {name:?}")));
            }
            if !seen.insert(fold(id)) {
                return Err(OutletsError(format!("two outlets have the id {id:?}")));
            }
            if let Some(zone) = zone.as_deref().filter(|zone| TimeZone::get(zone).is_err()) {
                return Err(OutletsError(format!(
                    "outlet {id:?}: there is no time zone {zone:?}; say it as Asia/Damascus"
                )));
            }
        }
        Ok(outlets)
    }

    /// Adds what `entries` have to the entries of the same id, and the others.
    pub fn complete(&mut self, entries: Vec<OutletEntry>) {
        for entry in entries {
            match self.entries.iter_mut().find(|known| fold(&known.id) == fold(&entry.id)) {
                Some(known) => {
                    known.aliases.extend(entry.aliases);
                    known.domains.extend(entry.domains);
                    known.accounts.extend(entry.accounts);
                }
                None => self.entries.push(entry),
            }
        }
    }

    /// Adds the outlets of `other` that are not there yet.
    pub fn add(&mut self, other: Outlets) {
        for entry in other.entries {
            if !self.entries.iter().any(|known| fold(&known.id) == fold(&entry.id)) {
                self.entries.push(entry);
            }
        }
    }

    /// The outlet with this id, name or alias, folded.
    pub fn named(&self, name: &str) -> Option<&OutletEntry> {
        if self.entries.is_empty() {
            return None;
        }
        let name = fold(name.trim());
        self.entries.iter().find(|entry| entry.names().any(|known| fold(known) == name))
    }

    /// The outlet to whose domains `host` belongs.
    pub(super) fn of_host(&self, host: &str) -> Option<&OutletEntry> {
        let is_below =
            |domain: &str| host.strip_suffix(domain).is_some_and(|left| left.is_empty() || left.ends_with('.'));
        self.entries.iter().find(|entry| entry.domains.iter().any(|domain| is_below(&domain.to_ascii_lowercase())))
    }

    /// The outlet that the lines of a page name: alone on a line, or at one end of it behind a separator.
    pub(super) fn in_lines<'l>(&self, mut lines: impl Iterator<Item = &'l str>) -> Option<&OutletEntry> {
        if self.entries.is_empty() {
            return None;
        }
        lines.find_map(|line| {
            let line = fold(line.trim());
            if line.len() > 300 {
                return None;
            }
            let ends = [line.split(PARTS).next(), line.rsplit(PARTS).next()];
            self.entries.iter().find(|entry| {
                entry.names().any(|name| {
                    let name = fold(name);
                    ends.iter().flatten().any(|end| end.trim().trim_end_matches('.') == name)
                })
            })
        })
    }
}

/// Separators between an outlet's name and the rest of a line.
const PARTS: [char; 6] = ['|', '-', '–', '—', ':', '«'];

impl OutletEntry {
    fn names(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), self.name.as_str()].into_iter().chain(self.aliases.iter().map(String::as_str))
    }

    pub(super) fn outlet(&self, inferred_from: Option<&str>) -> Outlet {
        Outlet { id: self.id.clone(), name: self.name.clone(), inferred_from: inferred_from.map(String::from) }
    }

    /// Whether a byline is one of its accounts, or its own name.
    pub(super) fn is_account(&self, byline: &str) -> bool {
        let byline = fold(byline.trim());
        self.names().chain(self.accounts.iter().map(String::as_str)).any(|account| fold(account) == byline)
    }

    /// The offset that its clock has at `date`, for one with a time and no offset.
    pub(super) fn zoned(&self, date: Date) -> Option<Date> {
        let time = date.time().filter(|time| time.offset.is_none() && date.precision() == Precision::Minute)?;
        let zone = TimeZone::get(self.zone.as_deref()?).ok()?;
        let day = jiff::civil::date(date.year() as i16, date.month()? as i8, date.day()? as i8);
        let clock = day.at(time.hour as i8, time.minute.unwrap_or(0) as i8, 0, 0);
        let offset = zone.to_ambiguous_zoned(clock).compatible().ok()?.offset().seconds() / 60;
        let time = crate::document::Time { offset: i16::try_from(offset).ok(), ..time };
        Date::from_parts(date.year(), date.month(), date.day(), Some(time))
    }
}

/// Kinds of outlets, folded.
#[rustfmt::skip]
pub(super) const KINDS: &[&str] = &[
    "موقع", "شبكه", "وكاله", "صحيفه", "جريده", "قناه", "منصه", "بوابه", "اذاعه", "راديو", "مجله", "تلفزيون",
];

/// What names of one outlet have in common: the folded letters and digits without its kind. شبكة الشرقية 24 has that of
/// الشرقية24.
pub fn name_key(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    let own: String = words.clone().filter(|word| !KINDS.contains(word)).collect();
    if own.is_empty() { words.collect() } else { own }
}

/// The host of a URL, without `www.`.
pub fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").map(String::from).unwrap_or(host);
    let is_name = host.contains('.') && host.contains(|char: char| char.is_alphabetic());
    is_name.then_some(host)
}

/// An id derived from a name.
pub(super) fn slug(name: &str) -> String {
    fold(name).split_whitespace().collect::<Vec<_>>().join("-")
}

impl fmt::Display for Outlets {
    /// The registry as a file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, entry) in self.entries.iter().enumerate() {
            f.write_str(if place > 0 { "\n" } else { "" })?;
            write!(f, "{entry}")?;
        }
        Ok(())
    }
}

impl fmt::Display for OutletEntry {
    /// The entry in the format of a registry.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Strings of JSON are strings of TOML.
        let quoted = |text: &String| serde_json::to_string(text).unwrap_or_default();
        writeln!(f, "[[outlet]]")?;
        writeln!(f, "id = {}\nname = {}", quoted(&self.id), quoted(&self.name))?;
        let lists = [
            ("aliases", &self.aliases),
            ("domains", &self.domains),
            ("accounts", &self.accounts),
            ("chrome", &self.chrome),
        ];
        for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            writeln!(f, "{key} = [{}]", list.iter().map(quoted).collect::<Vec<_>>().join(", "))?;
        }
        if let Some(zone) = &self.zone {
            writeln!(f, "zone = {}", quoted(zone))?;
        }
        if let Some(DateLine { starts, role }) = &self.date_line {
            let role = serde_json::to_string(role).unwrap_or_default();
            writeln!(f, "date_line = {{ starts = {}, role = {role} }}", quoted(starts))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_registry_is_refused_with_its_line() {
        for (text, part) in [
            ("[[outlet]]\nid = \"a\"\nnmae = \"b\"", "line 3"),
            ("[[outlet]]\nid = \"a\"", "needs an id and a name"),
            ("[[outlet]]\nid = \"a\"\nname = \"b\"\nzone = \"Asia/Nowhere\"", "Asia/Nowhere"),
        ] {
            let error = Outlets::parse(text).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
