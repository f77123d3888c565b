package io.mycni.engine;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mycni.host.HostLook;

/**
 * Whatever a plugin is called with, it answers with a result or an error of the specification's or
 * mycni's own, and no plan has tools told what is not of their alphabet. Kept inputs are replayed;
 * with {@code JAZZER_FUZZ=1} others are looked for.
 */
class CallFuzzTest {
  @FuzzTest
  void anyText(byte[] text) {
    PaperCall.make(CallText.parse(text), PaperCall.host());
  }

  @FuzzTest
  void examplesOfWhichAFewPlacesAreSomethingElse(FuzzedDataProvider data) {
    CallText call = SpoiltCall.of(data);
    try {
      PaperCall.make(call, PaperCall.host());
    } catch (RuntimeException | Error e) {
      throw new AssertionError("keep it as a text:\n" + call, e);
    }
  }

  /** Nothing that is told of links and rules gets to a tool as it is. */
  @FuzzTest
  void hostsOfWhichAFewPlacesAreSomethingElse(FuzzedDataProvider data) {
    HostLook host = SpoiltHost.of(data);
    CallText call = SpoiltCall.of(data);
    try {
      PaperCall.make(call, host);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("keep it as a text:\n" + call, e);
    }
  }
}
