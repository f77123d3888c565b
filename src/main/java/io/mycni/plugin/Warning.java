package io.mycni.plugin;

/**
 * Something in a configuration that is legal and may surprise.
 *
 * @param place the key that it is about, as {@code ipam.routes} or {@code ipam.ranges[0]}
 * @param message what happens, or does not
 * @param help what to do about it; empty where the message says it
 * @param fails whether each ADD fails for it, so that it is an error
 */
public record Warning(String place, String message, String help, boolean fails) {
  /** Makes one of what works. */
  public Warning(String place, String message, String help) {
    this(place, message, help, false);
  }

  /** Makes one of what can be read, and never works. */
  public static Warning failure(String place, String message, String help) {
    return new Warning(place, message, help, true);
  }

  /** Says of a plugin that works on what another has made that there is no other. */
  public static Warning nothingBefore(String type) {
    return new Warning(
        "type",
        "no plugin before " + type + " makes an interface, and ADD refuses it",
        "put it behind the one that makes the interface, in a .conflist");
  }
}
