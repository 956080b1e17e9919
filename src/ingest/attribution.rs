//! Finds the outlet of a document, and corrects its metadata by the registry of outlets.

use super::origin::Origin;
use super::outlets::{OutletEntry, host, slug};
use crate::arabic::fold;
use crate::document::{Metadata, Outlet};

impl Origin<'_> {
    /// The outlet of a document that states `stated`, has this URL, and whose page has these lines.
    pub(super) fn outlet<'l>(
        &self,
        stated: Option<Outlet>,
        url: Option<&str>,
        lines: impl Iterator<Item = &'l str>,
    ) -> Option<Outlet> {
        let outlets = &self.settings.outlets;
        if let Some(stated) = stated {
            let known = outlets.named(&stated.id).or_else(|| outlets.named(&stated.name));
            return Some(known.map_or(stated, |entry| entry.outlet(None)));
        }
        let host = url.and_then(host);
        let by_host = || {
            let host = host.as_deref()?;
            let unknown = || Outlet { id: host.into(), name: host.into(), inferred_from: Some("URL".into()) };
            Some(outlets.of_host(host).map_or_else(unknown, |entry| entry.outlet(Some("URL"))))
        };
        let named = |name: &str, from: &str| {
            let unknown = || Outlet { id: slug(name), name: name.trim().into(), inferred_from: Some(from.into()) };
            outlets.named(name).map_or_else(unknown, |entry| entry.outlet(Some(from)))
        };
        let folder = self.source.folder.as_deref().filter(|_| self.settings.outlet_from_folder);
        by_host()
            .or_else(|| outlets.in_lines(lines).map(|entry| entry.outlet(Some("text"))))
            .or_else(|| outlets.named(self.first_name()?).map(|entry| entry.outlet(Some("file name"))))
            .or_else(|| folder.map(|folder| named(folder, "folder")))
            .or_else(|| self.settings.outlet.as_deref().map(|name| named(name, "--outlet")))
    }

    /// The name of the file or member up to its first full stop.
    pub(super) fn first_name(&self) -> Option<&str> {
        let name = self.name().rsplit(": ").next()?;
        let name = std::path::Path::new(name).file_name()?.to_str()?.split('.').next()?;
        (!name.is_empty()).then_some(name)
    }

    /// The registry entry of an outlet.
    pub(super) fn known(&self, outlet: Option<&Outlet>) -> Option<&OutletEntry> {
        self.settings.outlets.named(&outlet?.id)
    }

    /// Names the letter that it is attached to, and corrects metadata by the registry: removes authors that are accounts, and sets the zone of the outlet's clock.
    pub(super) fn settle(&self, metadata: &mut Metadata) {
        metadata.attached_to.clone_from(&self.letter);
        if !metadata.authors.is_empty() {
            let own = metadata.outlet.as_ref().map(|outlet| [fold(&outlet.name), fold(&outlet.id)]).unwrap_or_default();
            metadata.authors.retain(|author| !own.contains(&fold(author.trim())));
        }
        let Some(entry) = self.settings.outlets.named(metadata.outlet.as_ref().map_or("", |outlet| &outlet.id)) else {
            return;
        };
        metadata.authors.retain(|author| !entry.is_account(author));
        metadata.published = metadata.published.map(|date| entry.zoned(date).unwrap_or(date));
    }
}

#[cfg(test)]
mod tests {
    use super::super::outlets::Outlets;
    use super::super::source::{Settings, Source};
    use super::*;

    const REGISTRY: &str = r#"
        [[outlet]]
        id = "manara"
        name = "منارة رأس الحجل"
        aliases = ["المنارة"]
        domains = ["manara.example"]
        zone = "Asia/Damascus"
        accounts = ["admin7"]
    "#;

    fn tell(path: &str, settings: &Settings, url: Option<&str>, lines: &str) -> Option<(String, Option<String>)> {
        let source = Source {
            path: path.into(),
            bytes: None,
            file: std::path::PathBuf::new(),
            sha256: String::new(),
            folder: Some("صدى".into()),
        };
        let outlet = Origin::of(&source, settings).outlet(None, url, lines.lines())?;
        Some((outlet.id, outlet.inferred_from))
    }

    #[test]
    fn an_outlet_is_told_by_url_text_file_name_folder_and_flag() {
        let mut settings = Settings { outlets: Outlets::parse(REGISTRY).unwrap(), ..Settings::default() };
        let manara = |from: &str| Some(("manara".to_string(), Some(from.to_string())));
        assert_eq!(tell("/a", &settings, Some("https://www.manara.example/1"), ""), manara("URL"));
        assert_eq!(tell("/a", &settings, Some("https://ar.manara.example:80/1"), ""), manara("URL"));
        assert_eq!(
            tell("/a", &settings, Some("http://notmanara.example/1"), ""),
            Some(("notmanara.example".into(), Some("URL".into())))
        );
        assert_eq!(tell("/a", &settings, None, "بحث\nحريق في الميناء | مَنارة رأس الحجل\n"), manara("text"));
        assert_eq!(tell("/a", &settings, None, "زار المنارة أمس"), None, "a sentence names it, not the page");
        assert_eq!(tell("/manara.2020.txt", &settings, None, ""), manara("file name"));
        settings.outlet = Some("المنارة".into());
        assert_eq!(tell("/a", &settings, None, ""), manara("--outlet"));
        settings.outlet_from_folder = true;
        assert_eq!(tell("/a", &settings, None, ""), Some(("صدي".into(), Some("folder".into()))));
    }

    #[test]
    fn a_registry_knows_accounts_and_clocks() {
        let settings = Settings { outlets: Outlets::parse(REGISTRY).unwrap(), ..Settings::default() };
        let source = Source {
            path: "/a".into(),
            bytes: None,
            file: std::path::PathBuf::new(),
            sha256: String::new(),
            folder: None,
        };
        let origin = Origin::of(&source, &settings);
        let mut metadata = Metadata {
            outlet: origin.outlet(None, Some("http://manara.example"), "".lines()),
            authors: vec!["Admin7".into(), "رنيم".into(), "المنارة".into()],
            published: Some("2022-01-24T12:30".parse().unwrap()),
            ..Metadata::default()
        };
        origin.settle(&mut metadata);
        assert_eq!(metadata.authors, ["رنيم"]);
        assert_eq!(metadata.published.unwrap().to_string(), "2022-01-24T12:30+02:00");
    }
}
