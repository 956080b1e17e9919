//! Tests of the architecture: which room may use which, which file may use which library, and that no files use each
//! other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::root;

/// The rooms, folders of `src`, each with those that it may use.
const ROOMS: [(&str, &[&str]); 13] = [
    ("arabic", &[]),
    ("document", &["arabic"]),
    ("ingest", &["arabic", "document"]),
    ("query", &["arabic", "document"]),
    ("engine", &["arabic", "document", "query"]),
    ("rank", &["arabic", "document", "query"]),
    ("search", &["arabic", "document", "engine", "query", "rank"]),
    ("maintain", &["arabic", "document", "engine", "ingest", "insight"]),
    ("insight", &["arabic", "document", "engine", "ingest", "query", "rank"]),
    ("render", &["document", "engine", "insight", "query", "rank", "search"]),
    ("args", &["document", "engine", "insight", "query", "search"]),
    ("serve", &["arabic", "args", "document", "engine", "ingest", "insight", "maintain", "query", "render", "search"]),
    (
        "cli",
        &[
            "arabic", "args", "document", "engine", "ingest", "insight", "maintain", "query", "render", "search",
            "serve",
        ],
    ),
];

/// Libraries, each with the only place that may use it.
const LIBRARIES: [(&str, &[&str]); 9] = [
    ("tantivy", &["src/engine/embedded/"]),
    ("fst", &["src/engine/opensearch/"]),
    ("opensearch::http", &["src/engine/opensearch/"]),
    ("opensearch::auth", &["src/engine/opensearch/"]),
    // Choices of formats and orders are flags too.
    ("clap", &["src/args/", "src/cli/", "src/insight/", "src/render/", "src/serve/", "src/main.rs"]),
    ("axum", &["src/serve/"]),
    ("maud", &["src/serve/page/"]),
    ("rmcp", &["src/serve/mcp/"]),
    ("indicatif", &["src/cli/"]),
];

/// A module by the names on its path: `src/engine/plan.rs` is `[engine, plan]`.
type Module = Vec<String>;

/// A source file: its code without comments, strings and tests, and what it imports.
struct File {
    path: String,
    code: String,
    uses: Vec<Use>,
}

/// A name that a `use` declaration or a path in the code brings.
struct Use {
    /// As written, such as `[super, cluster, Cluster]`.
    path: Vec<String>,
    /// The name by which it is known here; `None` for a path in the code.
    name: Option<String>,
    /// Whether it is exported again.
    is_public: bool,
}

/// Every source file of the library, by its module.
fn files() -> BTreeMap<Module, File> {
    let mut files = BTreeMap::new();
    collect(&root().join("src"), &mut files);
    assert!(files.len() > 150, "{} files", files.len());
    files
}

fn collect(folder: &Path, files: &mut BTreeMap<Module, File>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let path = path.strip_prefix(root()).expect("under the root").display().to_string();
            let mut module: Module = path[4..path.len() - 3].split('/').map(String::from).collect();
            module.pop_if(|last| ["mod", "lib"].contains(&last.as_str()));
            let code = bare(&fs::read_to_string(root().join(&path)).expect("a source file"));
            let uses = uses(&code);
            files.insert(module, File { path, code, uses });
        }
    }
}

/// Code without its tests, comments and strings.
fn bare(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let code = lines.collect::<Vec<_>>().join("\n");
    code.split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
}

fn uses(code: &str) -> Vec<Use> {
    let mut uses = Vec::new();
    let mut rest = String::new();
    for statement in code.split_inclusive(';') {
        let start = statement.lines().position(|line| is_use(line.trim_start()));
        let Some(start) = start else {
            rest.push_str(statement);
            continue;
        };
        let declaration = statement.lines().skip(start).collect::<Vec<_>>().join(" ");
        let (visibility, tree) = declaration.split_once("use ").expect("it is a use declaration");
        let tree: String =
            tree.trim_end_matches(';').replace(" as ", " as:").chars().filter(|char| *char != ' ').collect();
        expand(&tree, &[], visibility.contains("pub"), &mut uses);
    }
    let path = |start: &str| start.split("::").map(|part| part.to_string()).collect::<Vec<_>>();
    let words = rest.split(|char: char| !(char.is_alphanumeric() || char == '_' || char == ':'));
    let inline = words.filter(|word| word.starts_with("crate::") || word.starts_with("super::"));
    uses.extend(inline.map(|word| Use { path: path(word.trim_end_matches(':')), name: None, is_public: false }));
    uses
}

fn is_use(line: &str) -> bool {
    let line =
        line.strip_prefix("pub").map_or(line, |rest| rest.trim_start_matches("(crate)").trim_start_matches("(super)"));
    line.trim_start().starts_with("use ")
}

