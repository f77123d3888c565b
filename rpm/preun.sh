# The agent of a package that goes must not stay.
if [ "$1" = 0 ] && [ -d /run/systemd/system ]; then
  systemctl disable --now mycni-agent.service || true
fi
