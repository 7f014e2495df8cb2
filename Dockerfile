# syntax=docker/dockerfile:1

# The caches of cargo, of the tools and of the build stay on the builder, so the next build compiles only what changed.
FROM rust:1.95-trixie AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
# The image's own compiler. Without this, rustup would fetch the one that rust-toolchain.toml names.
ENV RUSTUP_TOOLCHAIN=$RUST_VERSION XDG_CACHE_HOME=/cache
RUN rustup target add wasm32-unknown-unknown
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/cache,sharing=locked \
    --mount=type=cache,target=/build/target,sharing=locked \
    scripts/build.sh; \
    . scripts/env.sh; \
    mkdir -p /app/data; \
    cp "target/release/$APP" /app/server; \
    cp -R target/release/hash.txt target/release/site /app

# The C library, the certificates, and no shell. Its user is nonroot, 65532.
FROM gcr.io/distroless/cc-debian13:nonroot
WORKDIR /app
COPY --from=build /app/server /app/hash.txt ./
COPY --from=build /app/site ./site
# The only folder that the server writes to: a SQLite file, and what DATA_DIR is for. A new volume takes over this owner.
COPY --from=build --chown=65532:65532 /app/data ./data
VOLUME /app/data
ENV LEPTOS_SITE_ROOT=site LEPTOS_HASH_FILES=true PORT=3000
USER 65532:65532
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/app/server", "healthcheck"]
ENTRYPOINT ["/app/server"]
