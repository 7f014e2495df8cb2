//! Three servers on PostgreSQL behind nginx are restarted one after the other, as a deployment does. Nobody notices.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{
    World,
    discord::Discord,
    person::{PAGES, PEOPLE, Person, Seen, Times},
    postgres,
    random::Random,
    server::{Place, Server, free_address},
    tally::Tally,
};

const STOPS_WITHIN: Duration = Duration::from_secs(20);

pub async fn run(mut world: World) {
    if Command::new("nginx").arg("-v").stderr(Stdio::null()).status().is_err() {
        return world.tally.count("skipped: no nginx (scripts/setup.sh test)");
    }
    let Some(database) = postgres::database(&world.tally).await else { return };
    let discord = Discord::start().await;
    discord.short_tokens(2, world.random.below(2) == 0).await;
    let place = Place::new(&discord).on(database.url.clone());
    let mut servers = [place.start().await, place.start().await, place.start().await];
    let nginx = Nginx::start(&place.folder, &servers).await;
    let mut people = JoinSet::new();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    for name in PEOPLE {
        let person = Person::signed_in(&discord, &nginx.url, name, &world.tally).await;
        people.spawn(visit(person, nginx.url.clone(), stopped.clone(), world.random.fork(), world.tally.clone()));
    }
    let ends_at = Instant::now() + world.time;
    loop {
        for server in &mut servers {
            tokio::time::sleep(Duration::from_millis(world.random.below(600) as u64)).await;
            server.ask_to_end();
            let status = server.end_within(STOPS_WITHIN).await;
            world
                .tally
                .holds(status.is_some_and(|status| status.success()), || format!("a server ends with {status:?}"));
            server.kill();
            place.start_again(server).await;
            world.tally.count("restarts");
        }
        if Instant::now() > ends_at {
            break;
        }
    }
    stop.send_replace(true);
    people.join_all().await;
    world.tally.add("refreshes", discord.refreshes() as u64);
    world.tally.holds(discord.codes_used_twice() == 0, || "a code was sent to Discord twice".into());
    drop((nginx, servers));
    database.remove().await;
}

async fn visit(
    mut person: Person,
    url: String,
    stopped: tokio::sync::watch::Receiver<bool>,
    mut random: Random,
    tally: Tally,
) {
    while !*stopped.borrow() {
        let seen = person.open(&url, random.pick(&PAGES), Times::Good).await;
        tally.holds(seen == Seen::Page, || format!("{} sees {seen:?}", person.name));
        if seen == Seen::SignedOut {
            person.sign_in(&url).await;
        }
        tokio::time::sleep(Duration::from_millis(random.below(150) as u64)).await;
    }
}

struct Nginx {
    url: String,
    child: Child,
}

impl Nginx {
    async fn start(folder: &Path, servers: &[Server]) -> Self {
        let address = free_address();
        // With `max_fails=0` each request may try all three. nginx would otherwise leave out a server for seconds after one failure.
        let upstreams: String =
            servers.iter().map(|server| format!("server {} max_fails=0;\n", server.address)).collect();
        let folder = folder.join("nginx");
        fs::create_dir_all(&folder).unwrap();
        let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temporary: String =
            kinds.iter().map(|kind| format!("{kind}_temp_path {}/{kind};\n", folder.display())).collect();
        let configuration = format!(
            "daemon off;\npid {0}/pid;\nerror_log {0}/error.log;\nworker_processes 1;\nevents {{}}\n\
             http {{\naccess_log off;\n{temporary}upstream app {{\n{upstreams}}}\n\
             server {{\nlisten {address};\nlocation / {{\nproxy_pass http://app;\nproxy_set_header Host $http_host;\n\
             proxy_next_upstream error timeout;\nproxy_connect_timeout 2s;\n}}\n}}\n}}\n",
            folder.display()
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, configuration).unwrap();
        let child = Command::new("nginx")
            .arg("-e")
            .arg(folder.join("error.log"))
            .arg("-c")
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let nginx = Self { url: format!("http://{address}"), child };
        let started = Instant::now();
        while !reqwest::get(format!("{}/readyz", nginx.url)).await.is_ok_and(|answer| answer.status().is_success()) {
            assert!(started.elapsed() < Duration::from_secs(20), "nginx does not start");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        nginx
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // At SIGTERM the master process also stops its worker.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}
