//! Access control: hosts, tokens and sessions, and the headers of every answer.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::problem::Problem;

/// The most wrong tokens in a [`WINDOW`] from one caller.
const TRIES: u32 = 20;
const WINDOW: Duration = Duration::from_secs(60);
/// Characters of the shortest token.
const SHORTEST_TOKEN: usize = 16;

/// The name of the session cookie.
pub(super) const COOKIE: &str = "fihris";

/// Decides which requests are answered.
pub struct AccessControl {
    /// Names of hosts, in lower case, without ports.
    hosts: Vec<String>,
    /// A hash of the token, if one is required.
    token: Option<[u8; 32]>,
    /// Origins of other sites whose pages may ask.
    origins: Vec<String>,
    /// When each caller sent the first of how many wrong tokens.
    wrong: Mutex<HashMap<IpAddr, (Instant, u32)>>,
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Other machines could connect, and there is no token.
    #[error(
        "{0} can be reached from other machines: give --token-file FILE with a secret of at least {SHORTEST_TOKEN} characters, or listen on 127.0.0.1"
    )]
    Open(IpAddr),
    /// The file of the token.
    #[error("{}: {problem}", .file.display())]
    Token {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

impl AccessControl {
    /// Access control for a server on `address` that is also known by the names `hosts`.
    ///
    /// # Errors
    /// The address is not one of this machine alone and there is no token; the token cannot be read or is too short.
    pub fn new(address: IpAddr, hosts: &[String], token_file: Option<&Path>) -> Result<Self, AccessError> {
        let token = token_file.map(read_token).transpose()?;
        if token.is_none() && !address.is_loopback() {
            return Err(AccessError::Open(address));
        }
        let own = ["localhost".into(), "127.0.0.1".into(), "::1".into(), address.to_string()];
        let hosts = own.into_iter().chain(hosts.iter().map(|host| host.to_lowercase())).collect();
        Ok(Self { hosts, token, origins: Vec::new(), wrong: Mutex::default() })
    }

    /// The same, with other sites whose pages may ask.
    pub fn with_origins(self, origins: Vec<String>) -> Self {
        Self { origins, ..self }
    }

    /// Whether a request for `uri` names this host, once, and no other. Others are refused, so that another site whose name
    /// resolves to this machine cannot read the archive (DNS rebinding).
    pub(super) fn check_host(&self, headers: &HeaderMap, uri: &Uri) -> Result<(), Problem> {
        let is_own = |host: &str| {
            let host = host.to_lowercase();
            let name = match host.strip_prefix('[') {
                Some(rest) => rest.split(']').next(),
                None => host.split(':').next(),
            };
            name.is_some_and(|name| self.hosts.iter().any(|own| own == name))
        };
        let mut hosts = headers.get_all(header::HOST).into_iter();
        let named = hosts.next().and_then(|host| host.to_str().ok());
        let is_sure = named.is_some_and(is_own) && hosts.next().is_none();
        match is_sure && uri.authority().is_none_or(|authority| is_own(authority.host())) {
            true => Ok(()),
            false => Err(Problem::other_host()),
        }
    }

    /// Refuses what a page of another site makes a browser ask: it could not read the answer, but make the server work and
    /// measure for how long. Links that people follow are answered, and the sites that may read the API.
    pub(super) fn check_site(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let of = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_followed = of("sec-fetch-mode") == "navigate" && of("sec-fetch-dest") == "document";
        let is_known = self.origins.iter().any(|origin| origin == of("origin"));
        match of("sec-fetch-site") != "cross-site" || is_followed || is_known {
            true => Ok(()),
            false => Err(Problem::other_site()),
        }
    }

    /// Checks the token of the caller at `peer`, if one is required.
    pub(super) fn check_caller(&self, headers: &HeaderMap, peer: IpAddr) -> Result<(), Problem> {
        let Some(token) = &self.token else { return Ok(()) };
        if let Some(given) = bearer(headers) {
            return self.check_token(given, peer);
        }
        let session = cookie(headers).and_then(hex);
        match session.is_some_and(|session| session.ct_eq(&session_of(token)).into()) {
            true => Ok(()),
            false => Err(Problem::unknown_caller()),
        }
    }

    /// Whether `given`, sent by `peer`, is the token. After too many wrong ones, none of this caller is compared.
    pub(super) fn check_token(&self, given: &str, peer: IpAddr) -> Result<(), Problem> {
        let Some(token) = &self.token else { return Ok(()) };
        let mut wrong = self.wrong.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        // Callers are remembered for as long as they are counted.
        wrong.retain(|_, (since, _)| since.elapsed() <= WINDOW);
        let known = wrong.get(&caller(peer)).copied();
        if let Some((since, count)) = known
            && count >= TRIES
        {
            return Err(Problem::too_many_tries(WINDOW.saturating_sub(since.elapsed()).as_secs() as u32 + 1));
        }
        // Hashes reveal neither the length nor a common prefix of the token.
        if hash(given.trim().as_bytes()).ct_eq(token).into() {
            return Ok(());
        }
        wrong.entry(caller(peer)).or_insert_with(|| (Instant::now(), 0)).1 += 1;
        Err(Problem::unknown_caller())
    }

    /// The value of `Set-Cookie` for a caller with the token, who sent `headers`: for encrypted connections alone if that is
    /// how it reached the proxy before this server.
    pub(super) fn session(&self, headers: &HeaderMap) -> Option<String> {
        let session: String = session_of(&self.token?).iter().map(|byte| format!("{byte:02x}")).collect();
        let is_encrypted = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
        let secure = if is_encrypted { "; Secure" } else { "" };
        Some(format!("{COOKIE}={session}; HttpOnly; SameSite=Strict; Path=/{secure}"))
    }
}

/// The address that a caller is counted by: of IPv6 the network, since one machine has all addresses of it.
pub(super) fn caller(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        address => address,
    }
}

