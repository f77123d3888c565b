// What somebody has written to nftables on a host where iptables is at work. A look at it starts no
// process where the kernel's modules tell that there can be nothing.
package io.mycni.host;

import io.mycni.exec.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The question what is in tables of nftables that have rules by {@code fib}, as those have that
 * catch what is sent to the host itself. A quick look tells it, too.
 *
 * @param tables the tables, of the families ip and ip6
 */
public record NftBeside(NftTables tables) implements Question<NftState> {
  private static final Path MODULES = Path.of("/sys/module");
  private static final List<String> FIB = List.of("nft_fib_ipv4", "nft_fib_ipv6");

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public boolean isInside() {
    return false;
  }

  @Override
  public NftState ask(Shell shell) {
    return isImpossible(MODULES) ? NftState.NONE : tables.ask(shell);
  }

  /**
   * Tells whether no rule of any namespace can be by fib: where nftables is a module, which its
   * number of users tells, so is fib, and each rule by it is one of its users. Of a kernel that has
   * it built in nothing can be told.
   *
   * @param modules where sysfs has the modules
   */
  static boolean isImpossible(Path modules) {
    boolean impossible = Files.exists(modules.resolve("nf_tables").resolve("refcnt"));
    for (String module : FIB) {
      impossible = impossible && isUnused(modules.resolve(module).resolve("refcnt"));
    }
    return impossible;
  }

  private static boolean isUnused(Path users) {
    try {
      return new String(Files.readAllBytes(users), StandardCharsets.US_ASCII).strip().equals("0");
    } catch (NoSuchFileException notLoaded) {
      return true;
    } catch (IOException unknown) {
      return false;
    }
  }

  // Written out: the equality that the compiler would make is slow at its first use.

  @Override
  public boolean equals(Object other) {
    return other instanceof NftBeside that && tables.equals(that.tables);
  }

  @Override
  public int hashCode() {
    return tables.hashCode() + 1;
  }
}
