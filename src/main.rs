//! Loads `.env` and the configuration, starts logging, builds the state and serves. `healthcheck` asks a running server instead.

use std::{net::SocketAddr, process::ExitCode};

use app::{
    features,
    otlp::Traces,
    server::{
        clock::Clock,
        config::{self, AppEnv, Config, Variables},
        http::{built_files, healthcheck, router::router, serve, telemetry},
        metrics,
        state::AppState,
    },
};
use leptos::config::LeptosOptions;

/// Rendering a page allocates thousands of small strings. jemalloc is a third faster at it than the system's allocator, and keeps no more memory.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            #[expect(clippy::print_stderr, reason = "the person at the terminal reads this; logging may not run yet")]
            {
                eprintln!("\n{message}\n");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    let (variables, leptos, address) = environment()?;
    let argument = std::env::args_os().nth(1);
    match argument.as_ref().map(|argument| argument.to_str()) {
        None => start(&variables, leptos, address).await,
        Some(Some("healthcheck")) => healthcheck::check(address),
        Some(_) => {
            Err("This argument is unknown. Start the server without one; `healthcheck` asks a running server.".into())
        }
    }
}

/// Reads the variables, the framework's configuration, and the address to listen on.
fn environment() -> Result<(Variables, LeptosOptions, SocketAddr), String> {
    // The app's variables are read only here, so tests never depend on the environment.
    match dotenvy::dotenv() {
        Err(dotenvy::Error::LineParse(end, _)) => return Err(unreadable_line(&end)),
        Err(error) if !error.not_found() => {
            return Err(format!(
                "The file .env cannot be read ({error}). Check that it is a text file and that this user may read it."
            ));
        }
        _ => {}
    }
    // A value that is not UTF-8 gets a replacement character, and the configuration check names its variable.
    let text = |part: std::ffi::OsString| part.to_string_lossy().into_owned();
    let variables: Variables = std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect();
    let leptos = match leptos::config::get_configuration(None) {
        Ok(configuration) => configuration.leptos_options,
        Err(error) => {
            config::check_pasted(&variables).map_err(|error| error.to_string())?;
            return Err(format!("A LEPTOS_* variable has a wrong value: {error}. Correct it, or remove its line."));
        }
    };
    let address = config::listen_address(&variables, leptos.site_addr).map_err(|error| error.to_string())?;
    Ok((variables, leptos, address))
}

async fn start(variables: &Variables, leptos: LeptosOptions, address: SocketAddr) -> Result<(), String> {
    let listener = serve::bind(address, "LEPTOS_SITE_ADDR or PORT").await?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let config = Config::from_variables(variables, address).map_err(|error| error.to_string())?;
    let traces = Traces::start(config.exports_traces)?;
    telemetry::start(config.app_env, &traces);
    match built_files::check(&leptos) {
        Err(missing) if config.app_env == AppEnv::Production => return Err(missing),
        // A developer may run the server alone, without files for the browser.
        Err(missing) => tracing::warn!("{missing}"),
        Ok(()) => {}
    }
    let metrics = match config.metrics_addr {
        Some(address) => {
            let listener = serve::bind(address, "METRICS_ADDR").await?;
            Some((listener, metrics::install().map_err(|error| error.to_string())?))
        }
        None => None,
    };
    let state = AppState::new(config, leptos, Clock::default(), features::migrations())
        .await
        .map_err(|error| error.to_string())?;
    announce(&state);
    traces.announce();
    tokio::spawn(serve::sweep(state.clone()));
    if let Some((listener, handle)) = metrics {
        tokio::spawn(serve::serve_metrics(listener, state.clone(), handle));
    }
    let served = serve::serve(listener, &state, router(&state)).await.map_err(|error| error.to_string());
    traces.stop();
    served
}

/// Returns the message for a line of `.env` that cannot be parsed; `end` is the last part of the line. The message names only
/// the variable, because the value may be a secret.
fn unreadable_line(end: &str) -> String {
    let file = std::fs::read_to_string(".env").unwrap_or_default();
    let line = file.lines().find(|line| line.trim_end().ends_with(end.trim_end()) && !end.is_empty());
    let name = line.and_then(|line| line.split_once('=')).map(|(name, _)| name.trim_start_matches("export ").trim());
    let place = match name.filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')) {
        Some(name) => format!("The line for {name} in .env"),
        None => "A line in .env".to_owned(),
    };
    format!("{place} cannot be read. Write NAME=value, and put quotes around a value that has a space, a quote or a #.")
}

fn announce(state: &AppState) {
    let url = state.config.public_url.origin();
    let discord = if state.config.sandbox { "the sandbox" } else { "Discord" };
    tracing::info!("Open {url} - people sign in with {discord}");
    if let Some(address) = state.config.metrics_addr {
        tracing::info!("Prometheus finds the metrics at http://{address}/metrics");
    }
    if state.config.sandbox && state.config.app_env == AppEnv::Production {
        tracing::warn!(
            "DISCORD_SANDBOX is on: anybody can sign in as anybody. Remove it before real people use this site."
        );
    }
}
