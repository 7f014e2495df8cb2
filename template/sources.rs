use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns the repository's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Returns the path and text of every Rust file below a folder. Skips the tests in the folders of features.
pub fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let relative = path.strip_prefix(root()).unwrap().display().to_string();
        if path.is_dir() && !path.ends_with("tests") {
            found.extend(sources(&relative));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((relative, fs::read_to_string(path).unwrap()));
        }
    }
    found
}
