use super::{
    problem::Problem,
    variables::{Variables, text},
};
use crate::server::secret::Secret;

const DEFAULT: &str = "sqlite://data/app.db";
/// A page holds a connection for one short query, so eight carry thousands of pages a second. PostgreSQL accepts a hundred by default: enough
/// for a dozen servers with eight each.
const DEFAULT_MAX_CONNECTIONS: u32 = 8;
/// More only makes PostgreSQL slower.
const MOST_CONNECTIONS: u32 = 1000;

pub(super) fn read(variables: &Variables, problems: &mut Vec<Problem>) -> Secret {
    let url = text(variables, "DATABASE_URL").unwrap_or(DEFAULT);
    if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        problems.push(Problem::new(
            "DATABASE_URL",
            "is not a URL of SQLite or PostgreSQL",
            format!("Set it to `{DEFAULT}` or `postgres://user:password@host/database`."),
        ));
    } else if url.strip_prefix("sqlite:").is_some_and(is_in_memory) {
        // Each connection would have its own database, and only the first one would have the tables.
        problems.push(Problem::new(
            "DATABASE_URL",
            "names a database in memory: every restart would sign everybody out",
            format!("Set it to a file, such as `{DEFAULT}`."),
        ));
    }
    Secret::new(url)
}

/// Reads `DATABASE_MAX_CONNECTIONS`.
pub(super) fn max_connections(variables: &Variables, problems: &mut Vec<Problem>) -> u32 {
    let Some(value) = text(variables, "DATABASE_MAX_CONNECTIONS") else {
        return DEFAULT_MAX_CONNECTIONS;
    };
    value.parse().ok().filter(|number| (1..=MOST_CONNECTIONS).contains(number)).unwrap_or_else(|| {
        problems.push(Problem::new(
            "DATABASE_MAX_CONNECTIONS",
            format!("is not a whole number from 1 to {MOST_CONNECTIONS}"),
            format!("Set a number, or remove the line for the default of {DEFAULT_MAX_CONNECTIONS}."),
        ));
        DEFAULT_MAX_CONNECTIONS
    })
}

/// Returns whether the part after `sqlite:` names a database in memory: `:memory:`, `mode=memory`, or no name at all, for which
/// SQLite makes a temporary database.
fn is_in_memory(file: &str) -> bool {
    let (path, query) = file.split_once('?').unwrap_or((file, ""));
    let path = path.trim_start_matches("//");
    path.is_empty() || path.contains(":memory:") || query.split('&').any(|pair| pair == "mode=memory")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_connections_is_from_1_to_1000() {
        for (value, read, is_refused) in [
            ("", 8, false),
            ("1", 1, false),
            (" 32 ", 32, false),
            ("1000", 1000, false),
            ("0", 8, true),
            ("1001", 8, true),
            ("-1", 8, true),
            ("many", 8, true),
            ("99999999999", 8, true),
        ] {
            let mut problems = Vec::new();
            let variables = [("DATABASE_MAX_CONNECTIONS".to_owned(), value.to_owned())].into();
            assert_eq!(
                (max_connections(&variables, &mut problems), !problems.is_empty()),
                (read, is_refused),
                "{value}"
            );
            assert!(problems.iter().all(|problem| problem.remedy.contains("default of 8")), "{problems:?}");
        }
    }

    #[test]
    fn a_database_in_memory_is_refused() {
        for (url, is_refused) in [
            ("sqlite::memory:", true),
            ("sqlite://:memory:", true),
            ("sqlite::memory:?cache=shared", true),
            ("sqlite:file::memory:", true),
            ("sqlite://app.db?mode=memory", true),
            ("sqlite://shared?cache=shared&mode=memory", true),
            ("sqlite:", true),
            ("sqlite://", true),
            ("sqlite://app.db", false),
            ("sqlite:///srv/memory.db?mode=rwc", false),
            ("sqlite:app.db", false),
            ("postgres://app@db.example/memory", false),
        ] {
            let mut problems = Vec::new();
            read(&[("DATABASE_URL".to_owned(), url.to_owned())].into(), &mut problems);
            assert_eq!(!problems.is_empty(), is_refused, "{url}: {problems:?}");
        }
    }
}
