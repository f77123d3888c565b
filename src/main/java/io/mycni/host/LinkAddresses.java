// The addresses of a link without a process: IPv4 by the JDK, which asks the kernel through a
// socket, and IPv6 from the kernel's table. The JDK would compare each line of that table with
// all before it, and every port of a bridge has one there.
package io.mycni.host;

import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads addresses of links. */
final class LinkAddresses {
  private static final Path TABLE = Path.of("/proc/net/if_inet6");
  private static final int HEXADECIMAL = 16;
  private static final int DIGITS = 32;

  /** What is before the name in a line at least: address, index, prefix length, scope, flags. */
  private static final int LEAST = DIGITS + 4 * " 00".length() + 1;

  private LinkAddresses() {}

  /** Returns the addresses of a link, IPv4 first. */
  static List<Cidr> of(String name) throws IOException {
    List<Cidr> addresses = new ArrayList<>();
    NetworkInterface device = NetworkInterface.getByName(name);
    // The JDK does not see a link without any address.
    if (device != null) {
      for (InterfaceAddress address : device.getInterfaceAddresses()) {
        if (address.getAddress() instanceof Inet4Address) {
          IpAddress ip = IpAddress.of(address.getAddress().getHostAddress());
          addresses.add(new Cidr(ip, address.getNetworkPrefixLength()));
        }
      }
    }
    try {
      addIpv6(name, Files.readAllBytes(TABLE), addresses);
    } catch (NoSuchFileException kernelWithoutIpv6) {
      // There is none then.
    }
    return addresses;
  }

  /** Adds a link's addresses in a table of the form of /proc/net/if_inet6 (net/ipv6/addrconf.c). */
  static void addIpv6(String name, byte[] table, List<Cidr> addresses) {
    byte[] wanted = name.getBytes(StandardCharsets.ISO_8859_1);
    int begin = 0;
    while (begin + LEAST < table.length) {
      int end = begin + LEAST;
      while (end < table.length && table[end] != '\n') {
        end++;
      }
      if (endsWith(table, end, wanted)) {
        int index = begin + DIGITS + 1;
        while (table[index] != ' ') {
          index++;
        }
        long high = Long.parseUnsignedLong(text(table, begin, DIGITS / 2), HEXADECIMAL);
        long low = Long.parseUnsignedLong(text(table, begin + DIGITS / 2, DIGITS / 2), HEXADECIMAL);
        int prefix = Integer.parseInt(text(table, index + 1, 2), HEXADECIMAL);
        addresses.add(new Cidr(new IpAddress(IpFamily.V6, high, low), prefix));
      }
      begin = end + 1;
    }
  }

  private static boolean endsWith(byte[] table, int end, byte[] name) {
    int begin = end - name.length;
    if (table[begin - 1] != ' ') {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (table[begin + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] table, int from, int length) {
    return new String(table, from, length, StandardCharsets.ISO_8859_1);
  }
}
