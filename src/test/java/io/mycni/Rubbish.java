package io.mycni;

import java.util.List;
import java.util.stream.Stream;

/** Inputs that no runtime should send; each is answered with a code of the specification. */
public final class Rubbish {
  private static final String IPAM =
      "\"ipam\": {\"type\": \"host-local\", \"subnet\": \"10.99.0.0/24\", \"dataDir\": \"DATADIR\"";

  private Rubbish() {}

  /** Values that are put where a number is meant. */
  private static final List<String> NUMBERS =
      List.of(
          "-1",
          "1.5",
          "1e3",
          "1099511627776",
          "1e999",
          "1e9999999999",
          "\"1\"",
          "[]",
          "true",
          "123456789012345678901234567890");

  /** Values that are put where an object or a list is meant. */
  private static final List<String> SHAPES = List.of("5", "\"x\"", "true", "[5]", "{\"a\": 1}");

  private static String network(String keys) {
    return "{\"cniVersion\": \"1.1.0\", \"name\": \"rubbish\", \"type\": \"mycni\", "
        + "\"bridge\": \"rub0\", "
        + keys
        + "}";
  }

  private static String result(String keys) {
    return network(IPAM + "}, \"prevResult\": {\"cniVersion\": \"1.1.0\", " + keys + "}");
  }

  /** Texts that are no JSON, or no configuration of any plugin. */
  public static Stream<String> inputs() {
    return Stream.of(
        "",
        "\u0000",
        "{\u0000}",
        "\ufeff{\"cniVersion\": \"1.1.0\", \"name\": \"n\", \"type\": \"mycni\"}",
        "[]",
        "5",
        "null",
        "{\"cniVersion\": \"1.1.0\"",
        "{\"a\":".repeat(100_000),
        "[".repeat(100_000),
        "{\"cniVersion\": \"1.1.0\", \"name\": \"n\", \"x\": " + "9".repeat(5000) + "}",
        "{\"cniVersion\": \"1.1.0\", \"name\": \"n\", \"x\": 1e99999999999}",
        "{\"cniVersion\": 1.0, \"name\": \"n\"}",
        "{\"cniVersion\": \"1.1.0\", \"name\": 5}",
        "{\"cniVersion\": \"1.1.0\", \"name\": [\"n\"]}",
        "{\"cniVersion\": \"1.1.0\", \"name\": \"a\\u0000b\"}",
        "{\"cniVersion\": \"1.1.0\", \"name\": \"a\\ud800\"}",
        "{\"cniVersion\": \"1.1.0\", \"name\": \"../up\"}");
  }

