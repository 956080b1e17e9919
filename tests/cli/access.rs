//! Tests of who may ask a server what: tokens, hosts, pages of other sites, and callers that never read.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::serving::{LINES, Server, encoded};
use super::{Archive, assert_refused};

#[test]
fn other_machines_need_the_token() {
    let archive = Archive::of(&LINES);
    let refused = archive.run(&["serve", "--port", "0", "--listen", "0.0.0.0"], &[]);
    assert_refused(&refused, &["0.0.0.0", "--token-file"]);
    let file = archive.write("../token", b"a secret of some length\n");
    let server = Server::of(&archive, &["--listen", "0.0.0.0", "--token-file", file.to_str().unwrap()]);
    assert_eq!(server.get("/api/v1/health").status, 401);
    // A token that other users can read is said to be so; the port is taken, so that it ends.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let port = server.address.rsplit(':').next().unwrap();
        for (mode, is_open) in [(0o644, true), (0o600, false)] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            let flags = ["serve", "--port", port, "--listen", "0.0.0.0", "--token-file", file.to_str().unwrap()];
            let said = archive.run(&flags, &[]);
            assert_eq!((said.code, said.err.contains("chmod 600")), (2, is_open), "{}", said.err);
        }
    }
    let answer = server.get("/");
    assert!(answer.status == 303 && answer.head.contains("location: /login"), "{}", answer.head);
    assert_eq!(server.get("/login").status, 200);
    // Logging in leads to where one was going, in the language that one had.
    let then = server.get(&format!("/?q={}&lang=en", encoded("سجن"))).head;
    let login = then.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().to_string();
    assert!(login.starts_with("/login?lang=en&then="), "{login}");
    assert!(server.get(&login).body.contains("Log in to the archive"));
    assert_eq!(
        server.ask("GET", "/api/v1/health", "Authorization: Bearer a secret of some length\r\n", "").status,
        200
    );
    let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
    assert_eq!(server.ask("POST", "/login", kind, "token=wrong").status, 401);
    let long = server.ask("POST", "/login", kind, &format!("token={}", "x".repeat(10_000)));
    assert!(long.status == 413 && long.body.contains("الرمز طويل"), "{}", long.body);
    let answer = server.ask("POST", "/login", kind, "token=a+secret+of+some+length");
    assert_eq!(answer.status, 303);
    let cookie = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    assert!(cookie.contains("httponly") && cookie.contains("samesite=strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(server.ask("GET", "/", &format!("Cookie: {cookie}\r\n"), "").status, 200);
    let location = |login: &str| {
        let head = server.ask("POST", login, kind, "token=a+secret+of+some+length").head;
        head.lines().find_map(|line| line.strip_prefix("location: ").map(String::from)).unwrap()
    };
    assert_eq!(location(&login), format!("/?q={}&lang=en", encoded("سجن")).to_lowercase());
    for elsewhere in ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/\r\nx: y"] {
        assert_eq!(location(&format!("/login?then={}", encoded(elsewhere))), "/", "{elsewhere}");
    }
    let wrong = |_| server.ask("GET", "/api/v1/health", "Authorization: Bearer wrong\r\n", "").status;
    let answers: Vec<u16> = (0..40).map(wrong).collect();
    assert!(answers[0] == 401 && answers[39] == 429, "{answers:?}");
    assert_eq!(server.ask("GET", "/", &format!("Cookie: {cookie}\r\n"), "").status, 200, "who is in stays in");
}

#[test]
fn pages_of_other_sites_cannot_make_the_server_work() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &["--cors", "https://newsroom.example"]);
    let path = format!("/?q={}", encoded("سجن"));
    let ask = |path: &str, headers: &str| server.ask("GET", path, headers, "").status;
    let image = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n";
    assert_eq!(ask(&path, image), 403);
    assert_eq!(ask("/api/v1/search?q=a", image), 403);
    let link = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
    assert_eq!(ask(&path, link), 200);
    let named = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\nOrigin: https://newsroom.example\r\n";
    assert_eq!(ask("/api/v1/health", named), 200);
    // Nor can a request be for two hosts.
    let host = &server.address;
    for request in [
        format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
        format!("GET http://evil.example/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
    ] {
        let status = server.send(request.as_bytes()).status;
        assert!(matches!(status, 400 | 421), "{status}: {request}");
    }
}

