# The agent's socket is there after the installation, and its first caller starts the agent; whether it is enabled says the
# preset, as everywhere (systemd.preset(5)). After an upgrade the socket has another name, that of this build. Nothing
# here may fail for want of systemd.
if [ "$1" = 1 ] && command -v systemctl > /dev/null; then
  systemctl --no-reload preset mycni-agent.socket > /dev/null 2>&1 || true
fi
if [ -d /run/systemd/system ]; then
  systemd-tmpfiles --create mycni.conf || true
  systemctl daemon-reload || true
  # An agent of the build before goes with its socket, after the calls that it serves, and one that ran runs again.
  if systemctl is-enabled --quiet mycni-agent.socket; then
    systemctl restart mycni-agent.socket || true
  else
    systemctl try-restart mycni-agent.socket || true
  fi
  systemctl try-restart mycni-reload.service || true
fi
