# The services of a package that goes must not stay, nor links that would lead nowhere.
if [ "$1" = 0 ]; then
  /usr/lib/mycni/bin/mycni takeover --undo > /dev/null 2>&1 || true
  if [ -d /run/systemd/system ]; then
    systemctl disable --now mycni-agent.service mycni-reload.service || true
  fi
fi
