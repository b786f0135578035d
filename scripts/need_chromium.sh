#!/usr/bin/env bash
# The browser tests use the distribution's Chromium. Installs it when root on Debian, else says what to install.
set -euo pipefail
[ -x /usr/bin/chromium ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing chromium ..."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver >/dev/null
else
  echo "The browser tests need /usr/bin/chromium: install the packages chromium and chromium-driver." >&2
  exit 1
fi
