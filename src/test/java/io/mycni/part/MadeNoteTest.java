package io.mycni.part;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Attachment;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.MacAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a note tells, and of whom. */
class MadeNoteTest {
  private static final Attachment ONE = new Attachment("net", "a", "eth0");
  private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:01");
  private static final MadeNote NOTE = note("masquerade nftables", MadeNote.told(MAC));

  private static MadeNote note(String... parts) {
    return new MadeNote(
        List.of(parts),
        "host-local",
        "/data",
        List.of(IpAddress.of("10.1.0.2"), IpAddress.of("fd00::2")),
        "/run/netns/a",
        "4:17",
        MadeNote.State.FINISHED);
  }

  @Test
  void aPartIsFoundByItsWholeName() {
    assertEquals(Optional.of("nftables"), NOTE.valueOf("masquerade"));
    assertEquals(Optional.empty(), NOTE.valueOf("masq"));
    assertTrue(NOTE.isMasqueradedBy(MasqueradeBackend.NFTABLES));
    assertFalse(NOTE.isMasqueradedBy(MasqueradeBackend.IPTABLES));
    assertFalse(note().isMasqueradedBy(MasqueradeBackend.IPTABLES));
    assertFalse(NOTE.spoofCheck());
    assertTrue(note("spoofcheck on").spoofCheck());
  }

  @Test
  void aLineOfAnotherNoteIsTakenWhereItHasOne() {
    assertEquals(NOTE, note("masquerade nftables").with("mac", Optional.of(NOTE)));
    assertEquals(NOTE, NOTE.with("settings", Optional.of(note())));
    assertEquals(NOTE, NOTE.with("mac", Optional.empty()));
  }

  /** The reference may have made anew what a note is about. */
  @Test
  void anInterfaceMayBeTheOneThatIsNotedByItsAddresses() {
    List<Cidr> all = List.of(Cidr.of("10.1.0.2/24"), Cidr.of("fd00::2/64"), Cidr.of("10.9.0.1/8"));
    assertTrue(NOTE.mayBe(Optional.of(MAC), all));
    assertTrue(NOTE.mayBe(Optional.empty(), all));
    assertTrue(note().mayBe(Optional.of(MAC), all));
    assertFalse(NOTE.mayBe(Optional.of(MacAddress.of("02:00:00:00:00:02")), all));
    assertFalse(NOTE.mayBe(Optional.of(MAC), all.subList(1, 3)));
  }

  @Test
  void aNoteIsBelievedAsFarAsItsStateSays() {
    assertTrue(NOTE.finished() && MadeNote.tellsAll(Optional.of(NOTE)));
    assertFalse(NOTE.doubt().finished() || MadeNote.tellsAll(Optional.of(NOTE.doubt())));
    assertEquals(NOTE, NOTE.doubt().finish());
    assertFalse(MadeNote.tellsAll(Optional.empty()));
    assertTrue(NOTE.isIn(Optional.of("4:17")));
    assertFalse(NOTE.isIn(Optional.of("4:18")));
    assertFalse(NOTE.isIn(Optional.empty()));
  }

  @Test
  void aLineHoldsNoLineBreak() {
    assertTrue(NOTE.isWritable());
    assertFalse(note("settings a\nb").isWritable());
    for (boolean first : List.of(true, false)) {
      String folder = first ? "\n/data" : "/data";
      String netns = first ? "/run" : "\n/run";
      MadeNote odd =
          new MadeNote(List.of(), "", folder, List.of(), netns, "", MadeNote.State.BEGUN);
      assertFalse(odd.isWritable());
    }
  }

  @Test
  void aNoteSaysWhoseItIs() {
    String text = NOTE.text(ONE);
    assertEquals(Optional.of(ONE), MadeNote.ownerOf(text));
    assertEquals(Optional.of(NOTE), MadeNote.parse(text, ONE));
    assertEquals(Optional.empty(), MadeNote.parse(text, new Attachment("net", "b", "eth0")));
    MadeNote empty = new MadeNote(List.of(), "", "", List.of(), "", "", MadeNote.State.BEGUN);
    assertEquals(Optional.of(empty), MadeNote.parse(empty.text(ONE), ONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\n", "a\nof net\n", "a\nof net/a:eth0\n", "a\nby net:a/eth0\n"})
  void whatIsNoNoteSaysNothing(String text) {
    assertEquals(Optional.empty(), MadeNote.ownerOf(text));
  }
}
