//! Three hundred connections send half a request and nothing more, to a server that may open fewer files than that.

use std::time::{Duration, Instant};

use tokio::{io::AsyncWriteExt as _, net::TcpStream, time::timeout};

use crate::{
    World,
    discord::Discord,
    person::{Person, Seen, Times},
    server::Place,
    test_app::NELLY,
};

const FILES: u32 = 256;
const SOCKETS: usize = 300;
const HALF_A_HEAD: &[u8] = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ";
/// By then the server has closed the slow sockets, and answers the people who waited behind them.
const ANSWERED_WITHIN: Duration = Duration::from_secs(25);

pub async fn run(world: World) {
    let discord = Discord::start().await;
    let place = Place::new(&discord);
    let mut server = place.start_limited(Some(FILES)).await;
    let url = server.url.clone();
    let mut person = Person::signed_in(&discord, &url, NELLY, &world.tally).await;
    let mut sockets = Vec::new();
    for _ in 0..SOCKETS {
        let Ok(Ok(mut socket)) = timeout(Duration::from_secs(5), TcpStream::connect(&server.address)).await else {
            break;
        };
        let _ = socket.write_all(HALF_A_HEAD).await;
        sockets.push(socket);
    }
    world.tally.add("slow sockets", sockets.len() as u64);
    let started = Instant::now();
    loop {
        person.connect_anew();
        let seen = timeout(Duration::from_secs(5), person.open(&url, "/dashboard", Times::Hard)).await;
        if seen == Ok(Seen::Page) {
            break;
        }
        if started.elapsed() > ANSWERED_WITHIN {
            world.tally.broken(format!("{} s later a person sees {seen:?}", ANSWERED_WITHIN.as_secs()));
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    world.tally.add("ms until a page was answered", u64::try_from(started.elapsed().as_millis()).unwrap_or(0));
    world.tally.holds(server.end_within(Duration::ZERO).await.is_none(), || "the server ended".into());
    drop(sockets);
}
