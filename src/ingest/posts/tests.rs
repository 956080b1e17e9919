//! Tests of exports in the structure that the platforms write.

use super::super::testing::read;

/// What reading a file gives: of each document id, outlet, authors, date, address, answered, passed on, text; and the
/// problems.
fn told(name: &str, file: &str) -> (Vec<String>, Vec<String>) {
    let (documents, problems) = read(name, file.as_bytes());
    let documents = documents.into_iter().map(|document| {
        let metadata = document.metadata;
        let parts = [
            document.id,
            metadata.outlet.map(|outlet| format!("{} ({})", outlet.name, outlet.id)).unwrap_or_default(),
            metadata.authors.join(", "),
            metadata.published.map(|date| date.to_string()).unwrap_or_default(),
            metadata.url.unwrap_or_default(),
            metadata.reply_to.unwrap_or_default(),
            metadata.forwarded_from.unwrap_or_default(),
            document.body.replace('\n', "/"),
        ];
        parts.join("|")
    });
    (documents.collect(), problems)
}

#[test]
fn telegram_writes_chats_as_json() {
    let channel = r##"{
 "name": "قناة الوادي",
 "type": "public_channel",
 "id": 1550000001,
 "messages": [
  {
   "id": 1,
   "type": "service",
   "date": "2022-01-21T10:00:00",
   "date_unixtime": "1642752000",
   "actor": "قناة الوادي",
   "action": "create_channel",
   "text": ""
  },
  {
   "id": 7,
   "type": "message",
   "date": "2022-01-21T11:15:30",
   "date_unixtime": "1642752930",
   "from": "قناة الوادي",
   "from_id": "channel1550000001",
   "author": "رنيم",
   "forwarded_from": null,
   "reply_to_message_id": 5,
   "photo": "photos/1.jpg",
   "text": ["حريق في ", {"type": "hashtag", "text": "#الميناء"}, " \x01صباحا"]
  },
  {"id": 8, "type": "message", "date": "2022-01-21T11:20:00", "file": "(File not included.)", "text": ""},
  {"id": 9, "type": "message", "date": "2022-01-21T11:30:00", "text": "", "poll": {"question": "من أين؟", "answers": [{"text": "الوادي", "voters": 1}]}},
  {"id": 10, "type": "unsupported"}
 ]
}"##;
    let (documents, problems) = told("result.json", channel);
    assert_eq!(
        documents,
        [
            "telegram-channel1550000001-7|قناة الوادي (قناه-الوادي)|رنيم|2022-01-21T11:15+03:00|https://t.me/c/1550000001/7|telegram-channel1550000001-5|a deleted account|حريق في #الميناء \u{1}صباحا",
            "telegram-channel1550000001-9|قناة الوادي (قناه-الوادي)||2022-01-21T11:30|https://t.me/c/1550000001/9|||من أين؟/الوادي",
        ]
    );
    assert_eq!(problems, ["NoPost@6", "NoPost@28", "NoPost@30"]);

    let account = r#"{"about": "Here is the data", "personal_information": {"user_id": 5, "phone_number": "+1"},
 "chats": {"about": "all", "list": [
  {"name": "فريق التحرير", "type": "private_group", "id": 4294967301, "messages": [
   {"id": 3, "type": "message", "date": "2020-01-21T10:15:30", "edited": "1970-01-01T02:00:00", "from": "سعيد", "from_id": 4294967300, "text": "وصل البيان"}]},
  {"type": "saved_messages", "id": 5, "messages": [{"id": 4, "type": "message", "date": "2020-01-21T10:15:30", "from": "سعيد", "from_id": "user5", "text": "مسودة"}]}]}}"#;
    let (documents, problems) = told("result.json", account);
    assert_eq!(
        documents,
        [
            "telegram-chat5-3|فريق التحرير (فريق-التحرير)|سعيد|2020-01-21T10:15||||وصل البيان",
            "telegram-user5-4||سعيد|2020-01-21T10:15||||مسودة",
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
    let cut = &channel[..channel.find("\"id\": 9").unwrap()];
    let (documents, problems) = told("result.json", cut);
    assert_eq!((documents.len(), problems), (1, vec!["NoPost@6".into(), "NoPost@28".into(), "BrokenJson@29".into()]));
}

#[test]
fn telegram_writes_chats_as_pages() {
    let page = r##"<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body>
<div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">فريق التحرير </div></div></div>
<div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">21 January 2022</div></div>
<div class="message service" id="message2"><div class="body details">سعيد created group</div></div>
<div class="message default clearfix" id="message3"><div class="body">
<div class="pull_right date details" title="21.01.2022 10:15:30 UTC+03:00">10:15</div><div class="from_name">سعيد </div>
<div class="text">وصل البيان<br>من الميناء</div></div></div>
<div class="message default clearfix joined" id="message4"><div class="body"><div class="pull_right date details" title="21.01.2022 10:16:00 UTC+03:00">10:16</div>
<div class="reply_to details">In reply to <a href="#go_to_message3">this message</a></div><div class="text">وهذه صورته</div></div></div>
<div class="message default clearfix" id="message5"><div class="body"><div class="pull_right date details" title="05.02.2022 09:00:00">09:00</div><div class="from_name">رنيم</div>
<div class="forwarded body"><div class="from_name">قناة الوادي <span class="date details" title="20.01.2022 09:00:00"> 20.01.2022 09:00:00</span></div>
<div class="text">حريق في الميناء</div></div></div></div>
</div></div></div></body></html>"##;
    let (documents, problems) = told("messages.html", page);
    let documents: Vec<&str> = documents.iter().map(|one| &one[17..]).collect();
    assert_eq!(
        documents,
        [
            "فريق التحرير (فريق-التحرير)|سعيد|2022-01-21T10:15+03:00||||وصل البيان/من الميناء",
            "فريق التحرير (فريق-التحرير)|سعيد|2022-01-21T10:16+03:00||||وهذه صورته",
            "فريق التحرير (فريق-التحرير)|رنيم|2022-02-05T09:00|||قناة الوادي|حريق في الميناء",
        ]
    );
    assert_eq!(problems, ["NoPost@0"]);
}

#[test]
fn telegram_shows_channels_on_the_web() {
    let post = |id: &str, inner: &str| {
        format!(
            "<div class='tgme_widget_message_wrap'><div class='tgme_widget_message text_not_supported_wrap' data-post='wadi/{id}'>\
             <a class='tgme_widget_message_owner_name' href='https://t.me/wadi'><span>قناة الوادي</span></a>{inner}<div class='tgme_widget_message_footer'>\
             <span class='tgme_widget_message_from_author'>رنيم</span><a class='tgme_widget_message_date' href='https://t.me/wadi/{id}'>\
             <time datetime='2022-01-21T07:15:30+00:00'>10:15</time></a></div></div></div>"
        )
    };
    let text = "<div class='tgme_widget_message_text js-message_text'><div class='tgme_widget_message_text js-message_text'>حريق في الميناء<br/>\
                <tg-emoji><i class='emoji'><b>🔥</b></i></tg-emoji></div></div>";
    let reply = "<a class='tgme_widget_message_reply' href='https://t.me/wadi/4'><div class='tgme_widget_message_text js-message_reply_text'>سابق</div></a>\
                 <div class='tgme_widget_message_forwarded_from'>From <a class='tgme_widget_message_forwarded_from_name'>وكالة السرو</a></div>\
                 <div class='tgme_widget_message_text js-message_text'>أخمد الحريق</div>";
    let page = format!(
        "<!DOCTYPE html><html><head><title>قناة</title></head><body><section class='tgme_channel_history'>{}{}{}</section></body></html>",
        post("5", text),
        post("6", reply),
        post("7", "<video></video>")
    );
    let (documents, problems) = told("a.html", &page);
    assert_eq!(
        documents,
        [
            "t.me/wadi/5|قناة الوادي (wadi)|رنيم|2022-01-21T07:15+00:00|https://t.me/wadi/5|||حريق في الميناء/🔥",
            "t.me/wadi/6|قناة الوادي (wadi)|رنيم|2022-01-21T07:15+00:00|https://t.me/wadi/6|https://t.me/wadi/4|وكالة السرو|أخمد الحريق",
        ]
    );
    assert_eq!(problems, ["NoPost@0"]);
}

#[test]
fn posts_of_x_have_many_forms() {
    let archive = "window.YTD.tweets.part0 = [\n  {\n    \"tweet\" : {\n      \"id_str\" : \"17\", \"id\" : \"17\",\n      \"created_at\" : \"Fri Jan 21 07:15:30 +0000 2022\",\n\
        \"full_text\" : \"RT @wadi: حريق &amp; دخان https://t.co/a\", \"in_reply_to_status_id_str\" : \"16\",\n\
        \"entities\" : {\"urls\" : [{\"url\" : \"https://t.co/a\", \"expanded_url\" : \"https://wadi.example/1\"}]}\n    }\n  }\n]";
    let expected = "17|||2022-01-21T07:15+00:00|https://x.com/i/web/status/17|16|@wadi|RT @wadi: حريق & دخان https://wadi.example/1";
    assert_eq!(told("data/tweets.js", archive), (vec![expected.into()], vec![]));
    for (record, expected) in [
        (
            r#"{"created_at": "Fri Jan 21 07:15:30 +0000 2022", "id_str": "17", "text": "حر…", "truncated": true, "extended_tweet": {"full_text": "حريق في الميناء"}, "user": {"screen_name": "wadi", "name": "الوادي"}}"#,
            "17|الوادي (wadi)||2022-01-21T07:15+00:00|https://x.com/wadi/status/17|||حريق في الميناء",
        ),
        (
            r#"{"created_at": "Fri Jan 21 07:15:30 +0000 2022", "id_str": "18", "full_text": "RT @sarw: حر…", "retweeted_status": {"id_str": "9", "full_text": "حريق في الميناء", "user": {"screen_name": "sarw", "name": "السرو"}}, "user": {"screen_name": "wadi", "name": "الوادي"}}"#,
            "18|الوادي (wadi)||2022-01-21T07:15+00:00|https://x.com/wadi/status/18||السرو|حريق في الميناء",
        ),
        (
            r#"{"data": [{"id": "19", "text": "حر…", "note_tweet": {"text": "حريق في الميناء"}, "author_id": "3", "created_at": "2022-01-21T07:15:30.000Z", "referenced_tweets": [{"type": "replied_to", "id": "16"}]}], "includes": {"users": [{"id": "3", "username": "wadi", "name": "الوادي"}]}, "meta": {"result_count": 1}}"#,
            "19|الوادي (wadi)||2022-01-21T07:15+00:00|https://x.com/wadi/status/19|16||حريق في الميناء",
        ),
        (
            r#"{"id": "20", "text": "حريق", "author_id": "3", "created_at": "2022-01-21T07:15:30.000Z", "author": {"id": "3", "username": "wadi", "name": "الوادي"}}"#,
            "20|الوادي (wadi)||2022-01-21T07:15+00:00|https://x.com/wadi/status/20|||حريق",
        ),
        (
            r#"{"_type": "snscrape.modules.twitter.Tweet", "url": "https://twitter.com/wadi/status/21", "date": "2022-01-21T07:15:30+00:00", "content": "حريق", "id": 21, "user": {"username": "wadi", "displayname": "الوادي"}, "inReplyToTweetId": 16}"#,
            "21|الوادي (wadi)||2022-01-21T07:15+00:00|https://twitter.com/wadi/status/21|16||حريق",
        ),
        (
            r#"{"_type": "snscrape.modules.telegram.TelegramPost", "url": "https://t.me/s/wadi/123", "date": "2022-01-21T07:15:30+00:00", "content": "حريق", "outlinks": []}"#,
            "t.me/wadi/123|wadi (wadi)||2022-01-21T07:15+00:00|https://t.me/s/wadi/123|||حريق",
        ),
        (
            r#"{"rest_id": "22", "legacy": {"full_text": "حر…", "created_at": "Fri Jan 21 07:15:30 +0000 2022"}, "core": {"user_results": {"result": {"legacy": {"screen_name": "wadi", "name": "الوادي"}}}}, "note_tweet": {"note_tweet_results": {"result": {"text": "حريق في الميناء"}}}}"#,
            "22|الوادي (wadi)||2022-01-21T07:15+00:00|https://x.com/wadi/status/22|||حريق في الميناء",
        ),
    ] {
        assert_eq!(told("a.jsonl", record), (vec![expected.to_string()], vec![]), "{record}");
    }
    assert_eq!(told("a.jsonl", r#"{"delete": {"status": {"id": 1}}}"#), (vec![], vec!["NoPost@1".into()]));
}

#[test]
fn what_facebook_and_instagram_give_is_undone_and_read() {
    let latin = |text: &str| {
        text.bytes()
            .map(|byte| if byte < 128 { char::from(byte).to_string() } else { format!("\\u{:04x}", byte) })
            .collect::<String>()
    };
    let posts = format!(
        r#"[{{"timestamp": 1642749330, "data": [{{"post": "{0}"}}, {{"update_timestamp": 1}}], "title": "X updated his status."}},
            {{"timestamp": 1642749330, "attachments": [{{"data": [{{"media": {{"uri": "1.jpg", "creation_timestamp": 1, "description": "{0}"}}}}]}}]}},
            {{"timestamp": 1642749331, "attachments": [{{"data": [{{"media": {{"uri": "2.jpg", "creation_timestamp": 1}}}}]}}]}}]"#,
        latin("حريق في الميناء")
    );
    let (documents, problems) = told("your_posts_1.json", &posts);
    let texts: Vec<&str> = documents.iter().map(|one| &one[17..]).collect();
    assert_eq!(texts, ["||2022-01-21T07:15+00:00||||حريق في الميناء"; 2]);
    assert_eq!(problems, ["EncodedTwice@1", "EncodedTwice@2", "NoPost@3"]);
    let instagram = format!(
        r#"[{{"media": [{{"uri": "1.jpg", "creation_timestamp": 1642749330, "title": "{0}"}}]}},
            {{"media": [{{"uri": "1.jpg", "creation_timestamp": 1, "title": ""}}, {{"uri": "2.jpg", "creation_timestamp": 1}}], "title": "{0}", "creation_timestamp": 1642749330}}]"#,
        latin("حريق في الميناء")
    );
    let (documents, _) = told("posts_1.json", &instagram);
    assert_eq!(
        documents.iter().map(|one| &one[17..]).collect::<Vec<_>>(),
        ["||2022-01-21T07:15+00:00||||حريق في الميناء"; 2]
    );
    let messages = format!(
        r#"{{"participants": [{{"name": "{1}"}}], "messages": [{{"sender_name": "{1}", "timestamp_ms": 1642749330000, "content": "{0}", "type": "Generic"}},
            {{"sender_name": "{1}", "timestamp_ms": 1642749330000, "photos": [{{"uri": "a", "creation_timestamp": 1}}]}}], "title": "{1}", "thread_path": "inbox/a_1"}}"#,
        latin("وصل البيان"),
        latin("سعيد")
    );
    let (documents, problems) = told("message_1.json", &messages);
    assert_eq!(
        documents.iter().map(|one| &one[17..]).collect::<Vec<_>>(),
        ["سعيد (سعيد)||2022-01-21T07:15+00:00||||وصل البيان"]
    );
    assert_eq!(problems, ["EncodedTwice@1", "NoPost@1"]);
    let labels = format!(
        r#"{{"media_list_data": [{{"uri": ""}}], "string_map_data": {{"{}": {{"value": "{}"}}, "Time": {{"timestamp": 1642749330}}}}}}"#,
        latin("تعليق"),
        latin("صدقت")
    );
    let (documents, _) = told("post_comments_1.json", &format!("[{labels}]"));
    assert_eq!(documents.iter().map(|one| &one[17..]).collect::<Vec<_>>(), ["||2022-01-21T07:15+00:00||||صدقت"]);
}

