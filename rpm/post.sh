# A running agent is of the build before: it serves no call of this one, and is started anew.
if [ -d /run/systemd/system ]; then
  systemd-tmpfiles --create mycni.conf || true
  systemctl daemon-reload || true
  systemctl try-restart mycni-agent.service mycni-reload.service || true
fi
