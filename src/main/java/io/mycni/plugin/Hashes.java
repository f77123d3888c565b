// The hash of which all names are made. SHA-512 because the reference plugins' chain names are.
package io.mycni.plugin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-512 (FIPS 180-4) of texts. */
final class Hashes {
  private Hashes() {}

  static byte[] of(String text) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-512", e);
    }
  }

  /** Returns the first hex digits of a hash. */
  static String hex(byte[] hash, int digits) {
    StringBuilder text = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      int octet = hash[i / 2] & 0xff;
      text.append(Character.forDigit(i % 2 == 0 ? octet >> 4 : octet & 15, 16));
    }
    return text.toString();
  }
}
