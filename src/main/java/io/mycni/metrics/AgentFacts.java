package io.mycni.metrics;

import io.mycni.process.ReadyTools;
import io.mycni.watch.CallTally;
import io.mycni.watch.Counts;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What an agent knows of itself.
 *
 * @param begun when it started
 * @param running how many calls are at work
 * @param waiting how many callers wait for a place
 * @param residentBytes the memory of its process; empty where it is not told
 * @param heapBytes what Java's objects take
 * @param calls the calls that it has served
 * @param undoFailures failed ADDs whose undo failed, by plugin
 * @param declined callers that were sent away, by reason
 * @param tools what starts tools for calls
 */
public record AgentFacts(
    Instant begun,
    int running,
    int waiting,
    OptionalLong residentBytes,
    long heapBytes,
    List<CallTally.Line> calls,
    Counts undoFailures,
    Counts declined,
    ReadyTools tools) {}
