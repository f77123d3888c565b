// Every error code that mycni answers with. docs/errors.md is held against this list by a test.
package io.mycni.cni;

/**
 * The codes of an error answer: 0 to 99 are the specification's (CNI 1.1.0, section "Error"), 100
 * and up are mycni's own.
 */
public enum ErrorCode {
  /** The configuration's version, or the verb in that version, is not supported. */
  INCOMPATIBLE_VERSION(1),
  /** The configuration has a field that cannot be supported; the message holds key and value. */
  UNSUPPORTED_FIELD(2),
  /** The container is unknown or gone; the runtime need not clean up. */
  CONTAINER_GONE(3),
  /** An environment variable is missing or invalid. */
  INVALID_ENVIRONMENT(4),
  /** Reading or writing failed: standard input, a file, a lock. */
  IO_FAILURE(5),
  /** What was read is not the JSON that it should be. */
  DECODING_FAILURE(6),
  /** The network configuration is wrong. */
  INVALID_CONFIGURATION(7),
  /** A passing condition: the runtime should try again later. */
  TRY_AGAIN(11),
  /** STATUS: the plugin cannot serve ADD now. */
  PLUGIN_NOT_AVAILABLE(50),
  /** STATUS: the plugin cannot serve ADD, and existing containers may have limited connectivity. */
  PLUGIN_NOT_AVAILABLE_LIMITED(51),
  /** A command (ip, iptables, nft …) failed; what it had changed was undone. */
  COMMAND_FAILED(100),
  /**
   * What is on the host contradicts the configuration: a foreign link, address or bridge setting.
   */
  HOST_CONFLICT(101),
  /** No address is left in a range set, or the one asked for is taken. */
  NO_ADDRESS(102),
  /** CHECK found differences between the previous result and the host. */
  CHECK_FAILED(103),
  /** Another plugin could not be found or started, or gave an answer that is no result. */
  DELEGATE_FAILED(104),
  /** A tool that is needed (ip, nsenter, iptables …) is not installed. */
  TOOL_MISSING(105),
  /** DEL or GC could not remove everything; each failure is named. */
  CLEANUP_INCOMPLETE(106),
  /** A dry run cannot know what a real run would do. */
  NOT_PREDICTABLE(107),
  /** A fault of mycni's own. */
  INTERNAL(199);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** Returns the number that stands in the {@code code} key of the answer. */
  public int number() {
    return number;
  }
}
