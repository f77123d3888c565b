package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others do to the host between a call's look and its first command. */
class MeanwhileIT {
  private static final String NETWORK =
      """
      { "cniVersion": "1.0.0", "name": "mynet", "type": "bridge", "bridge": "mybr0", "isGateway": true,
        "ipam": { "type": "host-local", "dataDir": "DATADIR",
          "ranges": [[{ "subnet": "10.8.0.0/24" }], [{ "subnet": "fd08::/64" }]] } }
      """;

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  /** Runs a script right before the first batch of ip. */
  private String pathWhere(String others) {
    return world.wrap(
        "ip",
        """
        for real in /usr/sbin/ip /usr/bin/ip; do [ ! -x $real ] || break; done
        case "$*" in *-batch*)
          cat > batch.$$
          if mkdir meanwhile 2> /dev/null; then
            OTHERS
          fi
          exec $real "$@" < batch.$$ ;;
        esac
        exec $real "$@"
        """
            .replace("OTHERS", others.replace("ip ", "$real ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ip link add mybr0 type bridge",
        "ip link set mybr0 up",
        "ip address add 10.8.0.1/24 dev mybr0",
        "ip address add fd08::1/64 dev mybr0"
      })
  void whatAnotherHasMadeOfTheBridgeMeanwhileIsTakenAsItIs(String others) {
    world.container("a");
    if (!others.contains("link add")) {
      world.sh("ip link add mybr0 type bridge").ok();
    }
    world.call("ADD", "a", NETWORK).with("PATH", pathWhere(others)).run().ok();
    assertEquals("", world.sh("ls -d meanwhile > /dev/null").ok());
    world.del("a", NETWORK).ok();
  }
}
