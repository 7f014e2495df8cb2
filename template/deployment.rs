//! The files of the deployment agree with each other and with the documents.

use std::{collections::BTreeSet, fs};

use crate::sources::root;

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns the names in a text that look like variables: capitals with an underscore, and `PORT`.
fn variables(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    let is_variable = |word: &&str| {
        let is_capital = word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        *word == "PORT" || (is_capital && word.contains('_') && word.len() > 4)
    };
    words.filter(is_variable).collect()
}

#[test]
fn every_variable_of_a_deployment_is_in_the_documentation() {
    let documented = read("docs/CONFIGURATION.md");
    // These belong to the base image and the build, to PostgreSQL, and to systemd.
    let foreign = [
        "RUSTUP_TOOLCHAIN",
        "RUST_VERSION",
        "XDG_CACHE_HOME",
        "POSTGRES_DB",
        "POSTGRES_PASSWORD_FILE",
        "POSTGRES_USER",
        "AF_INET",
        "AF_UNIX",
    ];
    for path in ["Dockerfile", "compose.yaml", "docs/deploy/server.service"] {
        let text = read(path);
        let found = variables(&text);
        assert!(found.len() > 3, "{path}: {found:?}");
        for name in found.iter().filter(|name| !foreign.contains(name)) {
            assert!(
                documented.contains(&format!("`{name}`")),
                "{path} sets {name}, which docs/CONFIGURATION.md does not name"
            );
        }
    }
}

#[test]
fn no_secret_gets_into_the_image_or_into_git() {
    for path in ["/.env", "/secrets", "/data", "/target"] {
        for list in [".dockerignore", ".gitignore"] {
            assert!(read(list).lines().any(|line| line == path), "{list} does not have {path}");
        }
    }
    let compose = read("compose.yaml");
    let files: Vec<&str> = compose.lines().filter_map(|line| line.split_once("file: ").map(|(_, path)| path)).collect();
    assert!(files.len() > 3 && files.iter().all(|path| path.starts_with("secrets/")), "{files:?}");
}

#[test]
fn the_image_runs_without_root_and_knows_whether_it_is_healthy() {
    let dockerfile = read("Dockerfile");
    let (_, last_stage) = dockerfile.rsplit_once("\nFROM ").unwrap();
    for line in ["USER 65532:65532", "VOLUME /app/data", "ENTRYPOINT [\"/app/server\"]"] {
        assert!(last_stage.lines().any(|found| found == line), "{line}");
    }
    assert!(last_stage.contains("HEALTHCHECK") && last_stage.contains("[\"/app/server\", \"healthcheck\"]"));
}

#[test]
fn the_workflows_name_the_major_version_of_each_action() {
    let mut actions = 0;
    for entry in fs::read_dir(root().join(".github/workflows")).unwrap() {
        let path = entry.unwrap().path();
        for line in fs::read_to_string(&path).unwrap().lines().filter_map(|line| line.split_once("uses: ")) {
            let version = line.1.rsplit_once("@v").map(|(_, version)| version);
            let is_major = version.is_some_and(|version| version.parse::<u32>().is_ok());
            assert!(is_major, "{}: {}", path.display(), line.1);
            actions += 1;
        }
    }
    assert!(actions > 5, "{actions}");
    assert!(read(".github/workflows/ci.yml").contains("run: make test\n"));
}

#[test]
fn dependabot_looks_where_dependencies_are() {
    let settings = read(".github/dependabot.yml");
    for (ecosystem, folder, manifest) in [
        ("cargo", "/", "Cargo.toml"),
        ("npm", "/end2end", "end2end/package.json"),
        ("github-actions", "/", ".github/workflows/ci.yml"),
        ("docker", "/", "Dockerfile"),
        ("docker-compose", "/", "compose.yaml"),
    ] {
        let entry = format!("  - package-ecosystem: {ecosystem}\n    directory: {folder}\n");
        assert!(settings.contains(&entry) && root().join(manifest).is_file(), "{ecosystem}");
    }
}
