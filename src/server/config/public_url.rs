use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;

use super::{
    app_env::AppEnv,
    problem::Problem,
    variables::{Variables, text},
};
use crate::paths;

/// The origin people use: scheme, host and port, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    host_and_port: String,
    is_https: bool,
}

impl PublicUrl {
    /// Returns the origin as a browser's `Origin` header writes it: `https://example.org`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns host and port as the `Host` header writes them: `example.org`, or `example.org:8443` for a port that is not the
    /// scheme's default.
    pub fn host_and_port(&self) -> &str {
        &self.host_and_port
    }

    /// Returns the host without its port; an IPv6 address keeps its brackets.
    pub fn host(&self) -> &str {
        split_port(&self.host_and_port).0
    }

    /// Returns the port; `None` for the scheme's default.
    pub fn port(&self) -> Option<u16> {
        split_port(&self.host_and_port).1
    }

    /// Returns whether the origin uses https, so that cookies can be `Secure` and HSTS makes sense.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Returns whether only this machine can open it.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.origin)
    }

    /// Returns the redirect URI that leads back to this server.
    pub fn callback(&self) -> String {
        format!("{}{}", self.origin, paths::CALLBACK)
    }

    /// Returns the address for Discord's webhook events.
    pub fn webhook(&self) -> String {
        format!("{}{}", self.origin, paths::DISCORD_WEBHOOK)
    }

    /// Returns whether a redirect URI leads back to this server. Its spelling may differ from [`PublicUrl::callback`] (a
    /// capital letter, the default port), because Discord compares it byte for byte with the registered one.
    pub fn is_callback(&self, redirect_uri: &str) -> bool {
        Url::parse(redirect_uri).is_ok_and(|url| {
            url.origin().ascii_serialization() == self.origin && url.path() == paths::CALLBACK && is_plain(&url)
        })
    }

    /// Reads an origin; `None` if the text is not a web address, or has more than scheme, host and port.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let origin = url.origin().ascii_serialization();
        let host_and_port = origin.split_once("://")?.1.to_owned();
        (url.path() == "/" && is_plain(&url)).then(|| Self { origin, host_and_port, is_https: url.scheme() == "https" })
    }
}

/// Returns whether a URL has no user, no query and no fragment.
fn is_plain(url: &Url) -> bool {
    url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none()
}

/// Splits the value of a `Host` header into host and port. Text after the last colon that is not a port belongs to the host.
pub(crate) fn split_port(host: &str) -> (&str, Option<u16>) {
    match host.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => (name, port.parse().ok()),
        _ => (host, None),
    }
}

/// Returns an address at which this machine reaches the server: nobody can open `0.0.0.0` or `[::]`.
pub(crate) fn reachable(bound: SocketAddr) -> SocketAddr {
    let ip = match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, bound.port())
}

pub(super) fn read(
    variables: &Variables,
    bound: SocketAddr,
    app_env: AppEnv,
    problems: &mut Vec<Problem>,
) -> PublicUrl {
    let address = reachable(bound).to_string();
    let default = PublicUrl { origin: format!("http://{address}"), host_and_port: address, is_https: false };
    let Some(value) = text(variables, "PUBLIC_URL") else {
        if app_env == AppEnv::Production {
            problems.push(Problem::new(
                "PUBLIC_URL",
                "is not set",
                "Set it to the address people type, such as `https://dashboard.example.org`.",
            ));
        }
        return default;
    };
    match PublicUrl::parse(value) {
        Some(url) if app_env == AppEnv::Production && !url.is_https && !url.is_loopback() => {
            problems.push(Problem::new(
                "PUBLIC_URL",
                "is plain http, which exposes sign-in cookies",
                "Use https in production. Plain http is accepted on 127.0.0.1 only.",
            ));
            url
        }
        Some(url) if is_unspecified(url.host()) => {
            problems.push(Problem::new(
                "PUBLIC_URL",
                "is an address to listen on, and not every browser can open it",
                format!(
                    "Keep that address in LEPTOS_SITE_ADDR. Set PUBLIC_URL to the address people type, such as `{}`.",
                    default.origin
                ),
            ));
            url
        }
        Some(url) => url,
        None => {
            problems.push(Problem::new(
                "PUBLIC_URL",
                "is not a web address, or has more than scheme, host and port",
                "Set only scheme, host and port, such as `https://dashboard.example.org`.",
            ));
            default
        }
    }
}

fn is_unspecified(host: &str) -> bool {
    host.trim_matches(['[', ']']).parse().is_ok_and(|address: IpAddr| address.is_unspecified())
}

/// Returns whether a URL names this machine.
pub(super) fn is_loopback(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.host_str().is_some_and(is_loopback_host))
}

/// Returns whether a host name or address means this machine to a browser that runs on it.
pub(crate) fn is_loopback_host(host: &str) -> bool {
    host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_an_address_that_can_be_opened() {
        for (bound, origin) in [
            ("127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("0.0.0.0:3000", "http://127.0.0.1:3000"),
            ("[::]:3000", "http://[::1]:3000"),
            ("[::1]:3000", "http://[::1]:3000"),
            ("192.168.1.5:8080", "http://192.168.1.5:8080"),
        ] {
            let url = read(&Variables::new(), bound.parse().unwrap(), AppEnv::Development, &mut Vec::new());
            assert_eq!(url.origin(), origin, "{bound}");
            assert_eq!(Some(&url), PublicUrl::parse(origin).as_ref(), "{bound}");
        }
    }

    #[test]
    fn an_address_to_listen_on_is_refused() {
        for (address, opens) in
            [("http://0.0.0.0:3000", false), ("http://[::]:3000", false), ("http://192.168.1.5:3000", true)]
        {
            let mut problems = Vec::new();
            let variables = [("PUBLIC_URL".to_owned(), address.to_owned())].into();
            read(&variables, ([0, 0, 0, 0], 3000).into(), AppEnv::Development, &mut problems);
            assert_eq!(problems.is_empty(), opens, "{address}: {problems:?}");
        }
    }

    #[test]
    fn host_and_port_are_split() {
        for (address, host, port) in [
            ("http://127.0.0.1:3000", "127.0.0.1", Some(3000)),
            ("http://[::1]:3000", "[::1]", Some(3000)),
            ("http://[::1]", "[::1]", None),
            ("https://example.org:443", "example.org", None),
            ("https://Example.ORG:8443", "example.org", Some(8443)),
        ] {
            let url = PublicUrl::parse(address).unwrap();
            assert_eq!((url.host(), url.port()), (host, port), "{address}");
        }
    }

    #[test]
    fn only_our_own_callback_is_accepted() {
        let url = PublicUrl::parse("https://example.org").unwrap();
        for (redirect_uri, fits) in [
            ("https://example.org/auth/callback", true),
            ("https://EXAMPLE.org:443/auth/callback", true),
            ("https://example.org/callback", false),
            ("https://example.org/auth/callback/", false),
            ("https://example.org/auth/callback?next=/", false),
            ("https://example.org/auth/callback#here", false),
            ("https://me@example.org/auth/callback", false),
            ("https://www.example.org/auth/callback", false),
            ("http://example.org/auth/callback", false),
            ("https://example.org:8443/auth/callback", false),
            ("nonsense", false),
        ] {
            assert_eq!(url.is_callback(redirect_uri), fits, "{redirect_uri}");
        }
        assert!(url.is_callback(&url.callback()));
    }
}
