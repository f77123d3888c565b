# Read by quickstart, check and bench: installs what a machine lacks, finds a JDK 25, and tells whether this user
# may make namespaces. Whatever is missing is said with what to do about it.

say() { printf '%s\n' "$*" >&2; }

# What every build needs: without a C compiler the image would know no agent, without strip it would be larger.
TO_BUILD="jdk mvn:maven cc:gcc /usr/include/stdio.h:libc6-dev:glibc-devel strip:binutils"
# What the kernel tests call besides.
TO_TEST="ip:iproute2:iproute iptables:iptables:iptables-nft nft:nftables ping:iputils-ping:iputils flock:util-linux
  tc:iproute2:iproute-tc iperf3:iperf3 /usr/sbin/dnsmasq:dnsmasq-base:dnsmasq udhcpc:udhcpc:busybox
  conntrack:conntrack:conntrack-tools strace:strace mkfs.xfs:xfsprogs mkfs.btrfs:btrfs-progs /usr/lib/cni/bridge:containernetworking-plugins"

# need jdk|COMMAND-OR-FILE:DEBIAN-PACKAGE[:FEDORA-PACKAGE] …: installs the packages of those that are missing, all at
# once; with jdk, sets JAVA_HOME to a JDK 25.
need() {
  PATH=$PATH:/usr/sbin:/sbin
  debian='' fedora='' jdk=''
  for item in "$@"; do
    command=${item%%:*} packages=${item#*:}
    if [ "$item" = jdk ]; then
      find_jdk || jdk=missing
    elif ! is_here "$command"; then
      debian="$debian ${packages%%:*}" fedora="$fedora ${packages##*:}"
    fi
  done
  [ -n "$jdk$debian" ] || return 0
  if command -v apt-get > /dev/null; then
    install_by_apt
  elif command -v dnf > /dev/null; then
    install_by_dnf
  else
    say "${0##*/}: missing, by the names of Debian's packages:$debian${jdk:+ openjdk-25-jdk-headless}"
    exit 2
  fi
  [ -z "$jdk" ] || find_jdk || no_jdk
}

# A file is named by its whole path: a folder rpm in the checkout is no command rpm.
is_here() {
  case $1 in
    /*) [ -e "$1" ] ;;
    *) command -v "$1" > /dev/null ;;
  esac
}

# Sets JAVA_HOME to a JDK 25, wherever it is; the default java may be older.
find_jdk() {
  for home in "${JAVA_HOME:-}" "$(command -v javac | xargs -r readlink -f | sed 's|/bin/javac$||')" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if [ -x "$home/bin/javac" ] && grep -q '^JAVA_VERSION="25[".]' "$home/release" 2> /dev/null && links "$home"; then
      export JAVA_HOME="$home"
      # Maven's own libraries are older than the Java that runs them.
      export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
      return
    fi
  done
  return 1
}

# links JDK: whether its jlink has modules to link; Fedora's come by a package of their own.
links() {
  [ -e "$1/jmods/java.base.jmod" ] || "$1/bin/jlink" --help 2> /dev/null | grep -q 'run-time image enabled'
}

install_by_apt() {
  with_root
  if [ -n "$may_install" ]; then
    say "Looking what this system has …"
    $as_root apt-get update -qq > /dev/null 2>&1 || say "${0##*/}: apt-get update failed; going on with the lists that are here"
  fi
  if [ -n "$jdk" ]; then
    jdk=$(debian_jdk)
    [ -n "$jdk" ] || no_jdk
  fi
  # shellcheck disable=SC2086,SC2116
  packages=$(echo $jdk $debian)
  install="apt-get install --no-install-recommends $packages"
  run_install "apt-get update && $install" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $packages
}

install_by_dnf() {
  with_root
  if [ -n "$jdk" ]; then
    jdk="java-25-openjdk-devel java-25-openjdk-jmods"
    # shellcheck disable=SC2086
    dnf -q list $jdk > /dev/null 2>&1 || no_jdk
  fi
  # shellcheck disable=SC2086,SC2116
  packages=$(echo $jdk $fedora)
  run_install "dnf install $packages" dnf install -y -q $packages
}

# The package that brings a JDK 25 here, or nothing. Where the lists of packages are not here yet, and only root can
# get them, the release tells.
debian_jdk() {
  for name in openjdk-25-jdk-headless temurin-25-jdk; do
    if apt-cache show "$name" 2> /dev/null | grep -q .; then
      echo "$name"
      return
    fi
  done
  if ! apt-cache pkgnames maven 2> /dev/null | grep -qx maven; then
    (. /etc/os-release; case $ID:${VERSION_ID:-} in debian:[0-9] | debian:1[012]) ;; *) echo openjdk-25-jdk-headless ;; esac)
  fi
}

no_jdk() {
  say "${0##*/}: a JDK 25 is needed, and $(. /etc/os-release 2> /dev/null; echo "${PRETTY_NAME:-this system}") has none among its packages."
  say "Install one, and start again. Any of these will do:"
  say "  temurin-25-jdk, from the repository of Eclipse Adoptium, for Debian, Ubuntu, Fedora, RHEL and others"
  say "  any JDK 25 that is unpacked anywhere, with JAVA_HOME set to its folder"
  say "  a newer release: Debian 13 has openjdk-25-jdk-headless, Fedora 43 java-25-openjdk-devel and -jmods"
  exit 2
}

# Sets may_install and as_root.
with_root() {
  as_root='' may_install=yes no_root=''
  if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
    if ! command -v sudo > /dev/null; then
      may_install='' no_root="this is not root, and there is no sudo"
    elif [ -t 0 ] && [ -t 2 ]; then
      # sudo may ask for a password.
      as_root=sudo
    elif ! sudo -n true 2> /dev/null; then
      may_install='' no_root="this is not root, and sudo wants a password"
    fi
  fi
}

# run_install BY-HAND COMMAND…: runs the command as root, or tells what to run by hand.
run_install() {
  by_hand=$1
  shift
  if [ -n "$may_install" ]; then
    say "Installing${jdk:+ (a JDK takes a minute or two)}: $packages"
    if log=$($as_root "$@" 2>&1); then
      return 0
    fi
    no_root="the package manager failed"
    say "$log"
  fi
  say "${0##*/}: some packages are missing, and could not be installed ($no_root). As root, run:"
  say "  $by_hand"
  exit 2
}

# Whether this user may make a world of its own.
need_worlds() {
  need unshare:util-linux mount:mount:util-linux
  options="--mount --net"
  [ "$(id -u)" = 0 ] || options="--user --map-root-user $options"
  # shellcheck disable=SC2086
  if why=$(unshare $options sh -c 'mount --make-rprivate / && mount -t tmpfs tmpfs /run && mount -t sysfs sysfs /sys' 2>&1); then
    return 0
  fi
  say "${0##*/}: a world of its own, of namespaces, cannot be made here: $why"
  if [ "$(id -u)" = 0 ]; then
    say "In a container, it needs all privileges (podman run --privileged)."
    exit 2
  fi
  for limit in kernel/unprivileged_userns_clone:0:1 user/max_user_namespaces:0:10000 \
    kernel/apparmor_restrict_unprivileged_userns:1:0; do
    file=${limit%%:*} values=${limit#*:}
    if [ "$(cat "/proc/sys/$file" 2> /dev/null)" = "${values%:*}" ]; then
      say "Allow it (as root: sysctl -w $(echo "$file" | tr / .)=${values#*:}), or start this as root."
      exit 2
    fi
  done
  say "Start this as root."
  exit 2
}
