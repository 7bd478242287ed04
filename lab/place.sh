# shellcheck shell=bash
# Sourced by the lab's scripts: where its parts lie. Everything lies below these two folders.
# A second lab beside the first one takes another TIANNIU_LAB_NAME and another TIANNIU_LAB_NET.

# shellcheck disable=SC2034 # used by those who source this
{
  name=${TIANNIU_LAB_NAME:-tianniu-lab}
  net=${TIANNIU_LAB_NET:-29}
  here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  state=/var/lib/$name
  run=/run/$name
  socket=$run/docker.sock
}
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

die() {
  echo "$*" >&2
  exit 1
}

# alive PIDFILE COMMAND - whether the file names a living process of that command.
alive() {
  local pid
  pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "${2:0:15}" ]
}

# until_true SECONDS COMMAND... - tries ten times a second.
until_true() {
  local tries=$(($1 * 10))
  shift
  until "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.1
  done
}

# is_taken PORT - whether something listens there.
is_taken() {
  (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}
