// Whether bytes are text. Parsers differ in what they let pass, such as a slash in two bytes.
package io.mycni.cni;

/** UTF-8 by RFC 3629, section 4. */
final class Utf8 {
  private Utf8() {}

  /** Returns where the first byte is that belongs to no character; -1 when all do. */
  static int firstMistake(byte[] text) {
    int at = 0;
    while (at < text.length) {
      if (text[at] >= 0) {
        at++;
        continue;
      }
      int length = length(text, at);
      if (length == 0) {
        return at;
      }
      at += length;
    }
    return -1;
  }

  /** Returns how many bytes the character has that begins there; 0 when none does. */
  private static int length(byte[] text, int at) {
    int first = text[at] & 0xff;
    int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > text.length) {
      return 0;
    }
    // What the second byte may be keeps out longer forms than needed, surrogates, and what lies
    // beyond Unicode.
    int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    int second = text[at + 1] & 0xff;
    boolean whole = second >= least && second <= most;
    for (int i = 2; i < length; i++) {
      whole &= (text[at + i] & 0xc0) == 0x80;
    }
    return whole ? length : 0;
  }
}
