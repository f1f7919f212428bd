#!/usr/bin/env bash
# The fast checks of .ci/run, for before a commit: format, lints, tests. They
# need no display, no GPU and no network.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo fmt --check
cargo clippy --all-targets -- -D warnings
cargo test
if command -v typos >/dev/null; then typos; fi
if command -v cargo-deny >/dev/null; then cargo deny --offline check bans licenses sources; fi
