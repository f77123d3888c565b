#!/bin/sh
# Makes a start-up cache of an image: packaging/train.sh calls|agent|commands IMAGE CACHE CLASSPATH JAVA-OPTION…
#
# The calls or commands from which the cache is made run in a world of their own, where one can be made; else only those
# that change no network. The cache appears whole or not at all.
set -eu
# An agent serves in no folder to which others may write, as a user's own mask may have it.
umask 022
PATH=$PATH:/usr/sbin:/sbin
if [ "$1" = --in-the-world ]; then
  shift
  mount --make-rprivate /
  mount -t tmpfs -o mode=755 tmpfs /run
  mount -t sysfs sysfs /sys
  mkdir /run/netns
  ip netns add train
  ip netns add train2
  ip link add master0 up type veth peer name master1
  ip link set master1 up
  ip link add device0 type veth peer name device1
  netns=/run/netns/train
else
  why="there is no ip(8); the package iproute2 has it"
  if command -v ip > /dev/null; then
    for options in "--mount --net" "--user --map-root-user --mount --net"; do
      # shellcheck disable=SC2086
      if why=$(unshare $options sh -c 'mount --make-rprivate / && mount -t sysfs sysfs /sys' 2>&1); then
        exec unshare $options --fork sh "$0" --in-the-world "$@"
      fi
    done
  fi
  echo "mycni image: the start-up cache of $1 knows no ADD and no DEL, so these start slower: $why" >&2
  echo "mycni image: once that is mended, build again with: mvn clean package" >&2
  netns=
fi
what=$1 image=$2 cache=$3 classpath=$4
shift 4
folder=$(mktemp -d)
trap 'rm -rf "$folder" "$cache.new"' EXIT
# Without code that is made for this very processor, so that the cache may travel.
# Without what the compiler has learnt of methods: reading that again takes longer than a call gains by it.
# In the locale in which the launcher starts it.
java() {
  LC_ALL=C.UTF-8 exec "$image/runtime/bin/java" -XX:AOTCacheOutput="$cache.new" \
    -XX:+UnlockDiagnosticVMOptions -XX:-AOTAdapterCaching -XX:-AOTStubCaching -XX:-AOTRecordTraining "$@"
}
failed() {
  cat "$folder/log" >&2
  exit 1
}
if [ "$what" = agent ]; then
  # An agent that serves the launcher's calls. In the world it is found as it always is.
  socket=/run/mycni/agent-train.sock
  [ -n "$netns" ] || socket=$folder/agent.sock
  : > "$folder/log"
  # shellcheck disable=SC2046
  java "$@" -Dmycni.program=mycni -Dmycni.build=train -cp "$classpath" io.mycni.Main agent \
    $([ -n "$netns" ] || echo --socket "$socket") > "$folder/log" 2>&1 < /dev/null &
  agent=$!
  until grep -q serving "$folder/log"; do
    kill -0 "$agent" 2> /dev/null || failed
    sleep 0.1
  done
  MYCNI_SOCKET=$socket LC_ALL=C.UTF-8 "$image/runtime/bin/java" -cp "$classpath" \
    io.mycni.train.Training agent "$folder" $netns > "$folder/calls" 2>&1 || { cat "$folder/calls" >&2; kill "$agent"; exit 1; }
  kill "$agent"
  wait "$agent" || [ -s "$cache.new" ] || failed
else
  (java "$@" -cp "$classpath" io.mycni.train.Training "$what" "$folder" $netns > "$folder/log" 2>&1) || failed
fi
mv "$cache.new" "$cache"
