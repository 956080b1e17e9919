//! How a search matches words and shows hits: one switch for each kind, with a sentence.

use maud::{Markup, html};

use super::language::Language;
use super::view::View;
use crate::args::SearchArgs;

/// A switch: its parameter, whether the parameter switches off what is on by default, its name and its sentence in Arabic and
/// English.
type Switch = (&'static str, bool, [&'static str; 2], [&'static str; 2]);

const SWITCHES: [Switch; 8] = [
    ("no-stem", true, ["لواحق أخرى", "other endings"], ["سجين تجد سجناء وسجينة.", "سجين finds سجينة and سجينين."]),
    (
        "no-variants",
        true,
        ["كتابات أخرى", "other spellings"],
        ["أمريكا تجد أميركا، وغوتيريش جوتيريش.", "أمريكا finds أميركا."],
    ),
    ("no-plurals", true, ["جموع ومفردات", "plurals"], ["سجن تجد سجون.", "سجن finds سجون, its broken plural."]),
    (
        "no-alias",
        true,
        ["أسماء أخرى", "other names"],
        [
            "أسماء الشيء الواحد من ملف الأرشيف: داعش وتنظيم الدولة.",
            "names of one thing, from the archive's file: داعش, ISIS.",
        ],
    ),
    (
        "no-latin",
        true,
        ["حروف لاتينية", "Latin spellings"],
        ["Hasakah تجد الحسكة، والعكس.", "Hasakah finds الحسكة, and the reverse."],
    ),
    (
        "exact",
        false,
        ["المطابقة التامة فقط", "exact only"],
        ["الكلمات بصيغها كما كُتبت، لا غير.", "words in the forms that were typed, nothing else."],
    ),
    (
        "no-fold",
        true,
        ["نسخ الخبر في نتيجة واحدة", "copies in one hit"],
        ["ما نقلته وسائل عدة بنصه يظهر مرة واحدة.", "what several outlets print alike is shown once."],
    ),
    (
        "pasted",
        false,
        ["نص ملصق", "pasted text"],
        ["تُبحث كل كلمة، ولا معنى للعلامات مثل + و\".", "every word is searched; signs such as + and \" mean nothing."],
    ),
];

/// All switches under one heading; open if one is not as it is by default.
pub(super) fn switches(view: &View<'_>, asked: &SearchArgs) -> Markup {
    let language = view.language;
    let is_changed = SWITCHES.iter().any(|(parameter, ..)| is_given(asked, parameter));
    html! {
        details.how open[is_changed] {
            summary { (language.of("كيف تُطابَق الكلمات", "How words are matched")) }
            ul { @for switch in &SWITCHES { li { (self::switch(view, asked, switch)) } } }
        }
    }
}

fn switch(view: &View<'_>, asked: &SearchArgs, (parameter, is_default, names, sentences): &Switch) -> Markup {
    let language = view.language;
    let is_given = is_given(asked, parameter);
    let is_layer = *is_default && *parameter != "no-fold";
    let is_on = is_given != *is_default && !(is_layer && asked.matching.exact);
    let address = match is_given {
        true => view.changed(&[parameter], &[]),
        // Switching a layer on ends exact matching.
        false if is_layer && !is_on => view.changed(&["exact"], &[]),
        false => view.changed(&[], &[(parameter, "1")]),
    };
    html! {
        a.switch.on[is_on] href=(address) {
            (language.of(names[0], names[1])) " "
            span.visually-hidden { (state(is_on, language)) }
        }
        " " span.beside { (language.of(sentences[0], sentences[1])) }
    }
}

/// The switch of the reasons.
pub(super) fn why(view: &View<'_>, asked: &SearchArgs) -> Markup {
    let language = view.language;
    let address = if asked.explain { view.changed(&["explain"], &[]) } else { view.changed(&[], &[("explain", "1")]) };
    html! {
        a.switch.on[asked.explain] href=(address) {
            (language.of("لماذا هذه النتائج؟", "why these hits?")) " " span.visually-hidden { (state(asked.explain, language)) }
        }
    }
}

fn state(is_on: bool, language: Language) -> &'static str {
    if is_on { language.of("(مشغل)", "(on)") } else { language.of("(متوقف)", "(off)") }
}

fn is_given(asked: &SearchArgs, parameter: &str) -> bool {
    match parameter {
        "no-stem" => asked.matching.no_stem,
        "no-variants" => asked.matching.no_variants,
        "no-plurals" => asked.matching.no_plurals,
        "no-alias" => asked.matching.no_alias,
        "no-latin" => asked.matching.no_latin,
        "exact" => asked.matching.exact,
        "pasted" => asked.matching.pasted,
        _ => asked.no_fold,
    }
}
