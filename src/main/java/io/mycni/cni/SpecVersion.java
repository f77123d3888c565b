// The versions of the specification, and what each of them can.
package io.mycni.cni;

import java.util.Optional;

/** A version of the CNI specification that mycni speaks, oldest first. */
public enum SpecVersion {
  /** 0.1.0: results with {@code ip4} and {@code ip6}. */
  V0_1_0("0.1.0"),
  /** 0.2.0: adds VERSION. */
  V0_2_0("0.2.0"),
  /** 0.3.0: results with {@code interfaces} and {@code ips}. */
  V0_3_0("0.3.0"),
  /** 0.3.1: the same results, better described. */
  V0_3_1("0.3.1"),
  /** 0.4.0: adds CHECK, and {@code prevResult} on DEL. */
  V0_4_0("0.4.0"),
  /** 1.0.0: takes {@code version} out of {@code ips}. */
  V1_0_0("1.0.0"),
  /** 1.1.0: adds STATUS and GC, {@code mtu}, and more keys of routes. */
  V1_1_0("1.1.0");

  /** The version that is spoken where a request names none that can be spoken. */
  public static final SpecVersion NEWEST = V1_1_0;

  private final String text;

  SpecVersion(String text) {
    this.text = text;
  }

  /** Returns the version of that text; empty when mycni does not speak it. */
  public static Optional<SpecVersion> of(String text) {
    for (SpecVersion version : values()) {
      if (version.text.equals(text)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  /** Returns all versions in one line, for messages. */
  public static String list() {
    StringBuilder list = new StringBuilder();
    for (SpecVersion version : values()) {
      list.append(list.isEmpty() ? "" : ", ").append(version);
    }
    return list.toString();
  }

  /** Tells whether this version is the other one or later. */
  public boolean atLeast(SpecVersion other) {
    return compareTo(other) >= 0;
  }

  /**
   * Tells whether the version has a verb. VERSION is answered in all, as it finds out about them.
   */
  public boolean has(CniCommand command) {
    return switch (command) {
      case ADD, DEL, VERSION -> true;
      case CHECK -> atLeast(V0_4_0);
      case STATUS, GC -> atLeast(V1_1_0);
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
