//! Checks docs/SECURITY.md: the tests that it names exist, and every row of its tables names a test.

use std::{collections::HashMap, fs};

use crate::sources::{root, sources};

/// Texts of files by their path.
type Files = HashMap<String, String>;

/// Returns whether a file has a test of this name: a Rust function, a scenario of tests/chaos/main.rs, or the title of a browser test.
fn has_test(files: &Files, path: &str, name: &str) -> bool {
    let Some(text) = files.get(path) else {
        return false;
    };
    match path.ends_with(".ts") {
        true => text.contains(&format!("test('{}'", name.replace('\'', "\\'"))),
        false => text.contains(&format!("fn {name}(")) || (path == "tests/chaos/main.rs" && is_scenario(text, name)),
    }
}

fn is_scenario(text: &str, name: &str) -> bool {
    let list = text.split_once("scenarios! {").and_then(|(_, rest)| rest.split_once('}')).map_or("", |(list, _)| list);
    list.split_whitespace().any(|scenario| scenario == name)
}

/// Returns the tests that a line names as `path::name`.
fn named(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_path = |path: &str| path.contains('/') && (path.ends_with(".rs") || path.ends_with(".ts"));
    let pieces = line.split('`').skip(1).step_by(2);
    pieces.filter_map(|piece| piece.split_once("::")).filter(move |(path, _)| is_path(path))
}

/// Returns a sentence for everything that is wrong with the page.
fn problems(page: &str, files: &Files) -> Vec<String> {
    let missing = page.lines().flat_map(named).filter(|(path, name)| !has_test(files, path, name));
    let missing = missing.map(|(path, name)| format!("there is no test {path}::{name}"));
    // In a table with a column "shown by", every row names a test, or says why it has no test.
    let mut is_table = false;
    let bare = page.lines().filter(|line| {
        is_table = line.starts_with('|') && (is_table || line.contains("| shown by |"));
        let last = line.trim_end_matches('|').rsplit(" | ").next().unwrap_or_default().trim();
        is_table && !line.contains("| shown by |") && !line.starts_with("|---") && last.len() < 12
    });
    missing.chain(bare.map(|line| format!("nothing shows: {line}"))).collect()
}

#[test]
fn every_test_that_the_page_names_exists() {
    let root = root();
    let page = fs::read_to_string(root.join("docs/SECURITY.md")).unwrap();
    let mut files: Files = ["src", "tests", "template"].into_iter().flat_map(sources).collect();
    for entry in fs::read_dir(root.join("end2end")).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        let name = format!("end2end/{}", entry.file_name().to_string_lossy());
        files.insert(name, fs::read_to_string(entry.path()).unwrap_or_default());
    }
    assert!(page.lines().flat_map(named).count() > 40, "the pattern here no longer fits the page");
    assert_eq!(problems(&page, &files).join("\n"), "");
}

#[test]
fn a_row_without_a_test_and_a_missing_test_are_found() {
    let files: Files = [
        ("src/a.rs".to_owned(), "fn it_holds() {}".to_owned()),
        ("end2end/a.spec.ts".to_owned(), "test('a name', async".to_owned()),
    ]
    .into();
    let row = |proof: &str| format!("| promise | shown by |\n|---|---|\n| a | {proof} |\n");
    for (proof, problem) in [
        ("`src/a.rs::it_holds`", ""),
        ("`end2end/a.spec.ts::a name`", ""),
        ("out of scope, see below", ""),
        ("`src/a.rs::it_fails`", "there is no test src/a.rs::it_fails"),
        ("`src/b.rs::it_holds`", "there is no test src/b.rs::it_holds"),
        ("-", "nothing shows: | a | - |"),
    ] {
        assert_eq!(problems(&row(proof), &files).join("\n"), problem, "{proof}");
    }
}
