use std::net::SocketAddr;

use reqwest::Url;

use super::{AppEnv, Problem, Variables, text};

/// The origin people use: scheme, host and port, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    host_and_port: String,
    https: bool,
}

impl PublicUrl {
    /// `https://example.org`, as a browser's `Origin` header writes it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// `example.org`, with the port when it is not the scheme's own: as the `Host` header writes it.
    pub fn host_and_port(&self) -> &str {
        &self.host_and_port
    }

    /// Whether cookies can be `Secure` and HSTS makes sense.
    pub fn is_https(&self) -> bool {
        self.https
    }

    fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let origin = url.origin().ascii_serialization();
        let host_and_port = origin.split_once("://")?.1.to_owned();
        plain.then(|| Self { origin, host_and_port, https: url.scheme() == "https" })
    }
}

pub(super) fn read(
    variables: &Variables,
    bound: SocketAddr,
    app_env: AppEnv,
    problems: &mut Vec<Problem>,
) -> PublicUrl {
    let port = bound.port();
    let default = PublicUrl {
        origin: format!("http://127.0.0.1:{port}"),
        host_and_port: format!("127.0.0.1:{port}"),
        https: false,
    };
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
        Some(url) if app_env == AppEnv::Production && !url.https && !is_loopback(value) => {
            problems.push(Problem::new(
                "PUBLIC_URL",
                "is plain http",
                "Production needs https: sign-in cookies must not travel in the open. (http is fine on 127.0.0.1.)",
            ));
            url
        }
        Some(url) => url,
        None => {
            problems.push(Problem::new(
                "PUBLIC_URL",
                "is not an http(s) origin without a path",
                "Set scheme, host and port only, such as `https://dashboard.example.org`.",
            ));
            default
        }
    }
}

/// Whether an URL names this machine.
pub(super) fn is_loopback(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            host.trim_matches(['[', ']']).parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
        None => false,
    })
}
