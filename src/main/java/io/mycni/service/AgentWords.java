// What a person types about mycni's agent, once for all messages; its units are in
// packaging/files.
package io.mycni.service;

/** Commands, as messages tell them. */
public final class AgentWords {
  /** The fast way, switched on: a service manager listens, and the first call starts the agent. */
  public static final String SWITCH_ON = "systemctl enable --now mycni-agent.socket";

  /** The same, for a node that may have no systemd. */
  public static final String START = SWITCH_ON + ", or without systemd: mycni agent &";

  /** Ends an agent; the next call starts the next one. */
  public static final String RESTART = "systemctl restart mycni-agent.service";

  /** Listens where the unit files that are installed now say. */
  public static final String LISTEN_ANEW =
      "systemctl daemon-reload; systemctl restart mycni-agent.socket";

  /** What it has said. */
  public static final String JOURNAL = "journalctl -u mycni-agent.service";

  /** Whether somebody listens, and an agent runs. */
  public static final String STATUS = "systemctl status mycni-agent.socket mycni-agent.service";

  private AgentWords() {}
}
