//! Checks docs/REFERENCE.md against the reference library's list and against the code: no row is missing, and every row names something
//! that exists.

use std::{collections::HashMap, fs};

use crate::sources::{root, sources};

/// The text in place of an item that we do not have.
const NOT_APPLICABLE: &str = "not applicable";
/// The least number of words of a reason.
const REASON: usize = 4;
/// Where we differ on purpose: the row, and words that its note must have.
const DIFFERENCES: [(&str, &str); 16] = [
    ("DiscordOAuth2Session.users_cache", "per login"),
    ("DiscordOAuth2Session.callback()", "PKCE"),
    ("DiscordOAuth2Session.create_session(scope)", "never taken from a query string"),
    ("DiscordOAuth2Session.create_session(data)", "handed back as `LoggedIn::data`"),
    ("DiscordOAuth2Session.create_session(permissions)", "from the configuration"),
    ("DiscordOAuth2Session.fetch_user()", "share one call"),
    ("DiscordOAuth2Session.request(route)", "api/v10`: versioned"),
    ("DiscordOAuth2Session.revoke()", "really revokes"),
    ("DiscordOAuth2Session.save_authorization_token()", "encrypted"),
    ("DiscordOAuth2Session.save_authorization_token() override", "no trait to override"),
    ("User: str(x)", "`mira#0` is never shown"),
    ("User.banner_url", "from the banner's hash"),
    ("User.default_avatar_url", "(id >> 22) % 6"),
    ("Bot.fetch_connections()", "20001"),
    ("HttpException", "typed"),
    ("RateLimited.retry_after", "milliseconds"),
];

/// Texts of Rust files by their path.
type Files = HashMap<String, String>;

/// A row of a table.
#[derive(Debug)]
struct Row<'a> {
    name: &'a str,
    ours: &'a str,
    file: &'a str,
    test: &'a str,
    note: &'a str,
}

/// Returns the rows of all tables. Their first cell is code, unlike the first cell of a table's head.
fn rows(page: &str) -> Vec<Row<'_>> {
    let lines = page.lines().filter_map(|line| line.strip_prefix("| `").and(line.strip_prefix("| ")));
    lines
        .map(|line| {
            let mut cells = line.trim_end_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('|').trim());
            let mut code = || cells.next().unwrap_or_default().trim_matches('`');
            let (name, ours, file, test) = (code(), code(), code(), code());
            Row { name, ours, file, test, note: cells.next().unwrap_or_default() }
        })
        .collect()
}

/// Returns a sentence for everything that is wrong with a page.
fn problems(page: &str, names: &str, files: &Files) -> Vec<String> {
    let rows = rows(page);
    let mut problems = Vec::new();
    for name in names.lines() {
        match rows.iter().filter(|row| row.name == name).count() {
            1 => {}
            count => problems.push(format!("{name} has {count} rows")),
        }
    }
    for Row { name, ours, file, test, note } in &rows {
        let mut miss = |what: String| problems.push(format!("{name}: {what}"));
        if !names.lines().any(|known| known == *name) {
            miss("is not in the list".into());
        }
        for path in note.split('`').skip(1).step_by(2).filter(|code| code.contains("::")) {
            if !files.values().any(|text| declares(text, path)) {
                miss(format!("the note's {path} does not exist"));
            }
        }
        if *ours == NOT_APPLICABLE {
            if note.split_whitespace().count() < REASON {
                miss("no reason".into());
            }
            continue;
        }
        if !files.get(*file).is_some_and(|text| declares(text, ours)) {
            miss(format!("{ours} is not in {file}"));
        }
        let tested =
            test.rsplit_once("::").is_some_and(|(file, test)| files.get(file).is_some_and(|text| tests(text, test)));
        if !tested {
            miss(format!("there is no test {test}"));
        }
    }
    problems
}

