#!/usr/bin/env bash
# Starts the whole system in Release, loads it through the gateway, and prints what it does beside what the machine could do.
#   bench/run.sh [--seconds N] [--json FILE]     the system and its floors
#   bench/run.sh scale [--appointments N] [--json FILE] …
#                                                every read of a system with 20,000 workspaces
#   bench/run.sh diaries [--json FILE] …        calendars that are kept at a provider, at several latencies of it
#   bench/run.sh extraction [--rounds N] [--json FILE]
#                                                how well and how fast pages of property sites are read
#   bench/run.sh crawl [--sources N] [--json FILE] …
#                                                websites that are all due at once, and a Scraper that is killed
#   bench/run.sh micro [BenchmarkDotNet options] the pure parts
set -euo pipefail
cd "$(dirname "$0")/.."
eng/setup.sh
dotnet build PeteRental.sln --configuration Release --verbosity quiet --nologo -p:UseSharedCompilation=true
program=bench/PeteRental.Bench/bin/Release/net10.0/PeteRental.Bench.dll
if [[ "${1:-}" == micro ]]; then
  shift
  cd bench/PeteRental.Bench
  exec dotnet "../../$program" micro "$@"
fi
if [[ "${1:-}" == scale || "${1:-}" == diaries || "${1:-}" == extraction || "${1:-}" == crawl ]]; then
  exec dotnet "$program" "$@"
fi
exec dotnet "$program" load "$@"