#[test]
fn posts_of_mastodon_and_bluesky() {
    let outbox = r#"{"@context": "https://www.w3.org/ns/activitystreams", "id": "outbox.json", "type": "OrderedCollection", "totalItems": 2, "orderedItems": [
        {"id": "https://m.example/users/u/statuses/1/activity", "type": "Create", "actor": "https://m.example/users/u", "published": "2022-01-21T07:15:30Z",
         "object": {"id": "https://m.example/users/u/statuses/1", "type": "Note", "summary": null, "inReplyTo": "https://m.example/9", "published": "2022-01-21T07:15:30Z", "url": "https://m.example/@u/1", "attributedTo": "https://m.example/users/u",
          "content": "<p>حريق في <a href=\"https://m.example/tags/a\">#<span>الميناء</span></a></p>"}},
        {"id": "https://m.example/2", "type": "Announce", "actor": "https://m.example/users/u", "object": "https://n.example/3"}]}"#;
    assert_eq!(
        told("outbox.json", outbox),
        (
            vec!["https://m.example/users/u/statuses/1|u@m.example (u@m.example)||2022-01-21T07:15+00:00|https://m.example/@u/1|https://m.example/9||حريق في #الميناء".to_string()],
            vec!["NoPost@5".to_string()]
        )
    );
    for (record, expected) in [
        (
            r#"[{"id": "1", "created_at": "2022-01-21T07:15:30.000Z", "uri": "https://m.example/1", "url": "https://m.example/@u/1", "content": "<p>حريق</p>", "spoiler_text": "عنف", "reblog": null, "account": {"acct": "u", "display_name": "الوادي"}}]"#,
            "https://m.example/1|الوادي (u)||2022-01-21T07:15+00:00|https://m.example/@u/1|||عنف//حريق",
        ),
        (
            r#"{"feed": [{"post": {"uri": "at://did:plc:x/app.bsky.feed.post/k", "author": {"handle": "wadi.example", "displayName": "الوادي"}, "record": {"$type": "app.bsky.feed.post", "text": "حريق", "createdAt": "2022-01-21T07:15:30.000Z"}}}], "cursor": "c"}"#,
            "at://did:plc:x/app.bsky.feed.post/k|الوادي (wadi.example)||2022-01-21T07:15+00:00|https://bsky.app/profile/wadi.example/post/k|||حريق",
        ),
    ] {
        assert_eq!(told("a.json", record), (vec![expected.to_string()], vec![]), "{record}");
    }
}

