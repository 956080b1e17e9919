//! The frame around every page: head, header, and the files that pages load.

use std::sync::LazyLock;

use maud::{Markup, html};
use sha2::{Digest, Sha256};

use super::language::Language;
use super::parts::address;

/// A file whose address contains its hash, so that browsers may cache it.
pub(super) struct Asset {
    pub name: String,
    pub kind: &'static str,
    pub text: &'static str,
}

impl Asset {
    fn new(stem: &str, ending: &str, kind: &'static str, text: &'static str) -> Self {
        let hash = Sha256::digest(text.as_bytes());
        let hash: String = hash[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        Self { name: format!("{stem}.{hash}.{ending}"), kind, text }
    }
}

pub(super) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("style", "css", "text/css; charset=utf-8", include_str!("../assets/style.css")));
pub(super) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("page", "js", "text/javascript; charset=utf-8", include_str!("../assets/page.js")));

pub(super) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("../assets/icon.svg")));

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
