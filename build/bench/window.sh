#!/usr/bin/env bash
# Measures windows: the time from the start of the process to the first painted figure, the processor time it took until
# then, and the memory (proportional set size) of it and its web processes. `window.sh RUNS PROGRAM [ARGUMENT…] [-- PROGRAM
# [ARGUMENT…]]…` starts the programs in turn, so that whatever else the machine does meets all of them, and prints a line each:
#
#   PROGRAM: first figure after MEDIAN ms (LOWEST to HIGHEST, RUNS runs), MEDIAN ms of processor, MEMORY MB in PROCESSES processes
#
# Each program is started once before, for some seconds: what it keeps for its next start is then as on any other day.
# MIXDOWN_TRACE_PAINT makes the program print when its first figure was on the screen.
set -euo pipefail
runs=$1
shift
dir=$(mktemp -d)
mkdir -m 700 "$dir/run"
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill -- "-$pid" 2>/dev/null || kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$dir"
}
trap cleanup EXIT

export HOME=$dir XDG_RUNTIME_DIR=$dir/run XDG_CONFIG_HOME=$dir/config XDG_DATA_HOME=$dir/data XDG_CACHE_HOME=$dir/cache
export NO_AT_BRIDGE=1 LIBGL_ALWAYS_SOFTWARE=1 MIXDOWN_TRACE_PAINT=1
unset WAYLAND_DISPLAY

exec 8>"$dir/display"
Xvfb -displayfd 8 -screen 0 1280x900x24 -nolisten tcp -noreset 2>/dev/null &
pids+=($!)
for _ in $(seq 200); do [ -s "$dir/display" ] && break; sleep 0.05; done
DISPLAY=:$(cat "$dir/display")
export DISPLAY
DBUS_SESSION_BUS_ADDRESS=unix:path=$dir/run/bus
export DBUS_SESSION_BUS_ADDRESS
dbus-daemon --session --nofork --nosyslog --address="$DBUS_SESSION_BUS_ADDRESS" 2>/dev/null &
pids+=($!)
openbox >/dev/null 2>&1 &
pids+=($!)
for _ in $(seq 200); do [ -S "$dir/run/bus" ] && break; sleep 0.05; done

# group_memory GROUP: the PSS in kB and the number of a process group's processes.
group_memory() {
  local pid kb sum=0 n=0
  for pid in $(ps -e -o pid=,pgid= | awk -v g="$1" '$2 == g {print $1}'); do
    kb=$(awk '/^Pss:/ {print $2}' "/proc/$pid/smaps_rollup" 2>/dev/null) || continue
    sum=$((sum + ${kb:-0}))
    n=$((n + 1))
  done
  echo "$sum $n"
}

# group_processor GROUP: the processor time in ms of a process group and of its processes that ended.
group_processor() {
  local pid sum=0 stat
  for pid in $(ps -e -o pid=,pgid= | awk -v g="$1" '$2 == g {print $1}'); do
    stat=$(cat "/proc/$pid/stat" 2>/dev/null) || continue
    # shellcheck disable=SC2086 # the fields after the name, which may hold spaces: user, system, and those of ended children
    set -- ${stat##*) }
    sum=$((sum + ${12} + ${13} + ${14} + ${15}))
  done
  echo $((sum * 1000 / $(getconf CLK_TCK)))
}

# open_window PROGRAM [ARGUMENT…]: starts it, and waits until it painted: sets begun, pid and painted.
open_window() {
  painted=
  : >"$dir/out"
  begun=$(date +%s%3N)
  setsid "$@" >>"$dir/out" 2>&1 &
  pid=$!
  pids+=("$pid")
  for _ in $(seq 1500); do
    painted=$(awk '$1 == "painted" {print $2; exit}' "$dir/out")
    [ -z "$painted" ] || break
    kill -0 "$pid" 2>/dev/null || { tail -n 5 "$dir/out" >&2; echo "$1 ended before it painted" >&2; exit 1; }
    sleep 0.02
  done
  [ -n "$painted" ] || { tail -n 5 "$dir/out" >&2; echo "$1 never said that it painted" >&2; exit 1; }
}

close_window() {
  kill -- "-$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

# settle NAME PROGRAM [ARGUMENT…]: a start of which nothing is measured.
settle() {
  shift
  open_window "$@"
  sleep 8
  close_window
}

# start NAME PROGRAM [ARGUMENT…]: one start; its figures go into the files of that name.
start() {
  local name=$1
  shift
  open_window "$@"
  group_processor "$pid" >>"$dir/$name.processor"
  echo $((painted - begun)) >>"$dir/$name.times"
  if [ "$run" = "$runs" ]; then
    sleep 3 # the memory once it is idle
    group_memory "$pid" >"$dir/$name.memory"
  fi
  close_window
}

# each COMMAND: runs it for each program, with its number first.
each() {
  local what=$1 n=0 one=()
  for word in "${programs[@]}" --; do
    if [ "$word" != -- ]; then
      one+=("$word")
      continue
    fi
    n=$((n + 1))
    "$what" "$n" "${one[@]}"
    one=()
  done
}

report() {
  local times processor memory processes
  mapfile -t times < <(sort -n "$dir/$1.times")
  mapfile -t processor < <(sort -n "$dir/$1.processor")
  read -r memory processes <"$dir/$1.memory"
  printf '%s: first figure after %s ms (%s to %s, %s runs), %s ms of processor, %s MB in %s processes\n' \
    "$(basename "$2")" "${times[$((runs / 2))]}" "${times[0]}" "${times[-1]}" "$runs" \
    "${processor[$((runs / 2))]}" $((memory / 1024)) "$processes"
}

programs=("$@")
each settle
for run in $(seq "$runs"); do each start; done
each report