/// Returns whether a file declares an item: `Type`, `Type::item`, `Enum::Variant { field }`, `module::function`, `impl Trait for Type`
/// or `VARIABLE`. It relies on rustfmt's indentation.
fn declares(text: &str, item: &str) -> bool {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    if item.starts_with("impl ") {
        return code.lines().any(|line| line == format!("{item} {{"));
    }
    if item.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') {
        return code.contains(&format!("\"{item}\""));
    }
    let path = item.replace(" { ", "::");
    let path: Vec<&str> = path.trim_end_matches(" }").split("::").collect();
    let modules = path[..path.len() - 1].iter().take_while(|name| name.starts_with(char::is_lowercase)).count();
    let (types, last) = path[modules..].split_at(path.len() - modules - 1);
    let mut places = vec![code.lines().collect::<Vec<_>>()];
    for name in types {
        places = places.iter().flat_map(|place| blocks(place, name)).collect();
    }
    places.iter().any(|place| {
        // A block's own items have the smallest depth in it; function bodies are deeper.
        let depth = if types.is_empty() { 0 } else { place.iter().map(|line| depth(line)).min().unwrap_or(0) };
        place.iter().any(|line| (depth == self::depth(line) && introduces(line, last[0])) || opens(line, last[0]))
    })
}

/// Returns the number of spaces before a line's text. An empty line counts as the deepest.
fn depth(line: &str) -> usize {
    line.find(|letter: char| letter != ' ').unwrap_or(usize::MAX)
}

/// Returns the lines inside a type's declaration and `impl`s, or inside a variant.
fn blocks<'a>(lines: &[&'a str], name: &str) -> Vec<Vec<&'a str>> {
    let heads = lines.iter().enumerate().filter(|(_, line)| opens(line, name));
    heads
        .map(|(at, head)| {
            let ends = |line: &&str| depth(line) == depth(head) && matches!(line.trim(), "}" | "},");
            // The second half of a `lenient_struct!` is as deep as its head.
            let inside = lines[at + 1..].iter().take_while(|line| !ends(line)).filter(|line| line.trim() != "} and {");
            inside.copied().collect()
        })
        .collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// Returns whether a line opens a type, an `impl` for it, a variant, or a struct of one of our macros.
fn opens(line: &str, name: &str) -> bool {
    let Some(head) = line.trim().strip_suffix('{') else {
        return false;
    };
    let has = |keyword: &str| words(head).any(|word| word == keyword);
    if head.starts_with("//") || has("fn") {
        return false;
    }
    let keyword = ["struct", "enum", "trait", "impl"].into_iter().any(has);
    let subject = head.rsplit(" for ").next().unwrap_or_default();
    if keyword { words(subject).any(|word| word == name) } else { head.trim_end_matches("{} and ").trim() == name }
}

