# The services of a package that goes must not stay, nor links that would lead nowhere.
if [ "$1" = 0 ]; then
  # What `mycni takeover` did is taken back: the links that are not the package's own.
  for plugin in /opt/cni/bin/*; do
    name=${plugin##*/} old=/opt/cni/bin/.replaced-by-mycni/${plugin##*/}
    case $name:$(readlink "$plugin" || true) in
      mycni:* | mycni-*) ;;
      *:/usr/lib/mycni/*) if [ -e "$old" ]; then mv -f "$old" "$plugin"; else rm -f "$plugin"; fi ;;
    esac
  done
  rmdir /opt/cni/bin/.replaced-by-mycni 2> /dev/null || true
  if command -v systemctl > /dev/null; then
    systemctl --no-reload disable mycni-agent.socket mycni-reload.service > /dev/null 2>&1 || true
  fi
  if [ -d /run/systemd/system ]; then
    # The socket first, or a call might start the agent again; with it the agent goes, too.
    systemctl stop mycni-agent.socket mycni-agent.service mycni-reload.service || true
  fi
fi