fn read_token(file: &Path) -> Result<[u8; 32], AccessError> {
    let wrong = |problem: String| AccessError::Token { file: file.into(), problem };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    let token = text.trim();
    if token.chars().count() < SHORTEST_TOKEN {
        return Err(wrong(format!("the token has fewer than {SHORTEST_TOKEN} characters: make a longer one")));
    }
    Ok(hash(token.as_bytes()))
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The cookie of a session.
fn session_of(token: &[u8; 32]) -> [u8; 32] {
    hash(&[b"fihris session ", token.as_slice()].concat())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start())
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|cookies| cookies.to_str().ok());
    all.flat_map(|cookies| cookies.split(';')).find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    (text.len() == 64).then_some(())?;
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// The address of the machine that a connection comes from.
#[derive(Clone, Copy)]
pub(super) struct Peer(pub IpAddr);

/// The headers of every answer: pages run no scripts, load only files of this server, send no referrer, and cannot be
/// framed.
pub(super) const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const EVERYWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    fn locked() -> AccessControl {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "a token that is long\n").unwrap();
        AccessControl::new(EVERYWHERE, &["archive.example".into()], Some(file.path())).unwrap()
    }

    #[test]
    fn other_machines_need_a_token() {
        assert!(matches!(AccessControl::new(EVERYWHERE, &[], None), Err(AccessError::Open(_))));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "short").unwrap();
        assert!(matches!(AccessControl::new(EVERYWHERE, &[], Some(file.path())), Err(AccessError::Token { .. })));
        assert!(AccessControl::new(HERE, &[], None).unwrap().check_caller(&HeaderMap::new(), HERE).is_ok());
    }

    #[test]
    fn names_that_are_not_its_own_are_not_answered() {
        let access = locked();
        for host in ["localhost:7000", "127.0.0.1", "[::1]:80", "ARCHIVE.example:1", "0.0.0.0:7000"] {
            assert!(access.check_host(&headers(header::HOST, host), &Uri::from_static("/")).is_ok(), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example", "", "[", "[::2]"] {
            assert!(access.check_host(&headers(header::HOST, host), &Uri::from_static("/")).is_err(), "{host}");
        }
        assert!(access.check_host(&HeaderMap::new(), &Uri::from_static("/")).is_err());
        let mut twice = headers(header::HOST, "localhost");
        assert!(access.check_host(&twice, &Uri::from_static("http://evil.example/")).is_err());
        assert!(access.check_host(&twice, &Uri::from_static("http://archive.example:1/")).is_ok());
        twice.append(header::HOST, HeaderValue::from_static("localhost"));
        assert!(access.check_host(&twice, &Uri::from_static("/")).is_err());
    }

    #[test]
    fn pages_of_other_sites_make_no_work() {
        let access = locked().with_origins(vec!["https://newsroom.example".into()]);
        let asked = |pairs: &[(&'static str, &'static str)]| {
            let pairs =
                pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            access.check_site(&HeaderMap::from_iter(pairs)).is_ok()
        };
        let (site, mode, to) = (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), "sec-fetch-dest");
        assert!(asked(&[]), "programs do not say");
        assert!(asked(&[("sec-fetch-site", "same-origin")]) && asked(&[("sec-fetch-site", "none")]));
        assert!(asked(&[site, mode, (to, "document")]), "a link that is followed");
        assert!(asked(&[site, ("sec-fetch-mode", "cors"), ("origin", "https://newsroom.example")]));
        assert!(!asked(&[site]) && !asked(&[site, mode, (to, "iframe")]));
        assert!(!asked(&[site, ("sec-fetch-mode", "no-cors"), (to, "image")]));
        assert!(!asked(&[site, ("sec-fetch-mode", "cors"), ("origin", "https://evil.example")]));
    }

    #[test]
    fn the_token_opens_and_so_does_its_cookie() {
        let access = locked();
        assert!(access.check_caller(&HeaderMap::new(), HERE).is_err());
        for scheme in ["Bearer ", "bearer ", "BEARER  "] {
            let given = headers(header::AUTHORIZATION, &format!("{scheme}a token that is long"));
            assert!(access.check_caller(&given, HERE).is_ok(), "{scheme}");
        }
        assert!(access.check_caller(&headers(header::AUTHORIZATION, "Bearer a token that is lonG"), HERE).is_err());
        let session = access.session(&headers(HeaderName::from_static("x-forwarded-proto"), "https")).unwrap();
        assert!(session.ends_with("; Secure"), "{session}");
        let session = access.session(&HeaderMap::new()).unwrap();
        assert!(!session.contains("Secure"), "{session}");
        assert!(session.contains("HttpOnly") && session.contains("SameSite=Strict"), "{session}");
        let session = session.split(';').next().unwrap();
        assert!(access.check_caller(&headers(header::COOKIE, &format!("other=1; {session}")), HERE).is_ok());
        for wrong in ["fihris=", "fihris=00", &session.replace('=', "=0"), &"fihris=zz".repeat(32)] {
            assert!(access.check_caller(&headers(header::COOKIE, wrong), HERE).is_err(), "{wrong}");
        }
    }

    #[test]
    fn wrong_tokens_are_soon_not_looked_at() {
        let access = locked();
        let network = "2001:db8::1".parse().unwrap();
        let wrong = |_| access.check_token("nearly the token", network).unwrap_err().status.as_u16();
        let answers: Vec<u16> = (0..1000).map(wrong).collect();
        assert!(answers[..TRIES as usize].iter().all(|status| *status == 401));
        assert!(answers[TRIES as usize..].iter().all(|status| *status == 429));
        assert!(access.check_token("a token that is long", network).is_err(), "not even the right one");
        let neighbour = "2001:db8::ffff:2".parse().unwrap();
        assert!(access.check_token("a token that is long", neighbour).is_err(), "of the same network");
        assert!(access.check_token("a token that is long", HERE).is_ok(), "others are not locked out");
        let session = headers(header::COOKIE, access.session(&HeaderMap::new()).unwrap().split(';').next().unwrap());
        assert!(access.check_caller(&session, network).is_ok(), "those who are in stay in");
    }
}
