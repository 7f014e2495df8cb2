use reqwest::Url;

use super::{
    problem::Problem,
    variables::{Variables, text},
};

/// Returns whether `OTEL_EXPORTER_OTLP_ENDPOINT` is set.
pub(super) fn is_set(variables: &Variables, problems: &mut Vec<Problem>) -> bool {
    let Some(endpoint) = text(variables, "OTEL_EXPORTER_OTLP_ENDPOINT") else { return false };
    let is_web_address = Url::parse(endpoint).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if !is_web_address {
        problems.push(Problem::new(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "is not a web address",
            "Set it to the address of a collector that speaks OTLP over http, such as `http://127.0.0.1:4318`, or remove the line.",
        ));
    }
    is_web_address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_web_address_is_accepted() {
        for (value, is_accepted) in [
            ("http://127.0.0.1:4318", true),
            ("https://otlp.example.org/otlp", true),
            ("127.0.0.1:4318", false),
            ("grpc://127.0.0.1:4317", false),
            ("collector", false),
        ] {
            let mut problems = Vec::new();
            let is_set = is_set(&[("OTEL_EXPORTER_OTLP_ENDPOINT".to_owned(), value.to_owned())].into(), &mut problems);
            assert_eq!((is_set, problems.is_empty()), (is_accepted, is_accepted), "{value}");
        }
    }
}