#[test]
fn only_pages_that_were_named_may_read_the_api() {
    let archive = Archive::of(&LINES);
    let origin = "Origin: https://newsroom.example\r\n";
    let server = Server::of(&archive, &[]);
    assert!(!server.ask("GET", "/api/v1/health", origin, "").head.contains("access-control"));
    assert_eq!(server.ask("OPTIONS", "/api/v1/health", origin, "").status, 405);
    let server = Server::of(&archive, &["--cors", "https://newsroom.example"]);
    let answer = server.ask("GET", "/api/v1/health", origin, "");
    assert!(answer.head.contains("access-control-allow-origin: https://newsroom.example"), "{}", answer.head);
    let other = server.ask("GET", "/api/v1/health", "Origin: https://evil.example\r\n", "");
    assert!(!other.head.contains("access-control-allow-origin"), "{}", other.head);
    assert!(!server.ask("GET", "/", origin, "").head.contains("access-control"), "pages are not for other pages");
    for wrong in ["*", "newsroom.example", "https://newsroom.example/path"] {
        assert_refused(&archive.run(&["serve", "--port", "0", "--cors", wrong], &[]), &[wrong, "origin"]);
    }
}

#[test]
fn every_answer_says_what_a_browser_may_do() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    for path in ["/", "/nix", "/api/v1/health", "/?q=%FF"] {
        let answer = server.get(path);
        for header in [
            "content-security-policy: default-src 'none'",
            "frame-ancestors 'none'",
            "referrer-policy: no-referrer",
            "x-content-type-options: nosniff",
        ] {
            assert!(answer.head.contains(header), "{path}: {header}: {}", answer.head);
        }
        for inline in ["<style", " style=", " onclick=\"", "<script>"] {
            assert!(!answer.body.contains(inline), "{path}: {inline}");
        }
    }
    // What pages need is named by its hash and may be kept.
    let page = server.get("/").body;
    let style =
        page.split("href=\"").find(|part| part.starts_with("/static/style.")).unwrap().split('"').next().unwrap();
    let answer = server.get(style);
    assert!(answer.status == 200 && answer.head.contains("immutable"), "{}", answer.head);
    // The typeface comes from here alone, at most 120 kB of it.
    let fonts = answer.body.split("url(\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let lengths = fonts.map(|font| {
        let head = server.ask("HEAD", font, "Accept-Encoding: gzip\r\n", "").head;
        assert!(head.contains("content-type: font/woff2") && head.contains("immutable"), "{font}: {head}");
        let (_, length) = head.split_once("content-length: ").expect("its length");
        length.lines().next().unwrap().parse::<usize>().unwrap()
    });
    let total: usize = lengths.sum();
    assert!((100_000..=120_000).contains(&total), "{total}");
    let icon = page.split("href=\"").find(|part| part.starts_with("/static/icon.")).unwrap().split('"').next().unwrap();
    assert!(server.get(icon).head.contains("content-type: image/svg+xml"));
}

#[test]
fn who_breaks_off_or_never_reads_disturbs_nobody() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    let mut idle: Vec<TcpStream> = (0..50).map(|_| server.connect()).collect();
    for (place, stream) in idle.iter_mut().enumerate() {
        let whole = format!("GET /?q=%D8%B3%D8%AC%D9%86 HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
        stream.write_all(&whole.as_bytes()[..if place % 2 == 0 { whole.len() } else { whole.len() / 2 }]).unwrap();
    }
    let begun = Instant::now();
    assert_eq!(server.get("/").status, 200);
    assert!(begun.elapsed() < Duration::from_secs(5));
}
