#!/bin/sh
# Makes a start-up cache of an image: packaging/train.sh calls|commands IMAGE CACHE CLASSPATH JAVA-OPTION…
#
# The calls or commands from which the cache is made run in a world of their own, where one can be made; else only those
# that change no network. The cache appears whole or not at all.
set -eu
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
LC_ALL=C.UTF-8 "$image/runtime/bin/java" -XX:AOTCacheOutput="$cache.new" \
  -XX:+UnlockDiagnosticVMOptions -XX:-AOTAdapterCaching -XX:-AOTStubCaching -XX:-AOTRecordTraining \
  "$@" -cp "$classpath" io.mycni.train.Training "$what" "$folder" $netns > "$folder/log" 2>&1 || {
  cat "$folder/log" >&2
  exit 1
}
mv "$cache.new" "$cache"
