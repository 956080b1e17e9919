use super::*;

/// The claims of a text: `low[-high] kind counted`.
fn read(text: &str) -> Vec<String> {
    let number = |claim: &Claim| claim.high.map_or(claim.low.to_string(), |high| format!("{}-{high}", claim.low));
    claims(text).iter().map(|claim| format!("{} {} {}", number(claim), claim.kind.name(), claim.counted)).collect()
}

#[test]
fn numbers_come_with_what_they_count() {
    for (text, expected) in [
        ("قُتل 13 شخصاً وأصيب أكثر من 800 أسير.", &["13 exact شخصاً", "800 more than أسير"][..]),
        ("فرّ نحو 20 من قادة التنظيم.", &["20 about قادة"]),
        ("مقتل ما لا يقل عن ثلاثة مدنيين وجرح 5 إلى 7 آخرين.", &["3 at least مدنيين", "5-7 range آخرين"]),
        ("بين 200 و300 عائلة نزحت.", &["200-300 range عائلة"]),
        ("ارتفع عدد الجرحى إلى 40.", &["40 exact الجرحى"]),
        ("بلغت النسبة 12.5 % هذا العام، أي ١٢٫٥ في المئة.", &["12.5 exact %", "12.5 exact %"]),
        ("استولوا على سيارتين وقُتل شخص واحد.", &["2 exact سيارتين", "1 exact شخص"]),
        ("كلفته مليونان ونصف المليون دولار لا أكثر من ذلك", &[]),
        ("خسر 3.5 ملايين ريال على الأقل.", &["3500000 at least ريال"]),
        ("بلغت (277) أمانة.", &["277 exact أمانة"]),
        ("قُتل أمس الاثنين 5 شرطيين وجندي.", &["5 exact شرطيين"]),
        ("إحالة واحد وأربعين متهماً إلى المحكمة.", &["41 exact متهماً"]),
        ("قُتل جنديان تركيان على الأقل.", &["2 at least جنديان"]),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn dates_times_ages_ranks_scores_and_names_are_no_claims() {
    for text in [
        "في 14 مارس 2023 عند الساعة 5 مساء.",
        "عمره 25 عاماً، ويقيم في شارع 40.",
        "فاز 2-1 في الدقيقة 88 من المباراة.",
        "حلّ في المركز 3 بحسب المادة 12.",
        "الطائرة إف-16 والكوكب كبلر-452 وحساب kamal99 معنا.",
        "منذ عام 2019 وحتى 2020 بقي الحال.",
        "عشرات القتلى وآلاف النازحين وأحد السكان.",
        "النصف الثاني من السنة الثالثة.",
        "في الخامس عشر من شوال، عند الساعة العاشرة وعشرين دقيقة.",
        "سالم (21 عاماً) ومحمد (33 سنة) في الثانية عشرة من عمره.",
        "حركة طالبان وسكان النماص وأحد رفيدة.",
        "في 24 من يوليو تم ذلك، وبلغت 439000 تم دفعها.",
    ] {
        assert_eq!(read(text), [""; 0], "{text}");
    }
}

#[test]
fn a_singular_and_its_plural_are_one_subject() {
    let subject = |text: &str| claims(text)[0].subject.clone();
    assert_eq!(subject("قُتل 13 عنصراً."), subject("قُتل ثلاثة عناصر."));
    assert_ne!(subject("قُتل 13 عنصراً."), subject("قُتل ثلاثة مدنيين."));
}

#[test]
fn any_text_has_claims_within_it() {
    let text = include_str!("../../../corpus/sada.jsonl").replace(['.', '،'], " ")
        + "بين 5 و بين من 3 إلى 12,500 ﷺ 5% ٪7 واحد ألف و 3.";
    for (start, _) in text.char_indices().step_by(7) {
        let part = &text[start..text.floor_char_boundary(start + 90)];
        for claim in claims(part) {
            assert!(part.get(claim.bytes.clone()).is_some() && part.get(claim.sentence.clone()).is_some(), "{part}");
            assert!(claim.sentence.start <= claim.bytes.start && claim.bytes.end <= claim.sentence.end, "{part}");
        }
    }
}
