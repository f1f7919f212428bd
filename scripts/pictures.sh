#!/usr/bin/env bash
# Draws the pictures of the README with the tool itself.
set -euo pipefail
cd "$(dirname "$0")/.."

figure() {
    cargo run --quiet --release -- figure sample_data/afghanistan.tarikh "$@"
}

figure -o assets/figures/overview.png --size 1600x1000 --calendar persian
figure -o assets/figures/october-2021.png --size 1400x1150 --theme dark \
    --from 2021-10-08 --to 2021-10-24 --lanes diplomacy,russia,us-nato,drugs \
    --select AF-149 --sources numbers --title "Moscow and the Taliban, October 2021" \
    --caption "What was said and done around the talks of 20 October 2021. Numbers refer to the sources below; a ring and a diamond mark what sources tell differently."
figure -o assets/figures/soviet-war.png --size 1400x900 --calendar persian \
    --from 1978 --to 1989-06 --lanes war,diplomacy,government,humanitarian \
    --title "The Soviet war in Afghanistan"
