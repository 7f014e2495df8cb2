//! A person with a browser, who signs in, opens pages and reports what is wrong with them.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use reqwest::{
    Client, RequestBuilder, Response, StatusCode,
    header::{self, HeaderValue},
    redirect::Policy,
};

use crate::{
    discord::Discord,
    tally::Tally,
    test_app::{self, ORIGIN, decide},
};

/// People of the sandbox, some of them with odd data. Each is in a guild, and no page of one of them mentions another.
pub const PEOPLE: [&str; 5] = [test_app::INES, test_app::MIRA, test_app::PIM, test_app::KAITO, test_app::BOBBY];
/// Pages that ask Discord for something.
pub const PAGES: [&str; 4] = ["/dashboard", "/dashboard/profile", "/dashboard/guilds", "/dashboard/connections"];
/// Longer than the app takes for any answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What is allowed to go wrong at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// Nothing: every page has its data.
    Good,
    /// Discord or the database is away: a page may say so, with 429, 502, 503 or 504.
    Hard,
    /// Discord refuses what this person asks: a page may also say that, with 403 or 404.
    Refused,
}

/// One browser of one person.
#[derive(Clone)]
pub struct Person {
    pub name: &'static str,
    /// The code that signed this browser in.
    pub code: String,
    /// Their user id, and those of everybody else.
    id: String,
    others: Vec<String>,
    cookies: HashMap<String, String>,
    client: Client,
    tally: Tally,
}

/// The host of [`ORIGIN`].
const HOST: &str = "127.0.0.1:3000";

/// The result of opening a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Seen {
    Page,
    /// A page that says what is unavailable, with this status.
    Trouble(u16),
    SignedOut,
    /// The connection was refused or broke.
    Nothing,
    /// An answer that should not be.
    Wrong,
}

impl Person {
    /// Opens a browser in which nobody is signed in.
    pub async fn new(discord: &Discord, name: &'static str, tally: &Tally) -> Self {
        let ids = ids(discord).await;
        // Nelly's id is also that of a server that others are in, as in Discord's own examples.
        let others = ids.iter().filter(|(label, _)| ![name, test_app::NELLY].contains(&label.as_str()));
        let others = others.map(|(_, id)| id.clone()).collect();
        let id = ids[name].clone();
        Self { name, code: String::new(), id, others, cookies: HashMap::new(), client: client(), tally: tally.clone() }
    }

    /// Drops the open connections, so that the next request makes a new one.
    pub fn connect_anew(&mut self) {
        self.client = client();
    }

    /// Opens a browser and signs the person in.
    pub async fn signed_in(discord: &Discord, server: &str, name: &'static str, tally: &Tally) -> Self {
        let mut person = Self::new(discord, name, tally).await;
        let arrived = person.sign_in(server).await;
        assert_eq!(arrived.as_deref(), Some("/dashboard"), "{name} cannot sign in");
        person
    }

    /// Signs the person in. Returns where the callback leads, or `None` if the server did not answer.
    pub async fn sign_in(&mut self, server: &str) -> Option<String> {
        let authorize = self.begin(server).await?;
        let callback = decide(&authorize, self.name, "authorize").await;
        self.finish(server, &callback).await
    }

    /// Presses the sign-in button and returns the address of the consent page.
    pub async fn begin(&mut self, server: &str) -> Option<String> {
        let form = self.client.post(format!("{server}/auth/login")).header(header::ORIGIN, ORIGIN);
        let answer = self.send(form.form(&[("return_to", "/dashboard")])).await?;
        let location = location(&answer).to_owned();
        location.contains("/oauth2/authorize").then_some(location)
    }

    /// Opens the callback and returns where it leads.
    pub async fn finish(&mut self, server: &str, callback: &str) -> Option<String> {
        let code = callback.split_once("code=").map_or("", |(_, rest)| rest).split('&').next().unwrap_or_default();
        self.code = code.to_owned();
        let answer = self.send(self.client.get(format!("{server}{callback}"))).await?;
        self.tally
            .holds(answer.status() == StatusCode::SEE_OTHER, || format!("a callback is answered {}", answer.status()));
        Some(location(&answer).to_owned())
    }

