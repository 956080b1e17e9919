//! A browser for tests: chromium, driven through chromedriver.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::serving::Server;
use super::{Archive, root};

/// What the browser is to be like.
#[derive(Clone, Copy)]
pub struct Looks {
    pub width: u32,
    pub is_dark: bool,
    pub has_scripts: bool,
}

pub const USUAL: Looks = Looks { width: 1280, is_dark: false, has_scripts: true };
pub const HEIGHT: u32 = 900;

impl Looks {
    fn capabilities(self) -> serde_json::Map<String, Value> {
        let mut flags = vec!["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=ar"];
        if self.is_dark {
            flags.push("--blink-settings=preferredColorScheme=0");
        }
        let scripts = if self.has_scripts { 1 } else { 2 };
        let metrics =
            json!({ "width": self.width, "height": HEIGHT, "pixelRatio": 1.0, "touch": false, "mobile": false });
        let options = json!({
            "args": flags,
            "prefs": { "profile.managed_default_content_settings.javascript": scripts },
            "mobileEmulation": { "deviceMetrics": metrics },
        });
        serde_json::Map::from_iter([("goog:chromeOptions".into(), options)])
    }
}

/// A driver of browsers that ends with the test.
struct Driver(Child);

impl Driver {
    /// Starts one, and returns the port on which it listens; `None` if it ends first, since another program took the port.
    fn start() -> Option<(Self, u16)> {
        let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn().map(Self);
        let mut driver = driver.expect("chromedriver is there: apt-get install chromium chromium-driver");
        let lines = BufReader::new(driver.0.stdout.take().unwrap()).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            let port = line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse::<u16>();
            port.ok()
        });
        Some((driver, port?))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A browser before the page of an archive.
pub struct Browser {
    pub client: Client,
    pub address: String,
}

/// Does `visit` in a browser before the sample archive.
pub fn browse<F: Future<Output = ()>>(looks: Looks, visit: impl FnOnce(Browser) -> F) {
    let archive = Archive::new();
    copy(&root().join("corpus"), &archive.files());
    let server = Server::of(&archive, &["--corpus", archive.files().to_str().unwrap()]);
    let (_driver, port) = (0..3).find_map(|_| Driver::start()).expect("chromedriver says on which port it listens");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(looks.capabilities()).connect(&format!("http://127.0.0.1:{port}")).await;
        let client = client.expect("chromium starts");
        let address = format!("http://{}", server.address);
        visit(Browser { client: client.clone(), address }).await;
        client.close().await.unwrap();
    });
}

/// Copies a folder, so that screens show no path of whoever makes them.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Browser {
    pub async fn open(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.address)).await.unwrap();
    }

    /// Types a query into the field and sends it.
    pub async fn search(&self, query: &str) {
        let field = self.client.find(Locator::Css("#q")).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(&format!("{query}{}", char::from(Key::Enter))).await.unwrap();
        // The page before may have hits as well: it is gone when its field is.
        for _ in 0..200 {
            if field.tag_name().await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.client.wait().for_element(Locator::Css(".hits")).await.unwrap();
    }

    pub async fn click(&self, css: &str) {
        let element = self.client.find(Locator::Css(css)).await.unwrap_or_else(|error| panic!("{css}: {error}"));
        element.click().await.unwrap();
    }

    pub async fn text(&self, css: &str) -> String {
        let element = self.client.wait().at_most(Duration::from_secs(10)).for_element(Locator::Css(css)).await;
        element.unwrap_or_else(|error| panic!("{css}: {error}")).text().await.unwrap()
    }

    /// How many documents match.
    pub async fn count(&self) -> u32 {
        self.text(".count").await.split(' ').next().unwrap().parse().unwrap_or(1)
    }

    pub async fn texts(&self, css: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for element in self.client.find_all(Locator::Css(css)).await.unwrap() {
            texts.push(element.text().await.unwrap());
        }
        texts
    }

    pub async fn press(&self, key: char) {
        let down_and_up =
            KeyActions::new("keyboard".into()).then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        self.client.perform_actions(down_and_up).await.unwrap();
    }

    pub async fn focused(&self, property: &str) -> String {
        let active = self.client.active_element().await.unwrap();
        active.prop(property).await.unwrap().unwrap_or_default()
    }

    pub async fn ask(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }
}
