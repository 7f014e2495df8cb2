//! Asks a running server whether it lives, for containers that have no curl.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use crate::server::config;

/// A server that needs longer for a constant answer is not healthy.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks `/healthz` of the server that listens on an address of this machine.
///
/// # Errors
/// If it does not answer 200. The text is for the log of the container.
pub fn check(listens_on: SocketAddr) -> Result<(), String> {
    let address = config::reachable(listens_on);
    match status_line(address) {
        Ok(line) if line.split(' ').nth(1) == Some("200") => Ok(()),
        Ok(line) => Err(format!("http://{address}/healthz answered {line:?} and not 200.")),
        Err(error) => Err(format!("http://{address}/healthz does not answer ({error}). Does the server run there?")),
    }
}

fn status_line(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut line = String::new();
    BufReader::new(stream.take(1024)).read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, thread};

    use super::*;

    /// Answers one request and returns what the check says about it.
    fn checked(answer: &'static str) -> Result<(), String> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        // The server listens on every address; the check asks on loopback.
        let found = check(([0, 0, 0, 0], address.port()).into());
        server.join().unwrap();
        found
    }

    #[test]
    fn only_an_answer_of_200_is_healthy() {
        for (answer, is_healthy) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true),
            ("HTTP/1.1 503 Service Unavailable\r\n\r\n", false),
            ("HTTP/1.1 307 Temporary Redirect\r\nLocation: https://example.org/200\r\n\r\n", false),
            ("SSH-2.0-OpenSSH_9.2\r\n", false),
            ("", false),
        ] {
            assert_eq!(checked(answer).is_ok(), is_healthy, "{answer}");
        }
    }

    #[test]
    fn nobody_at_the_address_is_not_healthy() {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(check(address).is_err_and(|message| message.contains("does not answer")));
    }
}
