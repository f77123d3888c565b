# The services of a package that goes must not stay, nor links that would lead nowhere.
if [ "$1" = 0 ]; then
  # What `mycni takeover` did is taken back.
  for name in bridge host-local loopback static; do
    plugin=/opt/cni/bin/$name old=/opt/cni/bin/.replaced-by-mycni/$name
    case $(readlink "$plugin" || true) in
      /usr/lib/mycni/*) if [ -e "$old" ]; then mv -f "$old" "$plugin"; else rm -f "$plugin"; fi ;;
    esac
  done
  rmdir /opt/cni/bin/.replaced-by-mycni 2> /dev/null || true
  if [ -d /run/systemd/system ]; then
    systemctl disable --now mycni-agent.service mycni-reload.service || true
  fi
fi
