#!/usr/bin/env bash
# Installs what PeteRental runs on and what is missing here: servers, a browser, Node.js, a reader of PDF. Takes a moment when all is there.
# The servers are only installed: Debian's own services of them are neither started nor needed.
set -euo pipefail
cd "$(dirname "$0")/.."

guard=/usr/sbin/policy-rc.d
guarded=

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

has() {
    command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]
}

missing_packages() {
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || has postgres || echo postgresql
    has redis-server || echo redis-server
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || echo rabbitmq-server
    has chromium || echo chromium
    has node || echo nodejs
    has npm || echo npm
    has curl || echo curl
    has pdftotext || echo poppler-utils
    has setpriv && has setsid && has prlimit || echo util-linux
}

check_sdk() {
    # In this folder global.json asks for 10.0, so any other SDK fails here.
    if ! command -v dotnet >/dev/null || ! dotnet --version >/dev/null 2>&1; then
        fail 'The .NET 10 SDK is missing. Install it for this user with:' \
            '  curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0' \
            '  export PATH="$HOME/.dotnet:$PATH"'
    fi
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

unguard() {
    if [ -n "$guarded" ]; then
        as_root rm -f "$guard"
    fi
}

install_packages() {
    # Debian asks this file before it starts a service of a package; 101 means no.
    if [ ! -e "$guard" ]; then
        trap unguard EXIT
        guarded=yes
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$guard" >/dev/null
        as_root chmod 755 "$guard"
    fi

    local log
    log=$(mktemp)
    echo "Installing $*"
    if ! { as_root apt-get update -q &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        fail "apt-get could not install: $*"
    fi
    rm -f "$log"
}

check_sdk
mapfile -t packages < <(missing_packages)
if [ ${#packages[@]} -eq 0 ]; then
    exit 0
fi

if ! command -v apt-get >/dev/null; then
    fail "These programs are missing, by their names in Debian: ${packages[*]}" 'Install them with the package manager of this system.'
fi

if [ "$(id -u)" -ne 0 ] && ! { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; then
    fail 'Some programs are missing, and installing them needs root. Run this, then try again:' \
        "  sudo apt-get install --no-install-recommends ${packages[*]}"
fi

install_packages "${packages[@]}"
mapfile -t packages < <(missing_packages)
[ ${#packages[@]} -eq 0 ] || fail "Installed, but still not found: ${packages[*]}"