  /** Configurations whose values are none. */
  public static Stream<String> configurations() {
    Stream<String> values =
        Stream.of(
            "\"bridge\": \"a\\u0000\"",
            "\"bridge\": \"\\ud800\"",
            "\"ipam\": {\"type\": \"mycni\"}",
            "\"ipam\": {\"type\": \"bridge\"}",
            "\"ipam\": {\"type\": \"mycni-bridge\"}",
            "\"IPAM\": {\"TYPE\": \"mycni\"}",
            "\"ipam\": {\"type\": \"../mycni\"}",
            "\"ipam\": {\"type\": \"/bin/sh\"}",
            "\"ipam\": {\"type\": \"a\\u0000b\"}",
            "\"ipam\": {\"type\": \"..\"}",
            "\"ipam\": {\"type\": 5}",
            IPAM + ", \"dataDir\": \"/tmp/a\\u0000b\"}",
            IPAM + ", \"resolvConf\": \"/etc/a\\u0000b\"}",
            IPAM + ", \"routes\": {\"dst\": \"0.0.0.0/0\"}}",
            IPAM + ", \"ranges\": {\"a\": [{\"subnet\": \"10.98.0.0/24\"}]}}",
            IPAM + "}, \"args\": {\"cni\": {\"ips\": \"10.99.0.5\"}}",
            IPAM + "}, \"args\": {\"cni\": {\"ips\": [\"\\u0000\"]}}",
            IPAM + "}, \"runtimeConfig\": {\"ips\": {\"a\": \"10.99.0.5\"}}",
            "\"runtimeConfig\": {\"mac\": \"02:00:00:00:00:0\\ud800\"}",
            "\"dns\": {\"nameservers\": {\"a\": \"b\"}}",
            "\"vlanTrunk\": {\"id\": 5}");
    Stream<String> numbers =
        NUMBERS.stream()
            .flatMap(number ->
                Stream.of(
                    "\"mtu\": " + number,
                    "\"vlan\": " + number,
                    "\"vlanTrunk\": [{\"id\": " + number + "}]",
                    IPAM + ", \"routes\": [{\"dst\": \"0.0.0.0/0\", \"scope\": " + number + "}]}",
                    IPAM + ", \"routes\": [{\"dst\": \"0.0.0.0/0\", \"mtu\": " + number + "}]}"))
            // A thousand is an mtu, however it is written down in other languages.
            .filter(text -> !text.contains("\"1\"") || !text.contains("x"));
    Stream<String> shapes =
        SHAPES.stream()
            .flatMap(shape ->
                Stream.of("ipam", "runtimeConfig", "args", "dns", "vlanTrunk")
                    .map(key -> "\"" + key + "\": " + shape))
            .filter(text -> !text.endsWith("{\"a\": 1}") || text.contains("vlanTrunk"));
    return Stream.of(values, numbers, shapes).flatMap(each -> each).map(Rubbish::network);
  }

  /** Previous results that no ADD has printed. */
  public static Stream<String> results() {
    Stream<String> numbers =
        NUMBERS.stream()
            .flatMap(number ->
                Stream.of(
                    "\"ips\": [{\"address\": \"10.99.0.2/24\", \"interface\": " + number + "}]",
                    "\"interfaces\": [{\"name\": \"eth0\", \"mtu\": " + number + "}]",
                    "\"routes\": [{\"dst\": \"0.0.0.0/0\", \"priority\": " + number + "}]"));
    Stream<String> shapes =
        SHAPES.stream()
            .flatMap(shape ->
                Stream.of("interfaces", "ips", "routes", "dns", "ip4")
                    .map(key -> "\"" + key + "\": " + shape))
            .filter(text -> !text.equals("\"dns\": {\"a\": 1}"));
    Stream<String> texts =
        Stream.of(
            "\"interfaces\": [{\"name\": \"eth0\", \"sandbox\": \"/run/a\\u0000b\"}]",
            "\"interfaces\": [null]",
            "\"ips\": [null]",
            "\"ips\": [{\"address\": 5}]",
            "\"ips\": [{\"address\": \"10.99.0.2/24\", \"gateway\": \"\\ud800\"}]");
    return Stream.concat(
        Stream.of(numbers, shapes, texts).flatMap(each -> each).map(Rubbish::result),
        SHAPES.stream()
            .filter(shape -> !shape.startsWith("{"))
            .map(shape -> network(IPAM + "}, \"prevResult\": " + shape)));
  }

  /** What GC must not take for a list of attachments. */
  public static Stream<String> validAttachments() {
    return Stream.concat(
            SHAPES.stream(),
            Stream.of(
                "[null]",
                "[[]]",
                "[{}]",
                "[{\"containerID\": \"a\"}]",
                "[{\"containerID\": 5, \"ifname\": \"eth0\"}]",
                "[{\"containerID\": \"a/b\", \"ifname\": \"eth0\"}]",
                "[{\"containerID\": \"a\", \"ifname\": \"eth0/\"}]",
                "[{\"containerID\": \"a\", \"ifname\": \"\\u0000\"}]",
                "{\"a\": {\"containerID\": \"a\", \"ifname\": \"eth0\"}}"))
        .flatMap(shape ->
            Stream.of("cni.dev/valid-attachments", "cni.dev/attachments", "CNI.dev/Attachments")
                .map(key -> network(IPAM + "}, \"" + key + "\": " + shape)));
  }
}
