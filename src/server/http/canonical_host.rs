//! One address for everybody: a request for another name of this host is redirected to `PUBLIC_URL`, or gets a page that says
//! what to set.
//!
//! Cookies belong to one host name, and Discord sends people back to one address. A sign-in that starts under another name
//! cannot finish.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};

use super::{opened_at::opened_at, refusal::Refusal};
use crate::server::config::{PublicUrl, is_loopback_host, split_port};

/// The most redirects before a first request arrives at the right address. Browsers give up after twenty.
///
/// If a proxy rewrites `Host` and sends no `X-Forwarded-Host`, every request seems to be for another name. Redirects would
/// then never end, so after this many, pages are shown without a redirect.
const MAX_FAILED_REDIRECTS: u32 = 10;

/// The address at which requests should arrive, and whether any has arrived there.
#[derive(Debug, Clone)]
pub struct CanonicalHost {
    public_url: PublicUrl,
    arrivals: Arc<Arrivals>,
}

/// Whether requests arrived at the right address. Those with `X-Forwarded-Host` count separately, because a visitor can send
/// this header through a proxy that does not set it. Such a request must not turn redirects on again for everybody else.
#[derive(Debug, Default)]
struct Arrivals {
    by_host: AtomicBool,
    by_forwarded_host: AtomicBool,
    failed_redirects: AtomicU32,
}

/// The host names in a request.
#[derive(Debug)]
struct Names {
    host: Option<String>,
    /// The name from `X-Forwarded-Host`, which most proxies that rewrite `Host` set. It is only compared with `PUBLIC_URL`,
    /// because anybody can send it.
    forwarded: Option<String>,
}

/// The address at which a request arrived.
#[derive(Debug, PartialEq, Eq)]
enum Address {
    /// `PUBLIC_URL`.
    Public,
    /// Another name. The visitor can open `PUBLIC_URL`.
    Alias,
    /// Another name. The visitor may be unable to open `PUBLIC_URL`: it is a loopback address, and the visitor may use another
    /// machine or another port.
    Unreachable,
}

impl CanonicalHost {
    /// Creates the layer for a site that has received no request yet.
    pub fn new(public_url: &PublicUrl) -> Self {
        Self { public_url: public_url.clone(), arrivals: Arc::default() }
    }

    /// Records that a request arrived at the right address.
    fn arrived(&self, names: &Names) {
        self.has_arrived(names.forwarded.is_some()).store(true, Ordering::Relaxed);
    }

    fn has_arrived(&self, is_forwarded: bool) -> &AtomicBool {
        if is_forwarded { &self.arrivals.by_forwarded_host } else { &self.arrivals.by_host }
    }

    /// Returns whether to redirect, and counts the redirect.
    fn may_redirect(&self, names: &Names) -> bool {
        if self.has_arrived(names.forwarded.is_some()).load(Ordering::Relaxed) {
            return true;
        }
        let failed = self.arrivals.failed_redirects.fetch_add(1, Ordering::Relaxed);
        if failed == MAX_FAILED_REDIRECTS {
            tracing::warn!(
                "no request arrives for {}, so redirects are off. Let the proxy keep Host, or send X-Forwarded-Host.",
                self.public_url.origin()
            );
        }
        failed < MAX_FAILED_REDIRECTS
    }
}

/// Redirects a GET for another name to `PUBLIC_URL`. Forms are left to the same-origin check, because the browser says where
/// they come from.
pub async fn canonical_host(State(site): State<CanonicalHost>, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let names = Names::of(&request);
    match names.address(&site.public_url) {
        Address::Public => site.arrived(&names),
        Address::Alias if is_read && site.may_redirect(&names) => {
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
            return Redirect::permanent(&format!("{}{path}", site.public_url.origin())).into_response();
        }
        Address::Alias => {}
        Address::Unreachable => return refusal(&site.public_url, request.headers()).into_response(),
    }
    next.run(request).await
}

fn refusal(public_url: &PublicUrl, headers: &HeaderMap) -> Refusal {
    let origin = public_url.origin();
    let opened = opened_at(headers).unwrap_or_default();
    Refusal {
        // Not 403 or 404, because the request was meant for another address.
        status: StatusCode::MISDIRECTED_REQUEST,
        what: format!("This site is set up for {origin}."),
        remedy: format!(
            "You opened {opened}, where nobody can sign in. Open {origin} instead. If you run this site and people should use \
             {opened}, set PUBLIC_URL={opened} and restart it. If a proxy changed the address, let it keep the Host header."
        ),
        home: origin.to_owned(),
    }
}

