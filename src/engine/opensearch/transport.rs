//! Connections to clusters: credentials and certificates.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use opensearch::auth::Credentials;
use opensearch::cert::{Certificate, CertificateValidation};
use opensearch::http::Url;
use opensearch::http::headers::{AUTHORIZATION, HeaderValue};
use opensearch::http::transport::{SingleNodeConnectionPool, Transport, TransportBuilder};

use super::address::{API_KEY, Address, PASSWORD, USER};
use crate::engine::EngineError;

/// Timeout of a request.
const PATIENCE: Duration = Duration::from_secs(120);

/// Connections, cached for as long as the program runs: a server checks again and again whether its index has changed.
static TRANSPORTS: LazyLock<Mutex<Transports>> = LazyLock::new(Mutex::default);

/// The key of a connection: the cluster and its certificate authority.
type Transports = HashMap<(Url, Option<PathBuf>), Transport>;

/// The connection to the cluster at `address`.
///
/// # Errors
/// A secret or a certificate cannot be read; the system offers no certificates.
pub(super) fn transport(address: &Address) -> Result<Transport, EngineError> {
    let mut transports = TRANSPORTS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let key = (address.base.clone(), address.authority.clone());
    if let Some(transport) = transports.get(&key) {
        return Ok(transport.clone());
    }
    let transport = connect(address)?;
    transports.insert(key, transport.clone());
    Ok(transport)
}

fn connect(address: &Address) -> Result<Transport, EngineError> {
    let mut builder = TransportBuilder::new(SingleNodeConnectionPool::new(address.base.clone())).timeout(PATIENCE);
    if let Some(key) = secret(address, API_KEY)? {
        let value = HeaderValue::from_str(&format!("ApiKey {key}"));
        let mut value = value.map_err(|_| address.problem(format!("{API_KEY} has letters that no key has")))?;
        value.set_sensitive(true);
        builder = builder.header(AUTHORIZATION, value);
    } else if let Ok(user) = std::env::var(USER) {
        let password = secret(address, PASSWORD)?;
        let password =
            password.ok_or_else(|| address.problem(format!("{USER} is set and {PASSWORD} is not: set both")))?;
        builder = builder.auth(Credentials::Basic(user, password));
    }
    if let Some(file) = &address.authority {
        let problem = |error: String| address.problem(format!("--ca {}: {error}", file.display()));
        let pem = std::fs::read(file).map_err(|error| problem(error.to_string()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| problem(error.to_string()))?;
        builder = builder.cert_validation(CertificateValidation::Full(certificate));
    }
    builder.build().map_err(|error| address.problem(format!("cannot be asked: {error}")))
}

/// A secret from an environment variable, or from the file that one names.
fn secret(address: &Address, variable: &str) -> Result<Option<String>, EngineError> {
    let of_file = format!("{variable}_FILE");
    match (std::env::var(variable), std::env::var_os(&of_file)) {
        (Ok(secret), _) => Ok(Some(secret)),
        (Err(_), Some(file)) => {
            let file = PathBuf::from(file);
            let text = std::fs::read_to_string(&file);
            let text = text.map_err(|error| address.problem(format!("{of_file}={}: {error}", file.display())))?;
            Ok(Some(text.trim_end_matches(['\r', '\n']).to_string()))
        }
        (Err(_), None) => Ok(None),
    }
}
