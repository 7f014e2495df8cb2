//! Connections that are opened and then not used, as by an attacker or a broken network.

use std::{path::PathBuf, time::Duration};

use app::server::secret::Vault;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::{server_process::Server, test_app::fresh_folder};

/// Longer than the head of a request may take.
const TIMEOUT: Duration = Duration::from_secs(15);

async fn server(open_files: u16) -> Server {
    let folder: PathBuf = fresh_folder();
    let key = Vault::generate_key().unwrap();
    let server = Server::start_with_open_files(open_files, &folder, "http://127.0.0.1:9", &key);
    server.until_ready().await;
    server
}

#[tokio::test]
async fn silent_connections_do_not_block_other_people() {
    let server = server(256).await;
    let mut silent = Vec::new();
    for _ in 0..300 {
        silent.push(TcpStream::connect(server.address).await.unwrap());
    }
    let page = timeout(TIMEOUT, server.get("/healthz", "")).await;
    assert!(page.expect("a normal request is answered").status().is_success());
    assert!(!server.log().contains("cannot be accepted"), "there are files left: {}", server.log());
    assert!(server.log().contains("all connections are in use"), "{}", server.log());
}

#[tokio::test]
async fn a_head_that_does_not_end_and_a_connection_without_a_request_are_closed() {
    let server = server(1024).await;
    let opened = ["", "GET / HTTP/1.1\r\nHost: ", "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"].map(async |sent| {
        let mut slow = TcpStream::connect(server.address).await.unwrap();
        slow.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let closed = timeout(TIMEOUT, slow.read_to_end(&mut answer)).await;
        assert!(closed.is_ok(), "after {sent:?} it stays open");
    });
    let [nothing, half_a_head, kept_alive] = opened;
    tokio::join!(nothing, half_a_head, kept_alive);
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = server(1024).await;
    for (size, status) in [(16 * 1024, "HTTP/1.1 200"), (64 * 1024, "HTTP/1.1 431")] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let head = format!("GET /healthz HTTP/1.1\r\nHost: a\r\nCookie: {}\r\n\r\n", "a".repeat(size));
        // The server may answer and close before all of the head is sent.
        let _ = stream.write_all(head.as_bytes()).await;
        let mut answer = [0; 12];
        timeout(TIMEOUT, stream.read_exact(&mut answer)).await.unwrap().unwrap();
        assert_eq!(String::from_utf8_lossy(&answer), status, "{size}");
    }
}
