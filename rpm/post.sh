# The agent's socket is there after the installation, and its first caller starts the agent; whether it is enabled says the
# preset, as everywhere (systemd.preset(5)). After an upgrade the socket has another name, that of this build. Nothing
# here may fail for want of systemd.
if [ "$1" = 1 ] && command -v systemctl > /dev/null; then
  systemctl --no-reload preset mycni-agent.socket > /dev/null 2>&1 || true
fi
if [ -d /run/systemd/system ]; then
  systemd-tmpfiles --create mycni.conf || true
  systemctl daemon-reload || true
  # This build's socket takes the place of the one before. An agent of that build finishes what it serves, and nobody
  # waits for it; what is left of its socket leads nowhere.
  if systemctl is-enabled --quiet mycni-agent.socket; then
    systemctl restart mycni-agent.socket || true
  else
    systemctl try-restart mycni-agent.socket || true
  fi
  listens=$(sed -n 's/^ListenStream=//p' /usr/lib/systemd/system/mycni-agent.socket)
  for left in /run/mycni/agent-*.sock; do
    [ "$left" = "$listens" ] || rm -f "$left" "$left.lock"
  done
  systemctl try-restart mycni-reload.service || true
fi
