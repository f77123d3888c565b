// Every metric: its name, labels and meaning. docs/operations.md has the same as a table, which a
// test holds to this list.
package io.mycni.metrics;

import java.util.List;

/** The metrics, in the order in which they are told. */
public enum Metric {
  /** Calls. */
  CALLS(
      Kind.COUNTER,
      "mycni_calls_total",
      "Calls that the agent has served, by what became of them: ok or error.",
      "plugin",
      "verb",
      "result"),
  /** Failures. */
  CALL_FAILURES(
      Kind.COUNTER,
      "mycni_call_failures_total",
      "Those that ended with an error, by its code; other for one without.",
      "plugin",
      "verb",
      "code"),
  /** Durations. */
  CALL_DURATION(
      Kind.HISTOGRAM,
      "mycni_call_duration_seconds",
      "How long they took, from the request to the answer.",
      "plugin",
      "verb"),
  /** Calls without an agent. */
  DIRECT_CALLS(
      Kind.COUNTER,
      "mycni_direct_calls_total",
      "Calls since the boot that served themselves, more slowly, by what became of them: an agent was"
          + " not there, was starting, or sent them away.",
      "plugin",
      "verb",
      "result"),
  /** Undo failures. */
  UNDO_FAILURES(
      Kind.COUNTER,
      "mycni_undo_failures_total",
      "Failed ADDs that left something behind, as their undo failed, too; a DEL removes it.",
      "plugin"),
  /** Callers that were sent away. */
  CALLERS_DECLINED(
      Kind.COUNTER,
      "mycni_callers_declined_total",
      "Callers that the agent sent away, so that they served themselves, more slowly.",
      "reason"),
  /** Whether an agent runs. */
  AGENT_UP(
      Kind.GAUGE,
      "mycni_agent_up",
      "1 if an agent runs; 0 is no fault where the next call starts one."),
  /** The build. */
  BUILD(Kind.INFO, "mycni_build_info", "The version and the build.", "version", "build"),
  /** The start. */
  AGENT_START(
      Kind.GAUGE,
      "mycni_agent_start_time_seconds",
      "When the agent started, in seconds since 1970; its changes are restarts."),
  /** Running calls. */
  AGENT_RUNNING(Kind.GAUGE, "mycni_agent_running_calls", "Calls at work."),
  /** Waiting callers. */
  AGENT_WAITING(
      Kind.GAUGE, "mycni_agent_waiting_callers", "Callers that wait for others' calls to end."),
  /** Memory. */
  AGENT_RESIDENT(
      Kind.GAUGE, "mycni_agent_resident_memory_bytes", "The memory of the agent's process."),
  /** Heap. */
  AGENT_HEAP(
      Kind.GAUGE, "mycni_agent_heap_bytes", "What Java's objects take of it, garbage included."),
  /** The starter. */
  AGENT_STARTER(
      Kind.GAUGE,
      "mycni_agent_starter_up",
      "1 if the small process runs that starts tools for the agent; without it calls are slower."),
  /** Tools that wait. */
  TOOLS_READY(
      Kind.GAUGE,
      "mycni_ready_tools",
      "Tools (ip, iptables-restore, nft) that were started beforehand and wait for a call.",
      "tool"),
  /** Runs of tools. */
  TOOL_RUNS(
      Kind.COUNTER,
      "mycni_tool_runs_total",
      "Runs of tools that can wait for a call: with one that waited (ready), or a new one (fresh).",
      "tool",
      "where",
      "start"),
  /** Discarded tools. */
  TOOLS_DISCARDED(
      Kind.COUNTER,
      "mycni_ready_tools_discarded_total",
      "Tools that waited for nothing, by why: old, replaced (its executable was), ended, crowded,"
          + " unnoted (for its call), unused.",
      "tool",
      "where",
      "reason"),
  /** Used leases. */
  LEASES_USED(
      Kind.GAUGE,
      "mycni_leases_used",
      "Addresses of host-local that are taken, by network and its range set (from 0, or none for"
          + " those in no range that is known).",
      "network",
      "set",
      "family"),
  /** Free leases. */
  LEASES_FREE(
      Kind.GAUGE,
      "mycni_leases_free",
      "Addresses of host-local that can still be given.",
      "network",
      "set",
      "family"),
  /** Leases of DHCP servers. */
  DHCP_LEASES(
      Kind.GAUGE,
      "mycni_dhcp_leases",
      "Attachments whose address comes from a DHCP server, by network: those with a lease (valid),"
          + " and those that have none or whose lease is over (none).",
      "network",
      "state"),
  /** Attachments. */
  ATTACHMENTS(
      Kind.GAUGE,
      "mycni_attachments",
      "Attachments that mycni has made since the boot and not removed, by network.",
      "network"),
  /** Looks that failed. */
  LOOK_ERRORS(
      Kind.GAUGE,
      "mycni_look_errors",
      "What could not be looked at this time, and is therefore not told: network files"
          + " (networks), folders of leases (leases), those of DHCP clients (dhcp), the notes of attachments"
          + " (attachments), the counts of direct calls (direct), the agent (agent).",
      "what");

  private final Kind kind;
  private final String text;
  private final String help;
  private final List<String> labels;

  Metric(Kind kind, String text, String help, String... labels) {
    this.kind = kind;
    this.text = text;
    this.help = help;
    this.labels = List.of(labels);
  }

  /** What its values are. */
  public enum Kind {
    /** It only grows, from the agent's start on. */
    COUNTER("_total"),
    /** It is as it was found. */
    GAUGE(""),
    /** How many were no larger than each of some limits. */
    HISTOGRAM(""),
    /** Its labels say it, its value is 1. */
    INFO("_info");

    private final String ending;

    Kind(String ending) {
      this.ending = ending;
    }
  }

  /** Returns what its values are. */
  public Kind kind() {
    return kind;
  }

  /** Returns the name by which it is asked for. */
  public String text() {
    return text;
  }

  /** Returns the name without what every name of its kind ends with. */
  String stem() {
    return text.substring(0, text.length() - kind.ending.length());
  }

  /** Returns what it says, for people. */
  public String help() {
    return help;
  }

  /** Returns the names of its labels. */
  public List<String> labels() {
    return labels;
  }
}
