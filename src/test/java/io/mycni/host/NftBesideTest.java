package io.mycni.host;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The modules of a kernel lie in a folder of the test's own. */
class NftBesideTest {
  @TempDir Path modules;

  private void load(String module, String users) throws IOException {
    Files.createDirectories(modules.resolve(module));
    Files.writeString(modules.resolve(module).resolve("refcnt"), users + "\n");
  }

  @Test
  void nftablesHasToBeAskedWhereItIsBuiltInOrNotLoaded() {
    assertFalse(NftBeside.isImpossible(modules));
  }

  @Test
  void nftablesNeedNotBeAskedWhereNothingLooksUpLocalAddresses() throws IOException {
    load("nf_tables", "203");
    assertTrue(NftBeside.isImpossible(modules));
    load("nft_fib_ipv4", "0");
    assertTrue(NftBeside.isImpossible(modules));
  }

  @Test
  void nftablesHasToBeAskedWhereAnythingDoesInEitherFamily() throws IOException {
    load("nf_tables", "203");
    load("nft_fib_ipv4", "0");
    load("nft_fib_ipv6", "1");
    assertFalse(NftBeside.isImpossible(modules));
  }

  @Test
  void aModuleWhoseUsersCannotBeReadMayHaveSome() throws IOException {
    load("nf_tables", "203");
    Files.createDirectories(modules.resolve("nft_fib_ipv4").resolve("refcnt"));
    assertFalse(NftBeside.isImpossible(modules));
  }
}
