//! How a search matches words and shows hits: one switch for each kind, with a sentence.

use maud::{Markup, html};

use super::language::Language;
use super::view::View;
use crate::args::SearchArgs;

/// A switch of a search.
struct Switch {
    parameter: &'static str,
    is_given: fn(&SearchArgs) -> bool,
    kind: Kind,
    /// In Arabic and in English.
    name: [&'static str; 2],
    sentence: [&'static str; 2],
}

/// What the parameter of a switch does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It switches a layer of matching off; exact matching has none of them.
    LayerOff,
    /// It switches off what is on by default.
    Off,
    /// It switches on what is off by default.
    On,
}

const SWITCHES: [Switch; 8] = [
    Switch {
        parameter: "no-stem",
        is_given: |asked| asked.matching.no_stem,
        kind: Kind::LayerOff,
        name: ["لواحق أخرى", "other endings"],
        sentence: ["سجين تجد سجينة وسجينين.", "سجين finds سجينة and سجينين."],
    },
    Switch {
        parameter: "no-variants",
        is_given: |asked| asked.matching.no_variants,
        kind: Kind::LayerOff,
        name: ["كتابات أخرى", "other spellings"],
        sentence: ["أمريكا تجد أميركا، وغوتيريش جوتيريس.", "أمريكا finds أميركا."],
    },
    Switch {
        parameter: "no-plurals",
        is_given: |asked| asked.matching.no_plurals,
        kind: Kind::LayerOff,
        name: ["جموع ومفردات", "plurals"],
        sentence: ["سجن تجد سجون.", "سجن finds سجون, its broken plural."],
    },
    Switch {
        parameter: "no-alias",
        is_given: |asked| asked.matching.no_alias,
        kind: Kind::LayerOff,
        name: ["أسماء أخرى", "other names"],
        sentence: [
            "أسماء الشيء الواحد من ملف الأرشيف: داعش وتنظيم الدولة.",
            "names of one thing, from the archive's file: داعش, ISIS.",
        ],
    },
    Switch {
        parameter: "no-latin",
        is_given: |asked| asked.matching.no_latin,
        kind: Kind::LayerOff,
        name: ["حروف لاتينية", "Latin spellings"],
        sentence: ["Hasakah تجد الحسكة، والعكس.", "Hasakah finds الحسكة, and the reverse."],
    },
    Switch {
        parameter: "exact",
        is_given: |asked| asked.matching.exact,
        kind: Kind::On,
        name: ["المطابقة التامة فقط", "exact only"],
        sentence: ["الكلمات بصيغها كما كُتبت، لا غير.", "words in the forms that were typed, nothing else."],
    },
    Switch {
        parameter: "no-fold",
        is_given: |asked| asked.no_fold,
        kind: Kind::Off,
        name: ["نسخ الخبر في نتيجة واحدة", "copies in one hit"],
        sentence: ["ما نقلته وسائل عدة بنصه يظهر مرة واحدة.", "what several outlets print alike is shown once."],
    },
    Switch {
        parameter: "pasted",
        is_given: |asked| asked.matching.pasted,
        kind: Kind::On,
        name: ["نص ملصق", "pasted text"],
        sentence: [
            "تُبحث كل كلمة، ولا معنى للعلامات مثل + و\".",
            "every word is searched; signs such as + and \" mean nothing.",
        ],
    },
];

impl Switch {
    fn show(&self, view: &View<'_>, asked: &SearchArgs) -> Markup {
        let is_given = (self.is_given)(asked);
        let is_ended = self.kind == Kind::LayerOff && asked.matching.exact;
        let is_on = is_given == (self.kind == Kind::On) && !is_ended;
        let address = match (is_given, is_ended) {
            (true, _) => view.changed(&[self.parameter], &[]),
            // Switching a layer on ends exact matching.
            (false, true) => view.changed(&["exact"], &[]),
            (false, false) => view.changed(&[], &[(self.parameter, "1")]),
        };
        let [arabic, english] = self.sentence;
        html! { (link(view, &address, self.name, is_on)) " " span.beside { (view.language.of(arabic, english)) } }
    }
}

/// All switches under one heading; open if one is not as it is by default.
pub(super) fn switches(view: &View<'_>, asked: &SearchArgs) -> Markup {
    let is_changed = SWITCHES.iter().any(|switch| (switch.is_given)(asked));
    html! {
        details.how open[is_changed] {
            summary { (view.language.of("كيف تُطابَق الكلمات", "How words are matched")) }
            ul { @for switch in &SWITCHES { li { (switch.show(view, asked)) } } }
        }
    }
}

/// The switch of the reasons.
pub(super) fn why(view: &View<'_>, asked: &SearchArgs) -> Markup {
    let address = if asked.explain { view.changed(&["explain"], &[]) } else { view.changed(&[], &[("explain", "1")]) };
    link(view, &address, ["لماذا هذه النتائج؟", "why these hits?"], asked.explain)
}

fn link(view: &View<'_>, address: &str, [arabic, english]: [&str; 2], is_on: bool) -> Markup {
    let language: Language = view.language;
    let state = if is_on { language.of("(مشغل)", "(on)") } else { language.of("(متوقف)", "(off)") };
    html! { a.switch.on[is_on] href=(address) { (language.of(arabic, english)) " " span.visually-hidden { (state) } } }
}
