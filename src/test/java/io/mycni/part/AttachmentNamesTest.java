package io.mycni.part;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Attachment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttachmentNamesTest {
  /** An alias of exactly that many bytes, if it is not shortened. */
  private static Attachment attachment(int bytes) {
    int rest = bytes - "mycni::/eth0".length() - 100;
    return new Attachment("n".repeat(100), "c".repeat(rest), "eth0");
  }

  @Test
  void anAliasTellsItsOwner() {
    Attachment longest = attachment(255);
    String alias = AttachmentNames.of(longest).alias();
    assertEquals(255, alias.length());
    assertEquals(Optional.of(longest), AttachmentNames.ownerOf(alias));
    assertTrue(AttachmentNames.isOf("n".repeat(100), alias));
    assertFalse(AttachmentNames.isOf("n", alias));
  }

  @Test
  void anAliasThatWouldBeTooLongTellsItsNetworkAndIsNobodyElses() {
    Attachment tooLong = attachment(256);
    String alias = AttachmentNames.of(tooLong).alias();
    assertTrue(alias.length() <= 255, alias);
    assertEquals(Optional.empty(), AttachmentNames.ownerOf(alias));
    assertTrue(AttachmentNames.isOf("n".repeat(100), alias));
    assertFalse(AttachmentNames.isOf("n".repeat(99), alias));
    assertNotEquals(alias, AttachmentNames.of(attachment(257)).alias());
  }
}
