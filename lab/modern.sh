# shellcheck shell=bash
# Sourced by the scripts that run as the first process of the machine of lab/modern: sets it up, tells on the console,
# and turns it off.
export PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin HOME=/root LC_ALL=C.UTF-8

tell() {
  printf 'CHECK %s\n' "$*"
}

end() {
  echo "CHECK-END $*"
  sync
  sleep 1
  echo o >/proc/sysrq-trigger
  sleep 60
}

# until_true SECONDS COMMAND...
until_true() {
  local left=$1
  shift
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 1
  done
}

set_up() {
  local controller controllers
  mountpoint -q /proc || mount -t proc proc /proc
  mountpoint -q /sys || mount -t sysfs sysfs /sys
  mountpoint -q /dev || mount -t devtmpfs dev /dev
  mountpoint -q /run || mount -t tmpfs tmpfs /run
  mkdir -p /dev/pts /dev/shm
  mount -t devpts devpts /dev/pts
  mount -t tmpfs tmpfs /dev/shm
  mount -t tmpfs tmpfs /tmp
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  mkdir /sys/fs/cgroup/init
  echo 1 >/sys/fs/cgroup/init/cgroup.procs
  read -ra controllers </sys/fs/cgroup/cgroup.controllers
  for controller in "${controllers[@]}"; do
    echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control
  done
  hostname modern
  ip link set lo up
  modprobe -a overlay bridge br_netfilter veth nf_nat xt_MASQUERADE xt_conntrack xt_addrtype
}

tell_kernel() {
  tell "Kernel $(uname -r), $(stat -fc %T /sys/fs/cgroup), controllers $(cat /sys/fs/cgroup/cgroup.controllers)"
}

tell_docker() {
  tell "Docker $(docker version --format '{{.Server.Version}}'), cgroup v$(docker info --format '{{.CgroupVersion}}') by $(docker info --format '{{.CgroupDriver}}')"
}
