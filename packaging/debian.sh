# Read by test-packages and test-first-commands: a Debian of its own made by debootstrap, and how to be inside.

# debian SUITE FOLDER: lays a minimal Debian into FOLDER. It is made once, and kept for a day in target/, so that
# all scripts of one run share the making. Fails, with the reason, where debootstrap does.
debian() {
  kept=target/debian-$1.tar
  if [ -z "$(find "$kept" -mtime -1 2> /dev/null)" ]; then
    made=$(mktemp -d)
    chmod 755 "$made"
    if debootstrap --variant=minbase "$1" "$made" "$(mirror)" > "$made.log" 2>&1; then
      # The way to the packages is the machine's.
      apt-config dump | grep -E '^Acquire::(https?::|Check-)' > "$made/etc/apt/apt.conf.d/90machine" || true
      mkdir -p target
      tar -C "$made" --one-file-system --numeric-owner -cf "$kept.$$" . && mv "$kept.$$" "$kept"
    else
      tail -n 5 "$made.log" >&2
      say "${0##*/}: debootstrap failed for $1"
    fi
    rm -rf --one-file-system "$made" "$made.log"
    [ -e "$kept" ] || return 1
  fi
  mkdir -p "$2"
  tar -C "$2" --numeric-owner -xpf "$kept"
}

# Where this machine gets Debian's packages from.
mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
    "Codename: $(. /etc/os-release; echo "$VERSION_CODENAME")" | head -n 1
}

# inside [--net] ROOT COMMAND…: runs the command with that Debian's files, in namespaces of mounts and processes of its
# own; with --net without this machine's network, too. Not by chroot, in which nobody may make a user namespace.
inside() {
  net=''
  if [ "$1" = --net ]; then
    net=--net
    shift
  fi
  unshare --mount --pid --ipc --uts $net --fork --kill-child sh -ec '
    mount --make-rprivate /
    mount --bind "$1" "$1"; cd "$1"; shift
    mount -t proc proc proc; mount -t sysfs sysfs sys
    mount -t tmpfs tmpfs tmp; mount -t tmpfs -o mode=755 tmpfs run
    mount -t tmpfs tmpfs dev/shm; mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
    pivot_root . mnt; umount -l mnt; cd /
    exec env -i HOME=/root TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin \
      ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} "$@"' sh "$@"
}
