# Read by quickstart, check and bench: finds a JDK 25 and installs what a machine lacks.

say() { printf '%s\n' "$*" >&2; }

# Sets JAVA_HOME to a JDK 25, wherever it is; the default java may be older.
find_jdk() {
  for home in "${JAVA_HOME:-}" "$(command -v javac | xargs -r readlink -f | sed 's|/bin/javac$||')" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if [ -x "$home/bin/javac" ] && grep -q '^JAVA_VERSION="25[".]' "$home/release" 2> /dev/null; then
      export JAVA_HOME="$home"
      # Maven's own libraries are older than the Java that runs them.
      export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
      return
    fi
  done
  say "${0##*/}: needs a JDK 25: install the package temurin-25-jdk (Eclipse Temurin) or any other, or set JAVA_HOME"
  exit 2
}

# need COMMAND-OR-FILE:DEBIAN-PACKAGE[:FEDORA-PACKAGE] …: installs the packages of those that are missing.
need() {
  PATH=$PATH:/usr/sbin:/sbin
  debian= fedora=
  for item in "$@"; do
    command=${item%%:*} packages=${item#*:}
    if ! command -v "$command" > /dev/null && ! [ -e "$command" ]; then
      debian="$debian ${packages%%:*}" fedora="$fedora ${packages##*:}"
    fi
  done
  [ -n "$debian" ] || return 0
  as_root=
  if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
  fi
  if command -v apt-get > /dev/null; then
    install="apt-get install -y -qq --no-install-recommends$debian"
    say "installing:$debian"
    # shellcheck disable=SC2086
    if $as_root apt-get update -qq > /dev/null 2>&1 \
      && $as_root env DEBIAN_FRONTEND=noninteractive $install > /dev/null 2>&1; then
      return 0
    fi
  elif command -v dnf > /dev/null; then
    install="dnf install -y -q$fedora"
    say "installing:$fedora"
    # shellcheck disable=SC2086
    if $as_root $install > /dev/null 2>&1; then
      return 0
    fi
  else
    install="the packages$debian"
  fi
  say "${0##*/}: could not install what is missing; as root, install: $install"
  exit 2
}

need_maven() {
  need mvn:maven:maven
}

# Whether this user may make a world of its own.
need_worlds() {
  options="--mount --net"
  if [ "$(id -u)" != 0 ]; then
    options="--user --map-root-user $options"
  fi
  # shellcheck disable=SC2086
  if ! unshare $options true 2> /dev/null; then
    say "${0##*/}: namespaces cannot be made here; run as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1)"
    exit 2
  fi
}