    /// Opens a page and reports what is wrong with it.
    pub async fn open(&mut self, server: &str, path: &str, times: Times) -> Seen {
        let started = Instant::now();
        let request = self.client.get(format!("{server}{path}")).header(header::ACCEPT, "text/html");
        let Some(answer) = self.send(request).await else { return Seen::Nothing };
        let (status, retry_after) = (answer.status(), answer.headers().contains_key(header::RETRY_AFTER));
        let is_to_sign_in = location(&answer).starts_with("/login");
        let Ok(body) = answer.text().await else { return Seen::Nothing };
        self.tally.count("pages");
        if self.others.iter().any(|id| body.contains(id.as_str())) {
            self.tally.broken(format!("{path} shows {} another person's data", self.name));
            return Seen::Wrong;
        }
        match status.as_u16() {
            200 if path == "/dashboard/profile" && !body.contains(&self.id) => {
                self.tally.broken(format!("{path} does not show {}'s own data", self.name));
                Seen::Wrong
            }
            200 => Seen::Page,
            303 if is_to_sign_in => Seen::SignedOut,
            401 => Seen::SignedOut,
            503 if times != Times::Good => {
                self.tally.holds(retry_after, || "a 503 has no Retry-After".to_owned());
                Seen::Trouble(503)
            }
            status @ (429 | 502 | 504) if times != Times::Good => Seen::Trouble(status),
            status @ (403 | 404) if times == Times::Refused => Seen::Trouble(status),
            status => {
                let took = started.elapsed().as_secs();
                self.tally.broken(format!("{path} is answered {status} (after {took} s)"));
                Seen::Wrong
            }
        }
    }

    /// Opens a page as a proxy does, which tries the next server when one is away.
    pub async fn open_at_any(&mut self, servers: &[String], path: &str, times: Times) -> Seen {
        for server in servers {
            match self.open(server, path, times).await {
                Seen::Nothing => {}
                seen => return seen,
            }
        }
        Seen::Nothing
    }

    /// Returns the guild pages that a page links to.
    pub async fn links(&mut self, server: &str, path: &str) -> Vec<String> {
        let Some(answer) = self.send(self.client.get(format!("{server}{path}"))).await else { return Vec::new() };
        let body = answer.text().await.unwrap_or_default();
        let links = body.split("href=\"/dashboard/guilds/").skip(1).filter_map(|rest| rest.split('"').next());
        let mut links: Vec<_> = links.map(|id| format!("/dashboard/guilds/{id}")).collect();
        links.sort();
        links.dedup();
        links
    }

    /// Presses Refresh.
    pub async fn ask_again(&mut self, server: &str) {
        let form = self.client.post(format!("{server}/dashboard/refresh")).header(header::ORIGIN, ORIGIN);
        self.send(form.form(&[("return_to", "/dashboard")])).await;
    }

    async fn send(&mut self, request: RequestBuilder) -> Option<Response> {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.header(header::COOKIE, cookies.join("; ")).send().await.ok()?;
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let Some((pair, attributes)) = cookie.to_str().ok().and_then(|cookie| cookie.split_once(';')) else {
                continue;
            };
            let Some((name, value)) = pair.split_once('=') else { continue };
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Some(answer)
    }
}

fn client() -> Client {
    // The app redirects requests for any other host than the one in its `PUBLIC_URL`; its real port is another one here.
    let host = HeaderValue::from_static(HOST);
    let headers = [(header::HOST, host)].into_iter().collect();
    Client::builder().default_headers(headers).redirect(Policy::none()).timeout(TIMEOUT).build().unwrap()
}

fn location(answer: &Response) -> &str {
    answer.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Returns everybody's user id by name, as the consent page lists them.
async fn ids(discord: &Discord) -> HashMap<String, String> {
    let query = test_app::encode(&[
        ("client_id", sandbox::CLIENT_ID),
        ("redirect_uri", &format!("{ORIGIN}/auth/callback")),
        ("response_type", "code"),
        ("scope", "identify"),
    ]);
    let page = reqwest::get(format!("{}/oauth2/authorize?{query}", discord.url)).await.unwrap().text().await.unwrap();
    let between = |text: &str, start: &str, end: &str| Some(text.split_once(start)?.1.split_once(end)?.0.to_owned());
    let labels = page.split("<label").skip(1);
    labels.filter_map(|label| Some((between(label, "<b>", "</b>")?, between(label, "value=\"", "\"")?))).collect()
}
