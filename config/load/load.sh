#!/bin/sh
# Load for the dashboards: clients of the listeners in config/samples/several-listeners.yml.
# Needs only BusyBox's sh and nc. LOAD_HOST, LOAD_ECHO, LOAD_FEED and LOAD_CLOCK are the host and ports. Runs until it is stopped.
host=${LOAD_HOST:-weir}
echo_port=${LOAD_ECHO:-3000}
feed_port=${LOAD_FEED:-3001}
clock_port=${LOAD_CLOCK:-3002}

lines() {
  # COUNT lines, one every PAUSE seconds
  count=$1
  while [ "$count" -gt 0 ]; do
    echo "temperature=21.5 humidity=40 left=$count"
    count=$((count - 1))
    sleep "$2"
  done
}

visitors() {
  while :; do
    lines 3 0.2 | nc -w 5 "$host" "$echo_port" >/dev/null 2>&1
    nc -w 5 "$host" "$clock_port" </dev/null >/dev/null 2>&1
  done
}

devices() {
  # Each stays connected for half a minute and is then replaced.
  while :; do
    lines 30 1 | nc -w 40 "$host" "$feed_port" >/dev/null 2>&1 || sleep 1
  done
}

trap 'trap - INT TERM; kill 0' INT TERM
for _ in 1 2 3 4 5; do visitors & done
# More than the maximum of feed.
i=0
while [ "$i" -lt 25 ]; do
  devices &
  i=$((i + 1))
done
wait
