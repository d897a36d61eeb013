#!/bin/sh
# Makes configure from configure.ac. Needed once in a fresh checkout.
set -e
cd "$(dirname "$0")"
mkdir -p build-aux m4
exec autoreconf --install --force --warnings=all "$@"