#[test]
fn videos_come_with_their_comments() {
    let video = r#"{"id": "abcdefghijk", "title": "حريق الميناء", "description": "تصوير أول", "channel": "الوادي", "uploader_id": "@wadi", "upload_date": "20220121",
        "webpage_url": "https://www.youtube.com/watch?v=abcdefghijk", "extractor_key": "Youtube", "formats": [{"url": "x"}],
        "comments": [{"id": "Ug1", "parent": "root", "text": "الله يستر", "author": "@said", "timestamp": 1642749330}, {"id": "Ug1.2", "parent": "Ug1", "text": "آمين", "author": "@ranim", "timestamp": null}]}"#;
    let (documents, problems) = told("a.info.json", video);
    assert_eq!(
        documents,
        [
            "abcdefghijk|الوادي (@wadi)||2022-01-21|https://www.youtube.com/watch?v=abcdefghijk|||تصوير أول",
            "Ug1|الوادي (@wadi)|@said|2022-01-21|https://www.youtube.com/watch?v=abcdefghijk&lc=Ug1|abcdefghijk||الله يستر",
            "Ug1.2|الوادي (@wadi)|@ranim||https://www.youtube.com/watch?v=abcdefghijk&lc=Ug1.2|Ug1||آمين",
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
    let comment = r#"{"cid": "Ug1.2", "text": "آمين", "time": "2 weeks ago", "author": "@ranim", "channel": "UC1", "votes": "0", "time_parsed": 1642749330.5}"#;
    assert_eq!(told("a.jsonl", comment).0, ["Ug1.2||@ranim|2022-01-21||Ug1||آمين"]);
}

#[test]
fn a_chat_is_a_document_a_day() {
    let chat = "21/01/2022, 09:00 - الرسائل والمكالمات مشفرة تمامًا بين الطرفين.\n\
        21/01/2022, 10:15 - سعيد: وصل البيان\nوفيه سطران\n\
        21/01/2022, 10:16 - \u{202A}+963 944 000 001\u{202C}: <تم استبعاد الوسائط>\n\
        21/01/2022, 10:17 - رنيم: IMG-20220121-WA0001.jpg (الملف مرفق)\nصورة الحريق\n\
        22/01/2022, 08:00 - رنيم: أخمد الحريق \u{200F}<تم تعديل هذه الرسالة>\n";
    let (documents, problems) = told("/x/دردشة واتساب مع فريق التحرير.txt", chat);
    let documents: Vec<&str> = documents.iter().map(|one| &one[17..]).collect();
    assert_eq!(
        documents,
        [
            "فريق التحرير (فريق-التحرير)|سعيد, رنيم|2022-01-21||||10:15 سعيد: وصل البيان/وفيه سطران//10:17 رنيم: صورة الحريق",
            "فريق التحرير (فريق-التحرير)|رنيم|2022-01-22||||08:00 رنيم: أخمد الحريق",
        ]
    );
    assert_eq!(problems, ["NoPost@1", "NoPost@4"]);
    let apple = "[1/21/22, 10:15:30\u{202F}PM] الفريق: \u{200E}أنشأ سعيد المجموعة\r\n[1/21/22, 10:16:00\u{202F}PM] ~\u{A0}سعيد: وصل البيان\nوفيه سطران\r\n\
        \u{200E}[1/21/22, 10:17:00\u{202F}PM] سعيد: \u{200E}<attached: 00000012-PHOTO-2022-01-21-22-17-00.jpg>\r\n";
    let (documents, problems) = told("/x/WhatsApp Chat - الفريق/_chat.txt", apple);
    assert_eq!(&documents[0][17..], "الفريق (الفريق)|سعيد|2022-01-21||||22:16 سعيد: وصل البيان/وفيه سطران");
    assert_eq!(problems, ["NoPost@1", "NoPost@4"]);
    // A file that was cut, and telephones in other languages.
    let cut = "نهاية رسالة قديمة\n15/04/2024 à 09:00 - سعيد: <Médias omis>\n15/04/2024 à 09:01 - سعيد: Ce message a été supprimé\n15/04/2024 à 09:02 - رنيم: وصل البيان\n";
    let (documents, problems) = told("/x/Discussion WhatsApp avec الشمال.txt", cut);
    assert_eq!(&documents[0][17..], "الشمال (الشمال)|رنيم|2024-04-15||||نهاية رسالة قديمة//09:02 رنيم: وصل البيان");
    assert_eq!(problems, ["NoPost@2", "NoPost@3"]);
    // A list with dates is no chat.
    let (documents, _) =
        told("a.txt", "21/01/2022 اجتماع المجلس البلدي في الوادي\n22/01/2022 زيارة الوزير إلى الميناء صباحا\n");
    assert_eq!(documents.len(), 1);
}

#[test]
fn broken_exports_lose_nothing_else() {
    assert_eq!(
        told("result.json", r#"{"name": "أ", "type": "private_group", "id": 1, "messages": []}"#).1,
        ["NoText@1"]
    );
    let long = format!(
        r#"{{"name": "أ", "type": "private_group", "id": 1, "messages": [{{"id": 1, "type": "message", "text": "نص"}}, {{"id": 2, "type": "message", "text": "{}"}}]}}"#,
        "ا".repeat(9 << 20)
    );
    let (documents, problems) = told("result.json", &long);
    assert_eq!((documents.len(), problems), (1, vec!["TooLarge@1".to_string()]));
    let deep = format!(r#"{{"type": "private_group", "messages": {}"#, "[".repeat(100_000));
    assert_eq!(told("result.json", &deep).1, ["BrokenJson@1"]);
}

#[test]
fn articles_of_others_are_no_posts() {
    let text = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";
    for record in [
        format!(
            r#"{{"data": [{{"id": 5, "title": "خبر", "text": "{text}", "url": "https://a.example/5", "source": "الشام"}}], "meta": {{"total": 1}}}}"#
        ),
        format!(r#"{{"data": [{{"id": "5", "text": "{text}", "source": "الشام"}}], "meta": {{"result_count": 1}}}}"#),
        format!(
            r#"{{"timestamp": 1642760130, "title": "خبر", "data": [{{"post": "x"}}], "text": "{text}", "source": "الشام"}}"#
        ),
        format!(
            r#"{{"id_str": "5", "created_at": "2022-01-21T10:15:30Z", "title": "خبر", "text": "{text}", "source": "الشام", "user": {{"name": "م"}}}}"#
        ),
        format!(r#"{{"type": "Note", "title": "خبر", "content": "{text}", "source": "الشام"}}"#),
        format!(
            r#"{{"title": "خبر", "source": "الشام", "comments": [{{"cid": "1", "text": "تعليق", "votes": 3}}], "content": "{text}"}}"#
        ),
        format!(r#"{{"cid": "1", "title": "خبر", "text": "{text}", "votes": 3, "source": "الشام"}}"#),
    ] {
        let (documents, problems) = told("a.json", &format!("[{record}]"));
        assert!(documents.len() == 1 && documents[0].ends_with(text), "{record}: {documents:?} {problems:?}");
        assert!(documents[0].contains("الشام") && !documents[0].contains("x.com"), "{documents:?}");
    }
    // An article may show a post.
    let post =
        "<div class='tgme_widget_message' data-post='homs/10'><div class='tgme_widget_message_text'>منشور</div></div>";
    let page = format!(
        "<html><head><title>حريق في ميناء المرسى</title></head><body><h1>حريق في ميناء المرسى</h1><p>{text}</p>{post}<p>{text}</p></body></html>"
    );
    let (documents, _) = told("a.html", &page);
    assert!(documents.len() == 1 && documents[0].contains(text) && !documents[0].contains("t.me"), "{documents:?}");
}

#[test]
fn a_telephone_may_show_another_calendar() {
    let day = |head: &str| {
        let (documents, _) = told("a.txt", &format!("{head} - سامي: نص\n{head} - سامي: نص\n"));
        documents[0].split('|').nth(3).unwrap().to_string()
    };
    assert_eq!(day("١٨/٦/١٤٤٣، ١٠:١٥ م"), "2022-01-21");
    assert_eq!(day("۱۴۰۰/۱۱/۱, ۱۰:۱۵"), "2022-01-21");
}
