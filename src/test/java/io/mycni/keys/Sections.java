package io.mycni.keys;

import io.mycni.cni.Json;
import java.nio.charset.StandardCharsets;

/** Sections as they are written in tests. */
public final class Sections {
  private Sections() {}

  /** Returns an object of these keys; single quotes stand for double ones. */
  public static Section of(String keys) {
    String text = "{" + keys.replace('\'', '"') + "}";
    return Section.of(Json.readObject(text.getBytes(StandardCharsets.UTF_8)));
  }
}
