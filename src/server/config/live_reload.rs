use super::{
    problem::Problem,
    public_url::PublicUrl,
    variables::{Variables, text},
};

/// Returns the origin of the socket that pages open while `cargo leptos watch` runs, for the content security policy. `None` if
/// it does not run.
///
/// The rules follow the script of leptos' `AutoReload`. It uses the page's own host, and `wss` for a page over https or
/// if `LEPTOS_RELOAD_WS_PROTOCOL` says so. `LEPTOS_RELOAD_EXTERNAL_PORT` comes before `LEPTOS_RELOAD_PORT`.
pub(super) fn read(variables: &Variables, public_url: &PublicUrl, problems: &mut Vec<Problem>) -> Option<String> {
    variables.get("LEPTOS_WATCH")?;
    let inner = port(variables, "LEPTOS_RELOAD_PORT", problems).unwrap_or(3001);
    let port = port(variables, "LEPTOS_RELOAD_EXTERNAL_PORT", problems).unwrap_or(inner);
    let asks_for_wss =
        text(variables, "LEPTOS_RELOAD_WS_PROTOCOL").is_some_and(|scheme| scheme.eq_ignore_ascii_case("wss"));
    let scheme = if public_url.is_https() || asks_for_wss { "wss" } else { "ws" };
    // A content security policy cannot name an IPv6 address.
    let host = if public_url.host().starts_with('[') { "*" } else { public_url.host() };
    Some(format!("{scheme}://{host}:{port}"))
}

fn port(variables: &Variables, name: &'static str, problems: &mut Vec<Problem>) -> Option<u16> {
    let port = text(variables, name)?.parse();
    if port.is_err() {
        problems.push(Problem::new(name, "is not a port", "Set a number between 1 and 65535, or remove the line."));
    }
    port.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_the_socket_that_the_reload_script_opens() {
        for (public_url, set, socket) in [
            ("http://127.0.0.1:3000", &[][..], "ws://127.0.0.1:3001"),
            ("http://127.0.0.1:3000", &[("LEPTOS_RELOAD_PORT", "4001")], "ws://127.0.0.1:4001"),
            ("https://dev.example.org", &[], "wss://dev.example.org:3001"),
            ("https://dev.example.org:8443", &[("LEPTOS_RELOAD_EXTERNAL_PORT", "443")], "wss://dev.example.org:443"),
            (
                "http://dev.example.org",
                &[("LEPTOS_RELOAD_WS_PROTOCOL", "WSS"), ("LEPTOS_RELOAD_PORT", "4001")],
                "wss://dev.example.org:4001",
            ),
            ("http://[::1]:3000", &[], "ws://*:3001"),
        ] {
            let mut variables: Variables = [("LEPTOS_WATCH".to_owned(), "true".to_owned())].into();
            variables.extend(set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
            let public_url = PublicUrl::parse(public_url).unwrap();
            let found = read(&variables, &public_url, &mut Vec::new());
            assert_eq!(found.as_deref(), Some(socket), "{public_url:?} {set:?}");
            variables.remove("LEPTOS_WATCH");
            assert_eq!(read(&variables, &public_url, &mut Vec::new()), None, "only under watch");
        }
    }
}
