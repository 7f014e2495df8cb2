use std::net::SocketAddr;

use super::{
    problem::Problem,
    variables::{Variables, text},
};

/// Reads `METRICS_ADDR`; `None` if it is not set.
pub(super) fn read(variables: &Variables, problems: &mut Vec<Problem>) -> Option<SocketAddr> {
    let address = text(variables, "METRICS_ADDR")?.parse().ok().filter(|address: &SocketAddr| address.port() != 0);
    if address.is_none() {
        problems.push(Problem::new(
            "METRICS_ADDR",
            "is not an IP address with a port",
            "Set it to an address that only Prometheus can reach, such as `127.0.0.1:9464`, or remove the line.",
        ));
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_with_a_port_is_accepted() {
        for (value, is_accepted) in [
            ("127.0.0.1:9464", true),
            ("[::1]:9464", true),
            ("0.0.0.0:9464", true),
            ("9464", false),
            (":9464", false),
            ("127.0.0.1", false),
            ("127.0.0.1:0", false),
            ("localhost:9464", false),
            ("http://127.0.0.1:9464", false),
        ] {
            let mut problems = Vec::new();
            let address = read(&[("METRICS_ADDR".to_owned(), value.to_owned())].into(), &mut problems);
            assert_eq!((address.is_some(), problems.is_empty()), (is_accepted, is_accepted), "{value}");
        }
    }
}