/// The leaves of a use tree: `a::{b, c::{d, self}}`.
fn expand(tree: &str, before: &[String], is_public: bool, uses: &mut Vec<Use>) {
    let mut path = before.to_vec();
    match tree.split_once('{') {
        Some((stem, inner)) => {
            path.extend(stem.trim_end_matches("::").split("::").filter(|part| !part.is_empty()).map(String::from));
            let inner = &inner[..inner.rfind('}').expect("a bracket is closed")];
            let (mut depth, mut start) = (0, 0);
            for (at, char) in inner.char_indices().chain([(inner.len(), ',')]) {
                match char {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        if at > start {
                            expand(&inner[start..at], &path, is_public, uses);
                        }
                        start = at + 1;
                    }
                    _ => {}
                }
            }
        }
        None => {
            let (tree, alias) = tree.split_once("as:").map_or((tree, None), |(tree, alias)| (tree, Some(alias)));
            path.extend(tree.split("::").map(String::from));
            path.pop_if(|last| last == "self");
            let name = alias.map(String::from).or_else(|| path.last().cloned());
            uses.push(Use { path, name, is_public });
        }
    }
}

/// Finds the file in which a path that `module` writes ends; a name that is exported again is followed to its own file.
fn target(files: &BTreeMap<Module, File>, module: &Module, path: &[String], depth: usize) -> Option<Module> {
    let mut all: Module = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "super" => module.clone(),
        first if files.contains_key(&[module.as_slice(), &[first.to_string()]].concat()) => module.clone(),
        _ => return None,
    };
    for part in path {
        match part.as_str() {
            "crate" | "self" => {}
            "super" => drop(all.pop()),
            part => all.push(part.into()),
        }
    }
    let length = (0..=all.len()).rev().find(|length| files.contains_key(&all[..*length]))?;
    let (found, rest) = all.split_at(length);
    let export = files[found].uses.iter().find(|one| one.is_public && one.name.as_ref() == rest.first());
    match export {
        Some(export) if depth < 8 && !rest.is_empty() => {
            target(files, &found.to_vec(), &export.path, depth + 1).or_else(|| Some(found.to_vec()))
        }
        _ => Some(found.to_vec()),
    }
}

/// The files that each file uses. A name that a folder's `mod.rs` exports again is an address, not a use.
fn edges(files: &BTreeMap<Module, File>) -> BTreeMap<Module, BTreeSet<Module>> {
    let of = |(module, file): (&Module, &File)| {
        let targets = file.uses.iter().filter_map(|one| {
            let target = target(files, module, &one.path, 0)?;
            let is_export = one.is_public && target.starts_with(module);
            (!is_export && target != *module).then_some(target)
        });
        (module.clone(), targets.collect())
    };
    files.iter().map(of).collect()
}

#[test]
fn rooms_use_only_rooms_below_them() {
    let files = files();
    for (module, targets) in edges(&files) {
        let Some(room) = module.first() else { continue };
        if room == "main" {
            continue;
        }
        let (_, allowed) = ROOMS.iter().find(|(name, _)| name == room).unwrap_or_else(|| panic!("{room} is no room"));
        for target in targets {
            let other = target.first().unwrap_or_else(|| panic!("{}: use a room, not the crate", files[&module].path));
            let may = other == room || allowed.contains(&other.as_str());
            assert!(may, "{} uses {}: {room} may not use {other}", files[&module].path, files[&target].path);
        }
    }
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let files = files();
    let mut edges = edges(&files);
    assert!(edges.values().map(BTreeSet::len).sum::<usize>() > 400, "uses are not found");
    // Files that use nothing that is left are taken away; what stays are circles, and what leads to them.
    loop {
        let done: BTreeSet<Module> =
            edges.iter().filter(|(_, to)| to.is_empty()).map(|(from, _)| from.clone()).collect();
        if done.is_empty() {
            break;
        }
        edges.retain(|from, _| !done.contains(from));
        edges.values_mut().for_each(|to| to.retain(|to| !done.contains(to)));
    }
    let left = edges.iter().map(|(from, to)| {
        let to: Vec<&str> = to.iter().map(|to| files[to].path.as_str()).collect();
        format!("{} → {}", files[from].path, to.join(", "))
    });
    assert!(edges.is_empty(), "circles, and files that lead to them:\n{}", left.collect::<Vec<_>>().join("\n"));
}

#[test]
fn libraries_stay_behind_their_walls() {
    for file in files().values() {
        for (library, places) in LIBRARIES {
            let is_allowed = places.iter().any(|place| file.path.starts_with(place));
            let is_used = file.code.split(|char: char| !(char.is_alphanumeric() || char == '_' || char == ':'));
            let mut is_used = is_used.filter(|word| word.starts_with(&format!("{library}::")) || *word == library);
            assert!(is_allowed || is_used.next().is_none(), "{}: {library} is behind a wall", file.path);
        }
    }
}

#[test]
fn uses_are_read_as_the_compiler_reads_them() {
    let code = "pub use a::{B, c::{self, D as E}};\nuse super::f::g;\nfn h() { crate::i::j(); }";
    let read: Vec<String> = uses(code)
        .into_iter()
        .map(|one| format!("{} {:?} {}", one.path.join("::"), one.name.unwrap_or_default(), one.is_public))
        .collect();
    assert_eq!(
        read,
        [
            "a::B \"B\" true",
            "a::c \"c\" true",
            "a::c::D \"E\" true",
            "super::f::g \"g\" false",
            "crate::i::j \"\" false"
        ]
    );
}
