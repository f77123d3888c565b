package io.mycni.process;

/**
 * Notes which tools work for a call that did not start them, so that they are found when it was
 * killed: a mark in their environment ({@link Tools#TOOL_OF}) they cannot have.
 */
@FunctionalInterface
public interface ToolNotes {
  /**
   * Notes a tool, which must not get any input before.
   *
   * @param call the call, as {@link Tools#TOOL_OF} has it
   * @param process the tool, as {@link ProcessIdentity} has it
   * @return whether it is noted; otherwise the tool must not be used for that call
   */
  boolean note(String call, String process);
}
