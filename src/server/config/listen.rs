use std::net::{Ipv4Addr, SocketAddr};

use super::{
    problem::Problem,
    variables::{Variables, text},
};

/// Reads `PORT`, which hosting platforms set: the server then listens on every IPv4 address of the machine. `None` if it is not set,
/// or if `LEPTOS_SITE_ADDR` is, which says more.
pub(super) fn read(variables: &Variables, problems: &mut Vec<Problem>) -> Option<SocketAddr> {
    if text(variables, "LEPTOS_SITE_ADDR").is_some() {
        return None;
    }
    match text(variables, "PORT")?.parse() {
        Ok(port) if port > 0 => Some((Ipv4Addr::UNSPECIFIED, port).into()),
        _ => {
            let remedy = "Set a number between 1 and 65535, or remove the line.";
            problems.push(Problem::new("PORT", "is not a port", remedy));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::config::{listen_address, tests::problem_names};

    fn variables(set: &[(&str, &str)]) -> Variables {
        set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_platforms_port_is_used_on_every_address() {
        for (set, address) in [
            (&[][..], "127.0.0.1:3000"),
            (&[("PORT", "")], "127.0.0.1:3000"),
            (&[("PORT", "8080")], "0.0.0.0:8080"),
            (&[("PORT", " 65535\n")], "0.0.0.0:65535"),
            (&[("PORT", "8080"), ("LEPTOS_SITE_ADDR", "")], "0.0.0.0:8080"),
            (&[("PORT", "8080"), ("LEPTOS_SITE_ADDR", "127.0.0.1:3000")], "127.0.0.1:3000"),
            (&[("PORT", "http"), ("LEPTOS_SITE_ADDR", "127.0.0.1:3000")], "127.0.0.1:3000"),
        ] {
            let found = listen_address(&variables(set), SocketAddr::from(([127, 0, 0, 1], 3000))).unwrap();
            assert_eq!(found.to_string(), address, "{set:?}");
        }
    }

    #[test]
    fn what_is_no_port_is_refused_with_every_other_problem() {
        for port in ["0", "65536", "-1", "http", "80.0", "127.0.0.1:80", ":80"] {
            let set = [("APP_ENV", "development"), ("PORT", port)];
            assert_eq!(problem_names(&set), ["PORT"], "{port}");
            let set = variables(&[("APP_ENV", "production"), ("PORT", port), ("PUBLIC_URL", "nonsense")]);
            let error = listen_address(&set, SocketAddr::from(([127, 0, 0, 1], 3000))).expect_err(port);
            assert!(
                error.to_string().contains("PORT is not a port") && error.to_string().contains("PUBLIC_URL"),
                "{error}"
            );
        }
    }
}
