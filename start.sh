#!/usr/bin/env bash
# Runs the whole system until Ctrl+C. Arguments go to the AppHost, for example:
#   ./start.sh --console calendar     shows a resource's output too (or all)
#   ./start.sh --data /tmp/elsewhere  keeps data, logs and secrets in another folder than .data
set -euo pipefail
cd "$(dirname "$0")"

configuration=${CONFIGURATION:-Release}
export DOTNET_ENVIRONMENT=${DOTNET_ENVIRONMENT:-${ASPNETCORE_ENVIRONMENT:-Development}}
export DOTNET_NOLOGO=1

./eng/setup.sh
program="PeteRental.AppHost/bin/$configuration/net10.0/PeteRental.AppHost.dll"
./eng/build.sh PeteRental.AppHost "$configuration" "$program"

# Started in the background by a script, a shell has SIGINT ignored and hands that on; whoever sends one still means it.
exec env --default-signal=INT,QUIT dotnet "$program" --print demo "$@"
