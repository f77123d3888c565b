package io.mycni.ipam.hostlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in /proc/locks, and whether it proves that nobody holds file 77 by flock(2). */
class FlockViewTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          only our lock                      | 1: POSIX  ADVISORY  WRITE 5 fe:00:77 0 EOF;                                            | true
          nothing, not even our lock         | 1: POSIX  ADVISORY  WRITE 5 fe:00:78 0 EOF;                                            | false
          our lock is shown as another's     | 1: POSIX  ADVISORY  WRITE 0 fe:00:77 0 EOF;                                            | false
          another file is held               | 1: POSIX  ADVISORY  WRITE 5 fe:00:77 0 EOF;2: FLOCK  ADVISORY  WRITE 6 fe:00:78 0 EOF; | true
          somebody holds it                  | 1: POSIX  ADVISORY  WRITE 5 fe:00:77 0 EOF;2: FLOCK  ADVISORY  WRITE 6 fe:00:77 0 EOF; | false
          somebody waits for it              | 1: POSIX  ADVISORY  WRITE 5 fe:00:77 0 EOF;2: -> FLOCK  ADVISORY  WRITE 6 fe:00:77 0 EOF; | false
          held by whom cannot be seen        | 1: POSIX  ADVISORY  WRITE 5 fe:00:77 0 EOF;2: FLOCK  ADVISORY  WRITE 0 fe:00:77 0 EOF; | false
          the device has another name        | 1: POSIX  ADVISORY  WRITE 5 00:2a:77 0 EOF;2: FLOCK  ADVISORY  WRITE 6 00:2a:77 0 EOF; | false
          cut in the middle                  | 1: POSIX  ADVISORY  WRITE 5 fe:0                                                       | false
          empty                              | ''                                                                                     | false
          """)
  void isBelievedOnlyWhereOurOwnLockIsInIt(String what, String locks, boolean nobody) {
    assertEquals(nobody, FlockView.showsNobody(locks.replace(';', '\n'), "5", "77"));
  }
}
