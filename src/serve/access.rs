//! Access control: hosts, tokens and sessions, and the headers of every answer.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::problem::Problem;

/// The most wrong tokens in a [`WINDOW`], from all callers together.
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
    wrong: Mutex<(Instant, u32)>,
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
        Ok(Self { hosts, token, wrong: Mutex::new((Instant::now(), 0)) })
    }

    /// Whether a request names this host. Others are refused, so that another site whose name resolves to this machine
    /// cannot read the archive (DNS rebinding).
    pub(super) fn check_host(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default().to_lowercase();
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next(),
            None => host.split(':').next(),
        };
        match name.is_some_and(|name| self.hosts.iter().any(|own| own == name)) {
            true => Ok(()),
            false => Err(Problem::other_host()),
        }
    }

    /// Checks the caller's token, if one is required.
    pub(super) fn check_caller(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let Some(token) = &self.token else { return Ok(()) };
        if let Some(given) = bearer(headers) {
            return self.check_token(given);
        }
        let session = cookie(headers).and_then(hex);
        match session.is_some_and(|session| session.ct_eq(&session_of(token)).into()) {
            true => Ok(()),
            false => Err(Problem::unknown_caller()),
        }
    }

    /// Whether `given` is the token. After too many wrong ones, none is compared.
    pub(super) fn check_token(&self, given: &str) -> Result<(), Problem> {
        let Some(token) = &self.token else { return Ok(()) };
        let mut wrong = self.wrong.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let (since, count) = *wrong;
        if since.elapsed() > WINDOW {
            *wrong = (Instant::now(), 0);
        } else if count >= TRIES {
            return Err(Problem::too_many_tries((WINDOW - since.elapsed()).as_secs() as u32 + 1));
        }
        // Hashes reveal neither the length nor a common prefix of the token.
        if hash(given.trim().as_bytes()).ct_eq(token).into() {
            return Ok(());
        }
        wrong.1 += 1;
        Err(Problem::unknown_caller())
    }

    /// The value of `Set-Cookie` for a caller with the token.
    pub(super) fn session(&self) -> Option<String> {
        let session: String = session_of(&self.token?).iter().map(|byte| format!("{byte:02x}")).collect();
        Some(format!("{COOKIE}={session}; HttpOnly; SameSite=Strict; Path=/"))
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
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
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

/// The headers of every answer: pages run no scripts, load only files of this server, send no referrer, and cannot be
/// framed.
pub(super) const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
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
        assert!(AccessControl::new(HERE, &[], None).unwrap().check_caller(&HeaderMap::new()).is_ok());
    }

    #[test]
    fn names_that_are_not_its_own_are_not_answered() {
        let access = locked();
        for host in ["localhost:7000", "127.0.0.1", "[::1]:80", "ARCHIVE.example:1", "0.0.0.0:7000"] {
            assert!(access.check_host(&headers(header::HOST, host)).is_ok(), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example", "", "[", "[::2]"] {
            assert!(access.check_host(&headers(header::HOST, host)).is_err(), "{host}");
        }
        assert!(access.check_host(&HeaderMap::new()).is_err());
    }

    #[test]
    fn the_token_opens_and_so_does_its_cookie() {
        let access = locked();
        assert!(access.check_caller(&HeaderMap::new()).is_err());
        assert!(access.check_caller(&headers(header::AUTHORIZATION, "Bearer a token that is long")).is_ok());
        assert!(access.check_caller(&headers(header::AUTHORIZATION, "Bearer a token that is lonG")).is_err());
        let session = access.session().unwrap();
        assert!(session.contains("HttpOnly") && session.contains("SameSite=Strict"), "{session}");
        let session = session.split(';').next().unwrap();
        assert!(access.check_caller(&headers(header::COOKIE, &format!("other=1; {session}"))).is_ok());
        for wrong in ["fihris=", "fihris=00", &session.replace('=', "=0"), &"fihris=zz".repeat(32)] {
            assert!(access.check_caller(&headers(header::COOKIE, wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn wrong_tokens_are_soon_not_looked_at() {
        let access = locked();
        let wrong = |_| access.check_token("nearly the token").unwrap_err().status.as_u16();
        let answers: Vec<u16> = (0..1000).map(wrong).collect();
        assert!(answers[..TRIES as usize].iter().all(|status| *status == 401));
        assert!(answers[TRIES as usize..].iter().all(|status| *status == 429));
        assert!(access.check_token("a token that is long").is_err(), "not even the right one");
        let session = headers(header::COOKIE, access.session().unwrap().split(';').next().unwrap());
        assert!(access.check_caller(&session).is_ok(), "those who are in stay in");
    }
}
