//! The frame around every page: head, header, and the files that pages load.

use std::borrow::Cow;
use std::sync::LazyLock;

use maud::{Markup, html};
use sha2::{Digest, Sha256};

use super::language::Language;
use super::parts::address;

/// A file whose address contains its hash, so that browsers may cache it.
pub(super) struct Asset {
    pub name: String,
    pub kind: &'static str,
    pub bytes: Cow<'static, [u8]>,
}

impl Asset {
    fn new(stem: &str, ending: &str, kind: &'static str, bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        let bytes = bytes.into();
        let hash = Sha256::digest(&bytes);
        let hash: String = hash[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        Self { name: format!("{stem}.{hash}.{ending}"), kind, bytes }
    }

    fn font(stem: &str, bytes: &'static [u8]) -> Self {
        Self::new(stem, "woff2", "font/woff2", bytes)
    }
}

/// The style sheet, which has the stems of [`FONTS`] in braces where their names are meant.
static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let mut text = include_str!("../assets/style.css").to_string();
    for font in FONTS.iter() {
        let stem = font.name.split('.').next().unwrap_or_default();
        text = text.replace(&format!("{{{stem}}}"), &font.name);
    }
    Asset::new("style", "css", "text/css; charset=utf-8", text.into_bytes())
});
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("page", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/page.js").as_slice())
});
static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_bytes!("../assets/icon.svg").as_slice()));

/// The typeface, see `assets/fonts/OFL.txt`; the first one is that of running text.
static FONTS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        Asset::font("naskh-arabic-400", include_bytes!("../assets/fonts/naskh-arabic-400.woff2")),
        Asset::font("naskh-arabic-700", include_bytes!("../assets/fonts/naskh-arabic-700.woff2")),
        Asset::font("naskh-latin-400", include_bytes!("../assets/fonts/naskh-latin-400.woff2")),
    ]
});

/// The file that pages load by this name.
pub(super) fn asset(name: &str) -> Option<&'static Asset> {
    [&*STYLE, &*SCRIPT, &*ICON].into_iter().chain(FONTS.iter()).find(|asset| asset.name == name)
}

/// A whole page around its main part; `other` is its address in the other language.
pub(super) fn frame(language: Language, title: &str, other: Option<&str>, main: &Markup) -> Markup {
    html! {
        (maud::DOCTYPE)
        html lang=(language.code()) dir=(language.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – " (language.of("فهرس", "Fihris")) }
                link rel="preload" as="font" type="font/woff2" crossorigin href={ "/static/" (FONTS[0].name) };
                link rel="stylesheet" href={ "/static/" (STYLE.name) };
                link rel="icon" href={ "/static/" (ICON.name) };
                script src={ "/static/" (SCRIPT.name) } defer {}
            }
            body {
                a.skip href="#main" { (language.of("إلى المحتوى", "Skip to content")) }
                header {
                    a.name href=(address("/", language.parameter())) { (language.of("فهرس", "Fihris")) }
                    a.stories href=(address("/stories", language.parameter())) { (language.of("القصص", "Stories")) }
                    a href=(address("/coverage", language.parameter())) { (language.of("ما في الأرشيف", "Coverage")) }
                    a.help href=(address("/help", language.parameter())) { (language.of("كيف تسأل", "How to ask")) }
                    // The script shows it when documents are chosen.
                    a.shortlist href=(address("/dossier", language.parameter())) data-full=(language.of("القائمة ممتلئة", "the list is full")) hidden {
                        (language.of("ملف بالمختار", "Dossier of the chosen")) ": " span aria-live="polite" {}
                    }
                    @if let Some(other) = other {
                        a.language href=(other) lang=(language.other().code()) { (language.other().name()) }
                    }
                }
                main #main tabindex="-1" { (main) }
            }
        }
    }
}