impl Names {
    fn of(request: &Request) -> Self {
        let header = |name: &str| {
            let value = String::from_utf8_lossy(request.headers().get(name)?.as_bytes()).into_owned();
            Some(first_name(&value))
        };
        let in_the_request_line = request.uri().authority().map(|authority| first_name(authority.as_str()));
        Self {
            host: in_the_request_line.or_else(|| header(header::HOST.as_str())),
            forwarded: header("x-forwarded-host").filter(|host| !host.is_empty()),
        }
    }

    fn address(&self, public_url: &PublicUrl) -> Address {
        let names = || [&self.forwarded, &self.host].into_iter().flatten();
        if names().any(|name| is_public(public_url, name)) {
            return Address::Public;
        }
        // A request without a name counts as a request for `PUBLIC_URL`. Only very old clients send no name.
        names().next().map_or(Address::Public, |name| other_address(public_url, name))
    }
}

fn other_address(public_url: &PublicUrl, opened: &str) -> Address {
    let (name, port) = name_and_port(public_url, opened);
    let is_this_machine = is_loopback_host(name) || name.ends_with(".localhost") || ["0.0.0.0", "[::]"].contains(&name);
    if !public_url.is_loopback() || (is_this_machine && port == public_url.port()) {
        Address::Alias
    } else {
        Address::Unreachable
    }
}

/// Returns whether a request was sent to `PUBLIC_URL`. A proxy may drop the port or write its own, so ports count on loopback
/// only, where another port is another server.
fn is_public(public_url: &PublicUrl, opened: &str) -> bool {
    let (name, port) = name_and_port(public_url, opened);
    name == public_url.host() && (port.is_none() || port == public_url.port() || !public_url.is_loopback())
}

/// Splits into name and port. Leaves out the scheme's default port, and a dot at the end of the name.
fn name_and_port<'a>(public_url: &PublicUrl, opened: &'a str) -> (&'a str, Option<u16>) {
    let usual = if public_url.is_https() { 443 } else { 80 };
    let (name, port) = split_port(opened);
    (name.strip_suffix('.').unwrap_or(name), port.filter(|port| *port != usual))
}

fn first_name(header: &str) -> String {
    header.split(',').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn address_of(public_url: &str, headers: &[(&str, &str)]) -> Address {
        let mut request = Request::get("/login");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Names::of(&request.body(Body::empty()).unwrap()).address(&PublicUrl::parse(public_url).unwrap())
    }

    #[test]
    fn every_other_name_of_a_public_site_is_an_alias() {
        for (headers, expected) in [
            (&[("host", "example.org")][..], Address::Public),
            (&[("host", "Example.org:443")], Address::Public),
            (&[("host", "example.org:8080")], Address::Public),
            (&[], Address::Public),
            (&[("host", "www.example.org")], Address::Alias),
            (&[("host", "example.org.")], Address::Public),
            (&[("host", "example.org.evil.example")], Address::Alias),
            (&[("host", "203.0.113.7")], Address::Alias),
            (&[("host", "localhost:3000")], Address::Alias),
            (&[("host", "")], Address::Alias),
            (&[("host", "app:3000"), ("x-forwarded-host", "example.org")], Address::Public),
            (&[("host", "app:3000"), ("x-forwarded-host", "example.org, app:3000")], Address::Public),
            (&[("host", "example.org"), ("x-forwarded-host", "www.example.org")], Address::Public),
            (&[("host", "app:3000"), ("x-forwarded-host", "www.example.org")], Address::Alias),
            (&[("host", "app:3000")], Address::Alias),
        ] {
            assert_eq!(address_of("https://example.org", headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn names_of_this_machine_reach_a_loopback_site_on_the_same_port() {
        for (host, expected) in [
            ("127.0.0.1:3000", Address::Public),
            ("127.0.0.1", Address::Public),
            ("localhost:3000", Address::Alias),
            ("LOCALHOST:3000", Address::Alias),
            ("app.localhost:3000", Address::Alias),
            ("0.0.0.0:3000", Address::Alias),
            ("[::1]:3000", Address::Alias),
            ("[::]:3000", Address::Alias),
            ("127.0.0.2:3000", Address::Alias),
            ("127.0.0.1:8080", Address::Unreachable),
            ("localhost:8080", Address::Unreachable),
            ("localhost", Address::Unreachable),
            ("192.168.1.5:3000", Address::Unreachable),
            ("laptop.local:3000", Address::Unreachable),
            ("localhost.evil.example:3000", Address::Unreachable),
            ("\"><script>", Address::Unreachable),
        ] {
            assert_eq!(address_of("http://127.0.0.1:3000", &[("host", host)]), expected, "{host}");
        }
        let forwarded = [("host", "localhost:3000"), ("x-forwarded-host", "abc.preview.example")];
        assert_eq!(address_of("http://127.0.0.1:3000", &forwarded), Address::Unreachable, "a tunnel to this machine");
        assert_eq!(address_of("http://[::1]:3000", &[("host", "[::1]:3000")]), Address::Public);
    }
}
