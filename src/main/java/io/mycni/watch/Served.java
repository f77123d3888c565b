package io.mycni.watch;

/**
 * A call that was served.
 *
 * @param plugin the plugin's type
 * @param verb the verb, as CNI_COMMAND has it
 * @param code 0, or the code of the error that it ended with
 * @param nanos how long it took, in nanoseconds
 */
public record Served(String plugin, String verb, int code, long nanos) {}
