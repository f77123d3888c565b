# The services of a package that goes must not stay, nor links that would lead nowhere.
if [ "$1" = 0 ]; then
  /usr/lib/mycni/undo-takeovers || true
  if command -v systemctl > /dev/null; then
    systemctl --no-reload disable mycni-agent.socket mycni-reload.service > /dev/null 2>&1 || true
  fi
  if [ -d /run/systemd/system ]; then
    # The socket first, or a call might start the agent again; with it the agent goes, too.
    systemctl stop mycni-agent.socket mycni-agent.service mycni-reload.service || true
  fi
fi