/// Returns whether a line declares a function, constant, type, field or variant of that name.
fn introduces(line: &str, name: &str) -> bool {
    let line = line.trim();
    let keywords = ["fn", "const", "struct", "enum", "trait", "type"];
    let words: Vec<&str> = words(line).collect();
    let declared = words.windows(2).any(|pair| keywords.contains(&pair[0]) && pair[1] == name);
    let plain = line.strip_prefix("pub ").or(line.strip_prefix("pub(super) ")).unwrap_or(line);
    let field = plain.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', ',', '(', ' ']));
    !line.starts_with("//") && (declared || field)
}

/// Returns whether a file has a test of that name.
fn tests(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_it = |line: &str| line.trim_start_matches("async ").starts_with(&format!("fn {name}("));
    lines.windows(2).any(|pair| is_it(pair[1]) && (pair[0] == "#[test]" || pair[0].starts_with("#[tokio::test")))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

#[test]
fn every_row_of_the_reference_names_something_that_exists() {
    let (page, names) = (read("docs/REFERENCE.md"), read("template/reference-api.txt"));
    let files: Files = ["src", "tests/http"].into_iter().flat_map(sources).collect();
    let problems = problems(&page, &names, &files);
    assert!(problems.is_empty(), "docs/REFERENCE.md:\n{}", problems.join("\n"));
    assert!(names.lines().count() > 190, "the list is the whole reference");
    let rows = rows(&page);
    for (name, says) in DIFFERENCES {
        let row = rows.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("{name}"));
        assert!(row.note.contains(says), "{name} has to say {says:?}: {row:?}");
    }
}

/// A file with every kind of item that a row can name.
const CODE: &str = r#"
lenient_struct! {
    /// Somebody { }.
    User {
        id: u64,
    } and {
        bot: bool,
    }
    Pet {} and {
        nick: Option<String>,
    }
}
pub enum Error {
    /// 429.
    Limited {
        wait: u64,
    },
    Gone,
    Other(String),
}
impl User {
    pub const MOST: usize = 1;
    pub async fn name(&self) -> Self {
        Self {
            inner,
        }
    }
}
impl fmt::Display for User {
}
impl Other {
    fn leave(user: User) {
    }
}
pub fn leave(list: impl Fn(Pet)) {
    let set = "VARIABLE";
}
#[cfg(test)]
mod tests {
    #[test]
    fn it_works() {
        struct Local;
    }
    #[tokio::test(flavor = "multi_thread")]
    async fn it_waits() {}
    fn no_test() {}
}
"#;

#[test]
fn the_checker_finds_what_is_wrong() {
    let files: Files = [("src/a.rs".to_owned(), CODE.to_owned())].into();
    let row = |name: &str, ours: &str, test: &str, note: &str| {
        format!("| reference | ours |\n|---|---|\n| `{name}` | `{ours}` | `src/a.rs` | `src/a.rs::{test}` | {note} |\n")
    };
    let good = row("a", "User::name", "it_works", "");
    let none = |reason: &str| format!("| `a` | not applicable | – | – | {reason} |\n");
    let table = [
        (good.clone(), ""),
        (row("a", "User", "it_waits", "as `Error::Gone` and `x`"), ""),
        (none("a bot has no such thing"), ""),
        (String::new(), "a has 0 rows"),
        (good.repeat(2), "a has 2 rows"),
        (format!("{good}{}", row("b", "User", "it_works", "")), "b: is not in the list"),
        (row("a", "User::nobody", "it_works", ""), "a: User::nobody is not in src/a.rs"),
        (good.replace("`src/a.rs` ", "`src/b.rs` "), "a: User::name is not in src/b.rs"),
        (row("a", "User", "it_fails", ""), "a: there is no test src/a.rs::it_fails"),
        (row("a", "User", "no_test", ""), "a: there is no test src/a.rs::no_test"),
        (good.replace("src/a.rs::", "src/b.rs::"), "a: there is no test src/b.rs::it_works"),
        (row("a", "User", "it_works", "as `Error::Never`"), "a: the note's Error::Never does not exist"),
        (none(""), "a: no reason"),
        (none("no such thing"), "a: no reason"),
        ("| `a` |\n".to_owned(), "a:  is not in \na: there is no test "),
    ];
    for (page, problem) in table {
        assert_eq!(problems(&page, "a", &files).join("\n"), problem, "{page}");
    }
}

#[test]
fn an_item_is_found_only_in_its_own_type() {
    for item in [
        "User",
        "User::id",
        "User::bot",
        "User::MOST",
        "User::name",
        "Pet::nick",
        "Error::Limited",
        "Error::Gone",
        "Error::Other",
        "Error::Limited { wait }",
        "Other::leave",
        "module::leave",
        "leave",
        "VARIABLE",
        "impl fmt::Display for User",
    ] {
        assert!(declares(CODE, item), "{item}");
    }
    for item in [
        "Use",
        "Somebody",
        "User::nick",
        "User::i",
        "User::inner",
        "User::leave",
        "Pet::id",
        "Pet::set",
        "Error::wait",
        "Error::Limited { id }",
        "Error::User",
        "Local",
        "name",
        "VARIA",
        "impl Display for Pet",
    ] {
        assert!(!declares(CODE, item), "{item}");
    }
}
